"""Reach only: which field reaches which System, without verdicts."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from benchmarks.generate import AS_OF
from benchmarks.peers import Reached
from lineage.analysis.edges import edges
from lineage.analysis.explore import explore
from lineage.analysis.origins import CHUNK, Origins, group
from lineage.analysis.permitted import Permits
from lineage.analysis.read_origins import read_origins
from lineage.analysis.readings import Readings
from lineage.analysis.states import Ints, StateGraph
from lineage.analysis.sweep import Bits, Ground, Sweep, fold, set_bits
from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph


def reach(graph: LineageGraph, readings: Readings | None = None) -> tuple[Origins, Ints, Ints]:
    """Bits of origins and, in pairs, the bit and the System outside its own that it reaches; `readings` where they are known."""
    readings = readings or Permits(graph, AS_OF).readings()
    made = explore(graph, graph.rows_of_kind(Kind.FIELD).astype(np.int64), Options(), readings=readings)
    origins = group(graph, made, np.zeros(len(made.origins), np.int64))
    if readings.readers:
        alike = np.zeros(len(readings.fields), np.int64)
        read = read_origins(graph, made, readings, alike, [_NO_RIGHTS] * len(readings.readers), lambda _: _NO_RIGHTS)
        origins = origins.and_read(made, read, np.asarray([reader.home for reader in readings.readers], np.int64))
    pairs = np.concatenate([np.empty(0, np.int64), *_pairs(graph, made, origins, readings)])
    return origins, pairs // len(graph), pairs % len(graph)


_NO_RIGHTS: Final = np.empty(0, np.int64)


def _pairs(graph: LineageGraph, made: StateGraph, origins: Origins, readings: Readings) -> Iterator[Ints]:
    ends = made.states.is_arrival
    system = graph.system_of[made.states.node]
    ground = Ground(edges(graph, made, readings), len(made.states))
    for first in range(0, len(origins), CHUNK):
        starts = origins.starts[first : first + CHUNK]
        sweep = Sweep(ground, Bits(len(starts), starts, origins.own[first : first + CHUNK]))
        reached = sweep.reach(planes=1)[:, 0]
        at = np.flatnonzero(ends[sweep.states])
        order = at[np.argsort(system[sweep.states[at]], kind="stable")]
        begins = np.flatnonzero(np.diff(system[sweep.states[order]], prepend=-1))
        row, bit = set_bits(fold(reached, order, begins))
        to = system[sweep.states[order[begins]]][row]
        outside = to != origins.homes[first + bit]
        yield (first + bit[outside]) * len(graph) + to[outside]


def by_field(origins: Origins, bit: Ints, system: Ints) -> Reached:
    """The same as sets."""
    found: dict[int, frozenset[int]] = {}
    sets: dict[int, set[int]] = {}
    for one, reached in zip(bit.tolist(), system.tolist(), strict=True):
        sets.setdefault(one, set()).add(reached)
    for one, systems in sets.items():
        if one < origins.first_read:
            found |= dict.fromkeys(origins.rows[origins.offsets[one] : origins.offsets[one + 1]].tolist(), frozenset(systems))
    # What readers bring comes to what other hops bring.
    for one in range(origins.first_read, len(origins)):
        for row in origins.read.rows(one - origins.first_read).tolist() if one in sets else ():
            found[row] = found.get(row, frozenset()) | sets[one]
    return found
