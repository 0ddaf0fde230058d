"""The edges to those who may read where a walk stands."""

from functools import cache
from typing import NamedTuple

import numpy as np

from lineage.analysis.readings import Readings
from lineage.analysis.states import Flags, Ints, Place, States
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph


class Read(NamedTuple):
    """Which of some states who reads, in columns."""

    at: Ints
    reader: Ints
    exact: Flags
    spared: Ints
    """The only field below a dataset that the reader may read, so that a walk does not leave through its origin; else -1."""


class ReadEdges:
    """Looks up who may read a field, or any field of a dataset."""

    def __init__(self, graph: LineageGraph, readings: Readings) -> None:
        self._graph = graph
        self._readings = readings
        self._fields = readings.fields.astype(np.int64)
        self._owners, self._firsts = np.unique(graph.parents[self._fields], return_index=True)
        self.home, self.target = (
            np.asarray([getattr(reader, end) for reader in readings.readers], np.int64) for end in ("home", "target")
        )
        self._below = cache(self._count_below)

    def leaving(self, states: States) -> Read:
        """Who reads at these states."""
        kinds, systems = self._graph.kinds[states.node], self._graph.system_of[states.node]
        starts = np.flatnonzero(states.place == Place.READ)
        found = [Read(starts, states.came_by[starts], np.ones(len(starts), np.bool_), np.full(len(starts), -1))]
        stands = states.place == Place.STAND
        for reader, home in enumerate(self.home.tolist()):
            fields = np.flatnonzero(stands & (systems == home) & (kinds == Kind.FIELD))
            datasets = np.flatnonzero(stands & (systems == home) & (kinds == Kind.DATASET))
            found += [
                self._on_fields(reader, fields, states.node[fields]),
                self._on_datasets(reader, datasets, states.node[datasets]),
            ]
        return Read(*map(np.concatenate, zip(*found, strict=True)))

    def _on_fields(self, reader: int, at: Ints, nodes: Ints) -> Read:
        may = (
            self._readings.readers[reader].readable[np.searchsorted(self._fields, nodes)] if len(nodes) else np.empty(0, np.bool_)
        )
        read = at[may]
        return Read(read, np.full(len(read), reader), np.ones(len(read), np.bool_), np.full(len(read), -1))

    def _on_datasets(self, reader: int, at: Ints, nodes: Ints) -> Read:
        if not (len(at) and len(self._owners)):
            at = at[:0]
            return Read(at, at, np.empty(0, np.bool_), at)
        counts, only = self._below(reader)
        number = np.minimum(np.searchsorted(self._owners, nodes), len(self._owners) - 1)
        count = np.where(self._owners[number] == nodes, counts[number], 0)
        some = np.flatnonzero(count)
        spared = np.where(count[some] == 1, only[number[some]], -1)
        return Read(at[some], np.full(len(some), reader), np.zeros(len(some), np.bool_), spared)

    def _count_below(self, reader: int) -> tuple[Ints, Ints]:
        """For each dataset with fields, how many of them somebody may read, and the last of these."""
        readable = self._readings.readers[reader].readable
        counts = np.add.reduceat(readable.astype(np.int64), self._firsts)
        return counts, np.maximum.reduceat(np.where(readable, self._fields, -1), self._firsts)
