"""Commands that answer questions: show, trace, exposure, check."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from lineage.cli.options import (
    AsOfOption,
    BasisOption,
    Format,
    FormatOption,
    InactiveOption,
    ProjectOption,
    SnapshotOption,
    StoreOption,
    asked,
    open_answers,
)
from lineage.errors import UsageError

if TYPE_CHECKING:
    from lineage.model.answers import CheckAnswer

_FINDINGS = 1
_PARTIAL = 3


class What(StrEnum):
    """Inventories."""

    SYSTEMS = "systems"
    DATASETS = "datasets"
    FIELDS = "fields"
    PRINCIPALS = "principals"
    APPLICATIONS = "applications"
    CHANNELS = "channels"
    JOBS = "jobs"
    HOPS = "hops"
    PARTIES = "parties"
    ACCESS = "access"
    ASSESSMENTS = "assessments"
    BLOCKS = "blocks"
    GAPS = "gaps"


class SeverityName(StrEnum):
    """Severities, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"


class By(StrEnum):
    """What a row of the matrix is."""

    ELEMENT = "element"
    FIELD = "field"


class Only(StrEnum):
    """What counts as sensitive."""

    ALL = "all"
    SPI = "spi"
    BREACH = "breach"


class CheckFormat(StrEnum):
    """How findings are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(show)
    app.command()(trace)
    app.command()(exposure)
    app.command()(check)


def show(
    what: Annotated[What, typer.Argument(help="What to list.")],
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    match: Annotated[str, typer.Option("--match", help="Only rows that hold this text.")] = "",
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Of fields: each element with its form, its source, the reason, and what outranks it."),
    ] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """List what the snapshot knows."""
    from lineage.cli import render
    from lineage.policy.explained import explained
    from lineage.policy.inventory import inventory

    if explain and what is not What.FIELDS:
        raise UsageError(f"--explain tells why fields hold what they hold; {what.value} have nothing to explain.")
    opened = open_answers(project, store, snapshot)
    inquiry = opened.inquiry(asked())
    rows = explained(opened.graph, inquiry) if explain else inventory(opened.graph, inquiry, what.value)
    wanted = [row for row in rows if not match or any(match.casefold() in str(value).casefold() for value in row.values())]
    render.rows(what.value.capitalize(), wanted, format)


def trace(
    field: Annotated[str, typer.Argument(help="Contact.SSN__c, kind:name, or a whole id.")],
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    to: Annotated[str, typer.Option("--to", help="Only destinations in this System.")] = "",
    upstream: Annotated[bool, typer.Option("--upstream", help="Where it comes from, instead of where it goes.")] = False,
    basis: BasisOption = "",
    as_of: AsOfOption = "",
    include_inactive: InactiveOption = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the walks that show each verdict, with their evidence.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where something could not be seen.")] = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """Every destination of a field (or, upstream, every source), with its worst verdicts and the shortest walks that show them."""
    from lineage.cli import render

    opened = open_answers(project, store, snapshot)
    answer = opened.trace(field, asked(as_of, basis, include_inactive=include_inactive), upstream=upstream, to=to)
    render.trace(answer, format, explain=explain)
    if strict and answer.gaps:
        raise typer.Exit(_PARTIAL)


def exposure(
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    by: Annotated[By, typer.Option("--by", help="A row is an element or a field.")] = By.ELEMENT,
    only: Annotated[Only, typer.Option("--only", help="Narrow to sensitive (spi) or breach elements.")] = Only.ALL,
    basis: BasisOption = "",
    as_of: AsOfOption = "",
    include_inactive: InactiveOption = False,
    format: FormatOption = Format.TABLE,
) -> None:
    """The matrix: which element (or field) reaches which System, with the worst verdicts."""
    from lineage.cli import matrix

    opened = open_answers(project, store, snapshot)
    narrowed: Literal["", "spi", "breach"] = "spi" if only == Only.SPI else "breach" if only == Only.BREACH else ""
    question = asked(as_of, basis, include_inactive=include_inactive)
    matrix.exposure(opened.exposure(question, by=by.value, only=narrowed), format)


def check(
    project: ProjectOption = None,
    store: StoreOption = None,
    snapshot: SnapshotOption = "latest",
    fail_on: Annotated[SeverityName, typer.Option("--fail-on", help="Exit with 1 from this severity on.")] = SeverityName.HIGH,
    since: Annotated[
        str, typer.Option("--since", help="Only findings, and hops of them, that this older snapshot does not have.")
    ] = "",
    as_of: AsOfOption = "",
    include_inactive: InactiveOption = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print every finding with its hops, their fields and their evidence.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 where something could not be seen.")] = False,
    format: Annotated[
        CheckFormat, typer.Option("--format", help="table, json, csv, markdown, sarif or junit.")
    ] = CheckFormat.TABLE,
) -> None:
    """Findings, worst first: flows, who may read, applications, settings of the org, and what could not be seen.

    A flow is all that one job moves over one channel from one System into another. Accepted findings stand apart, last.
    """
    from lineage.cli import findings
    from lineage.export.junit import junit
    from lineage.export.sarif import sarif
    from lineage.model.verdicts import Severity
    from lineage.pipeline import tool_version
    from lineage.policy.check import failing

    opened = open_answers(project, store, snapshot)
    question = asked(as_of, include_inactive=include_inactive)
    answer: CheckAnswer = opened.check(question, open_answers(project, store, since) if since else None)
    if format == CheckFormat.SARIF:
        typer.echo(sarif(answer, tool_version()), nl=False)
    elif format == CheckFormat.JUNIT:
        typer.echo(junit(answer, Severity(fail_on.value)), nl=False)
    else:
        findings.check(answer, Format(format.value), explain=explain)
    if failing(answer, Severity(fail_on.value)):
        raise typer.Exit(_FINDINGS)
    if strict and answer.not_seen:
        raise typer.Exit(_PARTIAL)
