"""What an answer says, as tables; each has its gaps and coverage among them, for no answer goes without."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from lineage.model.answers import (
    CheckAnswer,
    Coverage,
    Destination,
    DiffAnswer,
    EvidenceLine,
    ExposureAnswer,
    ExposureCell,
    FindingAnswer,
    HarvestAnswer,
    HopAnswer,
    TraceAnswer,
)
from lineage.model.ids import Id
from lineage.model.records import Frozen, Gap

Cell: TypeAlias = str | int | float | bool | None
Answer: TypeAlias = TraceAnswer | ExposureAnswer | CheckAnswer | HarvestAnswer | DiffAnswer
Row: TypeAlias = tuple[Cell, ...]


class Table(Frozen):
    """Rows under a title."""

    title: str = ""
    """What they are."""
    columns: tuple[str, ...]
    """The names of the cells."""
    rows: tuple[Row, ...]
    """As many cells as columns."""


def sections(answer: Answer) -> tuple[Table, ...]:
    """The tables of an answer, the one that was asked for first."""
    match answer:
        case TraceAnswer():
            return tuple(_trace(answer))
        case ExposureAnswer():
            return tuple(_exposure(answer))
        case CheckAnswer():
            return (_findings(answer.findings), _coverage(answer.coverage))
        case HarvestAnswer():
            return tuple(_harvest(answer))
        case DiffAnswer():
            return (_changes(answer),)


def _trace(answer: TraceAnswer) -> Iterator[Table]:
    title = "Destinations" if answer.direction == "downstream" else "Sources"
    yield Table(
        title=f"{title} of {Id(answer.field).decoded}",
        columns=(
            "system", "operator", "dataset", "field", "precision", "transit", "authorization", "form", "active",
            "bases", "permitted only", "expires since", "same hop", "path",
        ),
        rows=tuple(_destination(destination) for destination in answer.destinations),
    )  # fmt: skip
    if answer.possible_onward:
        yield _hops("Possible onward", answer.possible_onward)
    if answer.inactive:
        yield _hops("Switched off", answer.inactive)
    yield _gaps(answer.gaps)
    yield _coverage(answer.coverage, (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat())))


def _destination(row: Destination) -> Row:
    return (
        row.system_label or row.system,
        row.operator or "unknown",
        Id(row.dataset).path if row.dataset else "",
        Id(row.field).field_name if row.field else "",
        row.precision,
        row.transit,
        _joined(row.authorization),
        _forms(row.form),
        row.active,
        _joined(row.bases),
        row.permitted_only,
        row.expires_since.isoformat() if row.expires_since else "",
        row.same_hop,
        _path(row.witnesses.authorization or row.witnesses.transit),
    )


def _path(hops: Iterable[HopAnswer]) -> str:
    steps = [(hop.source, hop.target) for hop in hops]
    return " → ".join(Id(step).decoded for step in [*(source for source, _ in steps[:1]), *(end for _, end in steps)])


def _joined(values: Iterable[str]) -> str:
    return ", ".join(value.replace("_", " ") for value in values)


def _forms(forms: Mapping[str, str]) -> str:
    return ", ".join(f"{element} {form}" for element, form in sorted(forms.items()))


def _hops(title: str, hops: Iterable[HopAnswer]) -> Table:
    return Table(
        title=title,
        columns=("source", "target", "job", "channel", "transit", "authorization", "active", "bases"),
        rows=tuple(
            (
                Id(hop.source).decoded,
                Id(hop.target).decoded,
                Id(hop.job).name if hop.job else "",
                Id(hop.channel).name if hop.channel else "",
                hop.transit,
                _joined(hop.authorization),
                hop.active,
                _joined(hop.bases),
            )
            for hop in hops
        ),
    )


def _gaps(gaps: Iterable[Gap]) -> Table:
    return Table(
        title="Could not be seen",
        columns=("surface", "what", "why", "hides", "remedy", "locator"),
        rows=tuple((gap.surface, gap.what, gap.why, gap.hides, gap.remedy, gap.locator) for gap in gaps),
    )


def _coverage(coverage: Coverage, more: Iterable[tuple[str, str]] = ()) -> Table:
    counts: list[Row] = [
        ("fields known", coverage.fields),
        ("fields classified", coverage.classified),
        ("hops known", coverage.hops),
        ("gaps", coverage.gaps),
        ("sources", ", ".join(coverage.sources)),
    ]
    return Table(title="Coverage", columns=("item", "value"), rows=(*more, *counts))


def _exposure(answer: ExposureAnswer) -> Iterator[Table]:
    cells = {(cell.row, cell.system): cell for cell in answer.cells}
    yield Table(
        title=f"Exposure by {answer.by}",
        columns=(answer.by, "sensitive", "fields", *(column.label or column.system for column in answer.systems)),
        rows=tuple(
            (
                row.label or row.row,
                row.sensitive,
                row.fields,
                *(_cell(cells.get((row.row, column.system))) for column in answer.systems),
            )
            for row in answer.rows
        ),
    )
    if answer.note:
        yield Table(title="Note", columns=("note",), rows=((answer.note,),))
    yield _gaps(answer.gaps)
    yield _coverage(answer.coverage, (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat())))


def _cell(cell: ExposureCell | None) -> str:
    if cell is None:
        return ""
    claims = [cell.transit, _joined(cell.authorization), cell.form, f"{cell.fields} field{'s' * (cell.fields != 1)}"]
    claims += ["dataset level"] * (cell.precision != "exact") + ["permitted only"] * cell.permitted_only
    return "; ".join(claim for claim in claims if claim)


def _findings(findings: Iterable[FindingAnswer]) -> Table:
    return Table(
        title="Findings",
        columns=(
            "severity", "verdict", "rule", "title", "subject", "carries", "detail", "remedy", "effort", "accepted",
            "expires since", "evidence", "fingerprint",
        ),
        rows=tuple(
            (
                finding.severity,
                finding.verdict,
                finding.rule,
                finding.title,
                finding.subject,
                _joined(finding.carries),
                finding.detail,
                finding.remedy,
                finding.effort,
                finding.accepted,
                finding.expires_since.isoformat() if finding.expires_since else "",
                "; ".join(_locators(finding.evidence)),
                finding.fingerprint,
            )
            for finding in findings
        ),
    )  # fmt: skip


def _locators(evidence: Iterable[EvidenceLine]) -> Iterator[str]:
    yield from dict.fromkeys(line.locator for line in evidence if line.locator)


def _harvest(answer: HarvestAnswer) -> Iterator[Table]:
    yield Table(title="Counts", columns=("kind", "count"), rows=tuple(sorted(answer.counts.items())))
    subtypes = tuple(sorted(answer.counts_by_subtype.items()))
    yield Table(title="Counts by subtype", columns=("subtype", "count"), rows=subtypes)
    yield Table(
        title="Sources",
        columns=("connector", "path", "seconds", "calls", "files"),
        rows=tuple((line.connector, line.path, line.seconds, line.calls, line.files) for line in answer.sources),
    )
    yield _gaps(answer.gaps)


def _changes(answer: DiffAnswer) -> Table:
    return Table(
        title=f"From {answer.before} to {answer.after}",
        columns=("change", "kind", "id", "before", "after"),
        rows=tuple((line.change, line.kind, line.id, line.before, line.after) for line in answer.changes),
    )
