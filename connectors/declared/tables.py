"""Tables of rights: what their owners keep in a spreadsheet, read as if it stood in the map."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lineage.errors import UnreadableInput
from lineage.model.declared_map import RightShape
from lineage.reading.csv import CsvHead, read_head
from lineage.reading.problems import Problem, choice, shown
from lineage.reading.yaml import Document, Node, Place

MAX_BYTES = 16 * 1024 * 1024
"""Larger tables are refused: a hundred thousand rights are no register any more."""

KEY = "authorizations_csv"
"""The key of a map that names tables."""

COLUMNS = tuple(field.alias or name for name, field in RightShape.model_fields.items())
"""The columns that a table of rights may have; all but `party` and `source` may be left out."""

_LISTS = frozenset({"elements", "categories", "fields", "regions", "sub_processors"})
"""Columns that hold several values, divided by semicolons."""

_GUARD = re.compile(r"'(?=['\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|')")
"""What keeps a spreadsheet from calculating a text."""


def tables_of(document: Document, folder: Path) -> Iterator[Document | Problem]:
    """The tables that a map names, or what is wrong with them; `folder` is where the map lies."""
    top = document.value
    said = top.get(KEY) if isinstance(top, Mapping) else None
    for at, name in enumerate(said if isinstance(said, list) else [] if said is None else [said]):
        place = document.place(KEY, at)
        if not isinstance(name, str) or not name:
            yield Problem(place, f"{KEY}: the name of a file is wanted, not {shown(name)}")
            continue
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            yield Problem(place, f"{KEY}: {shown(name)} does not lie beside the map, or below; put it there")
            continue
        try:
            yield from read_rights(path, name)
        except UnreadableInput as error:
            reason = str(error).replace(str(path), name).rstrip(".")
            yield Problem(place, f"{KEY}: {reason}")


def read_rights(path: Path, name: str) -> Iterator[Document | Problem]:
    """The rights of a table as a document, and what is wrong with its form; raises `UnreadableInput` where it cannot be read."""
    head = read_head(path)
    if head is None:
        yield Problem(Place(name, 1, 1), f"the table is empty; its first line has the columns: {', '.join(COLUMNS)}")
        return
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableInput(f"{name} is larger than {MAX_BYTES // 1024 // 1024} MiB. Split it.")
    wrong = list(_wrong_columns(head, name))
    yield from wrong
    if not wrong:
        rows = list(_rows(path, name, head))
        yield from (row for row in rows if isinstance(row, Problem))
        nodes = tuple(row for row in rows if isinstance(row, Node))
        rights = Node([node.value for node in nodes], 1, 1, inside=nodes)
        yield Document(name, Node({"authorizations": rights.value}, 1, 1, inside={"authorizations": rights}))


def _wrong_columns(head: CsvHead, name: str) -> Iterator[Problem]:
    for at, column in enumerate(head.folded, 1):
        if column and column not in COLUMNS:
            yield Problem(Place(name, 1, at), f"unknown column {shown(column)}{choice(column, COLUMNS, 'allowed')}")
        elif column and head.folded.index(column) != at - 1:
            yield Problem(Place(name, 1, at), f"the column {shown(column)} is there twice")
    for column in ("party", "source"):
        if column not in head.folded:
            yield Problem(Place(name, 1, 1), f"the column {column!r} is missing: a right says who receives and from where")


def _rows(path: Path, name: str, head: CsvHead) -> Iterator[Node | Problem]:
    """Each row as the node of a right; a row spans several lines where a cell does."""
    reader = csv.reader(io.StringIO(_text(path, head), newline=""), delimiter=head.delimiter, strict=True)
    begins = 1
    try:
        for number, cells in enumerate(reader):
            if number and any(cell.strip() for cell in cells):
                yield _right(cells, head, name, begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        yield Problem(Place(name, begins, 1), f"the row cannot be read: {error}")


def _text(path: Path, head: CsvHead) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig" if head.encoding == "utf-8" else head.encoding)
    except UnicodeError:
        # As spreadsheets on Windows write what is not UTF-8.
        return content.decode("cp1252", "replace")


def _right(cells: Sequence[str], head: CsvHead, name: str, line: int) -> Node | Problem:
    rest = [at for at, cell in enumerate(cells, 1) if at > len(head.columns) and cell.strip()]
    if rest:
        return Problem(Place(name, line, rest[0]), f"the row has {len(cells)} cells, and the header {len(head.columns)}")
    inside: dict[str, Node] = {}
    for at, (column, cell) in enumerate(zip(head.folded, cells, strict=False), 1):
        text = cell.strip()
        if column and text:
            inside[column] = _cell(column, text, line, at)
    return Node({column: node.value for column, node in inside.items()}, line, 1, inside=inside)


def _cell(column: str, text: str, line: int, at: int) -> Node:
    if column not in _LISTS:
        return Node(_unguarded(text), line, at, (line, at))
    values = [
        _unguarded(one.strip())
        for one in next(csv.reader([" ".join(text.split())], delimiter=";", skipinitialspace=True), [])
        if one.strip()
    ]
    value: object = values[0] if values == ["all"] else values
    return Node(value, line, at, (line, at), tuple(Node(one, line, at) for one in values))


def _unguarded(text: str) -> str:
    return _GUARD.sub("", text, count=1) if _GUARD.match(text) else text
