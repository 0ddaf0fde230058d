"""Rules about data that nobody classified."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from lineage.analysis.holdings import UNCLASSIFIED
from lineage.analysis.terrain import ALL_BASES
from lineage.graph.alike import Ints
from lineage.model.ids import Id
from lineage.model.on_demand import OnDemand
from lineage.model.verdicts import Basis, Severity
from lineage.policy.describe import LISTED, listed, node_label, system_label
from lineage.policy.findings import Card, Finding, Rule, View

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
    hops = view.hops
    moves = hops.carrying(UNCLASSIFIED) & hops.known(ALL_BASES & ~Basis.PERMITTED) & ~hops.leaves_flight
    begins, _ = hops.places
    at = np.flatnonzero(moves)
    order = at[np.lexsort((hops.source[at], begins[at]))]
    for some in np.split(order, np.flatnonzero(np.diff(begins[order])) + 1) if len(at) else ():
        place = hops.id(int(begins[some[0]]))
        yield Finding(
            rule=UNCLASSIFIED_MOVING.id,
            severity=Severity.HIGH,
            subject=place,
            where=node_label(view.inquiry, place),
            detail=f"{_fields(view, place, some)} to {_receivers(view, some)}.",
            systems=(place.namespace,),
            locators=OnDemand(partial(view.evidence.places, hops.number[some].tolist())),
        )


def _fields(view: View, place: Id, some: Ints) -> str:
    """Which fields go: those that hops name, or how many of a whole."""
    hops, (begins, _) = view.hops, view.hops.places
    whole = some[hops.source[some] == begins[some]]
    if not len(whole):
        named = np.unique(hops.source[some])
        names = listed([hops.id(row).field_name for row in named[:LISTED].tolist()], LISTED, of=len(named))
        return f"{names} {'go' if len(named) > 1 else 'goes'}"
    left_out = frozenset.intersection(*(hops[one].hop.left_out for one in whole.tolist()))
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


def _receivers(view: View, some: Ints) -> str:
    systems = np.unique(view.hops.taking[some]).tolist()
    return listed(sorted({system_label(view.inquiry, view.hops.id(row)) for row in systems}))


RULES = (Rule(UNCLASSIFIED_MOVING, unclassified_moving),)
