"""The quarterly access review: a table to fill in, and reading it back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lineage.cli.options import (
    AsOfOption,
    Format,
    FormatOption,
    ProjectOption,
    SnapshotOption,
    StoreOption,
    asked,
    open_answers,
)
from lineage.errors import UsageError

if TYPE_CHECKING:
    from lineage.model.review_answers import ReviewAnswer
    from lineage.pipeline import Opened
    from lineage.pipeline.reviewing import ReadBack

_SUFFIXES = (".xlsx", ".csv")
_PARTIAL = 3


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(review)


def review(
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    out: Annotated[Path | None, typer.Option("--out", help="Write the table to fill in: .xlsx or .csv.")] = None,
    read: Annotated[
        Path | None, typer.Option("--read", help="Read a filled table back, and record its decisions beside the project file.")
    ] = None,
    removals: Annotated[
        Path | None,
        typer.Option("--removals", help="With --read: a new or empty folder for what to take away, as metadata to deploy."),
    ] = None,
    since: Annotated[
        str, typer.Option("--since", help="Tell changes since this snapshot; default: that of the last recorded review.")
    ] = "",
    as_of: AsOfOption = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where something could not be seen.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Review who can read what: a row for each application and integration principal, with a decision to fill in.

    What is filled in is one of keep, reduce, remove and ask, and by whom; read back it is recorded, and due again a quarter later.
    """
    _refuse(out, read, removals, since)
    opened = open_answers(project, store, snapshot)
    if read is not None:
        _read_back(opened, read, removals, as_of, store)
        return
    from lineage.pipeline import reviewing

    answer = reviewing.review(opened, asked(as_of), since, store)
    if out is not None:
        _write(answer, out)
    else:
        _print(answer, format)
    if strict and answer.not_seen:
        raise typer.Exit(_PARTIAL)


def _refuse(out: Path | None, read: Path | None, removals: Path | None, since: str) -> None:
    """Refuse what does not go together, before anything is opened."""
    if read is not None and (out is not None or since):
        raise UsageError("--read records what was filled in: it goes without --out and --since.")
    if removals is not None and read is None:
        raise UsageError("--removals is of what was decided: it goes with --read FILE.")
    if removals is not None and removals.exists() and (not removals.is_dir() or any(removals.iterdir())):
        raise UsageError(f"--removals {removals}: it is there already and not an empty folder; nothing was written.")
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"--out {out}: the ending says no format; use {', '.join(_SUFFIXES)}.")


def _write(answer: "ReviewAnswer", out: Path) -> None:
    from lineage.export.review_table import review_table
    from lineage.export.tables import to_csv
    from lineage.export.workbook import workbook

    if out.suffix.lower() == ".xlsx":
        out.write_bytes(workbook(answer))
    else:
        # With a mark, so that spreadsheets take it for UTF-8.
        out.write_bytes(to_csv(review_table(answer)).encode("utf-8-sig", "backslashreplace"))
    typer.echo(f"wrote {out}: {len(answer.rows):,} to decide about; read it back with `lineage review --read {out}`.", err=True)
    for text in filter(None, (answer.note, _gone(answer))):
        typer.echo(text, err=True)


def _gone(answer: "ReviewAnswer") -> str:
    from lineage.model.ids import Id

    return f"No longer there: {', '.join(Id(one).decoded for one in answer.gone)}." if answer.gone else ""


def _print(answer: "ReviewAnswer", format: Format) -> None:
    from lineage.cli.grid import grid, seen, terminal
    from lineage.export.review_table import review_sections, review_table
    from lineage.export.tables import to_csv, to_json, to_markdown

    if format is not Format.TABLE:
        texts = {
            Format.JSON: lambda: to_json(answer),
            Format.CSV: lambda: to_csv(review_table(answer)),
            Format.MARKDOWN: lambda: to_markdown(review_sections(answer)),
        }
        typer.echo(texts[format](), nl=False)
        return
    console, table = terminal(), review_table(answer)
    shown = [name for name in table.columns if name in _SHOWN]
    at = [table.columns.index(name) for name in shown]
    console.print(grid(table.title, shown, [[row[one] for one in at] for row in table.rows]))
    for text in filter(None, (answer.note, _gone(answer))):
        console.print(text, soft_wrap=True)
    console.print(
        f"Changes since: {answer.since or 'nothing to compare with'}. To decide: `lineage review --out review.xlsx`.",
        soft_wrap=True,
    )
    if answer.not_seen:
        console.print(
            f"Not seen, whole or in part: {', '.join(answer.not_seen)}. Who is not listed may be there.", soft_wrap=True
        )
    seen(console, answer.coverage)


_SHOWN = (
    "kind",
    "name",
    "operator",
    "acts as",
    "fields",
    "elements",
    "last use",
    "surplus",
    "since the last review",
    "last decision",
)


def _read_back(opened: "Opened", read: Path, removals: Path | None, as_of: str, store: Path | None) -> None:
    from lineage.cli.options import day
    from lineage.pipeline import reviewing

    if opened.project.bare:
        raise UsageError(
            "Decisions are recorded beside the lineage.yaml of a project, and there is none here; --project names one."
        )
    found = reviewing.read_back(opened, read, day(as_of) or datetime.now(UTC).date(), store)
    if found.changed:
        made = len(found.decisions.made)
        file = reviewing.record(opened, found.reviews)
        typer.echo(f"recorded {made:,} decision{'s' * (made != 1)} in {file}", err=True)
    else:
        typer.echo("nothing new: every decision is recorded already.", err=True)
    _say(found)
    if removals is not None:
        _write_removals(opened, found, removals, as_of)


def _say(found: "ReadBack") -> None:
    """What to do now, by decision."""
    from lineage.cli.grid import grid, terminal
    from lineage.model.ids import Id

    console, decisions = terminal(), found.decisions
    due = {(review.snapshot, one.subject): one.next for review in found.reviews for one in review.decisions}
    rows = [
        (
            one.decision,
            Id(one.subject).kind,
            Id(one.subject).decoded,
            _TO_DO[one.decision],
            one.by,
            one.note,
            str(due[one.snapshot, one.subject]),
        )
        for one in sorted(decisions.made, key=lambda one: (_ORDER.index(one.decision), one.subject))
    ]
    console.print(grid(f"Decided ({len(rows):,})", ("decision", "kind", "subject", "what to do", "by", "note", "next due"), rows))
    if decisions.undecided:
        console.print(f"Not decided: {decisions.undecided:,} {'row' if decisions.undecided == 1 else 'rows'}.")
    for one in decisions.gone:
        console.print(f"No longer there, recorded all the same: {Id(one).decoded}.", soft_wrap=True)


_ORDER = ("remove", "reduce", "ask", "keep")
_TO_DO = {
    "remove": "take it away: --removals FOLDER writes what to deploy",
    "reduce": "take away what it does not need: --removals FOLDER writes what to deploy",
    "ask": "ask, then fill in the row again and read it back",
    "keep": "nothing until then",
}


def _write_removals(opened: "Opened", found: "ReadBack", out: Path, as_of: str) -> None:
    from lineage.export.tables import to_json
    from lineage.pipeline import reviewing

    order = reviewing.decided_removals(opened, found.decisions.made, asked(as_of))
    if not order.removals:
        typer.echo(f"Nothing was decided to be reduced or removed that is still there: {out} is not written.", err=True)
        return
    files = {**reviewing.removal_files(order), "review-removals.json": to_json(order)}
    for path, text in files.items():
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    typer.echo(
        f"wrote {out}: {len(files)} files for {len(order.removals):,} decisions; notes.md says how to deploy them.", err=True
    )
