"""The rows of a table on the terminal, laid out as text: a rich object for every cell would take most of the time of a long answer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

_GAP = 3
"""Columns of the terminal between two columns of a table."""


class Rows:
    """A table: the head as rich draws it, then rows in which some words have a style."""

    def __init__(self, head: Table, cells: Sequence[Sequence[str]], styles: Mapping[str, str]) -> None:
        self._head = head
        self._cells = cells
        self._styles = {word: Style.parse(style) for word, style in styles.items()}
        self._styled = re.compile("|".join(map(re.escape, styles)))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give the lines."""
        names = [str(column.header) for column in self._head.columns]
        widths = column_widths([names, *self._cells], options.max_width - 2)
        for column, width in zip(self._head.columns, widths, strict=True):
            column.width = width
        head = list(Segment.split_lines(console.render(self._head, options)))
        for line in head[:-1]:
            yield from line
            yield Segment.line()
        for row in self._cells:
            yield from self._row(console, row, widths)
        yield from head[-1]
        yield Segment.line()

    def _row(self, console: Console, row: Sequence[str], widths: Sequence[int]) -> Iterator[Segment]:
        columns = [folded(cell, width, console) for cell, width in zip(row, widths, strict=True)]
        for pieces in zip_longest(*columns, fillvalue=""):
            padded = (piece + " " * (width - cell_len(piece)) for piece, width in zip(pieces, widths, strict=True))
            yield from self._line(f" {(' ' * _GAP).join(padded)} \n")

    def _line(self, line: str) -> Iterator[Segment]:
        end = 0
        for found in self._styled.finditer(line):
            if found.start() > end:
                yield Segment(line[end : found.start()])
            yield Segment(found[0], self._styles[found[0]])
            end = found.end()
        yield Segment(line[end:])


def column_widths(rows: Iterable[Sequence[str]], most: int) -> list[int]:
    """How wide columns are: as their widest cell, the widest made narrower until all fit."""
    widths = [max(map(cell_len, column), default=0) or 1 for column in zip(*rows, strict=True)]
    # The first and the last column share their gaps with nobody; that is what is compared, as rich does.
    shares = [2 - (number == 0) - (number == len(widths) - 1) for number in range(len(widths))]
    taken = [width + share for width, share in zip(widths, shares, strict=True)]
    room = most - (len(widths) - 1)
    while sum(taken) > room and len(set(taken)) > 1:
        widest, next_ = sorted(set(taken), reverse=True)[:2]
        among = [number for number, width in enumerate(taken) if width == widest]
        for number, less in zip(
            among, _shared_out(min(sum(taken) - room, (widest - next_) * len(among)), len(among)), strict=True
        ):
            taken[number] -= less
    for number, less in enumerate(_shared_out(max(sum(taken) - room, 0), len(taken))):
        taken[number] -= less
    return [max(width - share, 1) for width, share in zip(taken, shares, strict=True)]


def _shared_out(total: int, among: int) -> list[int]:
    """A total in whole parts that are as equal as can be."""
    parts = []
    for left in range(among, 0, -1):
        parts.append(round(total / left))
        total -= parts[-1]
    return parts


def folded(text: str, width: int, console: Console) -> list[str]:
    """The lines of a cell: broken between words, and inside words that are wider than the column."""
    if cell_len(text) <= width:
        return [text]
    if not text.isascii():
        return [line.plain.rstrip() for line in Text(text).wrap(console, width, overflow="fold")]
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) <= width:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        *whole, line = [word[at : at + width] for at in range(0, len(word), width)] or [""]
        lines += whole
    return [*lines, line]
