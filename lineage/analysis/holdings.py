"""What a node holds: its own classification united with what walks bring."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lineage.graph.source import ClassificationRow, HeldRow, HopRow, HopSource
from lineage.model.ids import Id
from lineage.model.verdicts import Form

UNCLASSIFIED: Final = "unclassified"
"""The pseudo element of data that nobody classified."""

NOTHING: Final = ""
"""In place of an element: data as such, whatever it holds; any right in force covers it."""

PRECEDENCE: Final = ("override", "platform", "dictionary", "name", "sample")
"""Sources of classifications; an earlier one outranks a later one."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One element in one form; `came_from` and `came_by` only for what lies in flight."""

    element: str
    form: Form = Form.CLEAR
    came_from: Id = Id("")
    came_by: Id = Id("")


Part = frozenset[Item]
"""All that one place holds; never empty: `NOTHING` is always in it, because whatever moves needs a right."""


def own_elements(rows: Iterable[ClassificationRow]) -> dict[Id, dict[str, Form]]:
    """What each field holds by the statements of the highest-ranking source; fields without any are left out.

    An empty inner mapping says that nothing in the field is personal.
    """
    ranked: dict[Id, tuple[int, dict[str, Form]]] = {}
    for row in rows:
        rank = PRECEDENCE.index(row.source)
        best = ranked.get(row.field)
        if best is None or rank < best[0]:
            best = ranked[row.field] = (rank, {})
        if rank == best[0] and row.element:
            best[1][row.element] = min(row.form, best[1].get(row.element, row.form))
    return {field: elements for field, (_, elements) in ranked.items()}


def clearest(items: Iterable[Item]) -> Part:
    """The items with only the clearest form of each element from one place."""
    best: dict[tuple[str, Id, Id], Item] = {}
    for item in items:
        key = (item.element, item.came_from, item.came_by)
        if key not in best or item.form < best[key].form:
            best[key] = item
    return frozenset(best.values())


def part_of(own: Mapping[str, Form] | None, held: Sequence[HeldRow], above: Sequence[HeldRow], node: Id) -> Part:
    """What a node holds: its own elements, what arrived at it (`held`), and what arrived at its whole dataset (`above`).

    In flight, its own elements came in by every way that anything came in by.
    """
    arrived = [*held, *(row for row in above if row.origin is None or row.origin != node)]
    is_unclassified = own is None and not (node.is_field and any(row.exact for row in held))
    mine = {UNCLASSIFIED: Form.CLEAR} if is_unclassified else dict(own or {})
    ways = {_way(row) for row in arrived} or {(Id(""), Id(""))}
    items = [Item(element, form, *way) for element, form in {NOTHING: Form.CLEAR, **mine}.items() for way in sorted(ways)]
    items += [Item(row.element, row.form, *_way(row)) for row in arrived if row.element not in (NOTHING, UNCLASSIFIED)]
    return clearest(items)


def _way(row: HeldRow) -> tuple[Id, Id]:
    return row.came_from or Id(""), row.came_by or Id("")


class Holdings:
    """Looks up what nodes hold, and remembers it."""

    def __init__(self, source: HopSource) -> None:
        self._source = source
        self._parts: dict[Id, Part] = {}
        self._datasets: dict[Id, dict[Id, Part]] = {}

    def of(self, node: Id) -> Part:
        """What one field, or one dataset or System as a whole, holds."""
        if node not in self._parts:
            self._load([node])
        return self._parts[node]

    def _load(self, nodes: Collection[Id]) -> None:
        own = own_elements(self._source.classifications(nodes))
        owners = {node.owner for node in nodes if node.is_field}
        held: dict[Id, list[HeldRow]] = {}
        for row in self._source.held(set(nodes) | owners):
            held.setdefault(row.node, []).append(row)
        for node in nodes:
            above = held.get(node.owner, []) if node.is_field else []
            self._parts[node] = part_of(
                self._of_system(node, held) if node.is_system else own.get(node), held.get(node, []), above, node
            )

    def _of_system(self, system: Id, held: Mapping[Id, Sequence[HeldRow]]) -> dict[str, Form]:
        """What a System holds by itself: unclassified data where such arrives or where nothing in it is known."""
        unclassified = {row.element: row.form for row in held.get(system, ()) if row.element == UNCLASSIFIED}
        return unclassified or ({} if self._source.datasets_of(system) else {UNCLASSIFIED: Form.CLEAR})

    def start(self, origin: Id) -> Part:
        """What a question about a node starts with: a dataset or System holds all that lies below it."""
        if origin.is_field:
            return self.of(origin)
        below = self._below(origin)
        return clearest(item for part in below.values() for item in part) if below else self.of(origin)

    def parts(self, hop: HopRow, named: frozenset[Id] = frozenset()) -> frozenset[tuple[Id | None, Part]]:
        """What each source field's part of a hop holds; parts that hold the same are one, but for fields in `named`."""
        if hop.source.is_field:
            return frozenset({(hop.source, self.of(hop.source))})
        below = self._below(hop.source)
        kept = {node: part for node, part in below.items() if node not in hop.left_out}
        emptied = {node.owner for node in below if node.is_field} - {node.owner for node in kept if node.is_field}
        kept |= {dataset: self.of(dataset) for dataset in emptied}
        parts = frozenset((node if node in named else None, part) for node, part in kept.items())
        return parts or frozenset({(None, self.of(hop.source))})

    def _below(self, place: Id) -> dict[Id, Part]:
        """What each field below a dataset or System holds; datasets without known fields count as one field each."""
        if place not in self._datasets:
            fields = self._source.fields_of([place])
            self._load(fields)
            made = {field: self._parts[field] for field in fields}
            if place.is_system:
                made |= {dataset: self.of(dataset) for dataset in self._bare_places(place, fields)}
            self._datasets[place] = made
        return self._datasets[place]

    def _bare_places(self, system: Id, fields: Sequence[Id]) -> list[Id]:
        """Datasets of a System without known fields, and the System itself where walks stand on it or nothing in it is known."""
        with_fields = {field.owner for field in fields}
        datasets = self._source.datasets_of(system)
        itself = [system] if not datasets or self._source.held([system]) else []
        return [dataset for dataset in datasets if dataset not in with_fields] + itself
