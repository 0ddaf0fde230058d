"""Finds the states that walks reach and the edges between them, one hop further in each round, for all walks at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from lineage.analysis.gone import GoneSets
from lineage.analysis.grouped import Grouped, distinct
from lineage.analysis.read_edges import Ends, ReadEdges
from lineage.analysis.readings import NO_READINGS, Readings
from lineage.analysis.states import AT_ORIGIN, Flags, Ints, Place, StateGraph, States
from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Active, Form, Precision

_ELSEWHERE: Final = 0
"""Entry of data that is not in flight, or of which nobody knows how it came in."""
_AT_ORIGIN: Final = 1
"""Entry of data that still lies where it started."""


def admitted(graph: LineageGraph, options: Options) -> Ints:
    """Rows of the hops that are walked."""
    keep = graph.hop_column("bases") & int(options.bases) != 0
    if not options.include_inactive:
        keep &= graph.hop_column("active") != Active.NO
    return np.flatnonzero(keep).astype(np.int64)


def explore(
    graph: LineageGraph,
    origins: Ints,
    options: Options,
    named: frozenset[int] = frozenset(),
    readings: Readings = NO_READINGS,
) -> StateGraph:
    """The states that walks from these origins (rows of fields, datasets or Systems) reach, and the edges between them.

    Fields in `named` never pool, so that rights which name them can be told apart.
    """
    hops = _Hops(graph, admitted(graph, options))
    told_apart = np.asarray(sorted(named), np.int64)
    reads = ReadEdges(graph, readings, Ends(hops.source, hops.target), told_apart)
    exploring = _Exploring(graph, hops, told_apart, reads)
    starts, readers = exploring.starts(origins), exploring.read_starts
    known = fresh = distinct(np.concatenate((starts[starts >= 0], readers)))
    found = [_NO_EDGES]
    while len(fresh):
        found.append(exploring.leaving(fresh))
        reached = distinct(found[-1].target)
        fresh = reached[~np.isin(reached, known, assume_unique=True)]
        known = np.sort(np.concatenate((known, fresh)))
    edges = _Edges(*(np.concatenate(columns) for columns in zip(*found, strict=True)))
    return StateGraph(
        states=exploring.states(known),
        source=np.searchsorted(known, edges.source),
        target=np.searchsorted(known, edges.target),
        hop=edges.hop,
        exact=edges.exact,
        spared=edges.spared,
        came_from=edges.came_from,
        origins=origins[starts >= 0],
        starts=np.searchsorted(known, starts[starts >= 0]),
        alone=exploring.alone,
        is_once=reads.is_once,
        returns=reads.returns,
        readers=np.searchsorted(known, readers),
        gone=tuple(hops.gone.sets),
    )


class _Edges(NamedTuple):
    """Edges in columns; states by code."""

    source: Ints
    target: Ints
    hop: Ints
    exact: Flags
    spared: Ints
    came_from: Ints


_NO_EDGES: Final = _Edges(*(np.empty(0, np.bool_ if name == "exact" else np.int64) for name in _Edges._fields))


class _Hops:
    """The admitted hops in columns, and by where they leave."""

    def __init__(self, graph: LineageGraph, rows: Ints) -> None:
        self.rows = rows
        self.source, self.target, self.job, self.cap = (
            graph.hop_column(name)[rows] for name in ("source", "target", "job", "cap")
        )
        self.restore = graph.hop_column("restore")[rows] != 0
        self.giving, self.taking = (graph.system_of[ends].astype(np.int64) for ends in (self.source, self.target))
        self.from_field = graph.kinds[self.source] == Kind.FIELD
        self.exact = self.from_field & (graph.hop_column("precision")[rows] == Precision.EXACT)
        flight = np.where(self.job >= 0, graph.hop_column("flight")[rows], 0)
        self.gone = GoneSets(graph.blocked, rows)
        self.leaves_flight, self.enters_flight = flight & 1 != 0, flight & 2 != 0
        self._size = len(graph)
        at = {int(row): number for number, row in enumerate(rows)}
        pairs = [(at[row], node) for row, nodes in graph.left_out.items() if row in at for node in nodes]
        self._left_out = np.unique(np.asarray([number * self._size + node for number, node in pairs], np.int64))
        leaves_out = np.isin(np.arange(len(rows)), self._left_out // self._size)
        self.at = Grouped(self.source, self._size)
        self.whole = Grouped(self.source, self._size, ~leaves_out)
        """Hops that leave nothing out."""
        self.partly = Grouped(self.source, self._size, leaves_out)
        """Hops that leave something out."""
        self.of_fields = Grouped(graph.parents[self.source].astype(np.int64), self._size, self.from_field)
        """Hops of a dataset's fields."""

    def leaves_out(self, hops: Ints, nodes: Ints) -> Flags:
        """Whether each hop leaves out the node beside it."""
        return np.isin(hops * self._size + nodes, self._left_out) & (nodes >= 0)

    @property
    def touched(self) -> Ints:
        """Fields that hops end at or leave out, and where they begin."""
        return np.concatenate((self.source[self.from_field], self.target, self._left_out % self._size))

    @cached_property
    def entries(self) -> tuple[Ints, Ints, Ints]:
        """Ways into flight, as System and job, and the number of each hop's; the first two are no such ways."""
        codes, which = np.unique((self.giving * self._size + self.job)[self.enters_flight], return_inverse=True)
        systems, jobs = np.divmod(codes, self._size)
        entry = np.full(len(self.rows), _ELSEWHERE, np.int64)
        entry[self.enters_flight] = 2 + which
        return np.concatenate(([-1, AT_ORIGIN], systems)), np.concatenate(([-1, -1], jobs)), entry


