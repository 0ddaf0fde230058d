"""What can be removed to cut somebody off from data, and the network in which removing it closes edges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from lineage.analysis.cut import Cut, Edge, Node, Price, smallest_cut
from lineage.graph.source import HopRow
from lineage.model.ids import Id


class Token(NamedTuple):
    """An application acts as a principal."""

    application: Id
    principal: Id
    how: str


class Held(NamedTuple):
    """A member holds a container."""

    member: Id
    container: Id


class Given(NamedTuple):
    """What one container grants to read on one leg: of a whole System, of a dataset, or fields of it one by one."""

    container: Id
    sort: str
    """`system` or `object`; `every-field` of a System, `all-fields` of a dataset, or `fields`."""
    subject: Id
    """The System, the dataset, or one field."""
    part: int = 1
    """Which of the fields of a dataset: those that the same ways of muting leave."""


class Flow(NamedTuple):
    """All that one job moves over one channel from one System into another."""

    source: Id
    target: Id
    job: Id
    channel: Id
    reader: Id
    """The application or principal that reads, where no job moves the data."""

    @classmethod
    def of(cls, hop: HopRow) -> "Flow":
        """The flow that a hop belongs to; what it does without is empty."""
        none = Id("")
        reader = none if hop.job else hop.application or hop.principal or none
        return cls(hop.source.namespace, hop.target.namespace, hop.job or none, hop.channel or none, reader)


Item: TypeAlias = Token | Held | Given | Flow
Items: TypeAlias = frozenset[Item]

NOTHING: Final[Items] = frozenset()


def sort_of(item: Item) -> str:
    """What an item is, in a word."""
    match item:
        case Token():
            return "token"
        case Held():
            return "membership"
        case Given():
            return item.sort
        case Flow():
            return "flow"


_HARM: Final = {"token": 0, "flow": 0, "membership": 1, "fields": 2, "object": 3, "all-fields": 3, "system": 4, "every-field": 4}
"""What a removal takes from others: a token nothing, a grant something from everybody who holds the container."""


@dataclass
class Network:
    """Edges, and the items that close them; items that are always removed together have one number."""

    edges: list[Edge] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    items: list[tuple[Item, ...]] = field(default_factory=list)
    _numbers: dict[tuple[Item, ...], int] = field(default_factory=dict)
    _joined: set[Edge] = field(default_factory=set)

    def number(self, items: Iterable[Item], removals: int | None = None) -> int:
        """The number of items that go together; `removals` is how many they take, else one each."""
        found = tuple(items)
        if found not in self._numbers:
            self._numbers[found] = len(self.items)
            self.items.append(found)
            self.prices.append(Price(len(found) if removals is None else removals, _HARM[sort_of(found[0])]))
        return self._numbers[found]

    def join(self, source: Node, target: Node, item: int = -1) -> None:
        """An edge, once."""
        edge = Edge(source, target, item)
        if edge not in self._joined:
            self._joined.add(edge)
            self.edges.append(edge)

    def cut(self, sorts: Sequence[str] = ()) -> "Found | None":
        """The smallest set of items that cuts, of some sorts only if told; `None` where none does."""
        is_meant = [not sorts or sort_of(items[0]) in sorts for items in self.items]
        edges = self.edges if not sorts else [edge if edge.item < 0 or is_meant[edge.item] else edge.kept for edge in self.edges]
        found = smallest_cut(edges, self.prices)
        if found is None:
            return None
        return Found(found, frozenset(item for number in found.items for item in self.items[number]))


@dataclass(frozen=True)
class Found:
    """A smallest set, as items."""

    cut: Cut
    items: Items
