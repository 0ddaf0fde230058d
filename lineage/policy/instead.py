"""What to ask instead, where somebody asks of a job, channel, application or identity where its data goes."""

import shlex
from collections.abc import Iterable

import numpy as np

from lineage.analysis.select import find_node
from lineage.errors import UsageError
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow, NodeRow
from lineage.model.ids import Id

_SHOWN = 2


def instead_of(name: str, node: NodeRow, graph: LineageGraph) -> str:
    """Why a node of this kind is not traced, what is known to move by it, and the questions that can be asked of that."""
    article = "an" if node.kind[0] in "aeiou" else "a"
    refused = f"{name!r} is {article} {node.kind}; what can be traced is a field, a dataset or a System."
    hops = [graph.hop(at) for at in np.flatnonzero(graph.hop_column(node.kind) == graph.row(node.id)).tolist()]
    peer = node.detail.get("peer")
    if not hops and isinstance(peer, str):
        return f"{refused} No hop is known that uses it; it leads to {Id(peer).decoded}: `{_question(Id(peer), graph, ' --upstream')}`."
    if not hops:
        return f"{refused} No hop is known that goes through it; `lineage show {node.kind}s` tells what is known of it."
    count = "1 hop goes" if len(hops) == 1 else f"{len(hops):,} hops go"
    return f"{refused} {count} through it; ask {' or '.join(f'`{one}`' for one in _questions(hops, graph))}."


def _questions(hops: Iterable[HopRow], graph: LineageGraph) -> Iterable[str]:
    # What leaves in flight came from somewhere by the same job: that is what people ask about.
    sources = sorted(dict.fromkeys(hop.source for hop in hops), key=lambda source: source.kind == "in-flight")
    targets = list(dict.fromkeys(hop.target.namespace for hop in hops if hop.crosses))
    yield from (_question(source, graph) for source in sources[:_SHOWN])
    yield from (_question(target, graph, " --upstream") for target in targets[:_SHOWN])


def _question(node: Id, graph: LineageGraph, more: str = "") -> str:
    return f"lineage trace {shlex.quote(_short(node, graph))}{more}"


def _short(node: Id, graph: LineageGraph) -> str:
    """The short name of a node, where it means nothing else."""
    try:
        return node.shown if find_node(graph, node.shown) == node else str(node)
    except UsageError:
        return str(node)
