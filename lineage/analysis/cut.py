"""The smallest set of things whose removal cuts a network: a minimum cut in which one thing may stand on several edges.

Where each thing stands on one edge this is the minimum cut that networkx finds. A thing on several edges is paid for once, and that is no
plain minimum cut any more: its price is shared out over its edges, which can only make a cut cheaper and so bounds what any costs; where
the bound is not reached, the thing is once taken as removed and once as kept, and each is solved again.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, NamedTuple

Node = tuple[object, ...]

SOURCE: Final[Node] = ("source",)
SINK: Final[Node] = ("sink",)

_MOST_WORK: Final = 400_000
"""Edges that are looked at, all solutions together, before the best that was found is taken without a proof."""
_MOST_TRIED: Final = 64
"""Things of a set that are looked at one by one for whether the set cuts without them."""


class Edge(NamedTuple):
    """One step from the source towards the sink; `item` is the number of what can be removed to close it, -1 where nothing can."""

    source: Node
    target: Node
    item: int = -1

    @property
    def kept(self) -> "Edge":
        """The same step, which nothing can close."""
        return Edge(self.source, self.target)


class Price(NamedTuple):
    """What it takes to remove an item: how many removals, and how much else each of them hurts, which decides between equal numbers."""

    removals: int
    harm: int = 0


@dataclass(frozen=True)
class Cut:
    """Items that cut the source off from the sink when all of them are removed."""

    items: frozenset[int]
    size: int
    """Removals."""
    at_least: int
    """No set takes fewer; equal to `size` where it is proved that this one is smallest."""

    @property
    def is_smallest(self) -> bool:
        """Whether it is proved that no set takes fewer removals."""
        return self.size == self.at_least


def smallest_cut(edges: Iterable[Edge], prices: Sequence[Price]) -> Cut | None:
    """The smallest set that cuts, of equal ones the one that hurts least and is nearest the source; `None` where none cuts.

    >>> smallest_cut([Edge(SOURCE, ("a",), 0), Edge(("a",), SINK, 1)], [Price(1), Price(2)])
    Cut(items=frozenset({0}), size=1, at_least=1)
    """
    return _Search(list(edges), prices).run()


class _Solved(NamedTuple):
    """What a network comes to where some items are removed and some are kept."""

    bound: int
    """No cut costs less."""
    items: frozenset[int]
    """A cut, those removed among them."""
    torn: tuple[int, ...]
    """Items that are cut on some of their edges only."""


class _Search:
    """Looks for the smallest cut, the most promising choice of removed and kept items first; one use."""

    def __init__(self, edges: list[Edge], prices: Sequence[Price]) -> None:
        self._edges = edges
        self._prices = prices
        # So large that no sum of harms comes near one removal.
        self._unit = 64 * (1 + sum(price.removals * (1 + price.harm) for price in prices))
        self._never = self._unit * (1 + sum(price.removals for price in prices))
        self._work = 0
        self._best: tuple[int, tuple[int, ...]] | None = None

    def _cost(self, item: int) -> int:
        price = self._prices[item]
        return price.removals * (self._unit + price.harm)

    def run(self) -> Cut | None:
        """The best cut, with what is proved of it."""
        order = count()
        first = self._solve(frozenset(), frozenset())
        if first is None:
            return None
        pending = [(first.bound, next(order), frozenset[int](), frozenset[int](), first)]
        self._note(first.items)
        bound = first.bound
        while pending:
            bound, _, removed, kept, solved = heapq.heappop(pending)
            if self._is_reached(bound) or self._work > _MOST_WORK:
                break
            if not solved.torn:
                continue
            item = max(solved.torn, key=lambda one: (self._cost(one), -one))
            for choice in ((removed | {item}, kept), (removed, kept | {item})):
                found = self._solve(*choice)
                if found is not None:
                    self._note(found.items)
                    if not self._is_reached(found.bound):
                        heapq.heappush(pending, (found.bound, next(order), *choice, found))
        else:
            bound = self._never
        return self._answer(bound)

    def _is_reached(self, bound: int) -> bool:
        """Whether nothing with this bound can take fewer removals, or as few and less harm, than the best."""
        return self._best is not None and bound + self._unit // 64 > self._best[0]

    def _note(self, items: frozenset[int]) -> None:
        """Keep a cut if it is better than the best, after items were left out that it does without."""
        needed = set(items)
        if len(items) <= _MOST_TRIED:
            for item in sorted(items, key=lambda one: (-self._cost(one), one)):
                if self._cuts(needed - {item}):
                    needed.discard(item)
        found = sum(map(self._cost, needed)), tuple(sorted(needed))
        if self._best is None or found < self._best:
            self._best = found

    def _cuts(self, removed: set[int]) -> bool:
        self._work += len(self._edges)
        return SINK not in _reached(SOURCE, _onward(edge for edge in self._edges if edge.item not in removed))

    def _answer(self, bound: int) -> Cut | None:
        if self._best is None:
            return None
        items = frozenset(self._best[1])
        size = sum(self._prices[item].removals for item in items)
        # All harms together are less than a 64th of a removal.
        least = -(-(bound - self._unit // 64) // self._unit)
        return Cut(items, size, max(0, min(size, least)))

    def _solve(self, removed: frozenset[int], kept: frozenset[int]) -> _Solved | None:
        """The network without what is removed and with what is kept for good; `None` where that cannot be cut."""
        edges = _on_ways([edge for edge in self._edges if edge.item not in removed])
        self._work += len(edges) + 1
        base = sum(map(self._cost, removed))
        if not edges:
            return _Solved(base, removed, ())
        places: dict[int, int] = {}
        for edge in edges:
            places[edge.item] = places.get(edge.item, 0) + 1
        joined: dict[tuple[Node, Node], list[int]] = {}
        for edge in edges:
            joined.setdefault((edge.source, edge.target), []).append(edge.item)
        share = {item: self._never if item < 0 or item in kept else self._cost(item) // copies for item, copies in places.items()}
        flow, cut = _minimum_cut({ends: min(sum(map(share.__getitem__, items)), self._never) for ends, items in joined.items()})
        if flow >= self._never:
            return None
        touched: dict[int, int] = {}
        for ends in cut:
            for item in joined[ends]:
                touched[item] = touched.get(item, 0) + 1
        torn = tuple(sorted(item for item, copies in touched.items() if copies < places[item]))
        return _Solved(base + flow, removed | touched.keys(), torn)


def _minimum_cut(capacities: Mapping[tuple[Node, Node], int]) -> tuple[int, list[tuple[Node, Node]]]:
    """The value of a minimum cut and its edges; of several the one nearest to the source."""
    import networkx as nx  # noqa: PLC0415 - few questions look for a cut

    graph: nx.DiGraph[Node] = nx.DiGraph()
    for (source, target), capacity in capacities.items():
        graph.add_edge(source, target, capacity=capacity)
    residual = nx.algorithms.flow.shortest_augmenting_path(graph, SOURCE, SINK)
    open_: dict[Node, list[Node]] = {}
    for source, target, says in residual.edges(data=True):
        if says["flow"] < says["capacity"]:
            open_.setdefault(source, []).append(target)
    near = _reached(SOURCE, open_)
    return int(residual.graph["flow_value"]), [ends for ends in capacities if ends[0] in near and ends[1] not in near]


def _on_ways(edges: Sequence[Edge]) -> list[Edge]:
    """The edges that lie on some way from the source to the sink."""
    near = _reached(SOURCE, _onward(edges))
    far = _reached(SINK, _onward(Edge(edge.target, edge.source) for edge in edges))
    return [edge for edge in edges if edge.source in near and edge.target in far]


def _onward(edges: Iterable[Edge]) -> dict[Node, list[Node]]:
    found: dict[Node, list[Node]] = {}
    for edge in edges:
        found.setdefault(edge.source, []).append(edge.target)
    return found


def _reached(start: Node, onward: Mapping[Node, Sequence[Node]]) -> set[Node]:
    seen, pending = {start}, [start]
    while pending:
        for node in onward.get(pending.pop(), ()):
            if node not in seen:
                seen.add(node)
                pending.append(node)
    return seen
