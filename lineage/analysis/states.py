"""The state graph of a whole snapshot: where walks of any origin can stand, and the edges between those places.

It says the same as `walks`, for all origins at once: an origin is a bit, and a fixpoint over edges carries sets of bits. A stand on a field
pools into its dataset and its System, because their hops can be taken from there; such pooling edges carry no hop. An edge knows whose
bit it must not carry: a walk never re-enters its origin, nor leaves a re-entered dataset through the origin's own hops.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Active, Precision

Ints = npt.NDArray[np.int64]

AT_ORIGIN: Final = -2
"""`came_from` of data that still lies where it started."""


class Place(IntEnum):
    """What a state stands for."""

    STAND = 0
    """A walk stands on the node."""
    POOL = 1
    """Walks stand on some field of the dataset, or below the System; from here its own hops leave."""
    START = 2
    """Origins of the dataset that no hop enters, leaves or leaves out; of the System, where no hop leaves their datasets either."""


class Key(NamedTuple):
    """A state: a place, and what walks there carry on."""

    place: Place
    node: int
    restored: bool
    cap: int
    came_from: int
    came_by: int


@dataclass
class StateGraph:
    """States and edges in columns; `hop` is -1 on pooling edges."""

    keys: list[Key] = field(default_factory=list)
    source: list[int] = field(default_factory=list)
    target: list[int] = field(default_factory=list)
    hop: list[int] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    spared: list[int] = field(default_factory=list)
    """Node whose own bit the edge does not carry, because the walk would leave through the origin; -1 for none."""
    came_from: list[int] = field(default_factory=list)
    """System from which the data came in by the hop's job, where it leaves flight; else -1; `AT_ORIGIN` at the start."""
    origins: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    """Rows of the origins that something leaves."""
    starts: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    """State in which each of them starts; origins alike share one."""


class _Step(NamedTuple):
    """What taking one hop does."""

    source: int
    target: int
    job: int
    cap: int
    restore: bool
    exact: bool
    leaves_flight: bool
    enters_flight: bool


@dataclass(frozen=True)
class _Hops:
    """The admitted hops by where they leave."""

    at: dict[int, list[int]]
    fields: dict[int, list[int]]
    steps: dict[int, _Step]
    left_out: dict[int, frozenset[int]]
    touched: frozenset[int]
    """Fields that have states of their own: ends of hops, fields left out of one, fields that rights name."""


def admitted(graph: LineageGraph, options: Options) -> Ints:
    """Rows of the hops that are walked."""
    keep = graph.hop_column("bases") & int(options.bases) != 0
    if not options.include_inactive:
        keep &= graph.hop_column("active") != Active.NO
    return np.flatnonzero(keep).astype(np.int64)


def _steps(graph: LineageGraph, rows: Ints) -> dict[int, _Step]:
    names = ("source", "target", "job", "cap", "restore", "precision", "flight")
    columns = [graph.hop_column(name)[rows].tolist() for name in names]
    steps = {}
    for row, (source, target, job, cap, restore, precision, flight) in zip(
        rows.tolist(), zip(*columns, strict=True), strict=True
    ):
        by_job = job >= 0
        exact = precision == Precision.EXACT
        steps[row] = _Step(
            source, target, job, cap, bool(restore), exact, bool(flight & 1) and by_job, bool(flight & 2) and by_job
        )
    return steps


def _hops(graph: LineageGraph, options: Options, named: frozenset[int]) -> _Hops:
    steps = _steps(graph, admitted(graph, options))
    at: dict[int, list[int]] = {}
    fields: dict[int, list[int]] = {}
    touched = set(named)
    ends = {end for step in steps.values() for end in (step.source, step.target)}
    touched |= {end for end in ends if graph.kinds[end] == Kind.FIELD}
    for row, step in steps.items():
        at.setdefault(step.source, []).append(row)
        if step.source in touched:
            fields.setdefault(int(graph.parents[step.source]), []).append(row)
    touched |= {node for row in steps for node in graph.left_out.get(row, ())}
    return _Hops(at, fields, steps, graph.left_out, frozenset(touched))


def explore(graph: LineageGraph, origins: Ints, options: Options, named: frozenset[int] = frozenset()) -> StateGraph:
    """The states that walks from these origins (rows of fields, datasets or Systems) reach, and the edges between them.

    Fields in `named` never pool, so that rights which name them can be told apart.
    """
    explorer = _Explorer(graph, _hops(graph, options, named), named)
    explorer.start(origins)
    position = 0
    while position < len(explorer.made.keys):
        explorer.leave(position)
        position += 1
    return explorer.made


def _at_start(place: Place, node: int) -> Key:
    return Key(place, node, restored=False, cap=0, came_from=AT_ORIGIN, came_by=-1)


