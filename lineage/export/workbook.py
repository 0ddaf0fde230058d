"""The access review as an XLSX workbook: every cell is text or a number, whatever a name begins with; decisions are chosen from a list.

The same answer always gives the same bytes: neither the clock nor the program's environment stands in it.
"""

import io
import re
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

from lineage.export.review_table import COLUMNS, FILL_IN, about, review_table
from lineage.export.sections import Cell, Row
from lineage.export.text import clean
from lineage.model.review_answers import DECISIONS, ReviewAnswer

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS: Final = {
    "kind": 18, "name": 30, "system": 20, "operator": 20, "acts as": 30, "scopes": 18, "fields": 11, "datasets": 11, "elements": 50,
    "last use": 13, "surplus": 13, "findings": 40, "since the last review": 40, "last decision": 30, "decision": 12, "decided by": 22,
    "note": 40, "next due": 13, "snapshot": 20, "subject": 40,
}  # fmt: skip
_MEANINGS: Final = {
    "keep": "It stays as it is.",
    "reduce": "It keeps what declared hops need; the rest is taken away.",
    "remove": "It goes, with all that it holds.",
    "ask": "Somebody else has to say; write who and what under note.",
}
_LONGEST: Final = 32_000
"""Letters that a cell can hold."""
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook(answer: ReviewAnswer) -> bytes:
    """The review to fill in: one sheet with a row for each subject, one that says what it is of."""
    from openpyxl import Workbook  # noqa: PLC0415 - only who writes a workbook waits for it

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Review"
    _fill(sheet, answer)
    more = book.create_sheet("About")
    for number, row in enumerate(_about(answer), start=1):
        _write(more, number, row)
    more.column_dimensions["A"].width, more.column_dimensions["B"].width = 22, 110
    made = datetime.combine(answer.as_of, time(), UTC).replace(tzinfo=None)
    book.properties.creator, book.properties.created = "lineage", made
    file = io.BytesIO()
    book.save(file)
    return _without_clock(file.getvalue(), made)


def _fill(sheet: "Worksheet", answer: ReviewAnswer) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - as above

    rows = review_table(answer).rows
    _write(sheet, 1, COLUMNS)
    for number, row in enumerate(rows, start=2):
        _write(sheet, number, row)
    last = max(len(rows) + 1, 2)
    for at, name in enumerate(COLUMNS, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDTHS[name]
        sheet.cell(1, at).font = Font(bold=True)
        for number in range(2, last + 1):
            cell = sheet.cell(number, at)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if name in FILL_IN:
                # As text, so that no program makes a date of another form out of a day.
                cell.number_format = "@"
                cell.fill = PatternFill("solid", fgColor="FFF8E1")
    letter = get_column_letter(COLUMNS.index("decision") + 1)
    choices = DataValidation(type="list", formula1=f'"{",".join(DECISIONS)}"', allow_blank=True, showErrorMessage=True)
    choices.error = f"Allowed are {', '.join(DECISIONS)}."
    sheet.add_data_validation(choices)
    choices.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"


def _about(answer: ReviewAnswer) -> list[Row]:
    return [
        *about(answer),
        *((("note", answer.note),) if answer.note else ()),
        *(("no longer there", one) for one in answer.gone),
        ("decision", "What it means"),
        *_MEANINGS.items(),
        ("next due", "YYYY-MM-DD; empty is a quarter after the day on which the file is read back."),
        ("to record", "lineage review --read FILE"),
    ]


def _write(sheet: "Worksheet", number: int, row: Row) -> None:
    for at, value in enumerate(row, start=1):
        cell = sheet.cell(number, at)
        if isinstance(value, str):
            cell.value = _text(value)
            if cell.value:
                # Whatever it begins with, it is text, and stays text when somebody edits it.
                cell.data_type, cell.quotePrefix = "s", cell.value[0] in "=+-@"
        else:
            cell.value = _number(value)


def _text(value: str) -> str | None:
    return clean(value)[:_LONGEST] or None


def _number(value: Cell) -> int | float | None:
    return value if isinstance(value, int | float) else None


def _without_clock(content: bytes, made: datetime) -> bytes:
    """The same workbook with its own day in place of the time at which it was written."""
    file = io.BytesIO()
    day = f"{made:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + day, data)
            fresh = zipfile.ZipInfo(member.filename, _ZIP_DAY)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, data)
    return file.getvalue()
