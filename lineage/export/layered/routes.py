"""The lines of hops: level through layers, cubic curves between them, arrows apart from each other."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from lineage.export.layered.across import LOOP_ROOM, Across
from lineage.export.layered.parts import Chain, Skeleton

_APART = 7.0
_MARGIN = 5.0


class Point(NamedTuple):
    """A place in the picture, from its upper left corner."""

    x: float
    y: float


class Curve(NamedTuple):
    """A cubic Bézier curve."""

    start: Point
    out: Point
    into: Point
    end: Point

    def at(self, share: float) -> Point:
        """The point at `share` of the parameter, from 0 to 1."""
        rest = 1.0 - share
        weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
        return Point(
            sum(weight * point.x for weight, point in zip(weights, self, strict=True)),
            sum(weight * point.y for weight, point in zip(weights, self, strict=True)),
        )

    @property
    def ahead(self) -> float:
        """1 where it ends rightwards, -1 where leftwards."""
        return 1.0 if self.into.x < self.end.x else -1.0

    def turned(self) -> "Curve":
        """The same line, drawn from its end."""
        return Curve(self.end, self.into, self.out, self.start)


class Door(NamedTuple):
    """One of the places where hops touch a box."""

    item: int
    side: int
    """0 left, 1 right."""
    key: int
    """The turning point behind it; below zero a single hop."""


def routes(
    skeleton: Skeleton,
    across: Across,
    centres: Sequence[float],
    heights: Sequence[float],
) -> list[tuple[Curve, ...]]:
    """The curves of every hop, in its direction."""
    doors = _doors(skeleton, centres, heights)
    result: list[tuple[Curve, ...]] = [()] * len(skeleton.ends)
    for chain in skeleton.chains:
        curves = _curves(skeleton, across, centres, doors, chain)
        result[chain.hop] = tuple(curve.turned() for curve in reversed(curves)) if chain.back else tuple(curves)
    for hop in skeleton.loops:
        x = across.right[skeleton.items[skeleton.ends[hop][0]].layer]
        start, end = (Point(x, doors[door]) for door in _loop_doors(skeleton, hop))
        result[hop] = (_bow(start, end),)
    return result


def _loop_doors(skeleton: Skeleton, hop: int) -> tuple[Door, Door]:
    source, target = skeleton.ends[hop]
    return Door(source, 1, -2 * hop - 1), Door(target, 1, -2 * hop - 2)


def _chain_doors(chain: Chain) -> tuple[Door, Door]:
    items, alone = chain.items, -2 * chain.hop - 1
    return (
        Door(items[0], 1, alone if chain.is_short else items[1]),
        Door(items[-1], 0, alone if chain.is_short else items[-2]),
    )


def _doors(skeleton: Skeleton, centres: Sequence[float], heights: Sequence[float]) -> Mapping[Door, float]:
    """The height of every door: those of one side of a box stand apart, in the order of where they lead."""
    toward: dict[Door, float] = {}
    for chain in skeleton.chains:
        first, last = _chain_doors(chain)
        toward[first] = centres[chain.items[1]]
        toward[last] = centres[chain.items[-2]]
    for hop in skeleton.loops:
        first, last = _loop_doors(skeleton, hop)
        toward[first], toward[last] = centres[last.item], centres[first.item]
    sides: dict[tuple[int, int], list[Door]] = {}
    for door in toward:
        sides.setdefault((door.item, door.side), []).append(door)
    result = {}
    for (item, _), doors in sides.items():
        doors.sort(key=lambda door: (toward[door], -door.key))
        step = min(_APART, (heights[item] - 2 * _MARGIN) / max(len(doors) - 1, 1))
        for place, door in enumerate(doors):
            result[door] = centres[item] + step * (place - (len(doors) - 1) / 2)
    return result


def _curves(
    skeleton: Skeleton, across: Across, centres: Sequence[float], doors: Mapping[Door, float], chain: Chain
) -> list[Curve]:
    first, last = _chain_doors(chain)
    layers = [skeleton.items[item].layer for item in chain.items]
    heights = [doors[first], *(centres[item] for item in chain.items[1:-1]), doors[last]]
    corners = [Point(across.right[layers[0]], heights[0]), Point(across.leave[layers[0]], heights[0])]
    for layer, height in zip(layers[1:-1], heights[1:-1], strict=True):
        corners += [Point(across.enter[layer], height), Point(across.leave[layer], height)]
    corners += [Point(across.enter[layers[-1]], heights[-1]), Point(across.left[layers[-1]], heights[-1])]
    return [_between(one, other) for one, other in pairwise(corners) if one != other]


def _between(one: Point, other: Point) -> Curve:
    reach = (other.x - one.x) / 2
    return Curve(one, Point(one.x + reach, one.y), Point(other.x - reach, other.y), other)


def _bow(start: Point, end: Point) -> Curve:
    """A bow to the right and back."""
    reach = start.x + LOOP_ROOM * min(1.2, 0.6 + abs(end.y - start.y) / 400)
    return Curve(start, Point(reach, start.y), Point(reach, end.y), end)
