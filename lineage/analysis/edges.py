"""The edges of a state graph as arrays, with what their hops show."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


def edges(graph: LineageGraph, made: StateGraph) -> Edges:
    """The state graph's edges as arrays."""
    target = np.asarray(made.target, np.int64)
    order = np.argsort(target, kind="stable")
    hop = np.asarray(made.hop, np.int64)[order]
    pooling = hop < 0
    node = np.asarray([key.node for key in made.keys], np.int64)

    def of_hop(name: str, pooled: int) -> Ints:
        column = graph.hop_column(name)
        return np.where(pooling, pooled, column[np.maximum(hop, 0)] if len(column) else pooled).astype(np.int64)

    entered = node[target[order]] if len(node) else target
    is_field = graph.kinds[entered] == Kind.FIELD if len(entered) else pooling
    return Edges(
        source=np.asarray(made.source, np.int64)[order],
        target=target[order],
        hop=hop,
        exact=np.asarray(made.exact, np.bool_)[order],
        sure=of_hop("active", Active.YES) == Active.YES,
        otherwise_known=of_hop("bases", int(Basis.CONFIGURED)) & ~int(Basis.PERMITTED) != 0,
        transit=of_hop("transit", -1),
        spared=np.asarray(made.spared, np.int64)[order],
        entered=np.where(is_field & ~pooling, entered, -1),
        came_from=np.asarray(made.came_from, np.int64)[order],
    )
