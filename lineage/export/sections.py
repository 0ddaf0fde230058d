"""What an answer says, as tables; each has its gaps and coverage among them, for no answer goes without."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from lineage.export import wording
from lineage.model.answers import (
    BlockLine,
    ChangeLine,
    CheckAnswer,
    Coverage,
    Destination,
    DiffAnswer,
    ExposureAnswer,
    ExposureCell,
    FindingAnswer,
    HarvestAnswer,
    HopAnswer,
    TraceAnswer,
)
from lineage.model.ids import Id
from lineage.model.member_lines import MemberLine, lines_of, locators_of
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
    listed: tuple[str, ...] = ()
    """Columns with long texts: documents list them under the table, row by row, and leave them out of it."""
    left_out: tuple[str, ...] = ()
    """Columns that documents leave out: machines need them, or another column says as much."""
    leading: int = 0
    """Documents cut the table into several where it is too wide; each begins with so many of the first columns. 0: never."""


def sections(answer: Answer) -> tuple[Table, ...]:
    """The tables of an answer, the one that was asked for first."""
    match answer:
        case TraceAnswer():
            return tuple(_trace(answer))
        case ExposureAnswer():
            return tuple(_exposure(answer))
        case CheckAnswer():
            return tuple(_check(answer))
        case HarvestAnswer():
            return tuple(_harvest(answer))
        case DiffAnswer():
            return tuple(_diff(answer))


def _trace(answer: TraceAnswer) -> Iterator[Table]:
    title = "Destinations" if answer.direction == "downstream" else "Sources"
    yield Table(
        title=f"{title} of {Id(answer.field).decoded}",
        columns=(
            "system", "operator", "dataset", "field", "precision", "transit", "authorization", "form", "active",
            "bases", "permitted only", "expires since", "same hop", "path",
        ),
        rows=tuple(_destination(destination) for destination in answer.destinations),
        listed=("precision", "active", "bases", "permitted only", "expires since", "path"),
        left_out=("same hop",),
    )  # fmt: skip
    if answer.inside:
        yield Table(
            title="Inside its own System it reaches", columns=("place",), rows=tuple((Id(one).decoded,) for one in answer.inside)
        )
    if answer.possible_onward:
        yield _hops(wording.ONWARD, answer.possible_onward)
    if answer.inactive:
        yield _hops(wording.SWITCHED_OFF, answer.inactive)
    yield from _blocks(answer.blocks)
    yield gap_table(answer.gaps)
    yield coverage_table(answer.coverage, (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat())))


def _destination(row: Destination) -> Row:
    return (
        row.system_label or row.system,
        row.operator or "unknown",
        Id(row.dataset).path if row.dataset else "",
        Id(row.field).field_name if row.field else "",
        row.precision,
        row.transit,
        wording.rights(row.authorization),
        wording.forms(row.form),
        row.active,
        ", ".join(row.bases),
        row.permitted_only,
        row.expires_since.isoformat() if row.expires_since else "",
        row.same_hop,
        _path(row.witnesses.authorization or row.witnesses.transit),
    )


def _path(hops: Iterable[HopAnswer]) -> str:
    steps = [(hop.source, hop.target) for hop in hops]
    return " → ".join(Id(step).decoded for step in [*(source for source, _ in steps[:1]), *(end for _, end in steps)])


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
                wording.rights(hop.authorization),
                hop.active,
                ", ".join(hop.bases),
            )
            for hop in hops
        ),
        listed=("job", "channel", "active", "bases"),
    )


def gap_table(gaps: Iterable[Gap]) -> Table:
    """Everything that could not be seen."""
    return Table(
        title="Could not be seen",
        columns=("surface", "what", "why", "hides", "remedy", "locator"),
        rows=tuple((gap.surface, gap.what, gap.why, gap.hides, gap.remedy, gap.locator) for gap in gaps),
        listed=("why", "hides", "remedy", "locator"),
    )


def coverage_table(coverage: Coverage, more: Iterable[tuple[str, str]] = ()) -> Table:
    """What was read, in numbers."""
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
        leading=3,
    )
    if answer.note:
        yield Table(title="Note", columns=("note",), rows=((answer.note,),))
    yield from _blocks(answer.blocks)
    yield gap_table(answer.gaps)
    yield coverage_table(answer.coverage, (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat())))


def _blocks(blocks: Sequence[BlockLine]) -> Iterator[Table]:
    if blocks:
        yield Table(title=wording.BLOCKED, columns=wording.BLOCK_COLUMNS, rows=tuple(map(wording.block_cells, blocks)))


def _cell(cell: ExposureCell | None) -> str:
    if cell is None:
        return ""
    claims = [cell.transit, wording.rights(cell.authorization), cell.form, f"{cell.fields} field{'s' * (cell.fields != 1)}"]
    return "; ".join(claim for claim in (*claims, *wording.marks(cell)) if claim)


_FINDING = (
    "severity", "verdict", "rule", "where", "title", "carries", "what was found", "what to do", "effort", "accepted",
    "expires since", "hops", "evidence", "fingerprint",
)  # fmt: skip
_MEMBER = ("finding", "from", "to", "carries", "severity", "verdict", "reason", "accepted", "evidence", "fingerprint")


def _check(answer: CheckAnswer) -> Iterator[Table]:
    open_ = [finding for finding in answer.findings if not finding.accepted]
    accepted = [finding for finding in answer.findings if finding.accepted]
    yield Table(
        title=f"Findings ({len(open_):,})",
        columns=_FINDING,
        rows=tuple(map(_finding, open_)),
        listed=("what was found", "what to do", "effort", "expires since", "evidence"),
        left_out=("title", "carries", "accepted", "hops", "fingerprint"),
    )
    if accepted:
        yield Table(
            title=f"Accepted findings ({len(accepted):,})",
            columns=_FINDING,
            rows=tuple(map(_finding, accepted)),
            listed=("what was found", "accepted", "expires since", "evidence"),
            left_out=("title", "carries", "what to do", "effort", "hops", "fingerprint"),
        )
    members = tuple(_member(finding, line) for finding in answer.findings for line in lines_of(finding.members))
    unmatched = [f"Accepted, and found nowhere: {text}." for text in answer.unmatched]
    notes = tuple((text,) for text in (answer.note, *unmatched) if text)
    if notes:
        yield Table(title="Note", columns=("note",), rows=notes)
    if members:
        yield Table(
            title=f"Hops of these findings ({len(members):,})",
            columns=_MEMBER,
            rows=members,
            left_out=("finding", "severity", "verdict", "accepted", "evidence", "fingerprint"),
        )
    not_seen = ", ".join(answer.not_seen) or "nothing that was looked for"
    about = (("snapshot", answer.snapshot), ("as of", answer.as_of.isoformat()), ("not seen", not_seen))
    yield coverage_table(answer.coverage, about)


def _finding(finding: FindingAnswer) -> Row:
    return (
        finding.severity,
        finding.verdict,
        finding.rule,
        finding.where or Id(finding.subject).decoded,
        finding.title,
        wording.elements(finding.carries),
        finding.detail,
        finding.remedy,
        finding.effort,
        finding.accepted,
        finding.expires_since.isoformat() if finding.expires_since else "",
        len(finding.members) or "",
        _each_once(locators_of(finding.evidence)),
        finding.fingerprint,
    )


def _member(finding: FindingAnswer, line: MemberLine) -> Row:
    return (
        finding.fingerprint,
        Id(line.source).decoded,
        Id(line.target).decoded,
        wording.elements(line.carries),
        line.severity,
        line.verdict,
        line.reason,
        line.accepted,
        _each_once(line.locators),
        line.fingerprint,
    )


def _each_once(texts: Iterable[str]) -> str:
    return "; ".join(filter(None, dict.fromkeys(texts)))


def _harvest(answer: HarvestAnswer) -> Iterator[Table]:
    yield Table(title="Counts", columns=("kind", "count"), rows=tuple(sorted(answer.counts.items())))
    subtypes = tuple(sorted(answer.counts_by_subtype.items()))
    yield Table(title="Counts by subtype", columns=("subtype", "count"), rows=subtypes)
    if answer.counts_by_root:
        held = tuple((root, *item) for root, counts in sorted(answer.counts_by_root.items()) for item in sorted(counts.items()))
        yield Table(title="Counts by folder", columns=("folder", "subtype", "count"), rows=held)
    yield Table(
        title="Sources",
        columns=("connector", "path", "seconds", "calls", "files"),
        rows=tuple((line.connector, line.path, line.seconds, line.calls, line.files) for line in answer.sources),
    )
    yield gap_table(answer.gaps)


def _diff(answer: DiffAnswer) -> Iterator[Table]:
    yield Table(
        title=f"Changes from {answer.before} to {answer.after}",
        columns=("change", "kind", "of", "property", "before", "after"),
        rows=tuple(map(_change, answer.changes)),
    )
    for title, gaps in (("Gaps that came", answer.gaps_came), ("Gaps that went", answer.gaps_went)):
        yield gap_table(gaps).model_copy(update={"title": title})
    before, after = coverage_table(answer.coverage_before).rows, coverage_table(answer.coverage_after).rows
    rows = tuple((item, was, now) for (item, was), (_, now) in zip(before, after, strict=True))
    yield Table(title="Coverage", columns=("item", "before", "after"), rows=rows)


def _change(line: ChangeLine) -> Row:
    name = line.id if line.kind in _NO_NODES else Id(line.id).decoded
    return line.change, line.kind, name, line.property.replace("_", " "), line.before, line.after


_NO_NODES = frozenset({"hop", "authorization", "element"})
"""Kinds of changes whose id is no node's."""
