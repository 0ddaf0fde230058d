"""The parts of a skeleton: Systems in bands, datasets stacked in layers, and a chain of items for every hop.

A band holds the Systems of one rank and has as many layers as the deepest of them. Items are the nodes by their
index, then the turning points that a long hop has in each layer it passes.
"""

from typing import NamedTuple


class Stack(NamedTuple):
    """A dataset and its fields, or a single node."""

    system: int
    layer: int
    head: int | None
    """The dataset's own node, where it stands above its fields."""
    rows: tuple[int, ...]

    @property
    def members(self) -> tuple[int, ...]:
        """Every node in it, from top to bottom."""
        return self.rows if self.head is None else (self.head, *self.rows)


class Item(NamedTuple):
    """A node or a turning point."""

    layer: int
    block: int
    unit: int
    """Its stack; a turning point has a unit of its own, numbered after the stacks."""


class Chain(NamedTuple):
    """The way of a hop through the layers, from left to right."""

    hop: int
    items: tuple[int, ...]
    back: bool
    """The hop itself runs from right to left."""

    @property
    def is_short(self) -> bool:
        """Whether it ends in the layer next to the one it begins in."""
        return not self.items[1:-1]


class Band(NamedTuple):
    """The Systems of one rank."""

    blocks: tuple[int, ...]
    """Systems, then lanes: the room for hops that pass the band. Lanes are numbered after the Systems."""
    layers: range


class Skeleton(NamedTuple):
    """What ordering and coordinates work on."""

    systems: tuple[str, ...]
    starts: frozenset[int]
    """Systems that were asked about, else the one with the most hops."""
    ranks: tuple[int, ...]
    """System → its band."""
    bands: tuple[Band, ...]
    stacks: tuple[Stack, ...]
    items: tuple[Item, ...]
    ends: tuple[tuple[int, int], ...]
    """Hop → the nodes that it leaves and reaches."""
    chains: tuple[Chain, ...]
    """Hops between two layers."""
    loops: tuple[int, ...]
    """Hops inside one layer of a System."""

    @property
    def start_band(self) -> int:
        """The leftmost band of the starts."""
        return min((self.ranks[system] for system in self.starts), default=0)
