"""Crossings of hops: counted, and made fewer by swapping neighbours."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from lineage.export.layered.board import Board

_ROUNDS = 4


def crossings(board: Board) -> int:
    """How often the hops of `board` cross between neighbouring layers."""
    total = 0
    for layer in board.layers:
        pairs = [(board.place[item], board.place[other]) for item in board.items(layer) for other in board.right[item]]
        total += _inversions([right for _, right in sorted(pairs)])
    return total


def _inversions(places: Sequence[int]) -> int:
    total = 0
    seen: list[int] = []
    for place in places:
        total += len(seen) - bisect_right(seen, place)
        insort(seen, place)
    return total


class _Ends(NamedTuple):
    """Where hops lead from something that may be swapped, sorted."""

    left: list[int]
    right: list[int]


def transpose(board: Board) -> None:
    """Swap neighbours wherever that saves crossings, until it saves none."""
    for _ in range(_ROUNDS):
        if not sum([_transposed(board, band) for band in range(len(board.blocks))]):
            return


def _transposed(board: Board, band: int) -> int:
    layers = board.skeleton.bands[band].layers
    saved = _swap(board.blocks[band], partial(_block_ends, board, layers))
    board.settle(layers)
    for layer in layers:
        for block in board.blocks[band]:
            units = board.units.get((block, layer), [])
            saved += _swap(units, lambda unit: _ends(board, board.rows[unit], board.rows[unit]))
            for unit in units:
                saved += _swap_rows(board, board.rows[unit])
        board.settle([layer])
    return saved


def _swap_rows(board: Board, rows: list[int]) -> int:
    first = 1 if rows[0] in board.heads else 0
    tail = rows[first:]
    saved = _swap(tail, lambda item: _ends(board, [item], [item]))
    rows[first:] = tail
    return saved


def _block_ends(board: Board, layers: range, block: int) -> _Ends:
    """Only hops that leave the band can cross those of another block."""
    first, last = (
        [item for unit in board.units.get((block, layer), ()) for item in board.rows[unit]] for layer in (layers[0], layers[-1])
    )
    return _ends(board, first, last)


def _ends(board: Board, first: Iterable[int], last: Iterable[int]) -> _Ends:
    return _Ends(
        sorted(board.place[other] for item in first for other in board.left[item]),
        sorted(board.place[other] for item in last for other in board.right[item]),
    )


def _swap(siblings: list[int], ends_of: Callable[[int], _Ends]) -> int:
    """Bubble the siblings until no swap of neighbours saves a crossing; give how many were saved."""
    ends = {sibling: ends_of(sibling) for sibling in siblings}
    saved = 0
    for _ in siblings:
        before = saved
        for place in range(len(siblings) - 1):
            upper, lower = siblings[place : place + 2]
            gain = _gain(ends[upper].left, ends[lower].left) + _gain(ends[upper].right, ends[lower].right)
            if gain > 0:
                siblings[place : place + 2] = lower, upper
                saved += gain
        if saved == before:
            break
    return saved


def _gain(upper: Sequence[int], lower: Sequence[int]) -> int:
    """Crossings saved by a swap: pairs that cross now less pairs that would then."""
    return sum(bisect_left(lower, place) - (len(lower) - bisect_right(lower, place)) for place in upper)
