"""What a node holds: its own classification united with what walks bring."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lineage.graph.source import ClassificationRow, HeldRow, HopRow, HopSource
from lineage.model import elements as dictionary
from lineage.model.ids import Id
from lineage.model.verdicts import Form

UNCLASSIFIED: Final = dictionary.UNCLASSIFIED
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


@dataclass(frozen=True)
class _Below:
    """What lies below a dataset or System: fields of which something is known one by one, the others counted by dataset."""

    datasets: frozenset[Id]
    """The dataset itself, or all datasets of the System."""
    described: Mapping[Id, Part]
    """Classified fields, fields that walks arrive at, and fields that rights name."""
    plain: Mapping[Id, int]
    """Dataset → how many other fields it has."""
    bare: tuple[Id, ...]
    """Datasets without fields, and the System itself where it counts; each is one part."""


class Holdings:
    """Looks up what nodes hold, and remembers it. Fields in `named` are told apart in what a hop carries."""

    def __init__(self, source: HopSource, named: frozenset[Id] = frozenset()) -> None:
        self._source = source
        self._named = named
        self._parts: dict[Id, Part] = {}
        self._places: dict[Id, _Below] = {}

    def of(self, node: Id) -> Part:
        """What one field, or one dataset or System as a whole, holds."""
        if node not in self._parts:
            self.load([node])
        return self._parts[node]

    def load(self, nodes: Collection[Id]) -> None:
        """Look many nodes up at once."""
        wanted = {node for node in nodes if node not in self._parts}
        own = own_elements(self._source.classifications(wanted))
        held: dict[Id, list[HeldRow]] = {}
        for row in self._source.held(wanted | {node.owner for node in wanted if node.is_field}):
            held.setdefault(row.node, []).append(row)
        for node in wanted:
            above = held.get(node.owner, []) if node.is_field else []
            said = self._of_system(node, held) if node.is_system else own.get(node)
            self._parts[node] = part_of(said, held.get(node, []), above, node)

    def _of_system(self, system: Id, held: Mapping[Id, Sequence[HeldRow]]) -> dict[str, Form]:
        """What a System holds by itself: unclassified data where such arrives or where nothing in it is known."""
        unclassified = {row.element: row.form for row in held.get(system, ()) if row.element == UNCLASSIFIED}
        return unclassified or ({} if self._source.datasets_of(system) else {UNCLASSIFIED: Form.CLEAR})

    def start(self, origin: Id) -> Part:
        """What a question about a node starts with: a dataset or System holds all that lies below it."""
        if origin.is_field:
            return self.of(origin)
        below = self._below(origin)
        parts = [*below.described.values(), *map(self._plain, below.plain), *map(self.of, below.bare)]
        return clearest(item for part in parts for item in part) if parts else self.of(origin)

    def parts(self, hop: HopRow) -> frozenset[tuple[Id | None, Part]]:
        """What each source field's part of a hop holds; parts that hold the same are one, but for fields that are told apart."""
        if hop.source.is_field:
            return frozenset({(hop.source, self.of(hop.source))})
        below = self._below(hop.source)
        kept = {field: part for field, part in below.described.items() if field not in hop.left_out}
        left = _less(below.plain, [field for field in hop.left_out if field not in below.described])
        plain = {dataset for dataset, count in left.items() if count > 0}
        parts = {(field if field in self._named else None, part) for field, part in kept.items()}
        parts |= {(None, self._plain(dataset)) for dataset in plain}
        emptied = ({field.owner for field in hop.left_out} & below.datasets) - {field.owner for field in kept} - plain
        parts |= {(None, self.of(place)) for place in (*below.bare, *emptied)}
        return frozenset(parts) or frozenset({(None, self.of(hop.source))})

    def _plain(self, dataset: Id) -> Part:
        """What any field of a dataset holds of which nothing else is known."""
        return self.of(_any_field(dataset))

    def _below(self, place: Id) -> _Below:
        if place not in self._places:
            counts = self._source.field_counts(place)
            named = {node.id for node in self._source.nodes(self._named) if place in (node.id.owner, node.id.namespace)}
            described = sorted({*self._source.described_below(place), *named})
            self.load(described)
            plain = {dataset: left for dataset, left in _less(counts, described).items() if left > 0}
            bare = [dataset for dataset, count in counts.items() if not count] if place.is_system else []
            if place.is_system and (not counts or self._source.held([place])):
                bare.append(place)
            self.load([*map(_any_field, plain), *bare])
            parts = {field: self._parts[field] for field in described}
            self._places[place] = _Below(frozenset(counts), parts, plain, tuple(bare))
        return self._places[place]


def _any_field(dataset: Id) -> Id:
    return dataset.field("")


def _less(counts: Mapping[Id, int], taken: Collection[Id]) -> dict[Id, int]:
    """How many fields each dataset has beside those taken."""
    left = dict(counts)
    for field in taken:
        if field.owner in left:
            left[field.owner] -= 1
    return left
