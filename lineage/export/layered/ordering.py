"""An order with few crossings: median sweeps and transposition from several starts, none of them by chance."""

from collections.abc import Iterator, Sequence
from statistics import median

from lineage.export.layered.board import Board
from lineage.export.layered.crossings import crossings, transpose
from lineage.export.layered.parts import Skeleton

_SWEEPS = 12
_PATIENCE = 2


def order(skeleton: Skeleton) -> Board:
    """The order with the fewest crossings that the starts lead to; the earlier one where two are equal."""
    best = Board(skeleton)
    fewest = crossings(best)
    for board in _starts(best.copy()):
        for found in _improved(board):
            if found < fewest:
                best, fewest = board.copy(), found
        if not fewest:
            break
    return best


def _improved(board: Board) -> Iterator[int]:
    """The crossings after each round, as long as rounds help now and then."""
    fewest, vain = crossings(board), 0
    for number in range(_SWEEPS):
        _sweep(board, forward=number % 2 == 0)
        transpose(board)
        found = crossings(board)
        yield found
        vain = 0 if found < fewest else vain + 1
        fewest = min(fewest, found)
        if not found or vain > _PATIENCE:
            return


def _starts(board: Board) -> Iterator[Board]:
    """The order of ids, the same turned round, and the orders in which walks from the left and from the right come by."""
    count = len(board.place)
    for keys in (
        range(count),
        range(count, 0, -1),
        _visits(board.right, board.left),
        _visits(board.left, board.right),
    ):
        start = board.copy()
        for layer in start.layers:
            start.arrange(layer, dict(enumerate(keys)), blocks=True)
        yield start


def _visits(onward: Sequence[Sequence[int]], backward: Sequence[Sequence[int]]) -> list[int]:
    """When a depth-first walk along `onward` first comes by each item."""
    seen: dict[int, int] = {}
    waiting = sorted(range(len(onward)), key=lambda item: (bool(backward[item]), item), reverse=True)
    while waiting:
        item = waiting.pop()
        if item not in seen:
            seen[item] = len(seen)
            waiting.extend(reversed(onward[item]))
    return [seen[item] for item in range(len(onward))]


def _sweep(board: Board, *, forward: bool) -> None:
    neighbours = board.left if forward else board.right
    for layer in board.layers if forward else reversed(board.layers):
        layers = board.skeleton.bands[board.band(layer)].layers
        entry = layers[0] if forward else layers[-1]
        board.arrange(layer, _medians(board, layer, neighbours), blocks=layer == entry)


def _medians(board: Board, layer: int, neighbours: Sequence[Sequence[int]]) -> dict[int, float]:
    """Where the neighbours of each item stand, as a share of their layer; its own place where it has none."""
    items = board.items(layer)
    height = max((board.place[other] for item in items for other in neighbours[item]), default=0) + 1
    return {
        item: median(board.place[other] for other in neighbours[item]) / height
        if neighbours[item]
        else board.place[item] / len(items)
        for item in items
    }
