"""What a node holds: its own classification united with what walks bring."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

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

_CALLS: Final = "platform"
"""The source that may call a field personal without saying how."""


class Item(NamedTuple):
    """One element in one form; `came_from` and `came_by` only for what lies in flight."""

    element: str
    form: Form = Form.CLEAR
    came_from: Id = Id("")
    came_by: Id = Id("")


Part = frozenset[Item]
"""All that one place holds; never empty: `NOTHING` is always in it, because whatever moves needs a right."""

Carried = frozenset[tuple[Id | None, Part]]
"""What the parts of a hop hold, each different one once; a field that is told apart is named."""


def own_elements(rows: Iterable[ClassificationRow]) -> dict[Id, dict[str, Form]]:
    """What each field holds by the statements that count; fields without any are left out.

    An empty inner mapping says that nothing in the field is personal.
    """
    said: dict[Id, list[ClassificationRow]] = {}
    for row in rows:
        said.setdefault(row.field, []).append(row)
    return {field: _united(row for row in some if row.source in counting(some)) for field, some in said.items()}


def counting(rows: Sequence[ClassificationRow]) -> tuple[str, ...]:
    """The sources whose statements on one field count: the highest, and the one that says what a platform only calls personal."""
    by_source: dict[str, set[str]] = {}
    for row in rows:
        by_source.setdefault(row.source, set()).add(row.element)
    ranked = [source for source in PRECEDENCE if source in by_source]
    highest, lower = ranked[0], ranked[1:]
    if highest != _CALLS or by_source[highest] != {dictionary.UNSAID}:
        return (highest,)
    refines = (source for source in lower if by_source[source] - {"", dictionary.UNSAID})
    return (highest, *islice(refines, 1))


def _united(rows: Iterable[ClassificationRow]) -> dict[str, Form]:
    """The elements of statements; personal data of no said kind only where no other statement names the kind."""
    elements: dict[str, Form] = {}
    for row in rows:
        if row.element:
            elements[row.element] = min(row.form, elements.get(row.element, row.form))
    if elements.keys() - {dictionary.UNSAID, dictionary.FREE_TEXT}:
        elements.pop(dictionary.UNSAID, None)
    return elements


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
    is_unclassified = own is None and not (node.is_field and any(row.exact and row.element != UNCLASSIFIED for row in held))
    mine = {UNCLASSIFIED: Form.CLEAR} if is_unclassified else dict(own or {})
    ways = {_way(row) for row in arrived} or {(Id(""), Id(""))}
    items = [Item(element, form, *way) for element, form in {NOTHING: Form.CLEAR, **mine}.items() for way in sorted(ways)]
    items += [Item(row.element, row.form, *_way(row)) for row in arrived if row.element not in (NOTHING, UNCLASSIFIED)]
    return clearest(items)


def _way(row: HeldRow) -> tuple[Id, Id]:
    return row.came_from or Id(""), row.came_by or Id("")


@dataclass(frozen=True)
class _Below:
    """What lies below a dataset or System."""

    fields: Mapping[tuple[Id | None, Part], int]
    """How many fields hold what; a field that is told apart is named."""
    bare: tuple[Id, ...]
    """Datasets without fields, and the System itself where it counts; each is one part."""


class Holdings:
    """Looks up what nodes hold, and remembers it. Fields in `named` are told apart in what a hop carries."""

    def __init__(self, source: HopSource, named: frozenset[Id] = frozenset()) -> None:
        self._source = source
        self._named = named
        self._parts: dict[Id, Part] = {}
        self._places: dict[Id, _Below] = {}
        self._carried: dict[tuple[Id, frozenset[Id]], Carried] = {}

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
        parts = [*(part for _, part in below.fields), *map(self.of, below.bare)]
        return clearest(item for part in parts for item in part) if parts else self.of(origin)

    def parts(self, hop: HopRow) -> Carried:
        """What each source field's part of a hop holds; parts that hold the same are one, but for fields that are told apart."""
        if hop.source.is_field:
            return frozenset({(hop.source, self.of(hop.source))})
        key = (hop.source, hop.left_out)
        if key not in self._carried:
            self._carried[key] = self._parts_below(*key)
        return self._carried[key]

    def _parts_below(self, place: Id, left_out: frozenset[Id]) -> Carried:
        below = self._below(place)
        left = dict(below.fields)
        gone = [node.id for node in self._source.nodes(left_out) if place in (node.id.owner, node.id.namespace)]
        for field in gone:
            left[self._told(field)] -= 1
        parts = {told for told, count in left.items() if count > 0}
        parts |= {(None, self.of(one)) for one in (*below.bare, *self._emptied(gone))}
        return frozenset(parts) or frozenset({(None, self.of(place))})

    def _emptied(self, gone: Collection[Id]) -> list[Id]:
        """The datasets of which no other field than these is known."""
        counts: dict[Id, int] = {}
        for field in gone:
            counts[field.owner] = counts.get(field.owner, 0) + 1
        return [dataset for dataset, count in counts.items() if count == sum(self._below(dataset).fields.values())]

    def _told(self, field: Id) -> tuple[Id | None, Part]:
        """What a field holds, and which it is where it is told apart."""
        return field if field in self._named else None, self.of(field)

    def _below(self, place: Id) -> _Below:
        if place not in self._places:
            alike = self._source.alike_below(place, self._named)
            bare = list(self._source.without_fields(place)) if place.is_system else []
            if place.is_system and (not (alike or bare) or self._source.held([place])):
                bare.append(place)
            self.load([*alike, *bare])
            fields: dict[tuple[Id | None, Part], int] = {}
            for field, count in alike.items():
                fields[self._told(field)] = fields.get(self._told(field), 0) + count
            self._places[place] = _Below(fields, tuple(bare))
        return self._places[place]
