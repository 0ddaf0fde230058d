"""Damaged, tampered and newer snapshots."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lineage.store import snapshot
from tests.cli.command import run


def newest(project: Path) -> Path:
    return snapshot.find(project / ".lineage")


def flipped(path: Path) -> None:
    """One bit in the middle of a file is another; its size stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def changed(path: Path, key: str, value: object) -> None:
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {key: value}), encoding="utf-8")


@pytest.mark.parametrize("name", ["nodes.arrow", "hops.arrow", "gaps.parquet", "grants.arrow"])
@pytest.mark.parametrize("harm", [flipped, truncated, Path.unlink])
def test_verify_names_the_file_that_is_not_as_it_was_written(own_example: Path, name: str, harm: Callable[[Path], None]) -> None:
    harm(newest(own_example) / name)
    ran = run("snapshots", "verify", cwd=own_example)
    assert (ran.code, [line.partition(":")[0] for line in ran.lines]) == (1, [name])


@pytest.mark.parametrize("name", ["nodes.arrow", "hops.arrow", "hop_evidence.arrow", "gaps.parquet", "authorizations.parquet"])
@pytest.mark.parametrize("harm", [flipped, truncated, Path.unlink])
def test_a_damaged_table_is_refused_by_name_and_never_answered_from(
    own_example: Path, name: str, harm: Callable[[Path], None]
) -> None:
    harm(newest(own_example) / name)
    ran = run("trace", "Contact.SSN__c", cwd=own_example)
    assert (ran.code, ran.out) == (2, "")
    assert f"/{name}" in ran.err
    assert "Harvest again, or restore it from a copy." in ran.err


def test_a_newer_format_is_refused_by_name(own_example: Path) -> None:
    folder = newest(own_example)
    changed(folder / "manifest.json", "format", 7)
    for command in (("trace", "Contact.SSN__c"), ("snapshots", "verify")):
        ran = run(*command, cwd=own_example)
        assert (ran.code, ran.err) == (2, f"{folder} has format 7; this program reads up to 1. Update it.\n")


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[]", "null", "3", '{"format": "x"}', '{"format": null}', "{}", "[" * 200_000, '{"format": 1, "tool": 1}'],
)
def test_a_manifest_that_is_none_is_refused_by_name(own_example: Path, text: str) -> None:
    folder = newest(own_example)
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    ran = run("exposure", cwd=own_example)
    assert ran.code == 2
    assert ran.err.startswith(f"{folder / 'manifest.json'} cannot be read")


def test_verify_sees_a_file_that_was_taken_out_of_the_manifest(own_example: Path) -> None:
    folder = newest(own_example)
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    changed(folder / "manifest.json", "files", {name: entry for name, entry in files.items() if name != "gaps.parquet"})
    ran = run("snapshots", "verify", cwd=own_example)
    assert (ran.code, ran.out) == (1, "manifest.json: its list of files is not the one that was written\n")


def test_verify_sees_a_digest_that_was_changed(own_example: Path) -> None:
    changed(newest(own_example) / "manifest.json", "digest", "0" * 64)
    assert run("snapshots", "verify", cwd=own_example).code == 1


def test_verify_sees_a_digest_that_is_not_the_one_in_the_name(own_example: Path) -> None:
    folder = newest(own_example)
    folder.rename(folder.with_name(f"{folder.name.partition('-')[0]}-0123456789ab"))
    assert run("snapshots", "verify", cwd=own_example).code == 1


def test_a_table_that_nobody_touches_stops_no_answer(own_example: Path) -> None:
    flipped(newest(own_example) / "observations.parquet")
    assert run("trace", "Contact.SSN__c", cwd=own_example).code == 0


def test_an_older_snapshot_still_answers_beside_a_damaged_one(own_example: Path) -> None:
    run("harvest", cwd=own_example)
    truncated(newest(own_example) / "nodes.arrow")
    codes = [run("trace", "Contact.SSN__c", "--snapshot", which, cwd=own_example).code for which in ("latest", "latest~1")]
    assert codes == [2, 0]
