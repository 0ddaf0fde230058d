"""Answers as CSV, Markdown and JSON. CSV opens in spreadsheets, so no cell can become a formula."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from pydantic import BaseModel

from lineage.export.sections import Answer, Cell, Table, sections
from lineage.export.text import capped, clean

Tables: TypeAlias = Answer | Table | Sequence[Table]

# What spreadsheets take for the beginning of a formula, full-width letters and control characters included.
_FORMULA = re.compile(r"^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
# Inside a table cell these are markup, HTML, Streamlit's directives or addresses; others are so only in first place.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~$&!@:]|(?<=www)\.")
_INSIDE_A_WORD = re.compile(r"(?<=[0-9A-Za-z])(\\_)+(?=[0-9A-Za-z])")
_LONGEST = 2_000
# So many columns fit a page.
_WIDEST = 7


def to_csv(answer: Tables) -> str:
    """One table after RFC 4180; several become one, with a column that says which a row belongs to."""
    tables = _tables(answer)
    if len(tables) == 1:
        return _csv(tables[0].columns, tables[0].rows)
    columns = list(dict.fromkeys(column for table in tables for column in table.columns))
    rows = []
    for table in tables:
        for row in table.rows:
            cells = dict(zip(table.columns, row, strict=True))
            rows.append((table.title, *(cells.get(column, "") for column in columns)))
    return _csv(("section", *columns), rows)


def to_markdown(answer: Tables) -> str:
    """Every table under its title, no wider than a page: what is long is listed under it, row by row.

    What came from a source is text in it, never markup.
    """
    parts = []
    for table in _tables(answer):
        title = f"### {escaped(table.title)}\n\n" if table.title else ""
        parts.append(f"{title}{_markdown(table)}\n")
    return "\n".join(parts)


def to_json(answer: BaseModel) -> str:
    """The answer as its schema says, with sorted keys."""
    values = answer.model_dump(mode="json", by_alias=True)
    text = json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True)
    # A lone surrogate could not be written as UTF-8.
    return text.encode("utf-8", "backslashreplace").decode() + "\n"


def _tables(answer: Tables) -> Sequence[Table]:
    if isinstance(answer, Table):
        return (answer,)
    return sections(answer) if isinstance(answer, BaseModel) else tuple(answer)


def _csv(columns: Iterable[str], rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_guarded(column) for column in columns])
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def _guarded(cell: Cell) -> str:
    """Numbers as they are; a text that a spreadsheet would calculate becomes one that it shows."""
    if not isinstance(cell, str):
        return _plain(cell)
    text = clean(cell)
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else str(cell)


def _markdown(table: Table) -> str:
    if not table.rows:
        return "None.\n"
    listed = [at for at, column in enumerate(table.columns) if column in table.listed]
    kept = [at for at, column in enumerate(table.columns) if column not in (*table.listed, *table.left_out)]
    columns = [table.columns[at] for at in kept]
    rows = [[row[at] for at in kept] for row in table.rows]
    if listed:
        # The list under the table refers to its rows by number.
        columns = ["no.", *columns]
        rows = [[number, *row] for number, row in enumerate(rows, start=1)]
    parts = ["\n".join(_grid(columns, rows, part)) for part in _parts(len(columns), table.leading)]
    parts += ["\n".join(_items(table, listed))] if listed else []
    return "\n\n".join(parts) + "\n"


def _parts(columns: int, leading: int) -> Iterator[list[int]]:
    """The columns of each table that a table is cut into: the leading ones, and as many others as fit beside them."""
    if not leading or columns <= _WIDEST:
        yield list(range(columns))
        return
    room = _WIDEST - leading
    for first in range(leading, columns, room):
        yield [*range(leading), *range(first, min(first + room, columns))]


def _grid(columns: Sequence[str], rows: Sequence[Sequence[Cell]], part: Sequence[int]) -> Iterator[str]:
    """A table of some of the columns; rows that say nothing in a later part are left out of it."""
    yield _line(columns[at] for at in part)
    yield _line(["---"] * len(part), raw=True)
    is_first = part == list(range(len(part)))
    own = [at for number, at in enumerate(part) if at != number]
    for row in rows:
        if is_first or any(row[at] not in ("", None) for at in own):
            yield _line(row[at] for at in part)


def _items(table: Table, listed: Sequence[int]) -> Iterator[str]:
    for number, row in enumerate(table.rows, start=1):
        said = [f"{table.columns[at]}: {escaped(_plain(row[at]))}" for at in listed if row[at] not in ("", None, False)]
        yield f"{number}. {said[0]}" if said else f"{number}. nothing more"
        yield from (f"   - {one}" for one in said[1:])


def _line(cells: Iterable[Cell], *, raw: bool = False) -> str:
    return "| " + " | ".join(str(cell) if raw else escaped(_plain(cell)) for cell in cells) + " |"


def escaped(text: str) -> str:
    """Text as Markdown shows it: nothing in it is markup, and it stays in its line."""
    text = _MARKUP.sub(lambda found: f"\\{found.group()}", capped(clean(text), _LONGEST))
    # Between letters an underscore is no emphasis: names such as SSN__c stay readable.
    return _INSIDE_A_WORD.sub(lambda found: found.group().replace("\\", ""), text)
