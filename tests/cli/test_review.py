"""`lineage review`: a table to fill in, read back, recorded, and what to take away."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from lineage.project import find_project
from tests.cli.command import run
from tests.cli.test_permission_set import project

__all__ = ["project"]

BOT = "salesforce://acme/@user/bot@acme.example"
DRIFT = "salesforce://acme/@application/Drift"


def fill(file: Path, subject: str, **cells: str) -> None:
    """Fill in cells of a row, as a person would in a spreadsheet."""
    wanted = {name.replace("_", " "): value for name, value in cells.items()}
    if file.suffix == ".csv":
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
        for row in rows:
            row.update(wanted if row["subject"] == subject else {})
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        file.write_text(text.getvalue(), "utf-8")
        return
    book = load_workbook(file)
    sheet = book["Review"]
    columns = {str(cell.value): at for at, cell in enumerate(sheet[1], start=1)}
    for row_ in range(2, sheet.max_row + 1):
        if sheet.cell(row_, columns["subject"]).value == subject:
            for name, value in wanted.items():
                cell = sheet.cell(row_, columns[name])
                # The cells are for text, so that a spreadsheet makes no formula of what is typed.
                cell.value, cell.data_type = value, "s"
    book.save(file)


def test_the_review_has_who_reads_what(project: Path) -> None:
    answer = run("review", "--format", "json", cwd=project).json
    rows = {one["subject"]: one for one in answer["rows"]}
    assert (answer["schema"], DRIFT in rows) == ("lineage/review@1", True)
    assert "ssn" in [one["element"] for one in rows[DRIFT]["elements"]]
    assert rows[DRIFT]["surplus"] == "yes"


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_is_filled_in_is_recorded_once_and_is_due_a_quarter_later(project: Path, suffix: str) -> None:
    file = project / f"review{suffix}"
    wrote = run("review", "--out", file, cwd=project)
    assert (wrote.code, wrote.err.startswith(f"wrote {file}: ")) == (0, True)
    fill(file, DRIFT, decision="reduce", decided_by="Jo", note="=1+1")
    ran = run("review", "--read", file, "--as-of", "2026-11-30", cwd=project)
    assert (ran.code, "recorded 1 decision in" in ran.err) == (0, True)
    (review,) = find_project(project).reviews
    (made,) = review.decisions
    assert (review.day, made.subject, made.decision, made.by, made.note, made.next) == (
        date(2026, 11, 30), DRIFT, "reduce", "Jo", "=1+1", date(2027, 2, 28),
    )  # fmt: skip
    written = (project / "reviews.yaml").read_bytes()
    again = run("review", "--read", file, "--as-of", "2026-12-02", cwd=project)
    assert (again.code, again.err.strip()) == (0, "nothing new: every decision is recorded already.")
    assert (project / "reviews.yaml").read_bytes() == written


def test_nothing_is_recorded_where_one_row_is_wrong(project: Path) -> None:
    file = project / "review.csv"
    run("review", "--out", file, cwd=project)
    fill(file, DRIFT, decision="kep", decided_by="Jo")
    ran = run("review", "--read", file, cwd=project)
    assert (ran.code, (project / "reviews.yaml").exists()) == (2, False)
    assert ran.err.splitlines() == [
        f"{file}, row 2, column decision: 'kep' is not allowed; allowed are keep, reduce, remove, ask",
        "Nothing was recorded.",
    ]


def test_removals_deploy_what_was_decided(project: Path) -> None:
    file, out = project / "review.xlsx", project / "removals"
    run("review", "--out", file, cwd=project)
    fill(file, DRIFT, decision="reduce", decided_by="Jo")
    ran = run("review", "--read", file, "--removals", out, cwd=project)
    assert ran.code == 0
    listed = list(csv.DictReader(io.StringIO((out / "removals.csv").read_text("utf-8"))))
    assert [(one["subject"], one["decision"], one["on"], one["take away"]) for one in listed] == [
        ("Drift chat", "reduce", "Contact.SSN__c", "read")
    ]
    (enough,) = (out / "force-app").rglob("*.permissionset-meta.xml")
    text = enough.read_text("utf-8")
    assert ("<field>Contact.Email</field>" in text, "SSN__c" in text) == (True, False)


def test_a_removed_application_is_deleted_and_what_was_kept_is_not(project: Path) -> None:
    file, out = project / "review.csv", project / "removals"
    run("review", "--out", file, cwd=project)
    fill(file, DRIFT, decision="remove", decided_by="Jo")
    assert run("review", "--read", file, "--removals", out, cwd=project).code == 0
    assert "remove application `Drift chat`" in (out / "notes.md").read_text("utf-8")
    fill(file, DRIFT, decision="keep", decided_by="Jo")
    kept = run("review", "--read", file, "--removals", project / "none", cwd=project)
    assert ((project / "none").exists(), "Nothing was decided to be reduced or removed" in kept.err) == (False, True)


def test_changes_are_told_since_the_last_recorded_review(project: Path) -> None:
    file = project / "review.csv"
    run("review", "--out", file, cwd=project)
    fill(file, DRIFT, decision="keep", decided_by="Jo")
    run("review", "--read", file, cwd=project)
    exports = project / "exports" / "FieldPermissions.csv"
    exports.write_text(
        "\n".join(line for line in exports.read_text("utf-8").splitlines() if "SSN__c" not in line) + "\n", "utf-8"
    )
    counts = project / "exports" / "counts.csv"
    if counts.exists():
        counts.write_text(counts.read_text("utf-8").replace("FieldPermissions,4", "FieldPermissions,3"), "utf-8")
    run("harvest", cwd=project)
    answer = run("review", "--format", "json", cwd=project).json
    (row,) = [one for one in answer["rows"] if one["subject"] == DRIFT]
    assert (row["change"]["state"], [one["element"] for one in row["change"]["lost_elements"]]) == ("changed", ["ssn"])
    assert row["last"]["decision"] == "keep"


def test_a_review_of_a_snapshot_that_is_gone_compares_with_nothing_and_says_so(project: Path) -> None:
    (project / "reviews.yaml").write_text(
        "reviews:\n  - day: 2026-08-01\n    snapshot: gone\n    decisions:\n"
        f'      - {{subject: "{DRIFT}", decision: keep, by: Jo, next: 2026-11-01}}\n',
        "utf-8",
    )
    answer = run("review", "--format", "json", cwd=project).json
    assert answer["note"].startswith("The snapshot of the last review is not in the store")
    findings = run("check", "--format", "json", "--as-of", "2026-11-24", cwd=project).json["findings"]
    overdue = [(one["verdict"], one["subject"]) for one in findings if one["rule"] == "review-overdue"]
    assert ("violated", DRIFT) in overdue


def test_a_wrong_reviews_file_is_named_with_its_place(project: Path) -> None:
    (project / "reviews.yaml").write_text("reviews:\n  - {day: soon, snapshot: s}\n", "utf-8")
    ran = run("check", cwd=project)
    assert (ran.code, ran.err.strip()) == (
        2,
        "reviews.yaml:2:11: reviews[0].day: a day is wanted, such as 2026-12-31, not 'soon'",
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--out", "a.docx"), "--out a.docx: the ending says no format; use .xlsx, .csv."),
        (("--read", "a.csv", "--out", "b.csv"), "--read records what was filled in: it goes without --out and --since."),
        (("--removals", "x"), "--removals is of what was decided: it goes with --read FILE."),
        (("--read", "none.csv"), "none.csv cannot be read: No such file or directory."),
    ],
)
def test_what_does_not_go_together_is_refused(project: Path, words: tuple[str, ...], says: str) -> None:
    ran = run("review", *words, cwd=project)
    assert (ran.code, ran.err.strip()) == (2, says)


def test_strict_says_that_something_was_not_seen(project: Path) -> None:
    assert run("review", "--strict", cwd=project).code == 3
