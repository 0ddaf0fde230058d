"""The board on which the order is sought: bands hold blocks, blocks hold units layer by layer, units hold items."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lineage.export.layered.parts import Skeleton


class Board:
    """An order of everything, top to bottom, and the place that it gives each item in its layer."""

    def __init__(self, skeleton: Skeleton) -> None:
        """The board in the order of ids."""
        self.skeleton = skeleton
        self.blocks = [list(band.blocks) for band in skeleton.bands]
        self.units: dict[tuple[int, int], list[int]] = {}
        self.rows: dict[int, list[int]] = {}
        self.heads = frozenset(stack.head for stack in skeleton.stacks if stack.head is not None)
        self.left: list[list[int]] = [[] for _ in skeleton.items]
        self.right: list[list[int]] = [[] for _ in skeleton.items]
        self.place = [0] * len(skeleton.items)
        for number, item in enumerate(skeleton.items):
            self.rows.setdefault(item.unit, []).append(number)
        for unit, items in sorted(self.rows.items()):
            items.sort(key=lambda number: (number not in self.heads, number))
            item = skeleton.items[items[0]]
            self.units.setdefault((item.block, item.layer), []).append(unit)
        for one, other in sorted({pair for chain in skeleton.chains for pair in pairwise(chain.items)}):
            self.right[one].append(other)
            self.left[other].append(one)
        self.settle(self.layers)

    @property
    def layers(self) -> range:
        """Every layer, from left to right."""
        return range(self.skeleton.bands[-1].layers.stop if self.skeleton.bands else 0)

    def copy(self) -> "Board":
        """A board of the same order that changes by itself."""
        other = object.__new__(Board)
        other.__dict__.update(self.__dict__)
        other.blocks = [list(blocks) for blocks in self.blocks]
        other.units = {key: list(units) for key, units in self.units.items()}
        other.rows = {unit: list(rows) for unit, rows in self.rows.items()}
        other.place = list(self.place)
        return other

    def band(self, layer: int) -> int:
        """The band that a layer belongs to."""
        return next(number for number, band in enumerate(self.skeleton.bands) if layer in band.layers)

    def items(self, layer: int) -> list[int]:
        """The items of a layer from top to bottom."""
        return [
            item
            for block in self.blocks[self.band(layer)]
            for unit in self.units.get((block, layer), ())
            for item in self.rows[unit]
        ]

    def settle(self, layers: Iterable[int]) -> None:
        """Note the places in these layers after a change."""
        for layer in layers:
            for place, item in enumerate(self.items(layer)):
                self.place[item] = place

    def arrange(self, layer: int, keys: Mapping[int, float], *, blocks: bool) -> None:
        """Sort the rows and units of a layer by their keys, and its blocks too where asked; equal keys keep their order."""
        band = self.band(layer)
        weights: dict[int, float] = {}
        for place, block in enumerate(self.blocks[band]):
            units = self.units.get((block, layer), [])
            means = {unit: self._sorted_mean(unit, keys) for unit in units}
            units.sort(key=means.__getitem__)
            weights[block] = sum(means.values()) / len(units) if units else place / len(self.blocks[band])
        if blocks:
            self.blocks[band].sort(key=weights.__getitem__)
        self.settle(self.skeleton.bands[band].layers)

    def _sorted_mean(self, unit: int, keys: Mapping[int, float]) -> float:
        rows = self.rows[unit]
        rows.sort(key=lambda item: (item not in self.heads, keys[item]))
        return sum(keys[item] for item in rows) / len(rows)
