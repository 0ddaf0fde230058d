"""What each field holds, its own elements and all that flows into it, and what each hop carries of it."""

from collections.abc import Iterable, Iterator

from tests.reference.compile import Graph, Hop
from tests.reference.elements import NOTHING, UNCLASSIFIED, Entry, Item, Items, unite
from tests.reference.ids import Node
from tests.reference.walks import State, column_of, may_take, never_judge, walk


class Parts:
    """The source parts of a graph and what they hold, after the walks of all origins."""

    def __init__(self, graph: Graph, own: dict[Node, dict[str, str]]) -> None:
        self.graph = graph
        self.own = own
        self._arrived: dict[Node, list[tuple[State, bool]]] = {}
        for origin in self._origins():
            for state in walk(graph, origin, _alone(own.get(origin)), never_judge).arrivals:
                self._arrived.setdefault(state.node, []).append((state, origin in own))
        self._carried: dict[tuple[Hop, Node], set[Item]] = {}
        for origin in self._origins():
            self._collect(origin)

    def of_hop(self, hop: Hop) -> dict[Node, Items]:
        """Each source part that a hop carries, with its items before the hop."""
        parts = {part: self._of_system(part) if part.is_system else self.held(part) for part in self._of_hop(hop)}
        return {part: unite([*items, *self._carried.get((hop, part), ())]) for part, items in parts.items()}

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
        arrivals = self._at(part) + ([] if part.is_dataset else self._at(part.in_dataset))
        is_exactly_fed = any(state.is_exact and classified for state, classified in self._at(part))
        mine: Iterable[Item] = _alone(self.own.get(part))
        if part not in self.own and part.is_field and is_exactly_fed:
            mine = ()
        entries: set[Entry | None] = {item.entry for state, _ in arrivals for item in state.items}
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

    def _collect(self, origin: Node) -> None:
        """Note what the walks from an origin, with all that it holds, bring along on each hop."""
        items = self.start(origin)
        stood = [(origin, items), *((state.node, state.items) for state in walk(self.graph, origin, items, never_judge).arrivals)]
        for node, carried in stood:
            for hop in self.graph.walkable:
                if may_take(node, hop, origin):
                    for part in self._on(node, hop):
                        self._carried.setdefault((hop, part), set()).update(item for item in carried if item.is_personal)

    def _on(self, node: Node, hop: Hop) -> list[Node]:
        """The source parts in which what stands on a node may be when it takes a hop."""
        column = column_of(node, hop)
        if column is not None:
            return [column]
        return self._of_dataset(node, hop.excepted) if node.is_dataset else [node]

    def _of_hop(self, hop: Hop) -> list[Node]:
        """The source parts of a hop: fields, and what stands for itself."""
        source = hop.source
        if source.is_field:
            return [source]
        if source.is_dataset:
            return self._of_dataset(source, hop.excepted)
        datasets = self.graph.datasets_of(source)
        parts = [part for dataset in datasets for part in self._of_dataset(dataset, hop.excepted)]
        return [*parts, source] if source in self._arrived or not parts else parts

    def _of_dataset(self, dataset: Node, excepted: frozenset[Node]) -> list[Node]:
        """The known fields that are not left out, or else the dataset itself."""
        known = [one for one in self.graph.fields_of.get(dataset, ()) if one not in excepted]
        return known or [dataset]

    def _of_system(self, system: Node) -> Items:
        """What a System itself holds: what arrives there, and the unknown if it has no known dataset."""
        arrived = [item for state, _ in self._at(system) for item in state.items]
        itself = [] if self.graph.datasets_of(system) else [Item(UNCLASSIFIED, "clear")]
        return unite([*arrived, *itself])

    def _at(self, node: Node) -> list[tuple[State, bool]]:
        return self._arrived.get(node, [])


def _alone(own: dict[str, str] | None) -> Items:
    """The items of a field for itself."""
    if own is None:
        return frozenset({Item(UNCLASSIFIED, "clear")})
    return unite([Item(NOTHING, "clear"), *(Item(element, form) for element, form in own.items())])


def _personal(arrivals: list[tuple[State, bool]]) -> Iterator[Item]:
    return (item for state, _ in arrivals for item in state.items if item.is_personal)
