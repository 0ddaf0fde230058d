"""Commands about who and what can read data."""

from collections import Counter
from collections.abc import Sequence
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

if TYPE_CHECKING:
    from lineage.model.access_answers import (
        AccessAnswer,
        AnyAccess,
        ApplicationAccessAnswer,
        HeldContainer,
        PrincipalAccessAnswer,
        ReadDataset,
        ReadElement,
    )
    from lineage.model.blast_answers import BlastBound

_PARTIAL = 3
_SHOWN = 60
_FIELDS_SHOWN = 4


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(access)


def access(
    subject: Annotated[str, typer.Argument(help="A field, dataset, profile:, permset:, group:, user: or app: by name.")],
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    as_of: AsOfOption = "",
    explain: Annotated[bool, typer.Option("--explain", help="Print the grants behind each status, and what muted them.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where something could not be seen.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Who can read a field and by which grants; or what a principal or application can read."""
    from lineage.model.access_answers import AccessAnswer, PrincipalAccessAnswer

    answer = open_answers(project, store, snapshot).access(subject, asked(as_of))
    if format != Format.TABLE:
        _write(answer, format)
    elif isinstance(answer, AccessAnswer):
        _readers(answer, explain=explain)
    elif isinstance(answer, PrincipalAccessAnswer):
        _read(answer)
    else:
        _application(answer)
    if strict and answer.gaps:
        raise typer.Exit(_PARTIAL)


def _write(answer: "AnyAccess", format: Format) -> None:
    from lineage.export.access_sections import access_sections
    from lineage.export.tables import to_csv, to_json, to_markdown

    if format == Format.JSON:
        typer.echo(to_json(answer), nl=False)
    else:
        typer.echo((to_csv if format == Format.CSV else to_markdown)(access_sections(answer)), nl=False)


def _readers(answer: "AccessAnswer", *, explain: bool) -> None:
    from lineage.cli.grid import grid, terminal
    from lineage.model.ids import Id

    console = terminal()
    counts = Counter(line.status for line in answer.readers)
    told = ", ".join(
        f"{counts[status]:,} {status}" for status in ("yes", "potential", "unknown", "contributes") if counts[status]
    )
    console.print(f"{Id(answer.field).shown} on {answer.as_of}: {told or 'nobody was found who can read it'}.\n")
    rows = [
        (line.status, line.principal.kind, line.principal.name, ", ".join(line.operations), line.why)
        for line in answer.readers[:_SHOWN]
    ]
    if rows:
        console.print(grid(f"Readers ({counts['yes']:,}) and others", ("status", "kind", "name", "may", "because"), rows))
    if len(answer.readers) > _SHOWN:
        console.print(f"… and {len(answer.readers) - _SHOWN:,} more: `--format json` has all of them.")
    for line in answer.readers[:_SHOWN] if explain else ():
        console.print(f"\n{line.principal.kind} {line.principal.name}: {line.status}")
        for via in line.via:
            through = " > ".join(Id(one).name for one in via.through)
            muted = f"; muted by {', '.join(Id(one).name for one in via.muted_by)}" if via.muted_by else ""
            may = ", ".join(via.operations) or "nothing left"
            console.print(f"  {via.leg} leg on {Id(via.grant).shown}: {may} through {through}{muted} [{via.evidence.locator}]")
    _gaps(answer)


def _read(answer: "PrincipalAccessAnswer") -> None:
    from lineage.cli.grid import grid, terminal
    from lineage.model.ids import Id

    console = terminal()
    readable = sum(line.readable for line in answer.datasets)
    console.print(
        f"{answer.principal.kind} {answer.principal.name} on {answer.as_of}: can read {readable:,} fields of "
        f"{len(answer.datasets):,} datasets and edit {sum(line.editable for line in answer.datasets):,}."
    )
    if answer.administers:
        console.print("It administers: it may grant itself whatever it lacks.")
    if answer.partial:
        console.print("Some of its grants were not read: what is missing here is unknown, not denied.")
    if answer.permissions:
        console.print(f"Permissions beyond single objects: {', '.join(answer.permissions)}.")
    for note in answer.notes:
        console.print(note)
    if answer.holds:
        held = [
            (
                one.container.kind,
                one.container.name,
                Id(one.through).name if one.through else "",
                str(one.until or ""),
                _counts(one),
            )
            for one in answer.holds
        ]
        console.print(grid(f"Holds ({len(held):,})", ("kind", "name", "through", "until", "counts"), held))
    _what(answer.elements, answer.datasets)
    _bounds(answer.bounds)
    _gaps(answer)


def _counts(one: "HeldContainer") -> str:
    """Whether what is held counts on the day that is asked about."""
    if not one.in_force:
        return "not on this day"
    return "in sessions that activate it" if one.session_activated else "yes"


def _bounds(bounds: "Sequence[BlastBound]") -> None:
    """What could come to be read besides."""
    from lineage.cli.grid import grid, terminal

    if bounds:
        rows = [(one.says, f"{one.fields:,}", f"{one.sensitive:,}") for one in bounds]
        terminal().print(grid(f"Only a bound, not counted above ({len(rows):,})", ("why", "fields", "sensitive"), rows))


def _what(elements: "Sequence[ReadElement]", datasets: "Sequence[ReadDataset]") -> None:
    """The data elements and datasets that can be read."""
    from lineage.cli.grid import grid, terminal
    from lineage.model.elements import element_words
    from lineage.model.ids import Id

    console = terminal()
    held = [(element_words(one.element), f"{len(one.fields):,}", _some(one.fields)) for one in elements]
    console.print(grid(f"Data elements it can read ({len(held):,})", ("element", "fields", "such as"), held))
    read = [
        (
            Id(one.dataset).shown,
            f"{one.readable:,} of {one.fields:,}",
            f"{one.editable:,}",
            ", ".join(map(element_words, one.elements)),
        )
        for one in datasets[:_SHOWN]
    ]
    console.print(grid(f"Datasets ({len(datasets):,})", ("dataset", "readable", "editable", "elements"), read))
    if len(datasets) > _SHOWN:
        console.print(f"… and {len(datasets) - _SHOWN:,} more: `--format json` has all of them.")


def _application(answer: "ApplicationAccessAnswer") -> None:
    from lineage.cli.grid import grid, terminal
    from lineage.model.elements import element_words
    from lineage.model.ids import Id

    console = terminal()
    readable = sum(line.readable for line in answer.datasets)
    console.print(
        f"application {answer.label} on {answer.as_of}: can read {readable:,} fields of {len(answer.datasets):,} datasets, which "
        f"arrive at {Id(answer.system).decoded} ({answer.operator or 'operator unknown'})."
    )
    if answer.scopes:
        console.print(f"Scopes: {', '.join(answer.scopes)}.")
    for note in answer.notes:
        console.print(note)
    rows = [
        (
            one.how,
            one.principal.kind,
            one.principal.name,
            str(one.last_used or ""),
            f"{one.readable:,}",
            ", ".join(map(element_words, one.elements)),
        )
        for one in answer.acts_as
    ]
    console.print(grid(f"Acts as ({len(rows):,})", ("how", "kind", "name", "last used", "readable", "elements"), rows))
    _what(answer.elements, answer.datasets)
    _bounds(answer.bounds)
    _gaps(answer)


def _some(fields: tuple[str, ...]) -> str:
    from lineage.model.ids import Id

    rest = len(fields) - _FIELDS_SHOWN
    return ", ".join(Id(one).shown for one in fields[:_FIELDS_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def _gaps(answer: "AnyAccess") -> None:
    from lineage.cli.grid import terminal
    from lineage.cli.render import gaps

    gaps(terminal(), answer.gaps)
