"""How wide layers, frames and the gaps between them are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lineage.export.layered.coordinates import FRAME_PAD
from lineage.export.layered.parts import Skeleton

LOOP_ROOM = 34.0
"""For hops inside one stack, which bow out to its right."""

_INNER_GAP = 64.0
_OUTER_GAP = 84.0
_LABEL_MARGIN = 36.0
_WIDEST_LABEL = 180.0
_CROWD = 1.2
_CROWDED = 130.0


@dataclass(frozen=True)
class Across:
    """Distances from the left of the picture."""

    left: list[float]
    """Layer → where its boxes begin."""
    right: list[float]
    """Layer → where its boxes end."""
    enter: list[float]
    """Layer → where hops from the left become level."""
    leave: list[float]
    """Layer → until where hops to the right are level."""
    width: float


def across(skeleton: Skeleton, widths: Mapping[int, float], labels: Mapping[int, float], loops: frozenset[int]) -> Across:
    """Distances for layers of these widths, with room for these labels behind them, the first frame at 0."""
    crowd = _crowds(skeleton)
    result = Across([], [], [], [], 0.0)
    cursor = 0.0
    for band in skeleton.bands:
        for layer in band.layers:
            first, last = layer == band.layers[0], layer == band.layers[-1]
            cursor += FRAME_PAD if first else 0.0
            end = cursor + widths.get(layer, 0.0)
            room = end + (LOOP_ROOM if layer in loops else 0.0)
            result.left.append(cursor)
            result.right.append(end)
            result.enter.append(cursor - FRAME_PAD - 2.0 if first else cursor)
            result.leave.append(room + FRAME_PAD + 2.0 if last else room)
            cursor = room + (FRAME_PAD if last else 0.0)
            gap = _OUTER_GAP if last else _INNER_GAP
            gap = max(gap, min(labels.get(layer, 0.0), _WIDEST_LABEL) + _LABEL_MARGIN)
            cursor += gap + min(_CROWD * crowd[layer], _CROWDED)
    return Across(result.left, result.right, result.enter, result.leave, _last_end(result))


def _last_end(result: Across) -> float:
    return max(result.leave, default=0.0)


def _crowds(skeleton: Skeleton) -> Sequence[int]:
    """How many hops cross the gap behind each layer."""
    segments: set[tuple[int, int]] = set()
    for chain in skeleton.chains:
        segments.update(zip(chain.items, chain.items[1:], strict=False))
    counts = [0] * (skeleton.bands[-1].layers.stop if skeleton.bands else 0)
    for one, _ in segments:
        counts[skeleton.items[one].layer] += 1
    return counts
