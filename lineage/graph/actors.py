"""Who takes data out of a System by its own permissions: applications as their principals, and outsiders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.by_node import numbers, rows_with, take
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import NodeRow
from lineage.model.ids import Id
from lineage.model.verdicts import Transit

Ints = npt.NDArray[np.signedinteger]

BOUND = "self-authorized"
"""What users may authorize themselves: a bound on what an application could read, never a path."""


@dataclass(frozen=True)
class Client:
    """An application with its principals of one System, or an outsider with itself."""

    application: Id
    """Empty for an outsider."""
    target: Id
    """The System where what it reads arrives."""
    transit: Transit
    home: int
    """Row of the System that it reads from."""
    principals: Ints
    """Rows of the principals, in order."""


def clients(graph: LineageGraph) -> Sequence[Client]:
    """Everybody who reads, by application: there may be a hundred thousand tokens of some hundred applications."""
    return sorted((*_applications(graph), *_outsiders(graph)), key=lambda one: (one.application, int(one.principals[0])))


def _applications(graph: LineageGraph) -> Iterator[Client]:
    table = graph.tables["tokens"]
    application, principal = (numbers(table.column(name)) for name in ("application", "principal"))
    is_path = np.ones(len(application), np.bool_)
    is_path[rows_with(table.column("how"), BOUND)] = False
    paths = np.flatnonzero(is_path)
    paths = paths[np.argsort(application[paths], kind="stable")]
    rows, first = np.unique(application[paths], return_index=True)
    for row, acting in zip(rows.tolist(), np.split(principal[paths], first[1:]), strict=True) if len(rows) else ():
        node = graph.node(row)
        if node.detail.get("reads", True):
            principals = np.unique(acting)
            homes = graph.system_of[principals]
            for home in np.unique(homes).tolist():
                yield Client(node.id, _peer(node), _transit(node), home, principals[homes == home])


def _outsiders(graph: LineageGraph) -> Iterator[Client]:
    for node in outsiders(graph):
        row = graph.row(node.id) or 0
        yield Client(Id(""), _peer(node), _transit(node), int(graph.system_of[row]), np.asarray([row], np.int32))


def outsiders(graph: LineageGraph) -> Iterator[NodeRow]:
    """Principals outside, such as guests: what they read arrives at a System of their own; in order of id."""
    rows = graph.rows_of_kind(Kind.PRINCIPAL)
    told = pc.match_substring(take(graph.tables.nodes.column("detail"), rows), '"peer":')
    for row in rows[numbers(told) != 0].tolist():
        node = graph.node(row)
        if isinstance(node.detail.get("peer"), str):
            yield node


def _peer(node: NodeRow) -> Id:
    return Id(str(node.detail["peer"])).namespace


def _transit(node: NodeRow) -> Transit:
    stated = node.detail.get("transit")
    return Transit.UNKNOWN if stated is None else Transit(int(str(stated)))
