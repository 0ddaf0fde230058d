"""Commands about snapshots: snapshots, diff, suggest."""

from typing import TYPE_CHECKING, Annotated

import typer

from lineage.cli.options import (
    Format,
    FormatOption,
    ProjectOption,
    SnapshotOption,
    StoreOption,
    asked,
    open_answers,
    open_project,
)

if TYPE_CHECKING:
    from lineage.errors import SnapshotError
    from lineage.pipeline import Manifest

_DAMAGED = 1
_PARTIAL = 3
_LISTED = ("snapshot", "created", "org", "fields and other nodes", "hops", "gaps", "read")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    snapshots = typer.Typer(help="List, verify and prune snapshots.", no_args_is_help=True, rich_markup_mode=None)
    snapshots.command("list")(list_snapshots)
    snapshots.command("verify")(verify)
    snapshots.command("prune")(prune)
    app.add_typer(snapshots, name="snapshots")
    app.command()(diff)
    app.command()(suggest)


def list_snapshots(
    project: ProjectOption = None,
    store: StoreOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where a snapshot cannot be opened.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """List snapshots, oldest first; those that are damaged among them, with what is wrong."""
    from lineage import pipeline
    from lineage.cli import render
    from lineage.errors import SnapshotError

    found = list(pipeline.snapshots(open_project(project), store))
    render.rows("Snapshots", [_listed(name, one) for name, one in found], format)
    if strict and any(isinstance(one, SnapshotError) for _, one in found):
        raise typer.Exit(_PARTIAL)


def _listed(name: str, one: "Manifest | SnapshotError") -> dict[str, str]:
    from lineage.errors import NewerSnapshot, SnapshotError

    if isinstance(one, SnapshotError):
        why = "newer" if isinstance(one, NewerSnapshot) else "damaged"
        return dict.fromkeys(_LISTED, "") | {"snapshot": name, "read": f"{why}: {one}"}
    counts = (f"{one.counts.get(table, 0):,}" for table in ("nodes", "hops", "gaps"))
    read = ", ".join(f"{entry.connector} {entry.path}" for entry in one.sources)
    return dict(zip(_LISTED, (name, f"{one.created:%Y-%m-%d %H:%M:%S} UTC", one.org, *counts, read), strict=True))


def verify(
    snapshot: Annotated[str, typer.Argument()] = "latest", project: ProjectOption = None, store: StoreOption = None
) -> None:
    """Hash every file of a snapshot and compare."""
    from lineage import pipeline

    wrong = pipeline.verify(open_project(project), snapshot, store)
    for name, what in wrong.items():
        typer.echo(f"{name}: {what}")
    if wrong:
        raise typer.Exit(_DAMAGED)
    typer.echo("All files are as they were written.")


def prune(
    keep: Annotated[int, typer.Option("--keep", min=1, help="How many of the newest to keep.")],
    project: ProjectOption = None,
    store: StoreOption = None,
) -> None:
    """Remove all but the newest snapshots."""
    from lineage import pipeline

    removed = pipeline.prune(open_project(project), keep, store)
    typer.echo(f"removed {len(removed)}: {', '.join(removed)}" if removed else "nothing to remove")


def diff(
    before: Annotated[str, typer.Argument(help="The older snapshot: latest~1, a prefix, a path.")],
    after: Annotated[str, typer.Argument(help="The newer one.")] = "latest",
    project: ProjectOption = None,
    store: StoreOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """What was added, removed and changed between two snapshots, property by property, and which gaps came and went."""
    from lineage import pipeline
    from lineage.cli import render

    opened = open_project(project)
    old, new = pipeline.open_snapshot(opened, before, store), pipeline.open_snapshot(opened, after, store)
    render.diff(pipeline.diff(old, new), format)


def suggest(project: ProjectOption = None, store: StoreOption = None, snapshot: SnapshotOption = "latest") -> None:
    """Print a map file with the Systems found that no map describes; operators, agreements and purposes are left to fill in."""
    from lineage.drafting import draft_map
    from lineage.policy.suggest import suggest as found

    opened = open_answers(project, store, snapshot)
    owner = opened.project
    if opened.snapshot.manifest.bare and not owner.bare:
        typer.echo(
            f"{opened.snapshot.name} was read from bare paths, without the map of {owner.file}: run `lineage harvest` there "
            "first, or Systems that the map describes are suggested again.",
            err=True,
        )
    typer.echo(draft_map(found(opened.graph, opened.inquiry(asked())), "" if owner.bare else owner.org), nl=False)
