"""`lineage harvest` and `lineage demo`."""

from pathlib import Path

from jsonschema import Draft202012Validator

from tests.cli.command import run
from tests.example import copied_example


def test_a_project_is_harvested_from_a_folder_below_it(tmp_path: Path) -> None:
    project = copied_example(tmp_path / "acme")
    ran = run("harvest", "--format", "json", cwd=project / "force-app")
    assert (ran.code, [source["connector"] for source in ran.json["sources"]]) == (0, ["declared", "salesforce-metadata"])


def test_the_answer_is_of_its_own_schema(tmp_path: Path) -> None:
    project = copied_example(tmp_path / "acme")
    schema = run("schema", "harvest", cwd=tmp_path).json
    assert list(Draft202012Validator(schema).iter_errors(run("harvest", "--format", "json", cwd=project).json)) == []


def test_results_go_to_stdout_and_progress_to_stderr(tmp_path: Path) -> None:
    ran = run("harvest", copied_example(tmp_path / "acme"), cwd=tmp_path)
    assert "reading ./maps with declared" in ran.err
    assert "reading ./maps with declared" not in ran.out
    assert ran.out.startswith("Snapshot 2")


def test_bare_paths_are_read_by_what_they_hold(tmp_path: Path) -> None:
    project = copied_example(tmp_path / "acme")
    ran = run("harvest", project / "force-app", "--format", "json", cwd=tmp_path)
    assert [source["connector"] for source in ran.json["sources"]] == ["salesforce-metadata"]
    assert (tmp_path / ".lineage").is_dir()


def test_a_plan_reads_nothing_and_writes_nothing(tmp_path: Path) -> None:
    project = copied_example(tmp_path / "acme")
    ran = run("harvest", "--plan", cwd=project)
    assert (ran.code, ran.lines[0]) == (0, "declared ./maps: 4 files, 0 calls")
    assert not (project / ".lineage").exists()


def test_strict_tells_that_something_could_not_be_seen(tmp_path: Path) -> None:
    assert run("harvest", "--strict", copied_example(tmp_path / "acme"), cwd=tmp_path).code == 3


def test_strict_is_content_where_everything_was_seen(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "systems: {a: {operator: A}, b: {operator: B}}\nhops: [{from: a/T#f, to: b/U#g}]\n", encoding="utf-8"
    )
    assert run("harvest", "--strict", "map.yaml", cwd=tmp_path).code == 0


def test_another_store_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    project = copied_example(tmp_path / "acme")
    run("harvest", project, "--store", "elsewhere", cwd=tmp_path)
    assert [len(list((tmp_path / "elsewhere").iterdir())), (project / ".lineage").exists()] == [1, False]


def test_the_demo_harvests_the_example_and_draws_it(tmp_path: Path) -> None:
    ran = run("demo", cwd=tmp_path)
    assert (ran.code, (tmp_path / "lineage-demo" / "map.svg").read_text(encoding="utf-8")[:4]) == (0, "<svg")
    assert "Exposure" in ran.out
    assert "Findings" in ran.out


def test_the_demo_can_be_run_twice(tmp_path: Path) -> None:
    assert [run("demo", "--out", "mine", cwd=tmp_path).code for _ in range(2)] == [0, 0]
