"""The command that accepts a finding for a while, or withdraws that, in the project file: accept."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from lineage.cli.options import ProjectOption, StoreOption, asked, day, open_project
from lineage.errors import SnapshotError, UnknownName

if TYPE_CHECKING:
    from pathlib import Path

    from lineage.accepting import Change
    from lineage.project import Project


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(accept)


def accept(
    finding: Annotated[str, typer.Argument(help="The fingerprint of a finding or of one hop; or, with --select, a rule.")],
    select: Annotated[str, typer.Option("--select", help="What it is accepted for: system:NAME or another selector.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Who answers for it.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why it is acceptable until then.")] = "",
    until: Annotated[str, typer.Option("--until", help="The last day on which it is accepted (YYYY-MM-DD).")] = "",
    beyond_a_year: Annotated[bool, typer.Option("--beyond-a-year", help="A last day more than a year ahead is meant.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take out what is accepted under this name.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the change and write nothing.")] = False,
    project: ProjectOption = None,
    store: StoreOption = None,
) -> None:
    """Accept a finding until a day: one entry of `accept` in lineage.yaml; all else in it stays as it is.

    Prints the change, as a unified diff. What is accepted under the same name already is replaced.
    """
    from lineage import accepting

    about = open_project(project)
    if withdraw:
        change = accepting.withdrawing(about, finding, select)
    else:
        said = {"finding": finding, "select": select, "owner": owner, "reason": reason}
        today = datetime.now(UTC).date()
        one = accepting.acceptance(said, day(until, "--until"), today, far=beyond_a_year)
        change = accepting.accepting(about, one)
    if change.is_none:
        typer.echo(f"{change.file.name} says so already; nothing to write.", err=True)
        return
    typer.echo(change.diff)
    typer.echo(_effect(about, change, store), err=True)
    if not dry_run:
        accepting.write(change)
        typer.echo(f"wrote {change.file}", err=True)


def _effect(about: "Project", change: "Change", store: "Path | None") -> str:
    """How many findings of the newest snapshot are accepted, before and after; refuses a selector that means several things."""
    from lineage.pipeline import open_snapshot

    try:
        opened = open_snapshot(about, "latest", store)
    except (SnapshotError, UnknownName):
        return "There is no snapshot to say which findings that is: `lineage harvest` makes one."
    question = asked()
    before, after = (sum(one.check(question).accepted.values()) for one in (opened, opened.under(change.project)))
    return f"Accepted findings of the newest snapshot: {before:,} before, {after:,} after."
