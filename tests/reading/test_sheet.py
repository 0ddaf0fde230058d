"""Tables that somebody filled in: text by row and column, whatever the program that saved them made of it."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from lineage.errors import UnreadableInput
from lineage.reading.sheet import read_sheet


def saved(path: Path, *rows: list[Any]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_are_numbered_as_spreadsheets_do_and_empty_ones_are_left_out(tmp_path: Path) -> None:
    sheet = read_sheet(saved(tmp_path / "a.xlsx", ["Decision", "By"], [None, None], ["keep", " Jo "]))
    assert (sheet.columns, sheet.rows) == (("decision", "by"), ((3, {"decision": "keep", "by": "Jo"}),))
    csv = read_sheet(written(tmp_path / "a.csv", "Decision,By\r\n,\r\nkeep, Jo \r\n"))
    assert csv == sheet


def test_a_day_that_a_spreadsheet_made_a_date_of_is_a_day_again(tmp_path: Path) -> None:
    day = date(2027, 2, 24)
    (row,) = read_sheet(saved(tmp_path / "a.xlsx", ["a", "b", "c"], [day, datetime.combine(day, time()), 5])).rows
    assert row.cells == {"a": "2027-02-24", "b": "2027-02-24", "c": "5"}


def with_sheets(path: Path, **sheets: list[list[Any]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        made = book.create_sheet(title)
        for row in rows:
            made.append(row)
    book.save(path)
    return path


REVIEW = [["Subject", "Decision"], ["app", "keep"]]


def test_of_a_workbook_the_sheet_with_the_wanted_columns_is_read_wherever_it_stands(tmp_path: Path) -> None:
    path = with_sheets(tmp_path / "a.xlsx", About=[["what", "decision"]], Empty=[], Review=REVIEW)
    assert read_sheet(path, ("subject", "decision")).rows == ((2, {"subject": "app", "decision": "keep"}),)
    assert read_sheet(path, ("nowhere",)).columns == ("what", "decision")


def test_two_sheets_that_could_be_meant_are_refused_by_name(tmp_path: Path) -> None:
    path = with_sheets(tmp_path / "a.xlsx", Review=REVIEW, Copy=REVIEW)
    with pytest.raises(UnreadableInput, match="the sheets Review and Copy could each be the one that is meant"):
        read_sheet(path, ("subject", "decision"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_of_other_programs_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = f'a{delimiter}b\r\n"two\r\nlines"{delimiter}Zoë\r\n'
    assert read_sheet(written(tmp_path / "a.csv", text, encoding)).rows == ((2, {"a": "two\r\nlines", "b": "Zoë"}),)


def test_a_text_that_was_kept_from_being_a_formula_is_itself_again(tmp_path: Path) -> None:
    assert read_sheet(written(tmp_path / "a.csv", "a,b\n'=1+1,'quoted'\n")).rows == ((2, {"a": "=1+1", "b": "'quoted'"}),)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(saved(tmp_path / "whole.xlsx", ["a"]).read_bytes()[:-100])
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "no workbook")
    (tmp_path / "other.xlsx").write_bytes(other.getvalue())
    written(tmp_path / "empty.csv", "")
    for name in ("damaged.xlsx", "other.xlsx", "empty.csv", "missing.csv", "."):
        with pytest.raises(UnreadableInput):
            read_sheet(tmp_path / name)


def test_a_workbook_that_would_unpack_to_too_much_is_not_opened(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024))
    with pytest.raises(UnreadableInput, match="would unpack to more than 64 MiB"):
        read_sheet(bomb)
