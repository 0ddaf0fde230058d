"""A first map from what was found: Systems that nobody described, with what reaches them; near matches are suggested, never made."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import count

from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow, NodeRow
from lineage.model.ids import Id
from lineage.model.suggestion import Draft, Reaching, Suggestion
from lineage.model.verdicts import Basis
from lineage.policy.describe import system_label
from lineage.policy.inquiry import Inquiry

_SALESFORCE, _OTHER = "salesforce", "other"
_NEAR_SHOWN = 2


def suggest(graph: LineageGraph, inquiry: Inquiry) -> Draft:
    """What a map could say of the Systems that were found, and what only a person knows of them."""
    systems = inquiry.source.systems()
    declared = [node for node in systems if node.bases & Basis.DECLARED]
    orgs = [node.id for node in systems if node not in declared and inquiry.parties.of(node.id).kind == _SALESFORCE]
    found = _Found(graph, inquiry, systems, declared, orgs)
    return Draft(
        systems=tuple(found.suggestion(id) for id in found.names),
        lacks_org=bool(orgs),
        without_operator=tuple(sorted(_map_name(node.id, inquiry) for node in declared if _lacks_operator(node.id, inquiry))),
        applications=tuple(_unmatched(graph, declared, found.names)),
    )


def _lacks_operator(system: Id, inquiry: Inquiry) -> bool:
    """Whether nobody said who runs a System; guests and portal users are nobody's."""
    party = inquiry.parties.of(system)
    return not party.operator and party.kind in (_OTHER, _SALESFORCE)


def _map_name(system: Id, inquiry: Inquiry) -> str:
    """The name under which a map declares a System: of its names the one that is not its label, where there is one."""
    party = inquiry.parties.of(system)
    return min(party.names - {party.label} or party.names, default=system.decoded)


def _unmatched(graph: LineageGraph, declared: Iterable[NodeRow], drafted: Collection[Id]) -> Iterable[str]:
    """Applications that neither a System of the map matches nor the draft makes a System of."""
    matched = {str(text).casefold() for node in declared for text in _texts(node.detail.get("matches"))}
    nodes = [graph.node(row) for row in graph.rows_of_kind(Kind.APPLICATION).tolist()]
    left = (node for node in nodes if _peer(node) not in drafted)
    return sorted({node.id.name for node in left if not {node.id.name.casefold(), node.label.casefold()} & matched})


def _peer(node: NodeRow) -> Id | None:
    """The System that a channel leads to, or where an application or an outsider is."""
    peer = node.detail.get("peer")
    return Id(peer).namespace if isinstance(peer, str) else None


def _texts(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


@dataclass(frozen=True)
class _Traffic:
    """The crossing hops that lead to a System, those that start there, and what is known to be or to lead there, in words."""

    inwards: list[HopRow]
    outwards: list[HopRow]
    others: list[str]


class _Found:
    """The Systems that no map describes, with the names that a draft gives them."""

    def __init__(
        self,
        graph: LineageGraph,
        inquiry: Inquiry,
        systems: Iterable[NodeRow],
        declared: Sequence[NodeRow],
        orgs: Collection[Id],
    ) -> None:
        self._inquiry = inquiry
        self._orgs = orgs
        self._declared = {node.id: _map_name(node.id, inquiry) for node in declared}
        self._known = sorted({name for id in self._declared for name in (*inquiry.parties.of(id).names, id.decoded)})
        self._traffic = _traffic(graph)
        # What is of another kind is told of already: guests and portal users are nobody's to run.
        others = {node.id for node in systems} - self._declared.keys()
        wanted = sorted(id for id in others if inquiry.parties.of(id).kind == _OTHER)
        self.names = _names(wanted, {name.casefold() for name in self._known})

    def suggestion(self, system: Id) -> Suggestion:
        """What a draft says of one of them."""
        traffic = self._traffic.get(system) or _Traffic([], [], [])
        seen = [_counted(len(traffic.inwards), "leads here", "lead here")] if traffic.inwards else []
        seen += [_counted(len(traffic.outwards), "starts here", "start here")] if traffic.outwards else []
        return Suggestion(
            name=self.names[system],
            namespace=system.decoded,
            seen=(*seen, *sorted(set(traffic.others))),
            near=tuple(get_close_matches(system.decoded, self._known, n=_NEAR_SHOWN, cutoff=0.6)),
            reached_by=tuple(self._reaching(traffic.inwards)),
        )

    def _reaching(self, inwards: Iterable[HopRow]) -> Iterable[Reaching]:
        by_source: dict[Id, set[str]] = {}
        for hop in inwards:
            by_source.setdefault(hop.source.namespace, set()).update(self._inquiry.carried(hop))
        for source, carried in sorted(by_source.items()):
            yield Reaching(source=self._source(source), elements=tuple(sorted(carried - {"unclassified"})))

    def _source(self, system: Id) -> str:
        if system in self._orgs:
            return ""
        return self._declared.get(system) or self.names.get(system) or system_label(self._inquiry, system)


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} hop {one}" if number == 1 else f"{number:,} hops {several}"


def _traffic(graph: LineageGraph) -> Mapping[Id, _Traffic]:
    found: dict[Id, _Traffic] = {}

    def at(system: Id) -> _Traffic:
        return found.setdefault(system, _Traffic([], [], []))

    for hop in graph.hops():
        if hop.crosses:
            at(hop.target.namespace).inwards.append(hop)
            at(hop.source.namespace).outwards.append(hop)
    for kind in (Kind.CHANNEL, Kind.APPLICATION, Kind.PRINCIPAL):
        for node in map(graph.node, graph.rows_of_kind(kind).tolist()):
            peer = _peer(node)
            if peer:
                at(peer).others.append(f"{node.subtype or node.kind} {node.id.name.rpartition('/')[2]}")
    return found


def _names(systems: Iterable[Id], taken: set[str]) -> dict[Id, str]:
    """A name of its own for each System, made of its host: `api.vendor.example` is `api-vendor-example`.

    >>> _names([Id("a.b"), Id("a-b"), Id("mule")], {"mule"})
    {'a.b': 'a-b', 'a-b': 'a-b-2', 'mule': 'mule-2'}
    """
    names: dict[Id, str] = {}
    for system in systems:
        base = re.sub(r"[^a-z0-9]+", "-", system.decoded.casefold()).strip("-") or "system"
        tried = (base if number == 1 else f"{base}-{number}" for number in count(1))
        names[system] = next(name for name in tried if name not in taken)
        taken.add(names[system])
    return names
