"""The graph as a networkx graph, for people's own notebooks and for algorithms that networkx has."""

from collections.abc import Iterable

import networkx as nx

from lineage.graph.source import HopRow, HopSource


def to_networkx(source: HopSource, hops: Iterable[HopRow]) -> "nx.MultiDiGraph[str]":
    """A directed multigraph of the hops given: nodes and edges carry the properties that answers show.

    Edge keys are the hops' numbers, so that the same hops always give the same graph.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    hops = list(hops)
    for node in source.nodes({end for hop in hops for end in (hop.source, hop.target)}):
        graph.add_node(str(node.id), kind=node.kind, subtype=node.subtype, label=node.label, system=str(node.id.namespace))
    for hop in hops:
        graph.add_edge(
            str(hop.source),
            str(hop.target),
            key=hop.number,
            job=str(hop.job or ""),
            channel=str(hop.channel or ""),
            principal=str(hop.principal or ""),
            application=str(hop.application or ""),
            transit=hop.transit.word,
            active=hop.active.word,
            precision=hop.precision.word,
            bases=hop.bases.words,
            transform=hop.transform,
        )
    return graph
