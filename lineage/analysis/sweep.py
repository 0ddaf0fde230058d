"""Fixpoints of origin bits over a state graph, in planes.

All planes go through the same rounds: the edges whose source changed are gathered, masked, and united by target. Rights come second,
because they are judged only where something is reached.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lineage.analysis.edges import Edges
from lineage.analysis.grouped import Grouped, distinct, ranges
from lineage.analysis.planes import PLANES, REACHED, RIGHTS, UNKNOWN_TRANSIT, Words, mask
from lineage.analysis.states import Flags, Ints

WORD: Final = 64


@dataclass(frozen=True)
class Bits:
    """Which bit each origin has."""

    count: int
    start: Ints
    """State in which each bit starts."""
    node: Ints
    """Node row of each bit that is one origin's own; -1 for bits that several origins share."""

    def shared(self) -> "Bits":
        """The same starts, all with one bit."""
        return Bits(1, self.start, np.full(len(self.start), -1, np.int64))

    @property
    def words(self) -> int:
        """Words of a row of bits."""
        return -(-self.count // WORD)


def set_bits(rows: Words) -> tuple[Ints, Ints]:
    """Row and bit of every bit set, in order."""
    row, word = np.nonzero(rows)
    which, bit = np.nonzero(np.unpackbits(rows[row, word][:, None].view(np.uint8), axis=1, bitorder="little"))
    return row[which], word[which] * WORD + bit


def fold(rows: Words, order: Ints, first: Ints) -> Words:
    """The union of each run of rows in an order; `first` has where the runs begin."""
    folded: Words = np.bitwise_or.reduceat(rows[order], first, axis=0) if len(first) else rows[:0]
    return folded


def is_set(rows: Words, row: Ints, bit: Ints) -> Flags:
    """Whether each of these bits is set."""
    flags: Flags = (rows[row, bit // WORD] >> (bit % WORD).astype(np.uint64)) & np.uint64(1) != 0
    return flags


class Ground:
    """A state graph as many sweeps walk it: what a sweep reaches is found and numbered without looking at all other states."""

    def __init__(self, edges: Edges, states: int) -> None:
        self.edges = edges
        self.leaving = Grouped(edges.source, states)
        """The edges by the state that they leave."""
        self._seen = np.zeros(states, np.bool_)
        self._numbers = np.zeros(states, np.int64)

    def reached_from(self, starts: Ints) -> Ints:
        """The states that are reached from some, in order."""
        found = [fresh := distinct(starts)]
        while len(fresh):
            self._seen[fresh] = True
            after = distinct(self.edges.target[self.leaving.of(fresh)])
            found.append(fresh := after[~self._seen[after]])
        states = np.sort(np.concatenate(found))
        self._seen[states] = False
        return states

    def numbered(self, states: Ints, *some: Ints) -> Iterator[Ints]:
        """The number among some states of each of others that are all among them."""
        self._numbers[states] = np.arange(len(states))
        return (self._numbers[one] for one in some)


class Sweep:
    """The part of a state graph that some origins reach, with one bit for each; states and edges are numbered anew."""

    def __init__(self, ground: Ground, bits: Bits) -> None:
        edges = ground.edges
        self.states = ground.reached_from(bits.start)
        """The states reached, by their numbers in the whole graph."""
        self.rows = np.sort(ground.leaving.of(self.states))
        """The edges between them, by their rows in the whole graph."""
        ends = (edges.source[self.rows], edges.target[self.rows], bits.start)
        self._source, self._target, self._starts = ground.numbered(self.states, *ends)
        self._does = edges.does[self.rows]
        self.bits = bits
        self._leaving = Grouped(self._source, len(self.states))
        self._forbidden = _Forbidden((edges.spared[self.rows], edges.entered[self.rows]), bits)

    def reach(self, planes: int = PLANES) -> Words:
        """The first planes (1, 2 or all), shape (states, planes, words)."""
        found = np.zeros((len(self.states), planes, self.bits.words), np.uint64)
        bit = np.arange(len(self._starts)) % self.bits.count
        one = np.uint64(1) << (bit % WORD).astype(np.uint64)
        for plane in range(min(planes, UNKNOWN_TRANSIT)):
            np.bitwise_or.at(found[:, plane], (self._starts, bit // WORD), one)
        self._settle(found, distinct(self._starts), masked=True)
        return found

    def crossings(self, reached: Words, crossing: Flags) -> tuple[Ints, Ints]:
        """Edge and bit of all that the `crossing` edges carry."""
        state, bit = set_bits(reached[:, REACHED])
        offsets = np.searchsorted(state, np.arange(len(self.states) + 1))
        edges = np.flatnonzero(crossing)
        source = self._source[edges]
        which, at = ranges(offsets[source], offsets[source + 1] - offsets[source])
        edge, carried = edges[which], bit[at]
        allowed = ~self._forbidden.holds(edge, carried)
        return edge[allowed], carried[allowed]

    def rights(self, edge: Ints, bit: Ints, right: Ints) -> Words:
        """The planes of rights, shape (states, rights, words), where these edges carry these bits by these rights."""
        found = np.zeros((len(self.states), len(RIGHTS), self.bits.words), np.uint64)
        target, one = self._target[edge], np.uint64(1) << (bit % WORD).astype(np.uint64)
        for plane, value in enumerate(RIGHTS):
            by = right & int(value) != 0
            np.bitwise_or.at(found, (target[by], plane, bit[by] // WORD), one[by])
        self._settle(found, distinct(target), masked=False)
        return found

    def _settle(self, found: Words, changed: Ints, *, masked: bool) -> None:
        """Carry bits along edges until nothing changes."""
        while len(rows := np.sort(self._leaving.of(changed))):
            carried = found[self._source[rows]]
            if masked:
                mask(carried, self._does[rows])
            self._forbidden.clear(carried, rows)
            changed = _unite(found, self._target[rows], carried)


def _unite(found: Words, targets: Ints, carried: Words) -> Ints:
    """Unite what edges carry into their targets (sorted); gives the states that changed."""
    first = np.flatnonzero(np.r_[True, targets[1:] != targets[:-1]])
    united = np.bitwise_or.reduceat(carried, first, axis=0)
    states: Ints = targets[first]
    united |= found[states]
    new = (united != found[states]).any(axis=(1, 2))
    found[states[new]] = united[new]
    changed: Ints = states[new]
    return changed


class _Forbidden:
    """The bits that edges do not carry, because a walk would re-enter its origin or leave through it."""

    def __init__(self, nodes_of_edges: Iterable[Ints], bits: Bits) -> None:
        """Each of the columns has the node whose own bit an edge does not carry; -1 for none."""
        owners = np.argsort(bits.node, kind="stable")
        self._nodes, self._owners = bits.node[owners], owners
        self._by_edge = [self._bit_of(nodes) for nodes in nodes_of_edges]

    def _bit_of(self, nodes: Ints) -> Ints:
        """The bit that each node has of its own; -1 for none."""
        at = np.minimum(np.searchsorted(self._nodes, nodes), len(self._nodes) - 1)
        return np.where((nodes >= 0) & (self._nodes[at] == nodes), self._owners[at], -1)

    def holds(self, edge: Ints, bit: Ints) -> Flags:
        """Whether each edge does not carry the bit beside it."""
        first, second = self._by_edge
        flags: Flags = (first[edge] == bit) | (second[edge] == bit)
        return flags

    def clear(self, carried: Words, rows: Ints) -> None:
        """Take the forbidden bits from what these edges carry, in place."""
        for bits in self._by_edge:
            at = np.flatnonzero(bits[rows] >= 0)
            bit = bits[rows[at]]
            carried[at, :, bit // WORD] &= ~(np.uint64(1) << (bit % WORD).astype(np.uint64))[:, None]
