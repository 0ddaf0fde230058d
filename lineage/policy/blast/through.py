"""How data leaves through a subject: by whose permissions, by which hops, and what of it is within reach."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from lineage.analysis.distinct import marked, united, without
from lineage.analysis.onward import Departure
from lineage.analysis.removal import Flow
from lineage.analysis.states import Ints
from lineage.analysis.terrain import Terrain, downstream
from lineage.columns import Kind
from lineage.graph.access_sweep import Bools
from lineage.graph.actors import outsiders
from lineage.graph.routes import holders
from lineage.graph.source import HopRow, NodeRow
from lineage.model.blast_answers import SubjectKind
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit
from lineage.policy.blast.sight import Acting, Sight

SUBJECTS: Final = (Kind.FIELD, Kind.DATASET, Kind.SYSTEM, Kind.PRINCIPAL, Kind.APPLICATION, Kind.CHANNEL, Kind.JOB)
"""Kinds of nodes that the question can be asked about."""

_NAMED: Final = 3
"""Names in a sentence."""

NOWHERE: Final = np.empty(0, np.int64)


@dataclass
class Through:
    """How data leaves through a subject."""

    node: NodeRow
    kind: SubjectKind
    tokens: list[Acting] = field(default_factory=list)
    """Who acts as whom and reads by it."""
    alone: list[Id] = field(default_factory=list)
    """Principals that read by themselves."""
    read: Bools = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Which fields they read."""
    hops: list[Departure] = field(default_factory=list)
    """Hops by which it leaves."""
    permitted: list[Departure] = field(default_factory=list)
    """What permissions let leave."""
    passed_on: list[Departure] = field(default_factory=list)
    """What leaves the System that is lost, besides: not what reaches it."""
    carries_on: set[int] = field(default_factory=set)
    """Numbers of further hops of the subject by which it carries on what it has taken already."""
    inactive: list[HopRow] = field(default_factory=list)
    """Hops that are switched off."""
    rests: Ints = field(default_factory=lambda: NOWHERE)
    """Rows of what is within reach without leaving."""
    home: Id | None = None
    """The System that data has to leave before it arrives anywhere; none where the first hop is an arrival."""
    notes: list[str] = field(default_factory=list)

    def rows(self, sight: Sight) -> Ints:
        """Rows of everything within reach, in order."""
        read = sight.sweep.field_rows[self.read] if len(self.read) else NOWHERE
        places = [one.places for one in self.hops]
        return united(len(sight.graph), [read, self.rests, *places])

    def rows_walked(self, sight: Sight) -> Ints:
        """Rows of everything that some departure takes, in order."""
        places = (one.places for one in (*self.permitted, *self.passed_on))
        return united(len(sight.graph), [self.rows(sight), *places])

    def flows(self) -> dict[Flow, list[Departure]]:
        """The hops by which it leaves, by flow."""
        found: dict[Flow, list[Departure]] = {}
        for one in self.hops:
            found.setdefault(Flow.of(one.hop), []).append(one)
        return dict(sorted(found.items()))


def through(sight: Sight, id: Id) -> Through:
    """How data leaves through a node."""
    node = sight.node(id)
    found = _FOUND[node.kind](sight, node)
    _say_unknown(sight, found)
    return found


def _say_unknown(sight: Sight, found: Through) -> None:
    """That nothing is known of what somebody holds does not say that they hold nothing; that it is not in force does."""
    who = sorted({*found.alone, *(token.principal for token in found.tokens)})
    blank = [one for one in who if sight.is_blank(one)]
    if blank:
        verb, they = ("hold", "them") if len(blank) > 1 else ("holds", "it")
        found.notes.append(f"What {_some(sight, blank)} {verb} is not known: what may be read as {they} is unknown, not nothing.")
    lapsed = [one for one in who if sight.has_lapsed(one)]
    if lapsed:
        verb, are = ("hold", "they are") if len(lapsed) > 1 else ("holds", "it is")
        day = sight.inquiry.setting.as_of
        found.notes.append(f"Nothing that {_some(sight, lapsed)} {verb} is in force on {day}: {are} inactive, or it has run out.")


def _some(sight: Sight, ids: Sequence[Id]) -> str:
    more = f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else ""
    return ", ".join(sight.name(one) for one in ids[:_NAMED]) + more


def _application(sight: Sight, node: NodeRow) -> Through:
    found = Through(node, "application")
    acting = sight.acting(applications=[node.id])
    if node.detail.get("reads", True):
        found.tokens = [one for one in acting if one.is_path]
        found.read = sight.readable({one.principal for one in found.tokens})
        found.permitted = _by_application(sight, found.tokens)
        if not found.tokens:
            found.notes.append("As whom it acts is not known: what it can read is unknown, not nothing.")
    else:
        found.notes.append("None of its scopes reads data.")
    _add_own_hops(sight, found, _using(sight, "application", node.id))
    _say_switched_off(sight, found)
    return found


