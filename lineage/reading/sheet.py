"""A small table that somebody filled in, as XLSX or CSV: text by row and column, dates as YYYY-MM-DD.

Both kinds are told by content. A workbook that would unpack to too much is not opened, formulas are not calculated, and of a cell only its
value is taken.
"""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Final, Literal, NamedTuple, Protocol

from lineage.errors import UnreadableInput
from lineage.reading.csv import read_head

_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a table, as it is and unpacked."""
_MOST_ROWS: Final = 200_000
_ZIP: Final = b"PK\x03\x04"
_MOST_COLUMNS: Final = 200
_MOST_ABOVE: Final = 50
"""Rows in which the header of a sheet is looked for."""
_GUARDED: Final = re.compile("^'(?=[\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20])")
"""What a text begins with that was kept from becoming a formula."""


class SheetRow(NamedTuple):
    """A row that is not empty."""

    number: int
    """As spreadsheets number rows: the first is 1."""
    cells: dict[str, str]
    """Column, folded → what stands there."""


class Sheet(NamedTuple):
    """A table."""

    columns: tuple[str, ...]
    """The header, folded."""
    rows: tuple[SheetRow, ...]
    """The rows below it that are not empty."""


def read_sheet(path: Path, wanted: Collection[str] = ()) -> Sheet:
    """The table of a file; its first row that is not empty is the header.

    Of a workbook it is the sheet whose header has the columns that are `wanted`, folded, wherever it stands; else the first one.

    Raises `UnreadableInput` where the file is neither XLSX nor CSV, or too large, and where several sheets have these columns.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(_ZIP))
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}.") from error
    if size > _LARGEST:
        raise UnreadableInput(f"{path} is larger than {_LARGEST // (1024 * 1024)} MiB: it is no review.")
    rows = _of_workbook(path, wanted) if start == _ZIP else _of_csv(path)
    return _sheet(path, rows)


def _sheet(path: Path, rows: Iterable[Sequence[str]]) -> Sheet:
    columns: tuple[str, ...] = ()
    found: list[SheetRow] = []
    for number, row in enumerate(rows, start=1):
        if number > _MOST_ROWS:
            raise UnreadableInput(f"{path} has more than {_MOST_ROWS:,} rows: it is no review.")
        if not any(row):
            continue
        if not columns:
            columns = tuple(cell.casefold() for cell in row)
        else:
            found.append(SheetRow(number, {name: cell for name, cell in zip(columns, row, strict=False) if name}))
    if not columns:
        raise UnreadableInput(f"{path} is empty.")
    return Sheet(columns=columns, rows=tuple(found))


def _of_csv(path: Path) -> list[list[str]]:
    head = read_head(path)
    if head is None:
        raise UnreadableInput(f"{path} is neither a workbook (XLSX) nor a table (CSV).")
    text = path.read_bytes().decode(head.encoding, "cp1252")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=head.delimiter))
    except csv.Error as error:
        raise UnreadableInput(f"{path}: its rows cannot be told apart ({error}).") from error
    return [[_plain(cell) for cell in row] for row in rows]


def _plain(text: str) -> str:
    return _GUARDED.sub("", text.strip())


def _of_workbook(path: Path, wanted: Collection[str]) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only who reads a workbook waits for it
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    _refuse_bomb(path)
    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets
        for sheet in sheets:
            # What a file says of its own size is not believed: rows would be filled up to it.
            sheet.reset_dimensions()
        fitting = [one for one in sheets if wanted and _has(_texts(one, _MOST_ABOVE), wanted)]
        names = [one.title for one in fitting]
        rows = list(_texts((fitting or sheets)[0], _MOST_ROWS + 1))
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError, TypeError) as error:
        raise UnreadableInput(f"{path} is no whole workbook (XLSX); save it again, or save it as CSV.") from error
    if len(names) > 1:
        raise UnreadableInput(f"{path}: the sheets {' and '.join(names)} could each be the one that is meant; leave one of them.")
    return rows


class _Rows(Protocol):
    """A sheet of a workbook."""

    def iter_rows(self, *, values_only: Literal[True]) -> Iterator[tuple[object, ...]]:
        """The values of its rows."""


def _texts(sheet: _Rows, most: int) -> Iterator[list[str]]:
    return ([_text(cell) for cell in row[:_MOST_COLUMNS]] for row in islice(sheet.iter_rows(values_only=True), most))


def _has(rows: Iterable[Sequence[str]], wanted: Collection[str]) -> bool:
    """Whether the first row that is not empty has all of these columns."""
    header = next((row for row in rows if any(row)), ())
    return set(wanted) <= {cell.casefold() for cell in header}


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableInput(f"{path} is no whole workbook (XLSX); save it again, or save it as CSV.") from error
    if unpacked > _LARGEST:
        raise UnreadableInput(f"{path} would unpack to more than {_LARGEST // (1024 * 1024)} MiB: it is no review.")


def _text(value: object) -> str:
    """A cell as text; a day that a spreadsheet made a date of is a day again."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
