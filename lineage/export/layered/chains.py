"""Chains: the way of every hop through the layers, with turning points where it passes one."""

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence

from lineage.export.layered.parts import Band, Chain, Item, Stack
from lineage.export.verdict import read
from lineage.model.answers import HopAnswer


class Weave:
    """Collects items, chains and lanes while hops are added."""

    def __init__(self, home: Sequence[int], bands: Sequence[int], first: Sequence[int], stacks: Sequence[Stack]) -> None:
        """Items for every node; `home` is the System of each, `bands` the band of each System."""
        self._home, self._bands, self._first = home, bands, first
        self._units = len(stacks)
        unit_of = {member: number for number, stack in enumerate(stacks) for member in stack.members}
        self.items = [Item(stacks[unit_of[member]].layer, home[member], unit_of[member]) for member in range(len(home))]
        self.chains: list[Chain] = []
        self.loops: list[int] = []
        self._lanes: dict[tuple[int, int, int], int] = {}
        self._turns: dict[Hashable, int] = {}

    def add(self, number: int, hop: HopAnswer, source: int, target: int) -> None:
        """Add one hop."""
        if self.items[source].layer == self.items[target].layer:
            self.loops.append(number)
            return
        back = self.items[source].layer > self.items[target].layer
        left, right = (target, source) if back else (source, target)
        look = _look(hop)
        turns = [self._turn(look, left, right, layer) for layer in range(self.items[left].layer + 1, self.items[right].layer)]
        self.chains.append(Chain(number, (left, *turns, right), back))

    def _turn(self, look: Hashable, left: int, right: int, layer: int) -> int:
        # Hops that look alike and leave one node for one System share their turning points: they part late.
        key = (look, left, self._home[right], layer)
        if key not in self._turns:
            self._turns[key] = len(self.items)
            self.items.append(Item(layer, self._block(layer, left, right), self._units))
            self._units += 1
        return self._turns[key]

    def _block(self, layer: int, left: int, right: int) -> int:
        band = bisect_right(self._first, layer) - 1
        for end in (left, right):
            if self._bands[self._home[end]] == band:
                return self._home[end]
        key = (band, self._home[left], self._home[right])
        return self._lanes.setdefault(key, len(self._bands) + len(self._lanes))

    def bands(self) -> Iterator[Band]:
        """Every band with its Systems and lanes."""
        for number in range(len(self._first) - 1):
            systems = tuple(system for system, band in enumerate(self._bands) if band == number)
            lanes = tuple(lane for (band, _, _), lane in sorted(self._lanes.items()) if band == number)
            yield Band(systems + lanes, range(self._first[number], self._first[number + 1]))


def _look(hop: HopAnswer) -> Hashable:
    reading = read(hop)
    verdicts = (reading.state, reading.line, reading.possible, reading.inactive)
    return (hop.job, hop.channel, hop.principal, hop.application, *verdicts)
