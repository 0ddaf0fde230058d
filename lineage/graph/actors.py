"""Who takes data out of a System by its own permissions: applications as their principals, and outsiders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.by_node import numbers, take
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import NodeRow
from lineage.model.ids import Id
from lineage.model.verdicts import Transit

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


def actors(graph: LineageGraph) -> Sequence[Actor]:
    """Everybody who reads, by application and principal; an application that is a principal's for several reasons stands once."""
    return sorted({*_applications(graph), *_outsiders(graph)})


def _applications(graph: LineageGraph) -> Iterator[Actor]:
    table = graph.tables["tokens"]
    acting = zip(*(table.column(name).to_pylist() for name in ("application", "principal", "how")), strict=True)
    for application, principal, how in acting:
        node = graph.node(application)
        if how != BOUND and node.detail.get("reads", True):
            yield Actor(node.id, graph.id(principal), _peer(node), _transit(node))


def _outsiders(graph: LineageGraph) -> Iterator[Actor]:
    for node in outsiders(graph):
        yield Actor(Id(""), node.id, _peer(node), Transit.UNKNOWN)


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