def _principal(sight: Sight, node: NodeRow) -> Through:
    found = Through(node, "principal", alone=[node.id], read=sight.readable([node.id]))
    acting = sight.acting(principals=[node.id, *sorted(holders(sight.access, node.id))])
    found.tokens = [one for one in acting if one.is_path and sight.node(one.application).detail.get("reads", True)]
    fields = sight.sweep.field_rows[found.read].astype(np.int64)
    for application in sorted({one.application for one in found.tokens}):
        found.permitted += _departure(sight, sight.node(application), node.id, fields, application, at=len(found.permitted))
    if isinstance(node.detail.get("peer"), str):
        found.permitted += _departure(sight, node, node.id, fields, None, at=len(found.permitted))
    _add_own_hops(sight, found, _using(sight, "principal", node.id))
    if not (found.tokens or found.permitted):
        found.notes.append(
            "No application is known to act as it: what it reads is read by hand; where that goes no source tells."
        )
    return found


def _carrier(sight: Sight, node: NodeRow) -> Through:
    found = Through(node, "job" if node.kind == "job" else "channel")
    hops = _using(sight, node.kind, node.id)
    entered = {hop.target.owner if hop.target.is_field else hop.target for hop in hops if hop.enters_flight}
    # What it carries on out of flight, it has taken in before.
    again = [hop for hop in hops if hop.leaves_flight and (hop.source.owner if hop.source.is_field else hop.source) in entered]
    _add_hops(sight, found, [hop for hop in hops if hop not in again])
    found.carries_on = {hop.number for hop in again}
    if not hops:
        found.notes.append("No hop is known that uses it: it is allowed, and whether anything does is unknown.")
    return found


def _system(sight: Sight, node: NodeRow) -> Through:
    graph, id = sight.graph, node.id
    found = Through(node, "system", rests=sight.rows_below(id))
    _add_hops(sight, found, [hop for hop in (*graph.hops_to([id]), *graph.hops_to([id], below=True)) if hop.crosses])
    everybody = [one for one in sight.everybody_acting() if one.is_path and sight.node(one.application).detail.get("reads", True)]
    reading = [(one, _peer(sight.node(one.application))) for one in everybody]
    found.tokens = [one for one, peer in reading if peer == id != one.principal.namespace]
    found.alone = [one.id for one in outsiders(sight.graph) if _peer(one) == id != one.id.namespace]
    found.read = sight.readable({one.principal for one in found.tokens} | set(found.alone))
    found.permitted = _by_application(sight, found.tokens)
    for one in found.alone:
        fields = sight.sweep.field_rows[sight.readable([one])].astype(np.int64)
        found.permitted += _departure(sight, sight.node(one), one, fields, None, at=len(found.permitted))
    out = [hop for hop in (*graph.hops_from([id]), *graph.hops_from([id], below=True)) if hop.crosses]
    found.passed_on = [_taking(sight, hop) for hop in out if sight.inquiry.setting.options.admits(hop)]
    leaving = [one for one, peer in reading if one.principal.namespace == id != peer]
    found.passed_on += _by_application(sight, leaving, len(found.permitted))
    return found


def _place(sight: Sight, node: NodeRow) -> Through:
    """A field or a dataset: the first hops of its walks."""
    found = Through(node, "field" if node.id.is_field else "dataset", home=node.id.namespace)
    found.rests = _rows(sight, [node.id]) if node.id.is_field else sight.rows_below(node.id)
    options, permits = sight.inquiry.setting.options, sight.inquiry.permits
    hops, passed = downstream(sight.graph, node.id, options, permits)
    for hop in Terrain(node.id, hops).leaving(node.id):
        departure = Departure(hop, _of_origin(sight, hop, node.id, found.rests))
        if hop.bases == Basis.PERMITTED and hop.number >= sight.graph.tables.hops.num_rows:
            found.permitted.append(departure)
        else:
            found.hops.append(departure)
    found.inactive = [hop for hop in passed if hop.active == Active.NO and hop.source in (node.id, node.id.owner)]
    applications = {one.hop.application for one in found.permitted if one.hop.application}
    acting = [one for one in sight.acting(applications=applications) if one.is_path and _reads_outside(sight, one, found.home)]
    readers = sight.readers({one.principal for one in acting}, found.rests)
    found.tokens = [one for one in acting if one.principal in readers]
    alone = {one.hop.principal for one in found.permitted if not one.hop.application}
    found.alone = [one.id for one in outsiders(sight.graph) if one.id in alone and _peer(one) != found.home]
    return found


def _of_origin(sight: Sight, hop: HopRow, origin: Id, rests: Ints) -> Ints:
    """What of the origin a hop takes that leaves it, its dataset or its System."""
    if hop.source.is_field and not origin.is_field:
        return _rows(sight, [hop.source])
    return without(len(sight.graph), rests, _rows(sight, hop.left_out)) if hop.left_out else rests


