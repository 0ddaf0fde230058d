"""Where nodes are told of."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from lineage.graph.by_node import numbers, rows_with, take
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import Evidence
from lineage.model.verdicts import Basis


def node_evidence(graph: LineageGraph, nodes: Collection[Id]) -> Mapping[Id, Sequence[Evidence]]:
    """The evidence of these nodes, each by connector and locator; those of which nothing tells are left out."""
    table = graph.tables["evidence"]
    wanted = {row: id for id in sorted(nodes) if (row := graph.row(id)) is not None}
    of_nodes = rows_with(table.column("table"), "nodes") if wanted else np.empty(0, np.int64)
    rows = of_nodes[np.isin(numbers(table.column("row"))[of_nodes], list(wanted))]
    columns = (take(table.column(name), rows).to_pylist() for name in ("row", "basis", "stated", "connector", "locator"))
    found: dict[Id, list[Evidence]] = {}
    for row, basis, stated, connector, locator in zip(*columns, strict=True):
        said = Evidence(basis=Basis(basis), stated=stated, connector=connector, locator=locator)
        found.setdefault(wanted[row], []).append(said)
    return found
