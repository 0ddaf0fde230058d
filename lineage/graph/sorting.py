"""Records by what they are, before anything is merged."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lineage.columns import GrantBatch, Kind
from lineage.graph.nodes import KINDS, NodeRecord
from lineage.model.elements import Element
from lineage.model.records import (
    Acting,
    AnyRecord,
    Assessment,
    Authorization,
    Block,
    Classification,
    Declaration,
    Effort,
    Fact,
    Gap,
    Hop,
    Membership,
    Party,
    Received,
    TimeBoundGrant,
)


@dataclass
class SortedRecords:
    """Records by what they are."""

    nodes: dict[Kind, list[NodeRecord]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    hops: list[Hop] = field(default_factory=list)
    classifications: list[Classification] = field(default_factory=list)
    authorizations: list[Authorization] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    acting: list[Acting] = field(default_factory=list)
    grants: list[GrantBatch] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    received: dict[tuple[str, str], int] = field(default_factory=dict)
    """Counts by root and subtype."""


def sort(records: Iterable[AnyRecord | GrantBatch]) -> SortedRecords:
    """The records by what they are; counts of one subtype are added up."""
    made = SortedRecords()
    rooms: dict[object, list[Any]] = {kind: made.nodes[KINDS[kind]] for kind in KINDS}
    rooms |= {
        Hop: made.hops,
        Classification: made.classifications,
        Authorization: made.authorizations,
        Membership: made.memberships,
        Acting: made.acting,
        GrantBatch: made.grants,
        Fact: made.facts,
        Element: made.elements,
        Gap: made.gaps,
    }
    rooms |= dict.fromkeys((Party, TimeBoundGrant, Assessment, Block), made.declarations)
    for record in records:
        if isinstance(record, Received):
            key = (record.root, record.subtype)
            made.received[key] = made.received.get(key, 0) + record.count
        elif not isinstance(record, Effort):
            rooms[type(record)].append(record)
    return made
