"""Rules about data that nobody classified."""

from collections.abc import Iterator

from lineage.analysis.holdings import UNCLASSIFIED
from lineage.model.ids import Id
from lineage.model.verdicts import Basis, Severity
from lineage.policy.describe import listed, node_label, system_label
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.judged import JudgedHop

UNCLASSIFIED_MOVING = Card(
    id="unclassified-moving",
    title="Fields that nobody classified leave their System",
    severity="high",
    why="Whether a flow needs a right, and which, hangs on what it carries; until somebody has looked, it may be anything.",
    remedy="Classify the fields, in the org or under `classification` of a map; `[]` says that nothing in one is personal.",
    effort="one correction",
    role="admin",
    false_positives="Keys and flags that hold nothing personal: say so with `[]`.",
    reference="Cal. Civ. Code §1798.100(a); GDPR Art. 30(1)(c); [What an answer means: unknown](meaning.md#unknown)",
    missions=("R5",),
)


def unclassified_moving(view: View) -> Iterator[Finding]:
    """A finding for each dataset whose fields leave its System without a classification, by more than permissions."""
    moving: dict[Id, list[JudgedHop]] = {}
    for one in view.hops:
        if UNCLASSIFIED in one.carried and one.hop.bases & ~Basis.PERMITTED and not one.hop.leaves_flight:
            source = one.hop.source
            moving.setdefault(source.owner if source.is_field else source, []).append(one)
    for place, hops in sorted(moving.items()):
        yield Finding(
            rule=UNCLASSIFIED_MOVING.id,
            severity=Severity.HIGH,
            subject=place,
            where=node_label(view.inquiry, place),
            detail=f"{_fields(view, place, hops)} to {_receivers(view, hops)}.",
            systems=(place.namespace,),
            locators=_locators(view, hops),
        )


def _fields(view: View, place: Id, hops: list[JudgedHop]) -> str:
    """Which fields go: those that hops name, or how many of a whole."""
    named = sorted({one.hop.source for one in hops if one.hop.source.is_field})
    if len({one.hop.source for one in hops}) == len(named):
        names = listed([field.field_name for field in named])
        return f"{names} {'go' if len(named) > 1 else 'goes'}"
    left_out = frozenset.intersection(*(one.hop.left_out for one in hops if not one.hop.source.is_field))
    count = _unclassified(view, place) - sum(1 for field in left_out if _is_unclassified(view, field))
    what = "the whole System" if place.is_system else "the whole of it"
    return (
        f"With {what}, {count:,} unclassified {'fields go' if count > 1 else 'field goes'}"
        if count > 0
        else f"{what.capitalize()} goes"
    )


def _unclassified(view: View, place: Id) -> int:
    """How many fields of a place nobody classified; those that are alike are looked at once."""
    alike = view.inquiry.source.alike_below(place)
    view.inquiry.holdings.load(list(alike))
    return sum(count for field, count in alike.items() if _is_unclassified(view, field))


def _is_unclassified(view: View, field: Id) -> bool:
    return any(item.element == UNCLASSIFIED for item in view.inquiry.holdings.of(field))


def _receivers(view: View, hops: list[JudgedHop]) -> str:
    return listed(sorted({system_label(view.inquiry, one.hop.target.namespace) for one in hops}))


def _locators(view: View, hops: list[JudgedHop]) -> tuple[tuple[str, str], ...]:
    said = view.inquiry.source.evidence({one.hop.number for one in hops})
    return tuple(sorted({(line.connector, line.locator) for lines in said.values() for line in lines}))


RULES = (Rule(UNCLASSIFIED_MOVING, unclassified_moving),)
