"""The edges to those who may read where a walk stands.

A field that no hop enters is stood on by its own walks only. Where what a reader took never comes back to the System that it was read
from, such a field needs no edge to that reader: all that it reads starts in one state of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from lineage.analysis.grouped import distinct
from lineage.analysis.readings import Reading, Readings
from lineage.analysis.states import Flags, Ints, Place, States
from lineage.columns import Kind
from lineage.graph.field_sets import FieldSet
from lineage.graph.lineage_graph import LineageGraph


class Read(NamedTuple):
    """Which of some states who reads, in columns."""

    at: Ints
    reader: Ints
    exact: Flags
    spared: Ints
    """The only field below a dataset that the reader may read, so that a walk does not leave through its origin; else -1."""


class Ends(NamedTuple):
    """The ends of hops, as rows of nodes."""

    source: Ints
    target: Ints


class Alike(NamedTuple):
    """Readers of one System that may read the same of it."""

    home: int
    readers: Ints
    readable: FieldSet


class ReadEdges:
    """Looks up who may read a field, or any field of a dataset."""

    def __init__(self, graph: LineageGraph, readings: Readings, ends: Ends, named: Ints) -> None:
        """`ends` are those of the hops that are walked; `named` fields are told apart by rights."""
        self._graph = graph
        self._fields = readings.fields.astype(np.int64)
        self._owners, self._firsts = np.unique(graph.parents[self._fields], return_index=True)
        self.home, self.target = (
            np.asarray([getattr(reader, end) for reader in readings.readers], np.int64) for end in ("home", "target")
        )
        self._alike = list(_alike(readings.readers))
        self._below = cache(self._count_below)
        self.is_once = np.ones(len(graph), np.bool_)
        """Nodes that no hop enters and no right names."""
        self.is_once[ends.target] = self.is_once[named] = False
        self.only = self._only_reads(ends)
        """Rows of fields that are all that some reader may read of a dataset that hops enter."""
        self.returns = self._returning(ends)
        """Whether what each reader takes may come back to the System that it reads from."""

    def _only_reads(self, ends: Ends) -> Ints:
        """Fields that are all that some reader may read of a dataset that hops enter: it is not left through its own origin."""
        entered = distinct(ends.target[self._graph.kinds[ends.target] == Kind.DATASET])
        is_below = np.isin(self._graph.parents[self._fields], entered)
        numbers = np.flatnonzero(is_below)
        if not len(numbers):
            return numbers
        owners = self._graph.parents[self._fields[numbers]]
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        found = [numbers[:0]]
        for some in self._alike:
            read = some.readable.has(numbers)
            counts = np.add.reduceat(read.astype(np.int64), begins)
            found.append(numbers[read & np.repeat(counts == 1, np.diff([*begins, len(numbers)]))])
        return self._fields[distinct(np.concatenate(found))]

    def _returning(self, ends: Ends) -> Flags:
        """Over-approximated: whatever enters a System may leave it, but for where readers arrive, which only hops of the whole leave."""
        systems = self._graph.system_of
        onward: dict[int, set[int]] = {}
        for giving, taking in set(zip(systems[ends.source].tolist(), systems[ends.target].tolist(), strict=True)):
            onward.setdefault(giving, set()).add(taking)
        for home, target in zip(self.home.tolist(), self.target.tolist(), strict=True):
            onward.setdefault(home, set()).add(target)
        whole: dict[int, set[int]] = {}
        is_whole = self._graph.kinds[ends.source] == Kind.SYSTEM
        for system, target in zip(ends.source[is_whole].tolist(), systems[ends.target[is_whole]].tolist(), strict=True):
            whole.setdefault(system, set()).add(target)
        ends_of = {target: _closure(whole.get(target, ()), onward) for target in set(self.target.tolist())}
        both = zip(self.home.tolist(), self.target.tolist(), strict=True)
        return np.asarray([home in ends_of[target] for home, target in both], np.bool_)

    def leaving(self, states: States) -> Read:
        """Who reads at these states."""
        kinds, systems = self._graph.kinds[states.node], self._graph.system_of[states.node]
        starts = np.flatnonzero(states.place == Place.READ)
        found = [Read(starts, states.came_by[starts], np.ones(len(starts), np.bool_), np.full(len(starts), -1))]
        stands = states.place == Place.STAND
        for home in distinct(self.home).tolist():
            fields = np.flatnonzero(stands & (systems == home) & (kinds == Kind.FIELD))
            datasets = np.flatnonzero(stands & (systems == home) & (kinds == Kind.DATASET))
            numbers = np.searchsorted(self._fields, states.node[fields])
            again = ~self.is_once[states.node[fields]]
            for number, some in enumerate(self._alike):
                if some.home == home:
                    found += self._on_fields(some, fields, numbers, again)
                    found.append(self._on_datasets(number, datasets, states.node[datasets]))
        return Read(*map(np.concatenate, zip(*found, strict=True)))

    def _on_fields(self, some: Alike, at: Ints, numbers: Ints, again: Flags) -> Iterator[Read]:
        """Who reads fields: those whose data may come back at all of them, others where walks come by `again`."""
        read = some.readable.has(numbers)
        returns = self.returns[some.readers]
        for readers, stood in ((some.readers[returns], at[read]), (some.readers[~returns], at[read & again])):
            count = len(readers) * len(stood)
            yield Read(np.tile(stood, len(readers)), np.repeat(readers, len(stood)), np.ones(count, np.bool_), np.full(count, -1))

    def _on_datasets(self, number: int, at: Ints, nodes: Ints) -> Read:
        """Who reads datasets, of readers that read alike."""
        if not (len(at) and len(self._owners)):
            at = at[:0]
            return Read(at, at, np.empty(0, np.bool_), at)
        readers = self._alike[number].readers
        counts, only = self._below(number)
        owner = np.minimum(np.searchsorted(self._owners, nodes), len(self._owners) - 1)
        count = np.where(self._owners[owner] == nodes, counts[owner], 0)
        some = np.flatnonzero(count)
        spared = np.where(count[some] == 1, only[owner[some]], -1)
        return Read(
            np.tile(at[some], len(readers)),
            np.repeat(readers, len(some)),
            np.zeros(len(some) * len(readers), np.bool_),
            np.tile(spared, len(readers)),
        )

    def _count_below(self, number: int) -> tuple[Ints, Ints]:
        """For each dataset with fields, how many of them readers that read alike may read, and the last of these."""
        readable = self._alike[number].readable.marks()
        counts = np.add.reduceat(readable.astype(np.int64), self._firsts)
        return counts, np.maximum.reduceat(np.where(readable, self._fields, -1), self._firsts)


def _alike(readers: Sequence[Reading]) -> Iterator[Alike]:
    """Readers by what they read: many applications have users who read everything."""
    found: dict[tuple[int, bytes], list[int]] = {}
    for number, reader in enumerate(readers):
        found.setdefault((reader.home, reader.readable.bits.tobytes()), []).append(number)
    for (home, _), numbers in found.items():
        yield Alike(home, np.asarray(numbers, np.int64), readers[numbers[0]].readable)


def _closure(first: Iterable[int], onward: Mapping[int, Collection[int]]) -> set[int]:
    """Everything that is reached from some nodes, themselves among it."""
    found, pending = set(first), list(first)
    while pending:
        more = set(onward.get(pending.pop(), ())) - found
        found |= more
        pending += more
    return found
