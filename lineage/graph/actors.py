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


@dataclass(frozen=True, slots=True, order=True)
class Actor:
    """An application as one of its principals, or an outsider as itself."""

    application: Id
    """Empty for an outsider."""
    principal: Id
    target: Id
    """The System where what it reads arrives."""
    transit: Transit


@dataclass(frozen=True)
class Client:
    """An application with its principals, or an outsider with itself."""

    application: Id
    """Empty for an outsider."""
    target: Id
    transit: Transit
    principals: Ints
    """Rows of the principals, in order."""

    def as_principal(self, principal: Id) -> Actor:
        """It as one of its principals."""
        return Actor(self.application, principal, self.target, self.transit)


def actors(graph: LineageGraph) -> Sequence[Actor]:
    """Everybody who reads, by application and principal; an application that is a principal's for several reasons stands once."""
    return sorted(one.as_principal(graph.id(row)) for one in clients(graph) for row in one.principals.tolist())


def clients(graph: LineageGraph) -> Sequence[Client]:
    """Everybody who reads, by application: there may be a hundred thousand tokens of some hundred applications."""
    return sorted((*_applications(graph), *_outsiders(graph)), key=lambda one: (one.application, int(one.principals[0])))


def _applications(graph: LineageGraph) -> Iterator[Client]:
    table = graph.tables["tokens"]
    application, principal = (numbers(table.column(name)) for name in ("application", "principal"))
    is_bound = np.zeros(len(application), np.bool_)
    is_bound[rows_with(table.column("how"), BOUND)] = True
    for row in np.unique(application[~is_bound]).tolist():
        node = graph.node(row)
        if node.detail.get("reads", True):
            principals = np.unique(principal[~is_bound & (application == row)])
            yield Client(node.id, _peer(node), _transit(node), principals)


def _outsiders(graph: LineageGraph) -> Iterator[Client]:
    for node in outsiders(graph):
        yield Client(Id(""), _peer(node), Transit.UNKNOWN, np.asarray([graph.row(node.id)], np.int32))


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