class _Explorer:
    """Finds states and edges; one use."""

    def __init__(self, graph: LineageGraph, hops: _Hops, named: frozenset[int]) -> None:
        self.made = StateGraph()
        self._graph, self._hops, self._named = graph, hops, named
        self._index: dict[Key, int] = {}
        self._pooled = {place: [row for row in rows if not hops.left_out.get(row)] for place, rows in hops.at.items()}
        self._kinds = graph.kinds
        self._parents = graph.parents
        self._systems = graph.system_of

    def _state(self, key: Key) -> int:
        if key not in self._index:
            self._index[key] = len(self.made.keys)
            self.made.keys.append(key)
        return self._index[key]

    def start(self, origins: Ints) -> None:
        """Note where origins start; those that nothing leaves are left out."""
        touched = np.zeros(len(self._kinds), np.bool_)
        touched[list(self._hops.touched)] = True
        is_shared = (self._kinds[origins] == Kind.FIELD) & ~touched[origins]
        starts = np.full(len(origins), -1, np.int64)
        starts[~is_shared] = [self._state(_at_start(Place.STAND, origin)) for origin in origins[~is_shared].tolist()]
        starts[is_shared] = self._shared_starts(origins[is_shared])
        self.made.origins, self.made.starts = origins[starts >= 0], starts[starts >= 0]

    def _shared_starts(self, fields: Ints) -> Ints:
        """The states of fields that start like all of their dataset or System; -1 where no hop leaves either."""
        places = self._parents[fields].astype(np.int64)
        systems = self._systems[fields]
        has_hops = np.zeros(len(self._kinds), np.bool_)
        has_hops[list(self._hops.at)] = True
        places = np.where(has_hops[places], places, np.where(has_hops[systems], systems, -1))
        different, which = np.unique(places, return_inverse=True)
        states = [self._state(_at_start(Place.START, place)) if place >= 0 else -1 for place in different.tolist()]
        return np.asarray(states, np.int64)[which]

    def leave(self, position: int) -> None:
        """Add the edges that leave a state."""
        key = self.made.keys[position]
        kind = Kind(int(self._kinds[key.node]))
        if key.place == Place.POOL:
            self._take(position, self._pooled.get(key.node, ()))
            return
        if key.place == Place.START and kind == Kind.SYSTEM:
            self._leave_through(position, key.node)
            return
        if key.place == Place.START or kind != Kind.FIELD:
            self._take(position, self._hops.at.get(key.node, ()))
            self._take(position, self._hops.fields.get(key.node, ()) if key.place == Place.STAND else ())
        else:
            self._take(position, self._hops.at.get(key.node, ()))
            self._leave_through(position, int(self._parents[key.node]))
        if kind != Kind.SYSTEM:
            self._leave_through(position, int(self._systems[key.node]))

    def _leave_through(self, position: int, place: int) -> None:
        """Take the hops of a dataset or System from a stand below it: those that leave nothing out through its pool."""
        key = self.made.keys[position]
        rows = self._hops.at.get(place, ())
        stand = key.node if key.place == Place.STAND else -1
        if stand in self._named:
            self._take(position, [row for row in rows if stand not in self._hops.left_out.get(row, ())])
            return
        if self._pooled.get(place):
            pool = self._state(key._replace(place=Place.POOL, node=place))
            self._edge(position, pool, hop=-1, exact=False, spared=-1, came_from=-1)
        self._take(position, [row for row in rows if stand not in self._hops.left_out.get(row, (stand,))])

    def _take(self, position: int, rows: Iterable[int]) -> None:
        """Add the edges of hops taken in one state."""
        key = self.made.keys[position]
        for row in rows:
            step = self._hops.steps[row]
            restored, cap = (True, 0) if step.restore else (key.restored, max(key.cap, step.cap))
            after = Key(Place.STAND, step.target, restored, cap, *self._entry(key, step))
            same_job = step.leaves_flight and (key.came_from == AT_ORIGIN or key.came_by == step.job)
            from_field = bool(self._kinds[step.source] == Kind.FIELD)
            self._edge(
                position,
                self._state(after),
                hop=row,
                exact=step.exact and from_field and step.source == key.node,
                spared=step.source if from_field and step.source != key.node else -1,
                came_from=key.came_from if same_job else -1,
            )

    def _entry(self, key: Key, step: _Step) -> tuple[int, int]:
        """See `walks`: where data in flight came from, and by which job."""
        if not step.enters_flight:
            return -1, -1
        giving = int(self._systems[step.source])
        if step.leaves_flight and key.came_by == step.job and giving == int(self._systems[step.target]):
            return key.came_from, key.came_by
        return giving, step.job

    def _edge(self, source: int, target: int, *, hop: int, exact: bool, spared: int, came_from: int) -> None:
        self.made.source.append(source)
        self.made.target.append(target)
        self.made.hop.append(hop)
        self.made.exact.append(exact)
        self.made.spared.append(spared)
        self.made.came_from.append(came_from)
