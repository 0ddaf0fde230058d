"""The review to fill in: text whatever names begin with, found again when it is read back, the same bytes for the same answer."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lineage.export.review_table import COLUMNS, review_sections, review_table, subject_shown
from lineage.export.tables import to_csv, to_markdown
from lineage.export.workbook import workbook
from lineage.model.access_answers import PrincipalLine
from lineage.model.answers import Coverage
from lineage.model.ids import Id
from lineage.model.review_answers import DECISIONS, ElementCount, ReviewAnswer, ReviewChange, ReviewRow
from lineage.reading.sheet import read_sheet
from tests.export.flows import HOSTILE

ORG = Id.system("salesforce://acme")
LEADING = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1", "#N/A", "TRUE", "2026-01-01", "007")


def row(name: str = "Loader", **more: Any) -> ReviewRow:
    values: dict[str, Any] = {
        "subject": ORG.of_kind("application", name),
        "kind": "connected app",
        "name": name,
        "told": "yes",
        "surplus": "unknown",
        "change": ReviewChange(state="first"),
    }
    return ReviewRow.model_validate(values | more)


def answer(*rows: ReviewRow, **more: Any) -> ReviewAnswer:
    values: dict[str, Any] = {
        "snapshot": "s1",
        "as_of": date(2026, 11, 24),
        "rows": rows,
        "coverage": Coverage(fields=0, classified=0, hops=0, gaps=0),
    }
    return ReviewAnswer.model_validate(values | more)


def cells(made: ReviewAnswer) -> list[dict[str, Any]]:
    sheet = load_workbook(io.BytesIO(workbook(made)))["Review"]
    return [dict(zip(COLUMNS, one, strict=True)) for one in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("text", [*LEADING, *HOSTILE])
def test_every_text_is_a_text_cell_and_never_a_formula(text: str) -> None:
    name = text.encode("utf-8", "replace").decode()
    (found,) = cells(answer(row(name, acts_as=(PrincipalLine(id="a", kind="user", name=name),), acting=1)))
    assert {cell.data_type for cell in found.values() if cell.value is not None} <= {"s", "n"}
    assert {name for name, cell in found.items() if cell.data_type == "n" and cell.value is not None} == {"fields", "datasets"}


def test_decisions_are_chosen_from_a_list_under_a_header_that_stays() -> None:
    sheet = load_workbook(io.BytesIO(workbook(answer(row(), row("Mailer")))))["Review"]
    (choices,) = sheet.data_validations.dataValidation
    letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[COLUMNS.index("decision")]
    assert (choices.formula1, str(choices.sqref)) == (f'"{",".join(DECISIONS)}"', f"{letter}2:{letter}3")
    assert (sheet.freeze_panes, sheet.protection.sheet) == ("C2", False)


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert workbook(answer(row())) == workbook(answer(row()))


def test_a_review_of_nobody_can_be_written() -> None:
    assert cells(answer())[0]["subject"].value is None


_NAMES = st.text(min_size=1, max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(_NAMES, min_size=1, max_size=4, unique_by=subject_shown), suffix=st.sampled_from([".xlsx", ".csv"]))
def test_every_subject_is_found_again_when_the_file_is_read_back(tmp_path: Path, names: list[str], suffix: str) -> None:
    made = answer(*map(row, names))
    file = tmp_path / f"r{suffix}"
    if suffix == ".xlsx":
        file.write_bytes(workbook(made))
    else:
        file.write_bytes(to_csv(review_table(made)).encode("utf-8-sig", "backslashreplace"))
    sheet = read_sheet(file)
    assert sheet.columns == COLUMNS
    assert [one.cells["subject"] for one in sheet.rows] == [subject_shown(one.subject) for one in made.rows]
    assert {(one.cells["snapshot"], one.cells["decision"]) for one in sheet.rows} == {("s1", "")}


def test_words_of_a_row() -> None:
    change = ReviewChange(
        state="changed",
        gained_fields=2,
        lost_fields=1,
        gained_elements=(ElementCount(element="ssn", fields=1, sensitive=True), ElementCount(element="unclassified", fields=1)),
        gained_datasets=(ORG.dataset("Contact"),),
    )
    bound = row(told="bound", fields=1200, surplus="yes", surplus_fields=1, change=change)
    unknown = row("Mailer", told="unknown")
    said = [dict(zip(COLUMNS, one, strict=True)) for one in review_table(answer(bound, unknown)).rows]
    names = ("fields", "surplus", "elements", "since the last review", "operator", "last use")
    assert [[one[name] for name in names] for one in said] == [
        ["up to 1,200", "up to 1 field", "nothing personal",
         "gained 2 fields: ssn (1), not classified (1), of Contact; lost 1 field: nothing personal", "unknown", "unknown"],
        ["unknown", "unknown", "unknown", "first review", "unknown", "unknown"],
    ]  # fmt: skip


def test_documents_say_who_is_gone_and_what_could_not_be_compared() -> None:
    text = to_markdown(review_sections(answer(row(), gone=(ORG.of_kind("application", "Gone"),), note="No snapshot.")))
    assert ("No longer there" in text, "Gone" in text, "No snapshot." in text) == (True, True, True)
