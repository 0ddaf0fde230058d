"""`lineage snapshots`, `diff` and `--snapshot`."""

import os
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


def rows(folder: Path, *words: str) -> tuple[int, dict[str, str]]:
    ran = run("snapshots", "list", *words, "--format", "json", cwd=folder)
    return ran.code, {row["snapshot"]: row["read"] for row in ran.json}


def damage(folder: Path, how: str) -> None:
    manifest = folder / "manifest.json"
    if how == "no JSON":
        manifest.write_text("{", encoding="utf-8")
    elif how == "no UTF-8":
        manifest.write_bytes(b"\xff\xfe")
    elif how == "a list":
        manifest.write_text("[]", encoding="utf-8")
    elif how == "newer":
        manifest.write_text('{"format": 99}', encoding="utf-8")
    elif how == "a shorter table":
        (folder / "gaps.parquet").write_bytes(b"")
    else:
        manifest.unlink()
        if how == "a pipe":
            os.mkfifo(manifest)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("no JSON", "damaged: {place}/manifest.json cannot be read (JSONDecodeError). "),
        ("no UTF-8", "damaged: {place}/manifest.json cannot be read (UnicodeDecodeError). "),
        ("a list", "damaged: {place}/manifest.json cannot be read (AttributeError). "),
        ("gone", "damaged: {place}/manifest.json is missing. "),
        ("a pipe", "damaged: {place}/manifest.json is missing. "),
        ("a shorter table", "damaged: {place}/gaps.parquet is missing or not "),
        ("newer", "newer: {place} has format 99; "),
    ],
)
def test_a_damaged_snapshot_is_listed_as_such_among_the_others(twice: Path, how: str, said: str) -> None:
    old, new = names(twice)
    damage(twice / ".lineage" / old, how)
    code, found = rows(twice)
    assert (code, list(found)) == (0, [old, new])
    assert found[old].startswith(said.format(place=twice / ".lineage" / old))
    assert found[new] == "declared ./maps, salesforce-metadata ./force-app"
    assert rows(twice, "--strict")[0] == 3
    assert run("show", "systems", cwd=twice).code == 0


def test_strict_is_content_where_every_snapshot_can_be_opened(twice: Path) -> None:
    assert rows(twice, "--strict")[0] == 0


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


def test_a_diff_with_itself_is_empty_and_says_so(example: Path) -> None:
    assert run("diff", "latest", "latest", "--format", "json", cwd=example).json["changes"] == []
    (name,) = names(example)
    said = f"Nothing changed from {name} to {name}: the same nodes, hops, classifications, rights, facts and gaps."
    assert said in run("diff", "latest", "latest", cwd=example).lines


def test_a_diff_shows_properties_by_name_with_both_values(own_example: Path) -> None:
    for file, old, new in (
        ("systems.yaml", "operator: Deskly", "operator: Deskly Ltd"),
        ("customers.yaml", "logs_payload: true", "logs_payload: false"),
        ("people.yaml", "Drivers_Licence__c", "Drivers_License__c"),
    ):
        path = own_example / "maps" / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    run("harvest", cwd=own_example)
    answer = run("diff", "latest~1", "--format", "json", cwd=own_example).json
    changed = [
        (one["id"], one["property"], one["before"], one["after"]) for one in answer["changes"] if one["change"] == "changed"
    ]
    assert ("deskly", "operator", "Deskly", "Deskly Ltd") in changed
    assert ("map://acme/@job/crm-sync", "logs_payload", "yes", "no") in changed
    assert [one for one in answer["changes"] if "{" in one["before"] + one["after"]] == []
    assert [gap["surface"] for gap in answer["gaps_went"]] == ["declared field"]
    before, after = answer["coverage_before"], answer["coverage_after"]
    assert before["fields"] == after["fields"] + 1
    out = run("diff", "latest~1", cwd=own_example).out
    assert [text for text in ("logs payload", "Deskly Ltd", "Gaps that went", "fields known") if text not in out] == []
    assert '{"' not in out


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
