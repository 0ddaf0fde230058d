"""The edges of a state graph as arrays, with what their hops show."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lineage.analysis.readings import NO_READINGS, Readings
from lineage.analysis.states import Ints, StateGraph
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Active, Basis


@dataclass(frozen=True)
class Edges:
    """The edges of a state graph as arrays, sorted by target."""

    source: Ints
    target: Ints
    hop: Ints
    exact: npt.NDArray[np.bool_]
    sure: npt.NDArray[np.bool_]
    """The hop is known to be switched on; pooling edges are."""
    otherwise_known: npt.NDArray[np.bool_]
    """The hop is known from more than permissions; pooling edges are."""
    transit: Ints
    """-1 on pooling edges."""
    spared: Ints
    entered: Ints
    """Field whose own bit the edge does not carry because the walk would re-enter it; -1 for none."""
    came_from: Ints


def edges(graph: LineageGraph, made: StateGraph, readings: Readings = NO_READINGS) -> Edges:
    """The state graph's edges as arrays."""
    transits = np.asarray([reader.transit for reader in readings.readers], np.int64)
    by_readers = {
        "active": np.full(len(transits), Active.YES, np.int64),
        "bases": np.full(len(transits), int(Basis.PERMITTED), np.int64),
        "transit": transits,
    }
    order = np.argsort(made.target, kind="stable")
    hop = made.hop[order]
    pooling = hop < 0

    def of_hop(name: str, pooled: int) -> Ints:
        column = np.concatenate([graph.hop_column(name), by_readers[name]])
        return np.where(pooling, pooled, column[np.maximum(hop, 0)] if len(column) else pooled).astype(np.int64)

    entered = made.states.node[made.target[order]]
    is_field = graph.kinds[entered] == Kind.FIELD
    return Edges(
        source=made.source[order],
        target=made.target[order],
        hop=hop,
        exact=made.exact[order],
        sure=of_hop("active", Active.YES) == Active.YES,
        otherwise_known=of_hop("bases", int(Basis.CONFIGURED)) & ~int(Basis.PERMITTED) != 0,
        transit=of_hop("transit", -1),
        spared=made.spared[order],
        entered=np.where(is_field & ~pooling, entered, -1),
        came_from=made.came_from[order],
    )
