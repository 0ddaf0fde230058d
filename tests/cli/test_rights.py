"""Rights leave as a table, and come back from it."""

import csv
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.example import copied_example


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    copied_example(folder)
    assert run("harvest", cwd=folder).code == 0
    return folder


def rights(folder: Path) -> dict[str, dict[str, str]]:
    """The table of a project's rights, by their names."""
    ran = run("export", "authorizations", cwd=folder)
    assert ran.code == 0
    return {row["id"]: row for row in csv.DictReader(ran.out.splitlines())}


def test_the_examples_rights_come_back_from_their_table(copied: Path) -> None:
    before = rights(copied)
    told = run("export", "authorizations", "--out", "maps/rights.csv", cwd=copied)
    assert (
        told.err.strip() == f"wrote maps/rights.csv: {len(before)} rights; a map reads it with `authorizations_csv: rights.csv`"
    )
    checked = run("check", "--as-of", "2026-11-24", "--format", "json", cwd=copied).json["findings"]
    (copied / "maps" / "rights.yaml").write_text("authorizations_csv: rights.csv\n", encoding="utf-8")
    assert run("harvest", cwd=copied).code == 0
    assert rights(copied) == before
    again = run("check", "--as-of", "2026-11-24", "--format", "json", cwd=copied).json["findings"]
    assert [one["fingerprint"] for one in again] == [one["fingerprint"] for one in checked]


def test_the_table_is_of_all_rights(copied: Path) -> None:
    ran = run("export", "authorizations", "MuleSoft", cwd=copied)
    assert ran.code == 2
    assert "filter it in the spreadsheet" in ran.err
