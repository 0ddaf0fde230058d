"""What an answer about a blast radius says, as tables; the terminal shows the same ones."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lineage.export import wording
from lineage.export.sections import Row, Table, coverage_table, gap_table
from lineage.model.answers import EvidenceLine
from lineage.model.blast_answers import (
    Alternative,
    BlastAnswer,
    BlastBound,
    BlastDestination,
    BlastHop,
    BlastWay,
    Containment,
    CutItem,
    Target,
)
from lineage.model.elements import element_words
from lineage.model.ids import Id

ARRIVES: Final = "Where it arrives"
GOES_ON: Final = "Where it goes on from there"
BOUND: Final = "Only a bound, not counted above"
INSTEAD: Final = "Instead, with the same effect"
SWITCHED_OFF: Final = "Switched off, not counted above"

_TARGETS: Final[dict[Target, str]] = {
    "sensitive": "sensitive fields",
    "personal": "fields with personal data",
    "all": "fields",
}
_LISTED: Final = 12
"""Ids of one row that a table names."""


def blast_sections(answer: BlastAnswer) -> tuple[Table, ...]:
    """The tables of an answer: what is within reach, where it arrives, what to remove, and what that rests on."""
    return (*_reach(answer), *_removal(answer), *_ways(answer), *_about(answer))


def _reach(answer: BlastAnswer) -> Iterator[Table]:
    yield Table(
        title=f"Data elements within reach of {answer.subject.name}",
        columns=("element", "severity", "fields", "form", "such as"),
        rows=tuple(
            (
                element_words(one.element),
                one.severity,
                one.fields,
                one.form,
                ", ".join(Id(field).shown for field in one.such_as),
            )
            for one in answer.elements
        ),
    )
    yield _destinations(ARRIVES, answer.arrives)
    if answer.onward:
        yield _destinations(GOES_ON, answer.onward)
    if answer.possible_onward:
        yield _hops(wording.ONWARD, answer.possible_onward)
    yield from bound_table(answer.bounds)


def bound_table(bounds: Sequence[BlastBound]) -> Iterator[Table]:
    """What could come within reach besides; nothing where there is none."""
    if bounds:
        yield Table(
            title=BOUND,
            columns=("why", "fields", "sensitive", "elements", "about"),
            rows=tuple(map(_bound, bounds)),
            listed=("elements", "about"),
        )


def _bound(one: BlastBound) -> Row:
    return one.says, one.fields, one.sensitive, wording.elements(one.elements), _some(Id(who).name for who in one.principals)


def _destinations(title: str, rows: Iterable[BlastDestination]) -> Table:
    return Table(
        title=title,
        columns=(
            "system", "operator", "fields", "sensitive", "transit", "authorization", "active", "precision",
            "form", "permitted only", "expires since", "path", "evidence",
        ),
        rows=tuple(
            (
                row.system_label or Id(row.system).decoded,
                row.operator or "unknown",
                row.fields,
                row.sensitive,
                row.transit,
                wording.rights(row.authorization),
                row.active,
                row.precision,
                wording.forms(row.form),
                row.permitted_only,
                row.expires_since.isoformat() if row.expires_since else "",
                " → ".join(Id(end).decoded for end in [*(hop.source for hop in row.path[:1]), *(hop.target for hop in row.path)]),
                _locators(line for hop in row.path for line in hop.evidence),
            )
            for row in rows
        ),
        listed=("form", "permitted only", "expires since", "path", "evidence"),
    )  # fmt: skip


def _hops(title: str, hops: Iterable[BlastHop]) -> Table:
    return Table(
        title=title,
        columns=("source", "target", "job", "channel", "transit", "authorization", "active", "evidence"),
        rows=tuple(
            (
                Id(hop.source).decoded,
                Id(hop.target).decoded,
                Id(hop.job).name if hop.job else "",
                Id(hop.channel).name if hop.channel else "",
                hop.transit,
                wording.rights(hop.authorization),
                hop.active,
                _locators(hop.evidence),
            )
            for hop in hops
        ),
        listed=("job", "channel", "active", "evidence"),
    )


def removal_title(answer: BlastAnswer) -> str:
    """What the smallest set does, in a line."""
    found, what = answer.containment, _TARGETS[answer.containment.target]
    if not found.fields:
        return f"What to remove: nothing, as none of the {what} within reach leaves by a way that is known"
    if not found.possible:
        return f"What to remove: nothing that is known cuts off the {found.fields:,} {what}"
    size = "1 removal" if found.size == 1 else f"{found.size:,} removals"
    sort = "the smallest set" if found.size == found.at_least else f"a small set (at least {found.at_least:,})"
    return f"What to remove: {sort}, {size}, cuts off all {found.fields:,} {what}"


def after_removal(found: Containment) -> list[str]:
    """What must be said beside the set, and what stays within reach afterwards."""
    says = list(found.notes)
    if found.fields and found.possible:
        unknown = f", {found.stays_unclassified:,} of them not classified" if found.stays_unclassified else ""
        says.append(
            f"Afterwards {found.stays:,} fields stay within reach{unknown}." if found.stays else "Afterwards nothing stays."
        )
    return says


def _removal(answer: BlastAnswer) -> Iterator[Table]:
    found = answer.containment
    yield Table(
        title=removal_title(answer),
        columns=("what to do", "removals", "alone cuts off", "elements", "ids", "evidence"),
        rows=tuple(map(_item, found.items)),
        listed=("elements", "ids", "evidence"),
    )
    if found.alternatives:
        yield Table(
            title=INSTEAD,
            columns=("by", "in all", "what to do", "removals", "alone cuts off", "elements", "ids", "evidence"),
            rows=tuple(_alternative(one, item) for one in found.alternatives for item in one.items),
            listed=("elements", "ids", "evidence"),
        )
    says = after_removal(found)
    if says:
        yield Table(title="Of what is removed", columns=("note",), rows=tuple((one,) for one in says))


def _item(item: CutItem) -> Row:
    return (
        item.what,
        item.removals,
        item.fields,
        wording.elements(item.elements),
        _some(Id(one).decoded for one in (item.holder, *item.ids) if one),
        _locators(item.evidence),
    )


def _alternative(one: Alternative, item: CutItem) -> Row:
    return (one.by, one.size, *_item(item))


def _ways(answer: BlastAnswer) -> Iterator[Table]:
    yield Table(
        title="How it leaves",
        columns=("how", "by", "to", "hops", "fields", "sensitive", "last used", "evidence"),
        rows=tuple(map(_way, answer.ways)),
        listed=("evidence",),
    )
    yield Table(
        title="Datasets within reach",
        columns=("dataset", "fields", "within reach", "sensitive", "not classified", "elements"),
        rows=tuple(
            (Id(one.dataset).decoded, one.fields, one.reached, one.sensitive, one.unclassified, wording.elements(one.elements))
            for one in answer.datasets
        ),
    )
    if answer.inactive:
        yield _hops(SWITCHED_OFF, answer.inactive)


def _way(way: BlastWay) -> Row:
    return (
        way.how or ("reads" if way.sort == "permission" else "hops"),
        _by(way),
        Id(way.target).decoded if way.target else "",
        way.hops or "",
        way.fields,
        way.sensitive,
        way.last_used.isoformat() if way.last_used else "",
        _locators(way.evidence),
    )


def _by(way: BlastWay) -> str:
    if way.sort == "permission":
        who = f"{Id(way.principal).kind.replace('-', ' ')} {way.name}"
        return f"{Id(way.application).name} as {who}" if way.application else who
    over = f" over {Id(way.channel).name}" if way.channel else ""
    return f"{Id(way.job).name if way.job else 'no job'}{over}"


def _about(answer: BlastAnswer) -> Iterator[Table]:
    if answer.notes:
        yield Table(title="Notes", columns=("note",), rows=tuple((one,) for one in answer.notes))
    yield gap_table(answer.gaps)
    about = [
        ("subject", Id(answer.subject.id).decoded),
        ("snapshot", answer.snapshot),
        ("as of", answer.as_of.isoformat()),
        ("since", answer.since.isoformat() if answer.since else ""),
        ("until", answer.until.isoformat() if answer.until else ""),
        ("fields within reach", f"{answer.fields:,}"),
        ("of them sensitive", f"{answer.sensitive:,}"),
        ("of them not classified", f"{answer.unclassified:,}"),
    ]
    yield coverage_table(answer.coverage, about)


def _some(names: Iterable[str]) -> str:
    found = list(names)
    more = f" and {len(found) - _LISTED:,} more" if len(found) > _LISTED else ""
    return ", ".join(found[:_LISTED]) + more


def _locators(evidence: Iterable[EvidenceLine]) -> str:
    return "; ".join(dict.fromkeys(line.locator for line in evidence if line.locator))