@dataclass(frozen=True)
class _Exploring:
    """States as codes: node, place, whether restored, cap, what is gone and entry in one number."""

    graph: LineageGraph
    hops: _Hops
    named: Ints
    """Fields that rights name."""
    readers: ReadEdges

    def _codes(
        self, node: Ints, place: Ints | int, restored: Flags | bool, cap: Ints | int, gone: Ints | int, entry: Ints | int
    ) -> Ints:
        codes = node
        sizes = (len(Place), 2, len(Form), self.hops.gone.most, len(self._ways[0]))
        for column, size in zip((place, restored, cap, gone, entry), sizes, strict=True):
            codes = codes * size + np.asarray(column, np.int64)
        return codes

    def _entry(self, codes: Ints) -> Ints:
        return codes % len(self._ways[0])

    @cached_property
    def _ways(self) -> tuple[Ints, Ints]:
        """System and job of each entry: the ways into flight, then a reader each, by its number."""
        systems, jobs, _ = self.hops.entries
        readers = np.arange(len(self.readers.home))
        return np.concatenate((systems, np.full(len(readers), AT_ORIGIN))), np.concatenate((jobs, readers))

    def states(self, codes: Ints) -> States:
        """The states of these codes."""
        came_from, came_by = self._ways
        rest, entry = np.divmod(codes, len(came_from))
        rest, gone = np.divmod(rest, self.hops.gone.most)
        rest, cap = np.divmod(rest, len(Form))
        rest, restored = np.divmod(rest, 2)
        node, place = np.divmod(rest, len(Place))
        return States(place, node, restored != 0, cap, gone, came_from[entry], came_by[entry])

    @cached_property
    def alone(self) -> Flags:
        """Whether each node, if it is a field, has states of its own."""
        alone = np.zeros(len(self.graph), np.bool_)
        alone[self.hops.touched] = alone[self.named] = alone[self.readers.only] = True
        return alone

    @cached_property
    def read_starts(self) -> Ints:
        """The state in which what each reader may read starts."""
        entries = len(self.hops.entries[0]) + np.arange(len(self.readers.home))
        return self._codes(self.readers.home, Place.READ, False, 0, 0, entries)

    def starts(self, origins: Ints) -> Ints:
        """The state in which each origin starts; -1 where no hop leaves it."""
        kinds, parents, systems = self.graph.kinds, self.graph.parents, self.graph.system_of
        is_shared = (kinds[origins] == Kind.FIELD) & ~self.alone[origins]
        owner, system = parents[origins], systems[origins]
        has_hops = self.hops.at.has
        place = np.where(has_hops[owner], owner, np.where(has_hops[system], system, -1))
        node = np.where(is_shared, place, origins).astype(np.int64)
        codes = self._codes(node, np.where(is_shared, Place.START, Place.STAND), False, 0, 0, _AT_ORIGIN)
        return np.where(node >= 0, codes, -1)

    def leaving(self, codes: Ints) -> _Edges:
        """The edges that leave these states."""
        states = self.states(codes)
        kinds = self.graph.kinds[states.node]
        is_pool, is_start, is_read = (states.place == place for place in (Place.POOL, Place.START, Place.READ))
        is_system, is_field = kinds == Kind.SYSTEM, kinds == Kind.FIELD
        taken = [
            self.hops.whole.pairs(np.flatnonzero(is_pool), states.node),
            self.hops.at.pairs(np.flatnonzero(~is_pool & ~is_read & ~(is_start & is_system)), states.node),
            self.hops.of_fields.pairs(np.flatnonzero((states.place == Place.STAND) & ~is_field), states.node),
        ]
        others = [self._reading(codes, states)]
        parents, systems = self.graph.parents[states.node].astype(np.int64), self.graph.system_of[states.node].astype(np.int64)
        for below, places in ((~is_pool & is_field, parents), (~is_pool & (~is_system | is_start), systems)):
            pools, through = self._through(np.flatnonzero(below), places, np.where(is_start, -1, states.node))
            taken += through
            others.append(self._pooling(codes, states, pools, places))
        at, hops = (np.concatenate(column) for column in zip(*taken, strict=True))
        return _Edges(*map(np.concatenate, zip(self._taking(codes, states, at, hops), *others, strict=True)))

    def _through(self, at: Ints, places: Ints, stands: Ints) -> tuple[Ints, Iterable[tuple[Ints, Ints]]]:
        """How states below a dataset or System take its hops: those that pool there, and the hops that others take themselves."""
        is_named = np.isin(stands[at], self.named)
        some, hops = self.hops.at.pairs(at[is_named], places)
        rest, partly = self.hops.partly.pairs(at[~is_named], places)
        taken = [(own[kept], rows[kept]) for own, rows in ((some, hops), (rest, partly))
                 for kept in [~self.hops.leaves_out(rows, stands[own])]]  # fmt: skip
        pools = at[~is_named]
        return pools[self.hops.whole.has[places[pools]]], taken

    def _pooling(self, codes: Ints, states: States, at: Ints, places: Ints) -> _Edges:
        target = self._codes(places[at], Place.POOL, states.restored[at], states.cap[at], states.gone[at], self._entry(codes[at]))
        none = np.full(len(at), -1, np.int64)
        return _Edges(codes[at], target, none, np.zeros(len(at), np.bool_), none, none)

    def _reading(self, codes: Ints, states: States) -> _Edges:
        """The edges to those who may read; their hops are numbered after those of the snapshot."""
        read = self.readers.leaving(states)
        target = self._codes(
            self.readers.target[read.reader],
            Place.STAND,
            states.restored[read.at],
            states.cap[read.at],
            states.gone[read.at],
            _ELSEWHERE,
        )
        hops = self.graph.tables.hops.num_rows + read.reader
        return _Edges(codes[read.at], target, hops, read.exact, read.spared, np.full(len(read.at), -1, np.int64))

    def _taking(self, codes: Ints, states: States, at: Ints, hops: Ints) -> _Edges:
        """The edges of hops taken in states."""
        all_, before = self.hops, states.take(at)
        restore = all_.restore[hops]
        cap = np.where(restore, 0, np.maximum(before.cap, all_.cap[hops]))
        is_elsewhere = all_.source[hops] != before.node
        came_in = all_.leaves_flight[hops] & ((before.came_from == AT_ORIGIN) | (before.came_by == all_.job[hops]))
        return _Edges(
            source=codes[at],
            target=self._codes(
                all_.target[hops],
                Place.STAND,
                before.restored | restore,
                cap,
                all_.gone.after(before.gone, hops),
                self._entering(hops, before, self._entry(codes[at])),
            ),
            hop=all_.rows[hops],
            exact=all_.exact[hops] & ~is_elsewhere,
            spared=np.where(all_.from_field[hops] & is_elsewhere, all_.source[hops], -1),
            came_from=np.where(came_in, before.came_from, -1),
        )

    def _entering(self, hops: Ints, before: States, entry: Ints) -> Ints:
        """See `walks`: where data in flight came from, and by which job; by one job it goes on inside one System."""
        all_ = self.hops
        goes_on = all_.leaves_flight[hops] & (before.came_by == all_.job[hops]) & (all_.giving[hops] == all_.taking[hops])
        return np.where(goes_on & all_.enters_flight[hops], entry, all_.entries[2][hops])
