"""What declared hops need: which fields somebody must be able to read, and which to edit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import BOUND
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Basis


@dataclass(frozen=True)
class Actor:
    """Somebody whose need is looked for."""

    home: Id
    """The System whose data it is."""
    principal: Id | None
    """`None` where an application as a whole is asked about."""
    applications: frozenset[Id]
    """The applications that act as the principal, or the one that is asked about."""
    systems: frozenset[Id]
    """Where these applications are."""

    def takes(self, hop: HopRow) -> bool:
        """Whether a hop is one of its own: it names the principal, or the application, or leads to where that is."""
        if self.principal is not None and hop.principal is not None:
            return hop.principal == self.principal
        if hop.application is not None:
            return hop.application in self.applications
        return bool(self.systems & {hop.source.namespace, hop.target.namespace})


@dataclass
class Need:
    """What is needed, as truth values over the fields of a sweep."""

    read: Bools
    edit: Bools
    hops: dict[int, list[HopRow]] = field(default_factory=dict)
    """The hops that need each field, by its place among the fields."""
    datasets: dict[Id, bool] = field(default_factory=dict)
    """Datasets that are needed as such, and whether to be edited; so are those of the fields."""
    whole: set[Id] = field(default_factory=set)
    """Datasets of which every field is needed, those to come as well."""
    everything: bool = False
    """A hop takes whatever the System has."""
    declared: bool = False
    """Some declared hop says what is needed."""


def actor_of(graph: LineageGraph, subject: Id) -> Actor:
    """Whose need to look for when a principal or an application is asked about."""
    acting = list(acting_as(graph))
    is_application = any(application == subject for application, _ in acting) or subject.kind == "application"
    applications = {subject} if is_application else {application for application, principal in acting if principal == subject}
    peers = (graph.nodes([one])[0].detail.get("peer") for one in sorted(applications) if graph.row(one) is not None)
    systems = frozenset(Id(str(peer)).namespace for peer in peers if peer)
    return Actor(subject.namespace, None if is_application else subject, frozenset(applications), systems - {subject.namespace})


def acting_as(graph: LineageGraph) -> Iterator[tuple[Id, Id]]:
    """Every application with each principal that it acts as; what is only a bound is left out."""
    table = graph.tables["tokens"]
    columns = (table.column(name).to_pylist() for name in ("application", "principal", "how"))
    for application, principal, how in zip(*columns, strict=True):
        if how != BOUND:
            yield graph.id(application), graph.id(principal)


def need_of(graph: LineageGraph, sweep: AccessSweep, actor: Actor) -> Need:
    """What the declared hops of somebody need."""
    nothing = np.zeros(len(sweep.field_rows), np.bool_)
    need = Need(nothing.copy(), nothing.copy())
    for hop in declared_hops(graph, actor):
        for end, edits in ((hop.source, False), (hop.target, True)):
            # Logs, caches and what is in flight are no data that permissions are about.
            if end.namespace == actor.home and not end.kind:
                _add(graph, sweep, need, hop, end, edits=edits)
    return need


def declared_hops(graph: LineageGraph, actor: Actor) -> Sequence[HopRow]:
    """The declared hops of somebody that read or change data of its System, in order; those switched off need nothing."""
    wanted = np.flatnonzero(graph.hop_column("bases") & int(Basis.DECLARED))
    hops = (graph.hop(row) for row in wanted.tolist())
    return [
        hop
        for hop in hops
        if hop.active != Active.NO and actor.home in (hop.source.namespace, hop.target.namespace) and actor.takes(hop)
    ]


def _add(graph: LineageGraph, sweep: AccessSweep, need: Need, hop: HopRow, end: Id, *, edits: bool) -> None:
    need.declared = True
    if end.is_system:
        need.everything = True
        return
    if not end.is_field:
        need.datasets[end] = edits or need.datasets.get(end, False)
        need.whole |= {end} if edits or not hop.left_out else set()
    for place in _places(graph, sweep, end, frozenset() if edits else hop.left_out):
        need.read[place] = True
        need.edit[place] |= edits
        need.hops.setdefault(place, []).append(hop)


def _places(graph: LineageGraph, sweep: AccessSweep, end: Id, left_out: frozenset[Id]) -> Iterator[int]:
    """The fields at one end of a hop, by their place among the fields of the sweep."""
    row = graph.row(end)
    rows = graph.below(end) if not end.is_field else range(row, row + 1) if row is not None else range(0)
    first, after = sweep.field_rows.searchsorted((rows.start, rows.stop)).tolist()
    for place in range(first, after):
        if not left_out or graph.id(int(sweep.field_rows[place])) not in left_out:
            yield place