def _reads_outside(sight: Sight, acting: Acting, home: Id | None) -> bool:
    node = sight.node(acting.application)
    return bool(node.detail.get("reads", True)) and _peer(node) != home


def _by_application(sight: Sight, acting: Sequence[Acting], before: int = 0) -> list[Departure]:
    """What each application may read as any of its principals, as one hop for each System that it reads from."""
    who: dict[tuple[Id, Id], set[Id]] = {}
    for one in acting:
        who.setdefault((one.application, one.principal.namespace), set()).add(one.principal)
    found: list[Departure] = []
    for application, home in sorted(who):
        principals = who[application, home]
        fields = sight.sweep.field_rows[sight.readable(principals)].astype(np.int64)
        node = sight.node(application)
        found += _departure(sight, node, min(principals), fields, application, at=before + len(found))
    return found


def _departure(sight: Sight, node: NodeRow, principal: Id, fields: Ints, application: Id | None, *, at: int) -> list[Departure]:
    """Fields that somebody reads as a hop to where it runs; none where that is where they lie, or nothing is read.

    `node` tells where that is; numbers of such hops are below those of all others, by `at`.
    """
    target, home = _peer(node), principal.namespace
    fields = fields[sight.graph.system_of[fields] == sight.graph.row(home)]
    if target == home or not len(fields):
        return []
    stated = node.detail.get("transit")
    hop = HopRow(
        number=-1 - at,
        source=home,
        target=target,
        job=None,
        channel=None,
        principal=None if application else principal,
        application=application,
        active=Active.YES,
        transit=Transit.UNKNOWN if stated is None else Transit(int(str(stated))),
        cap=Form.CLEAR,
        restore=False,
        transform="",
        precision=Precision.EXACT,
        bases=Basis.PERMITTED,
        open=False,
        leaves_flight=False,
        enters_flight=False,
        left_out=frozenset(),
    )
    return [Departure(hop, fields)]


def _peer(node: NodeRow) -> Id:
    return Id(str(node.detail.get("peer") or node.id)).namespace


def _using(sight: Sight, column: str, id: Id) -> list[HopRow]:
    """The hops that go by something."""
    rows = np.flatnonzero(sight.graph.hop_column(column) == sight.graph.row(id))
    return [sight.graph.hop(row) for row in rows.tolist()]


def _add_hops(sight: Sight, found: Through, hops: Iterable[HopRow]) -> None:
    admits = sight.inquiry.setting.options.admits
    for hop in hops:
        if admits(hop):
            found.hops.append(_taking(sight, hop))
        elif hop.active == Active.NO:
            found.inactive.append(hop)


def _add_own_hops(sight: Sight, found: Through, hops: Sequence[HopRow]) -> None:
    """Of the hops of who reads in a System those that take something out of it: what it brings in, it has already."""
    _add_hops(sight, found, [hop for hop in hops if hop.source.namespace == found.node.id.namespace])
    read = marked(len(sight.graph), [sight.sweep.field_rows[found.read]])
    # A hop that only says what somebody may read is no other way than the grants that let it.
    is_said = [one.hop.bases == Basis.PERMITTED and bool(read[one.places].all()) for one in found.hops]
    found.permitted += [one for one, said in zip(found.hops, is_said, strict=True) if said]
    found.hops = [one for one, said in zip(found.hops, is_said, strict=True) if not said]
    brought = [hop for hop in hops if hop.source.namespace != found.node.id.namespace]
    if brought:
        systems = ", ".join(sorted({hop.source.namespace.decoded for hop in brought}))
        count = "1 hop" if len(brought) == 1 else f"{len(brought):,} hops"
        found.notes.append(f"It also brings data in, by {count} from {systems}, which are not counted.")


def _taking(sight: Sight, hop: HopRow) -> Departure:
    """A hop with all that it takes from where it leaves."""
    if hop.source.is_field:
        return Departure(hop, _rows(sight, [hop.source]))
    below = sight.rows_below(hop.source)
    left = without(len(sight.graph), below, _rows(sight, hop.left_out)) if hop.left_out else below
    return Departure(hop, left if len(left) else _rows(sight, [hop.source]))


def _rows(sight: Sight, ids: Iterable[Id]) -> Ints:
    return np.asarray(sight.rows_of(ids), np.int64)


def _say_switched_off(sight: Sight, found: Through) -> None:
    row = sight.graph.row(found.node.id)
    if row is not None and any(name == "disabled" for name, _ in sight.graph.facts_of(row)):
        found.notes.append("It is switched off: what stands here is what it could read if somebody switched it on.")


_FOUND: Final[dict[str, Callable[[Sight, NodeRow], Through]]] = {
    "application": _application,
    "principal": _principal,
    "channel": _carrier,
    "job": _carrier,
    "system": _system,
    "dataset": _place,
    "field": _place,
}
