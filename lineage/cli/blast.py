"""The command about what a loss could cost."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from lineage.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    InactiveOption,
    ProjectOption,
    SnapshotOption,
    StoreOption,
    asked,
    day,
    open_answers,
)

if TYPE_CHECKING:
    from lineage.export.sections import Table
    from lineage.model.blast_answers import BlastAnswer
    from lineage.policy.blast.window import Window

_PARTIAL: Final = 3
_SHOWN: Final = 40
"""Rows of a table on the terminal."""
_ELSEWHERE: Final = frozenset({"Could not be seen", "Coverage", "Notes"})
"""Tables that the terminal shows in its own way."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(blast_radius)


def blast_radius(
    subject: Annotated[
        str,
        typer.Argument(help="app:, user:, profile:, permset:, group:, channel:, system: or field: (and job:, dataset:) by name."),
    ],
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    since: Annotated[str, typer.Option("--since", help="The first day of the incident (YYYY-MM-DD).")] = "",
    until: Annotated[str, typer.Option("--until", help="The last day of the incident (YYYY-MM-DD).")] = "",
    as_of: AsOfOption = "",
    include_inactive: InactiveOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="Print paths, ids and evidence as well.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where something could not be seen.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """What could leave through something that was lost, where it would arrive, and the smallest set to remove so that nothing can.

    What did leave is told by event logs only, which are not read: the answer names that gap, with the days of `--since` and `--until`.
    """
    answer = open_answers(project, store, snapshot).blast_radius(
        subject, asked(as_of, include_inactive=include_inactive), _window(since, until)
    )
    if format == Format.TABLE:
        _show(answer, explain=explain)
    else:
        _write(answer, format)
    if strict and answer.gaps:
        raise typer.Exit(_PARTIAL)


def _window(since: str, until: str) -> "Window":
    from lineage.policy.blast.window import Window

    return Window(day(since, "--since"), day(until, "--until"))


def _write(answer: "BlastAnswer", format: Format) -> None:
    from lineage.export.blast_sections import blast_sections
    from lineage.export.tables import to_csv, to_json, to_markdown

    if format == Format.JSON:
        typer.echo(to_json(answer), nl=False)
    else:
        typer.echo((to_csv if format == Format.CSV else to_markdown)(blast_sections(answer)), nl=False)


def _reached(answer: "BlastAnswer") -> str:
    """What is within reach, in numbers; that none is known to be does not say that none is."""
    if not answer.fields:
        return "no field is known to be within reach"
    sensitive = f"{answer.sensitive:,} of them sensitive" if answer.sensitive else "none of them sensitive"
    where = f"{answer.fields:,} fields of {len(answer.datasets):,} datasets are within reach"
    return f"{where}, {sensitive}, {answer.unclassified:,} not classified"


def _show(answer: "BlastAnswer", *, explain: bool) -> None:
    from lineage.cli.grid import seen, terminal
    from lineage.cli.render import gaps
    from lineage.export.blast_sections import blast_sections

    console = terminal()
    subject = f"{answer.subject.subtype.replace('-', ' ') or answer.subject.kind} {answer.subject.name}"
    console.print(f"{subject} on {answer.as_of}: {_reached(answer)}.")
    for note in answer.notes:
        console.print(note)
    for table in blast_sections(answer):
        if table.title not in _ELSEWHERE:
            _table(table, explain=explain)
    seen(console, answer.coverage)
    gaps(console, answer.gaps)


def _table(table: "Table", *, explain: bool) -> None:
    from lineage.cli.grid import grid, terminal

    console = terminal()
    if table.columns == ("note",):
        for (note,) in table.rows:
            console.print(str(note))
        console.print()
        return
    kept = [at for at, column in enumerate(table.columns) if explain or column not in table.listed]
    rows = [[_cell(row[at]) for at in kept] for row in table.rows[:_SHOWN]]
    title = table.title if table.title.startswith("What to remove") else f"{table.title} ({len(table.rows):,})"
    console.print(grid(title, [table.columns[at] for at in kept], rows))
    if len(table.rows) > _SHOWN:
        console.print(f"… and {len(table.rows) - _SHOWN:,} more: `--format json` has all of them.")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:,}" if isinstance(value, int) else str(value)
