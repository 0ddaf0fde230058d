"""What each field holds: its own elements and all that flows into it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tests.reference.compile import Graph, Hop
from tests.reference.elements import NOTHING, UNCLASSIFIED, Entry, Item, Items, unite
from tests.reference.ids import Node
from tests.reference.walks import State, never_judge, walk


class _Arrival(NamedTuple):
    """The end of a walk, and the origin whose own elements it brought."""

    state: State
    origin: Node


class Parts:
    """The source parts of a graph and what they hold, after the walks of all origins."""

    def __init__(self, graph: Graph, own: dict[Node, dict[str, str]]) -> None:
        self.graph = graph
        self.own = own
        self._arrived: dict[Node, list[_Arrival]] = {}
        for origin in self._origins():
            for end in walk(graph, origin, _alone(own.get(origin)), never_judge).arrivals:
                state = _emptied(end) if own.get(origin) else end
                self._arrived.setdefault(state.node, []).append(_Arrival(state, origin))

    def of_hop(self, hop: Hop) -> dict[Node, Items]:
        """Each source part that a hop carries, with its items before the hop."""
        source = hop.source
        if source.is_field:
            return {source: self.held(source)}
        if source.is_dataset:
            return {part: self.held(part) for part in self._of_dataset(source, hop.excepted)}
        datasets = self.graph.datasets_of(source)
        parts = {part: self.held(part) for dataset in datasets for part in self._of_dataset(dataset, hop.excepted)}
        if source in self._arrived or not parts:
            parts[source] = self._of_system(source)
        return parts

    def start(self, origin: Node) -> Items:
        """The items with which a question about a node starts."""
        if origin.is_field:
            return self.held(origin)
        if origin.is_dataset:
            return unite(item for part in self._of_dataset(origin, frozenset()) for item in self.held(part))
        inside = [
            item
            for dataset in self.graph.datasets_of(origin)
            for part in self._of_dataset(dataset, frozenset())
            for item in self.held(part)
        ]
        return unite([*inside, *self._of_system(origin)])

    def held(self, part: Node) -> Items:
        """The items of a field, or of a dataset that stands for itself."""
        arrivals = self._at(part)
        is_exactly_fed = any(one.state.is_exact and one.origin in self.own and not _is_unknown(one.state) for one in arrivals)
        if part.is_field:
            # What comes back into its own dataset goes on through every field but the one it came from.
            arrivals = arrivals + [one for one in self._at(part.in_dataset) if one.origin != part]
        mine: Iterable[Item] = _alone(self.own.get(part))
        if part not in self.own and part.is_field and is_exactly_fed:
            mine = ()
        entries: set[Entry | None] = {item.entry for one in arrivals for item in one.state.items}
        if not entries or not self.graph.is_in_flight(part):
            entries = {None}
        placed = [item._replace(entry=entry) for item in mine for entry in entries]
        placed += [Item(NOTHING, "clear", entry) for entry in entries]
        return unite([*placed, *_personal(arrivals)])

    def _origins(self) -> Iterator[Node]:
        """Every node that is a source part of its own."""
        for dataset, fields in sorted(self.graph.fields_of.items(), key=lambda pair: str(pair[0])):
            yield from fields or (dataset,)
        for system in sorted({node.in_system for node in self.graph.nodes}, key=str):
            if not self.graph.datasets_of(system):
                yield system

    def _of_dataset(self, dataset: Node, excepted: frozenset[Node]) -> list[Node]:
        """The known fields that are not left out, or else the dataset itself."""
        known = [one for one in self.graph.fields_of.get(dataset, ()) if one not in excepted]
        return known or [dataset]

    def _of_system(self, system: Node) -> Items:
        """What a System itself holds: what arrives there, and the unknown if it has no known dataset."""
        arrived = [item for one in self._at(system) for item in one.state.items]
        itself = [] if self.graph.datasets_of(system) else [Item(UNCLASSIFIED, "clear")]
        return unite([*arrived, *itself])

    def _at(self, node: Node) -> list[_Arrival]:
        return self._arrived.get(node, [])


def _emptied(state: State) -> State:
    """What arrives of a field of which blocks let no element pass: something that nobody knows."""
    if any(item.is_personal for item in state.items):
        return state
    return replace(state, items=frozenset(item._replace(element=UNCLASSIFIED) for item in state.items))


def _is_unknown(state: State) -> bool:
    return {item.element for item in state.items} == {UNCLASSIFIED}


def _alone(own: dict[str, str] | None) -> Items:
    """The items of a field for itself."""
    if own is None:
        return frozenset({Item(UNCLASSIFIED, "clear")})
    return unite([Item(NOTHING, "clear"), *(Item(element, form) for element, form in own.items())])


def _personal(arrivals: list[_Arrival]) -> Iterator[Item]:
    return (item for one in arrivals for item in one.state.items if item.is_personal)
