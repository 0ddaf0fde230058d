"""The edges of a state graph as arrays, with what their hops show."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lineage.analysis.planes import EXACT, OTHERWISE_KNOWN, UNENCRYPTED, UNKNOWN_TRANSIT
from lineage.analysis.readings import NO_READINGS, Readings
from lineage.analysis.states import Ints, StateGraph
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Basis, Transit


@dataclass(frozen=True)
class Edges:
    """The edges of a state graph as arrays, sorted by target."""

    source: Ints
    target: Ints
    hop: Ints
    does: npt.NDArray[np.uint8]
    """What it does to planes: pooling edges are known from more than permissions, and are of no transit."""
    spared: Ints
    entered: Ints
    """Field whose own bit the edge does not carry because the walk would re-enter it; -1 for none."""
    came_from: Ints


def edges(graph: LineageGraph, made: StateGraph, readings: Readings = NO_READINGS) -> Edges:
    """The state graph's edges as arrays."""
    transits = np.asarray([reader.transit for reader in readings.readers], np.int64)
    by_readers = {
        "bases": np.full(len(transits), int(Basis.PERMITTED), np.int64),
        "transit": transits,
    }
    order = np.argsort(made.target, kind="stable")
    hop = made.hop[order]
    pooling = hop < 0

    def of_hop(name: str, pooled: int) -> Ints:
        column = np.concatenate([graph.hop_column(name), by_readers[name]])
        return np.where(pooling, pooled, column[np.maximum(hop, 0)] if len(column) else pooled).astype(np.int64)

    transit = of_hop("transit", -1)
    planes = {
        EXACT: made.exact[order],
        OTHERWISE_KNOWN: of_hop("bases", int(Basis.CONFIGURED)) & ~int(Basis.PERMITTED) != 0,
        UNKNOWN_TRANSIT: transit == Transit.UNKNOWN,
        UNENCRYPTED: transit == Transit.UNENCRYPTED,
    }
    does = np.zeros(len(order), np.uint8)
    for plane, holds in planes.items():
        does |= holds.astype(np.uint8) << np.uint8(plane)
    entered = made.states.node[made.target[order]]
    is_field = graph.kinds[entered] == Kind.FIELD
    return Edges(
        source=made.source[order],
        target=made.target[order],
        hop=hop,
        does=does,
        spared=made.spared[order],
        entered=np.where(is_field & ~pooling, entered, -1),
        came_from=made.came_from[order],
    )
