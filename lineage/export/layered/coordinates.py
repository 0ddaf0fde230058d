"""Where everything stands: heights by least squares within the order, so that hops run as level as they can."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lineage.export.layered.board import Board

ROW_GAP = 4.0
TITLE = 17.0
FRAME_HEAD = 40.0
FRAME_PAD = 12.0

_STACK_GAP = 14.0
_TURN_GAP = 9.0
_BLOCK_GAP = 20.0
_LANE_GAP = 12.0
# Stacks may move apart to meet their hops, but a frame must not become mostly empty.
_LOOSEST = 28.0
_LOOSEST_TURN = 14.0
_ROUNDS = 12
_STRENGTHS = (1.0, 2.0, 4.0)


@dataclass(frozen=True)
class Sizes:
    """What the coordinates need to know of the boxes."""

    heights: Sequence[float]
    """Item → height."""
    titled: frozenset[int]
    """Stacks with a heading."""
    compact: frozenset[int]
    """Systems whose frame has no heading."""


@dataclass(frozen=True)
class Vertical:
    """Heights from the top of the picture."""

    centres: list[float]
    """Item → its middle."""
    blocks: dict[int, tuple[float, float]]
    """Block → top and bottom."""
    height: float


def isotonic(wanted: Sequence[float], weights: Sequence[float], spans: Sequence[float]) -> list[float]:
    """The positions nearest to the wanted ones, in weighted least squares, that keep each span to the next.

    `spans[i]` is the least distance between position i and i + 1. Pool adjacent violators.
    """
    pools: list[tuple[float, float, int]] = []
    shift = 0.0
    for number, (want, weight) in enumerate(zip(wanted, weights, strict=True)):
        value, mass, count = want - shift, weight, 1
        while pools and pools[-1][0] > value:
            other, more, size = pools.pop()
            value = (value * mass + other * more) / (mass + more)
            mass, count = mass + more, count + size
        pools.append((value, mass, count))
        shift += spans[number] if number < len(spans) else 0.0
    result, shift = [], 0.0
    for value, _, count in pools:
        for _ in range(count):
            result.append(value + shift)
            shift += spans[len(result) - 1] if len(result) <= len(spans) else 0.0
    return result


@dataclass
class _Column:
    """A board on which heights are being sought."""

    board: Board
    sizes: Sizes
    tall: dict[int, float] = field(default_factory=dict)
    offset: dict[int, float] = field(default_factory=dict)
    """Item → its middle below the top of its unit."""
    inside: dict[int, float] = field(default_factory=dict)
    """Unit → its top below the inside top of its block."""
    top: dict[int, float] = field(default_factory=dict)
    links: list[list[tuple[int, float]]] = field(default_factory=list)

    def y(self, item: int) -> float:
        where = self.board.skeleton.items[item]
        return self.top[where.block] + self.head(where.block) + self.inside[where.unit] + self.offset[item]

    def is_lane(self, block: int) -> bool:
        return block >= len(self.board.skeleton.systems)

    def head(self, block: int) -> float:
        if self.is_lane(block):
            return 0.0
        return FRAME_PAD if block in self.sizes.compact else FRAME_HEAD

    def is_turn(self, unit: int) -> bool:
        return unit >= len(self.board.skeleton.stacks)

    def depth(self, block: int) -> float:
        """The height of a block."""
        layers = self.board.layers
        bottoms = [self.inside[unit] + self.tall[unit] for layer in layers for unit in self.board.units.get((block, layer), ())]
        return self.head(block) + max(bottoms) + (0.0 if self.is_lane(block) else FRAME_PAD)


def vertical(board: Board, sizes: Sizes) -> Vertical:
    """Heights for everything on the board, the topmost block at 0."""
    column = _Column(board, sizes)
    _measure(column)
    _pack(column)
    bands = range(len(board.blocks))
    for number in range(_ROUNDS):
        for band in bands if number % 2 == 0 else reversed(bands):
            for block in board.blocks[band]:
                _loosen(column, band, block)
            _settle(column, band)
    highest = min(column.top.values(), default=0.0)
    blocks = {block: (top - highest, top - highest + column.depth(block)) for block, top in sorted(column.top.items())}
    centres = [column.y(item) - highest for item in range(len(board.skeleton.items))]
    return Vertical(centres, blocks, max((bottom for _, bottom in blocks.values()), default=0.0))


def _measure(column: _Column) -> None:
    for unit, items in column.board.rows.items():
        cursor = TITLE if unit in column.sizes.titled else 0.0
        for number, item in enumerate(items):
            cursor += ROW_GAP if number else 0.0
            column.offset[item] = cursor + column.sizes.heights[item] / 2
            cursor += column.sizes.heights[item]
        column.tall[unit] = cursor
    turn = [column.is_turn(item.unit) for item in column.board.skeleton.items]
    # The long part of a hop should be the straightest.
    column.links = [
        [(other, _STRENGTHS[turn[item] + turn[other]]) for other in (*left, *right)]
        for item, (left, right) in enumerate(zip(column.board.left, column.board.right, strict=True))
    ]


def _pack(column: _Column) -> None:
    """Everything as close together as it may be, from the top."""
    for units in column.board.units.values():
        cursor = 0.0
        for number, unit in enumerate(units):
            column.inside[unit] = cursor
            if number + 1 < len(units):
                cursor += column.tall[unit] + _gap(column, unit, units[number + 1])
    for blocks in column.board.blocks:
        cursor = 0.0
        for block in blocks:
            column.top[block] = cursor
            cursor += column.depth(block) + _BLOCK_GAP


def _gap(column: _Column, upper: int, lower: int) -> float:
    return _TURN_GAP if column.is_turn(upper) and column.is_turn(lower) else _STACK_GAP


def _pull(column: _Column, items: Iterable[int], but: int | None = None) -> tuple[float, float]:
    """How far, on average, the neighbours of `items` stand below them, and with what weight; `but` is a block to leave out."""
    total = weight = 0.0
    for item in items:
        here = column.y(item)
        for other, strength in column.links[item]:
            if column.board.skeleton.items[other].block != but:
                total += strength * (column.y(other) - here)
                weight += strength
    return (total / weight, weight) if weight else (0.0, 0.01)


def _loosen(column: _Column, band: int, block: int) -> None:
    """Move the units of a block towards their hops."""
    board = column.board
    moved: dict[int, float] = {}
    for layer in board.skeleton.bands[band].layers:
        units = board.units.get((block, layer), [])
        pulls = [_pull(column, board.rows[unit]) for unit in units]
        wanted = [column.inside[unit] + pull for unit, (pull, _) in zip(units, pulls, strict=True)]
        spans = [column.tall[upper] + _gap(column, upper, lower) for upper, lower in pairwise(units)]
        tops = isotonic(wanted, [weight for _, weight in pulls], spans)
        for number, (upper, lower) in enumerate(pairwise(units)):
            loosest = _LOOSEST_TURN if column.is_turn(upper) or column.is_turn(lower) else _LOOSEST
            tops[number + 1] = min(tops[number + 1], tops[number] + column.tall[upper] + loosest)
        moved.update(zip(units, tops, strict=True))
    highest = min(moved.values(), default=0.0)
    for unit, top in moved.items():
        column.inside[unit] = top - highest
    column.top[block] += highest


def _settle(column: _Column, band: int) -> None:
    """Move the blocks of a band towards their hops."""
    board = column.board
    blocks = board.blocks[band]
    pulls = []
    for block in blocks:
        items = [
            item
            for layer in board.skeleton.bands[band].layers
            for unit in board.units.get((block, layer), ())
            for item in board.rows[unit]
        ]
        pulls.append(_pull(column, items, but=block))
    wanted = [column.top[block] + pull for block, (pull, _) in zip(blocks, pulls, strict=True)]
    spans = [
        column.depth(upper) + (_LANE_GAP if column.is_lane(upper) or column.is_lane(lower) else _BLOCK_GAP)
        for upper, lower in pairwise(blocks)
    ]
    tops = isotonic(wanted, [weight for _, weight in pulls], spans)
    column.top.update(zip(blocks, tops, strict=True))
