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
    assert (ran.code, ran.lines[0]) == (0, "declared ./maps: 5 files, 0 calls")
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


def project_with_a_map(folder: Path) -> Path:
    """A project that knows the operators of two Systems."""
    folder.mkdir()
    (folder / "lineage.yaml").write_text(
        "org: mine\nsources: [{type: declared, path: map.yaml}, {type: salesforce-metadata, path: gone}]\n", encoding="utf-8"
    )
    (folder / "map.yaml").write_text("systems: {crm: {kind: salesforce, operator: Mine}}\n", encoding="utf-8")
    return folder


def retrieved(folder: Path) -> Path:
    """A folder of metadata."""
    (folder / "objects").mkdir(parents=True)
    (folder / "objects" / "Contact.object").write_text(
        '<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata"><fields><fullName>A__c</fullName><type>Text</type></fields></CustomObject>',
        encoding="utf-8",
    )
    return folder


def test_paths_with_a_project_stand_in_place_of_its_own_sources_of_their_kind(tmp_path: Path) -> None:
    project, folder = project_with_a_map(tmp_path / "p"), retrieved(tmp_path / "r")
    ran = run("harvest", "r", "--project", "p", "--format", "json", cwd=tmp_path)
    assert (ran.code, [(one["connector"], one["path"]) for one in ran.json["sources"]]) == (
        0,
        [("declared", "map.yaml"), ("salesforce-metadata", str(folder))],
    )
    assert [(project / ".lineage").is_dir(), (tmp_path / ".lineage").exists()] == [True, False]
    systems = run("show", "systems", "--format", "json", cwd=project).json
    assert [(row["system"], row["operator"]) for row in systems] == [("salesforce://mine", "Mine")]


def test_a_map_with_a_project_stands_in_place_of_its_map(tmp_path: Path) -> None:
    project = project_with_a_map(tmp_path / "p")
    (project / "lineage.yaml").write_text("org: mine\nsources: [{type: declared, path: map.yaml}]\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("systems: {other: {operator: O}}\n", encoding="utf-8")
    ran = run("harvest", "other.yaml", "--project", "p/lineage.yaml", "--format", "json", cwd=tmp_path)
    assert [(one["connector"], one["path"]) for one in ran.json["sources"]] == [("declared", str(tmp_path / "other.yaml"))]


def test_paths_with_a_project_are_planned_as_they_are_read(tmp_path: Path) -> None:
    project_with_a_map(tmp_path / "p")
    retrieved(tmp_path / "r")
    lines = run("harvest", "r", "--project", "p", "--plan", cwd=tmp_path).lines
    assert [line.partition(":")[0] for line in lines if not line.startswith(" ")] == [
        "declared map.yaml",
        f"salesforce-metadata {tmp_path / 'r'}",
    ]


def test_two_projects_at_once_are_refused(tmp_path: Path) -> None:
    project_with_a_map(tmp_path / "p")
    project_with_a_map(tmp_path / "q")
    ran = run("harvest", "q", "--project", "p", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "q is a project of its own; give it, or --project p with what to read in that one.\n"


def test_a_path_that_holds_nothing_is_refused_in_a_project_too(tmp_path: Path) -> None:
    project_with_a_map(tmp_path / "p")
    (tmp_path / "empty").mkdir()
    ran = run("harvest", "empty", "--project", "p", cwd=tmp_path)
    assert (ran.code, ran.err.partition(":")[0]) == (4, f"There is nothing to read in {tmp_path / 'empty'}")


def test_bare_paths_inside_a_project_say_that_they_are_read_without_it(tmp_path: Path) -> None:
    project = project_with_a_map(tmp_path / "p")
    retrieved(tmp_path / "r")
    said = f"These are bare paths: nothing of {project / 'lineage.yaml'} applies. `--project {project}` reads them in it."
    assert said in run("harvest", "../r", cwd=project).err.splitlines()
    assert "bare paths" not in run("harvest", "r", cwd=tmp_path).err
