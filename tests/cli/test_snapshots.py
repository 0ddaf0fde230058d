"""`lineage snapshots`, `diff` and `--snapshot`."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.command import run


@pytest.fixture
def twice(own_example: Path) -> Path:
    """The example harvested again after one map changed."""
    people = own_example / "maps" / "people.yaml"
    people.write_text(
        people.read_text(encoding="utf-8").replace("legacy-hr/PERSON#SSN", "legacy-hr/PERSON#NATIONAL_ID"), encoding="utf-8"
    )
    assert run("harvest", cwd=own_example).code == 0
    return own_example


def names(folder: Path) -> list[str]:
    return [row["snapshot"] for row in run("snapshots", "list", "--format", "json", cwd=folder).json]


def test_the_list_is_oldest_first(twice: Path) -> None:
    assert [names(twice)[0][:8], len(names(twice)), names(twice) == sorted(names(twice))] == ["20260615", 2, True]


def test_verify_is_content_with_what_was_written(example: Path) -> None:
    ran = run("snapshots", "verify", cwd=example)
    assert (ran.code, ran.out) == (0, "All files are as they were written.\n")


def test_prune_keeps_the_newest(twice: Path) -> None:
    old, new = names(twice)
    assert run("snapshots", "prune", "--keep", "1", cwd=twice).out == f"removed 1: {old}\n"
    assert names(twice) == [new]


def test_prune_does_not_take_everything(example: Path) -> None:
    assert run("snapshots", "prune", "--keep", "0", cwd=example).code == 2


def test_a_diff_tells_what_was_added_and_removed(twice: Path) -> None:
    changes = run("diff", "latest~1", "latest", "--format", "json", cwd=twice).json["changes"]
    hops = [(one["change"], one["id"].partition(" job=")[0]) for one in changes if one["kind"] == "hop"]
    ends = "salesforce://acme/Employee__c#SSN__c -> sqlserver://hr.acme.internal:1433/PERSON#"
    assert hops == [("added", f"{ends}NATIONAL_ID"), ("removed", f"{ends}SSN")]


def test_a_diff_with_itself_is_empty(example: Path) -> None:
    assert run("diff", "latest", "latest", "--format", "json", cwd=example).json["changes"] == []


def test_harvesting_twice_changes_nothing(own_example: Path) -> None:
    run("harvest", cwd=own_example)
    run("harvest", cwd=own_example)
    assert run("diff", "latest~1", "latest", "--format", "json", cwd=own_example).json["changes"] == []
    assert len({name.partition("-")[2] for name in names(own_example)[1:]}) == 1


def test_the_answer_is_of_its_own_schema(twice: Path) -> None:
    schema = run("schema", "diff", cwd=twice).json
    answer = run("diff", "latest~1", "--format", "json", cwd=twice).json
    assert list(Draft202012Validator(schema).iter_errors(answer)) == []


def test_a_snapshot_is_named_in_four_ways(twice: Path) -> None:
    old = names(twice)[0]
    ways = ("latest~1", old[:15], old.partition("-")[2][:6], str(twice / ".lineage" / old))
    used = [run("trace", "Contact.SSN__c", "--snapshot", way, "--format", "json", cwd=twice).json["snapshot"] for way in ways]
    assert used == [old] * 4


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("latest~7", "'latest~7': {store} holds 1 snapshots only; `lineage snapshots list` shows them."),
        ("latest~x", "'latest~x': after `latest~` stands how many snapshots to go back, such as latest~1."),
        ("nope", "There is no snapshot 'nope'. Did you mean {name}?"),
        ("", "There is no snapshot ''. Did you mean {name}?"),
    ],
)
def test_a_snapshot_that_is_not_there_is_a_usage_error(example: Path, selector: str, said: str) -> None:
    (name,) = names(example)
    ran = run("trace", "Contact.SSN__c", "--snapshot", selector, cwd=example)
    assert (ran.code, ran.err.strip()) == (2, said.format(store=example / ".lineage", name=name))


def test_a_prefix_of_two_contents_is_ambiguous(twice: Path) -> None:
    ran = run("trace", "Contact.SSN__c", "--snapshot", "2", cwd=twice)
    assert (ran.code, ran.err.strip()) == (2, f"'2' could be {', '.join(names(twice))}. Give more of the name.")


def test_no_snapshot_yet_says_what_to_run(tmp_path: Path) -> None:
    ran = run("exposure", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, f"There is no snapshot in {tmp_path / '.lineage'}. Run `lineage harvest` first.\n")
