"""What declared hops need: which fields somebody must be able to read, and which to edit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import BOUND
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Basis

Ints = npt.NDArray[np.signedinteger]


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


class Taken(NamedTuple):
    """The fields at one end of a hop."""

    hop: HopRow
    span: range
    """Places among the fields of the sweep."""
    left_out: Ints
    """Those of them that it leaves out."""


@dataclass
class Need:
    """What is needed, as truth values over the fields of a sweep."""

    read: Bools
    edit: Bools
    taken: list[Taken] = field(default_factory=list)
    """The fields that each hop needs."""
    datasets: dict[Id, bool] = field(default_factory=dict)
    """Datasets that are needed as such, and whether to be edited; so are those of the fields."""
    whole: set[Id] = field(default_factory=set)
    """Datasets of which every field is needed, those to come as well."""
    everything: bool = False
    """A hop takes whatever the System has."""
    declared: bool = False
    """Some declared hop says what is needed."""

    def hops(self) -> Mapping[int, Sequence[HopRow]]:
        """The hops that need each field, by its place among the fields."""
        found: dict[int, list[HopRow]] = {}
        for one in self.taken:
            for place in sorted({*one.span} - {*one.left_out.tolist()}):
                found.setdefault(place, []).append(one.hop)
        return found


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
    return need_by(graph, sweep, actor.home, hops_of(graph, actor))


def need_by(graph: LineageGraph, sweep: AccessSweep, home: Id, hops: Ints) -> Need:
    """What some hops, as rows, need of a System."""
    nothing = np.zeros(len(sweep.field_rows), np.bool_)
    need = Need(nothing.copy(), nothing.copy())
    for hop in map(graph.hop, hops.tolist()):
        for end, edits in ((hop.source, False), (hop.target, True)):
            # Logs, caches and what is in flight are no data that permissions are about.
            if end.namespace == home and not end.kind:
                _add(graph, sweep, need, hop, end, edits=edits)
    return need


def hops_of(graph: LineageGraph, actor: Actor) -> Ints:
    """Rows of the declared hops of somebody that read or change data of its System; those switched off need nothing.

    They name the principal, or the application, or lead to where that is.
    """
    is_declared = (graph.hop_column("bases") & int(Basis.DECLARED)) != 0
    wanted: Ints = np.flatnonzero(is_declared & (graph.hop_column("active") != int(Active.NO)))
    ends = [graph.system_of[graph.hop_column(name)[wanted]] for name in ("source", "target")]
    application, principal = (graph.hop_column(name)[wanted] for name in ("application", "principal"))
    leads = np.where(
        application >= 0,
        np.isin(application, _rows(graph, actor.applications)),
        np.isin(ends[0], _rows(graph, actor.systems)) | np.isin(ends[1], _rows(graph, actor.systems)),
    )
    if actor.principal is not None:
        leads = np.where(principal >= 0, principal == graph.row(actor.principal), leads)
    home = graph.row(actor.home)
    found: Ints = wanted[leads & ((ends[0] == home) | (ends[1] == home))]
    return found


def _rows(graph: LineageGraph, ids: Iterable[Id]) -> list[int]:
    return [row for one in ids if (row := graph.row(one)) is not None]


def _add(graph: LineageGraph, sweep: AccessSweep, need: Need, hop: HopRow, end: Id, *, edits: bool) -> None:
    need.declared = True
    if end.is_system:
        need.everything = True
        return
    if not end.is_field:
        need.datasets[end] = edits or need.datasets.get(end, False)
        need.whole |= {end} if edits or not hop.left_out else set()
    taken = _taken(graph, sweep, hop, end, frozenset() if edits else hop.left_out)
    kept = np.ones(len(taken.span), np.bool_)
    kept[taken.left_out - taken.span.start] = False
    need.read[taken.span.start : taken.span.stop] |= kept
    if edits:
        need.edit[taken.span.start : taken.span.stop] |= kept
    need.taken.append(taken)


def _taken(graph: LineageGraph, sweep: AccessSweep, hop: HopRow, end: Id, left_out: frozenset[Id]) -> Taken:
    row = graph.row(end)
    rows = graph.below(end) if not end.is_field else range(row, row + 1) if row is not None else range(0)
    first, after = sweep.field_rows.searchsorted((rows.start, rows.stop)).tolist()
    without = np.flatnonzero(np.isin(sweep.field_rows[first:after], _rows(graph, left_out)))
    return Taken(hop, range(first, after), without + first)
