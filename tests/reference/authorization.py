"""Rights, and the verdict on a hop for one part of what it carries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.reference.case_file import CaseError, Raw, check_keys, day_or_none, listing, mapping, text_or_none
from tests.reference.compile import Graph, Hop
from tests.reference.elements import NOTHING, UNCLASSIFIED, Element, Item, Items
from tests.reference.facts import FORMS, check_form
from tests.reference.ids import Names, Node, System
from tests.reference.walks import column_of

_RIGHT_KEYS = frozenset({
    "party", "source", "job", "purpose", "elements", "fields", "categories", "form", "from", "until",
    "role", "agreement", "approved_by", "about",
})  # fmt: skip


@dataclass(frozen=True)
class Right:
    """One authorization; what it leaves out binds nothing."""

    party: str | None
    source: str | None
    job: str | None
    purpose: str | None
    covers_all: bool
    named: frozenset[str]
    fields: frozenset[Node]
    categories: frozenset[str]
    form: str
    begins: date
    ends: date


def read_rights(case: Raw, names: Names) -> list[Right]:
    """The rights of a case."""
    rights = []
    for value in listing(case.get("authorizations")):
        raw = mapping(value)
        check_keys("authorization", raw, _RIGHT_KEYS)
        if all(raw.get(key) is None for key in ("elements", "categories", "fields")):
            raise CaseError("invalid", ["authorization without elements or categories"])
        listed = [str(one) for one in listing(raw.get("elements"))]
        fields = [*(one for one in listed if "#" in one), *listing(raw.get("fields"))]
        rights.append(
            Right(
                party=text_or_none(raw.get("party")),
                source=text_or_none(raw.get("source")),
                job=text_or_none(raw.get("job")),
                purpose=text_or_none(raw.get("purpose")),
                covers_all=raw.get("elements") == "all",
                named=frozenset(listed),
                fields=frozenset(names.find(one) for one in fields),
                categories=frozenset(str(one) for one in listing(raw.get("categories"))),
                form=check_form(str(raw.get("form", "clear"))),
                begins=day_or_none(raw.get("from")) or date.min,
                ends=day_or_none(raw.get("until")) or date.max,
            )
        )
    return rights


def turning_days(rights: Iterable[Right]) -> set[date]:
    """The days from which some right counts differently than the day before."""
    begins = {right.begins for right in rights}
    return begins | {right.ends + timedelta(days=1) for right in rights if right.ends < date.max}


@dataclass(frozen=True)
class Court:
    """Judges hops on one day."""

    graph: Graph
    dictionary: dict[str, Element]
    rights: tuple[Right, ...]
    is_bare: bool
    day: date

    def judge(self, hop: Hop, stood_on: Node, items: Items) -> str:
        """The verdict on a hop for the items that arrive, coming from the node stood on."""
        source, target = self._system(hop.source), self._system(hop.target)
        if not hop.crosses:
            return "not_needed"
        is_required = source.internal_required or target.internal_required
        if _is_one_operator(source, target) and not is_required:
            return "not_needed"
        if self.is_bare:
            return "unknown"
        return self._weigh(hop, stood_on, items)

    def _weigh(self, hop: Hop, stood_on: Node, items: Items) -> str:
        bound = [
            right
            for right in self.rights
            if right.begins <= self.day and any(self._binds(right, hop, stood_on, item) for item in items)
        ]
        in_force = [right for right in bound if self.day <= right.ends]
        if not bound:
            return "missing"
        left_open = self._left_open(in_force, hop, stood_on, items)
        if any(not items_open for items_open in left_open):
            return "authorized"
        if any(not items_open for items_open in self._left_open(bound, hop, stood_on, items)):
            return "expired"
        if any({item.element for item in items_open} - {NOTHING} == {UNCLASSIFIED} for items_open in left_open):
            return "unknown"
        return "exceeded" if in_force else "expired"

    def _left_open(self, rights: list[Right], hop: Hop, stood_on: Node, items: Items) -> list[Items]:
        """What the rights of each purpose leave uncovered; without any right, everything."""
        purposes = {right.purpose for right in rights}
        return [
            frozenset(
                item
                for item in items
                if not any(
                    right.purpose == purpose
                    and self._binds(right, hop, stood_on, item)
                    and self._covers(right, hop, stood_on, item)
                    for right in rights
                )
            )
            for purpose in purposes
        ] or [items]

    def _binds(self, right: Right, hop: Hop, stood_on: Node, item: Item) -> bool:
        target = self._system(hop.target)
        party = hop.target.system if target.operator is None else target.operator
        sources = {hop.source.system}
        if self._came_in(hop, stood_on, item) and item.entry is not None:
            sources.add(item.entry.system)
        return right.party in (None, party) and right.job in (None, hop.job) and right.source in (None, *sources)

    def _covers(self, right: Right, hop: Hop, stood_on: Node, item: Item) -> bool:
        if item.element == NOTHING:
            return True
        if FORMS.index(item.form) < FORMS.index(right.form):
            return False
        if right.covers_all or right.fields & self._columns(hop, stood_on, item):
            return True
        if item.element == UNCLASSIFIED:
            return False
        element = self.dictionary.get(item.element, Element())
        if item.element in right.named or (element.clause != "" and element.clause in right.named):
            return True
        return element.spi == "no" and bool(element.categories & right.categories)

    def _columns(self, hop: Hop, stood_on: Node, item: Item) -> frozenset[Node]:
        """The fields by whose name a right covers the item."""
        columns = {column_of(stood_on, hop)}
        if self._came_in(hop, stood_on, item) and item.entry is not None:
            columns.add(item.entry.field)
        return frozenset(column for column in columns if column is not None)

    def _came_in(self, hop: Hop, stood_on: Node, item: Item) -> bool:
        """Whether the hop starts in flight and takes the item out by the job that brought it in."""
        return (
            self.graph.is_in_flight(stood_on)
            and self.graph.is_in_flight(hop.source)
            and item.entry is not None
            and item.entry.job == hop.job
        )

    def _system(self, node: Node) -> System:
        return self.graph.systems.get(node.system, System())


def _is_one_operator(one: System, other: System) -> bool:
    """Whether two Systems are stated to be of one operator; guests and portal users never are."""
    is_outside = any(system.kind in ("public", "portal") for system in (one, other))
    return not is_outside and one.operator is not None and one.operator == other.operator
