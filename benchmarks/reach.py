"""Reach only: which field reaches which System, without verdicts."""

from collections.abc import Iterator

import numpy as np

from benchmarks.peers import Reached
from lineage.analysis.edges import edges
from lineage.analysis.explore import explore
from lineage.analysis.grouped import Grouped
from lineage.analysis.origins import CHUNK, Origins, group
from lineage.analysis.states import Ints, StateGraph
from lineage.analysis.sweep import Bits, Sweep, fold, set_bits
from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph


def reach(graph: LineageGraph) -> tuple[Origins, Ints, Ints]:
    """Bits of origins and, in pairs, the bit and the System outside its own that it reaches."""
    made = explore(graph, graph.rows_of_kind(Kind.FIELD).astype(np.int64), Options())
    origins = group(graph, made, np.zeros(len(made.origins), np.int64))
    pairs = np.concatenate([np.empty(0, np.int64), *_pairs(graph, made, origins)])
    return origins, pairs // len(graph), pairs % len(graph)


def _pairs(graph: LineageGraph, made: StateGraph, origins: Origins) -> Iterator[Ints]:
    lines = edges(graph, made)
    ends = made.states.is_arrival
    system = graph.system_of[made.states.node]
    leaving = Grouped(lines.source, len(made.states))
    for first in range(0, len(origins), CHUNK):
        starts = origins.starts[first : first + CHUNK]
        sweep = Sweep(lines, leaving, Bits(len(starts), starts, origins.own[first : first + CHUNK]))
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
        found |= dict.fromkeys(origins.rows[origins.offsets[one] : origins.offsets[one + 1]].tolist(), frozenset(systems))
    return found
