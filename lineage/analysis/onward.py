"""Where data goes that leaves by some chosen hops, all of it at once: one walk, with a bit for each part that walks differently.

Fields share a bit where they hold the same, leave by the same hops, and no walk comes back to them; so 400,000 fields are a few thousand.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lineage.analysis.distinct import distinct
from lineage.analysis.holdings import Part
from lineage.analysis.origins import Holds
from lineage.analysis.states import Ints
from lineage.analysis.terrain import MoreHops, Options, Terrain, downstream
from lineage.analysis.walks import Arrival, Move, Walks, walk
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow, HopSource
from lineage.model.ids import Id
from lineage.model.verdicts import Basis, Precision, Right

SUBJECT: Final = Id("@subject")
"""Where walks start, in place of the many nodes that data leaves."""

Bits = int
"""A set of groups: bit n is the n-th."""


@dataclass(frozen=True)
class Departure:
    """A hop by which data leaves, and the rows of the nodes that it takes it from: fields, and places of which no field is known."""

    hop: HopRow
    places: Ints


@dataclass(frozen=True)
class Group:
    """Nodes that hold the same and whose data goes the same ways."""

    part: Part
    nodes: int
    system: Id
    """The System that they lie in."""
    alone: Id | None
    """The node, where it is told apart."""


@dataclass(frozen=True)
class Spread:
    """Everywhere that some data goes; `moves` of the walks that carry nothing are left out."""

    walks: Walks
    arrivals: Sequence[Arrival]
    """What each move is judged on."""
    carried: Sequence[Bits]
    """What each move carries."""
    reached: Sequence[Bits]
    """What comes to each state."""
    groups: Sequence[Group]

    def of(self, bits: Bits) -> Iterator[Group]:
        """The groups of a set."""
        while bits:
            low = bits & -bits
            yield self.groups[low.bit_length() - 1]
            bits ^= low

    def with_rights(self, rights: Sequence[Right]) -> Walks:
        """The walks, each move with its right."""
        moves = [replace(move, right=right) for move, right in zip(self.walks.moves, rights, strict=True)]
        return _walks(self.walks, moves)


def spread(
    graph: LineageGraph, departures: Sequence[Departure], holds: Holds, options: Options, more: MoreHops, named: Collection[Id]
) -> Spread:
    """Everywhere that data goes which leaves by these hops; fields in `named` are told apart."""
    walks, arrivals = _walked(graph, departures, options, more)
    apart = _touched(graph, walks, departures) | {row for row in map(graph.row, named) if row is not None}
    groups, bits = _grouped(graph, departures, holds, apart)
    own = {group.alone: 1 << at for at, group in enumerate(groups) if group.alone is not None and group.alone.is_field}
    leaving = [_united(bits[np.searchsorted(holds.rows, one.places)]) for one in departures]
    reached = _settled(walks, leaving, own)
    carried = [
        _carried(move, walks, leaving[at] if at < len(leaving) else reached[move.source], own)
        for at, move in enumerate(walks.moves)
    ]
    kept = [at for at, some in enumerate(carried) if some]
    return Spread(
        walks=_walks(walks, [walks.moves[at] for at in kept]),
        arrivals=[arrivals[at] for at in kept],
        carried=[carried[at] for at in kept],
        reached=reached,
        groups=groups,
    )


def _walked(
    source: HopSource, departures: Sequence[Departure], options: Options, more: MoreHops
) -> tuple[Walks, Sequence[Arrival]]:
    """All walks that begin with these hops, in their order, and what each move is judged on."""
    first = [one.hop for one in departures]
    hops, _ = downstream(source, SUBJECT, options, more, start={hop.target for hop in first}) if first else ([], [])
    arrivals: list[Arrival] = []

    def note(arrival: Arrival) -> Right:
        arrivals.append(arrival)
        return Right.NOT_NEEDED

    return walk(Terrain(SUBJECT, hops, first), note), arrivals


def _touched(graph: LineageGraph, walks: Walks, departures: Sequence[Departure]) -> set[int]:
    """Rows of the nodes that hops tell apart: walks come to them or leave through them, or they leave by a hop of their own."""
    ids = {end for move in walks.moves for end in (move.hop.source, move.hop.target)}
    rows = {row for row in map(graph.row, sorted(ids)) if row is not None}
    return rows | {int(one.places[0]) for one in departures if len(one.places) == 1}


def _grouped(
    graph: LineageGraph, departures: Sequence[Departure], holds: Holds, apart: Collection[int]
) -> tuple[list[Group], Ints]:
    """The groups, and the number of each node's."""
    numbers = holds.numbers.astype(np.int64)
    for one in departures:
        if 1 < len(one.places) < len(holds.rows):
            at = np.searchsorted(holds.rows, one.places)
            numbers[at] = int(numbers.max()) + 1 + distinct(numbers[at]).which
    alone = np.flatnonzero(np.isin(holds.rows, sorted(apart)))
    numbers[alone] = -1 - np.arange(len(alone))
    _, first, counts, bits = distinct(numbers)
    groups = [
        Group(
            part=holds.distinct[int(holds.numbers[at])],
            nodes=count,
            system=graph.id(int(graph.system_of[holds.rows[at]])),
            alone=graph.id(int(holds.rows[at])) if numbers[at] < 0 else None,
        )
        for at, count in zip(first.tolist(), counts.tolist(), strict=True)
    ]
    return groups, bits


def _united(bits: Ints) -> Bits:
    found = 0
    for bit in distinct(bits).numbers.tolist():
        found |= 1 << bit
    return found


def _settled(walks: Walks, leaving: Sequence[Bits], own: Mapping[Id, Bits]) -> list[Bits]:
    """What comes to each state."""
    reached = [0] * len(walks.states)
    pending = []
    for move, bits in zip(walks.leaving[0], leaving, strict=True):
        reached[move.target] |= _carried(move, walks, bits, own)
        pending.append(move.target)
    while pending:
        state = pending.pop()
        for move in walks.leaving[state]:
            new = reached[move.target] | _carried(move, walks, reached[state], own)
            if new != reached[move.target]:
                reached[move.target] = new
                pending.append(move.target)
    return reached


def _carried(move: Move, walks: Walks, bits: Bits, own: Mapping[Id, Bits]) -> Bits:
    """What a move carries of some groups: a walk never comes back to the node where it started, and does not leave through it again."""
    hop = move.hop
    bits &= ~own.get(hop.target, 0)
    if move.source and hop.source != walks.states[move.source].node:
        bits &= ~own.get(hop.source, 0)
    return bits


def _walks(walks: Walks, moves: Sequence[Move]) -> Walks:
    """The same walks with these moves only."""
    leaving: list[list[Move]] = [[] for _ in walks.states]
    for move in moves:
        leaving[move.source].append(move)
    return Walks(walks.origin, walks.states, moves, leaving)


def is_exact(move: Move) -> bool:
    """Whether a move takes one field into another; what permissions let leave, they let leave field by field."""
    if move.source:
        return move.exact
    return move.hop.precision == Precision.EXACT and (move.hop.source.is_field or bool(move.hop.bases & Basis.PERMITTED))
