"""`lineage export checklist`: what a role has to do."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.example import copied_example


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied_example(tmp_path_factory.mktemp("checklist") / "acme")
    assert run("harvest", cwd=folder).code == 0
    return folder


def test_every_finding_is_on_the_checklist_of_one_role(project: Path) -> None:
    answer = run("check", "--format", "json", cwd=project).json
    listed = []
    for role in ("admin", "developer", "integration-owner"):
        file = project / f"{role}.csv"
        assert run("export", "checklist", "--role", role, "--out", file, cwd=project).code == 0
        listed += [row["fingerprint"] for row in csv.DictReader(io.StringIO(file.read_text("utf-8")))]
    assert sorted(listed) == sorted(one["fingerprint"] for one in answer["findings"])


def test_it_is_written_to_stdout_where_no_file_is_named(project: Path) -> None:
    ran = run("export", "checklist", "--role", "Integration owner", cwd=project)
    assert (ran.code, ran.lines[0]) == (0, "# Checklist: integration owner")
    assert "## Accepted for a while" in run("export", "checklist", "--role", "admin", cwd=project).lines


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("checklist",), "--role '': a checklist is for one role; allowed are admin, developer, integration-owner."),
        (("checklist", "--role", "admin", "--out", "a.docx"), "--out a.docx: the ending says no format; use .md, .csv."),
        (("checklist", "app:X", "--role", "admin"), "A checklist is not of 'app:X': it is of a role; --role says which."),
        (("diagram", "--role", "admin"), "--role says whose checklist; a diagram is of no role."),
    ],
)
def test_what_cannot_be_a_checklist_is_refused(project: Path, words: tuple[str, ...], says: str) -> None:
    ran = run("export", *words, cwd=project)
    assert (ran.code, ran.err.strip()) == (2, says)
