"""A first map from what was found: Systems that nobody described, with what reaches them; near matches are suggested, never made."""

from collections.abc import Iterable
from difflib import get_close_matches

from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.ids import Id
from lineage.model.suggestion import Suggestion
from lineage.policy.inquiry import Inquiry


def suggest(graph: LineageGraph, inquiry: Inquiry) -> tuple[Suggestion, ...]:
    """Systems without an operator that hops or channels lead to, in order of name."""
    parties = [inquiry.parties.of(node.id) for node in inquiry.source.systems()]
    described = [party.system for party in parties if party.operator or party.kind != "other"]
    hops = [hop for hop in graph.hops() if hop.crosses]
    named: dict[Id, list[str]] = {}
    for row in graph.rows_of_kind(Kind.CHANNEL).tolist():
        channel = graph.node(row)
        peer = channel.detail.get("peer")
        if isinstance(peer, str):
            named.setdefault(Id(peer).namespace, []).append(f"{channel.subtype or 'channel'} {channel.id.name}")
    found = {node.id for node in inquiry.source.systems()} | set(named)
    wanted = sorted(system for system in found if system not in described)
    return tuple(
        made for system in wanted if (made := _suggested(system, hops, named.get(system, []), inquiry, described)) is not None
    )


def _suggested(
    system: Id, hops: Iterable[HopRow], channels: list[str], inquiry: Inquiry, described: list[Id]
) -> Suggestion | None:
    inwards = [hop for hop in hops if hop.target.namespace == system]
    outwards = [hop for hop in hops if hop.source.namespace == system]
    if not (inwards or outwards or channels):
        return None
    seen = [f"{len(inwards)} hops lead here"] if inwards else []
    seen += [f"{len(outwards)} hops start here"] if outwards else []
    seen += sorted(set(channels))
    names = {name for other in described for name in (*inquiry.parties.of(other).names, other.decoded)}
    return Suggestion(
        name=system.decoded,
        seen=tuple(seen),
        near=tuple(get_close_matches(system.decoded, sorted(names), n=2, cutoff=0.6)),
        sources=tuple(sorted({hop.source.namespace.decoded for hop in inwards})),
        elements=tuple(sorted({element for hop in inwards for element in inquiry.carried(hop)} - {"unclassified"})),
    )
