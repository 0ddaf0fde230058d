"""The pieces that everything on the terminal is made of."""

from collections.abc import Sequence

import typer
from rich import box
from rich.console import Console
from rich.table import Table as Grid

from lineage.cli.options import Format
from lineage.cli.rows import Rows
from lineage.export.sections import Answer
from lineage.export.tables import to_csv, to_json, to_markdown
from lineage.export.text import capped, clean
from lineage.model.answers import Coverage

_STYLES = {
    "unencrypted": "bold red",
    "missing": "bold red",
    "expired": "bold red",
    "exceeded": "bold red",
    "unknown": "yellow",
    "critical": "bold red",
    "high": "red",
    "medium": "yellow",
    "PLAIN": "bold red",
    "MISSING": "bold red",
    "EXPIRED": "bold red",
    "EXCEEDED": "bold red",
    "?": "yellow",
}
_WIDTH_IN_PIPES = 200
_LONGEST = 1_000
WIDE_ENOUGH = 140
"""Columns of a terminal from which on a row has room for everything."""


def terminal() -> Console:
    """Where results are printed: as wide as the terminal, and wide in a pipe."""
    console = Console(highlight=False, soft_wrap=False, markup=False, emoji=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, emoji=False, width=_WIDTH_IN_PIPES)


def grid(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Rows:
    """A table on the terminal; what came from a source is text in it, never markup."""
    head = Grid(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        head.add_column(column, overflow="fold")
    return Rows(head, [[capped(clean(str(value)), _LONGEST) for value in row] for row in rows], _STYLES)


def written(answer: Answer, format: Format) -> bool:
    """Write an answer in a format for machines or documents; false where a table for people is asked for."""
    if format == Format.TABLE:
        return False
    text = {Format.JSON: to_json, Format.CSV: to_csv, Format.MARKDOWN: to_markdown}[format](answer)
    typer.echo(text, nl=False)
    return True


def seen(console: Console, coverage: Coverage) -> None:
    """What was read, in one line."""
    unknown = coverage.fields - coverage.classified
    console.print(
        f"Seen: {coverage.fields:,} fields ({coverage.classified:,} classified, {unknown:,} unknown), {coverage.hops:,} hops; "
        f"{coverage.gaps:,} gaps."
    )
