"""Stacks: which nodes stand together, and in which layer of their System."""

from collections.abc import Sequence

from lineage.export.layered.parts import Stack
from lineage.export.layered.ranks import Link, ranks
from lineage.model.answers import FlowNode

# What happens inside a System matters less than what leaves it: deeper Systems are folded into so many layers.
_DEEPEST = 3


def stacks(
    nodes: Sequence[FlowNode], home: Sequence[int], ends: Sequence[Link], bands: Sequence[int]
) -> tuple[tuple[Stack, ...], list[int]]:
    """The stacks, by System and dataset, and the first layer of each band followed by the number of layers.

    `home` is the System of each node, `bands` the band of each System.
    """
    groups = _groups(nodes, home)
    inner = _inner_ranks(nodes, home, groups, ends)
    first = _first_layers([bands[home[members[0]]] for members in groups], inner)
    return tuple(
        _stack(nodes, home[members[0]], first[bands[home[members[0]]]] + inner[number], members)
        for number, members in enumerate(groups)
    ), first


def _groups(nodes: Sequence[FlowNode], home: Sequence[int]) -> list[list[int]]:
    found: dict[tuple[int, str], list[int]] = {}
    for number, node in enumerate(nodes):
        key = node.dataset if node.kind == "field" else node.id
        found.setdefault((home[number], key), []).append(number)
    return [found[key] for key in sorted(found)]


def _stack(nodes: Sequence[FlowNode], system: int, layer: int, members: Sequence[int]) -> Stack:
    fields = tuple(number for number in members if nodes[number].kind == "field")
    others = tuple(number for number in members if nodes[number].kind != "field")
    if fields and others:
        return Stack(system, layer, others[0], (*others[1:], *fields))
    return Stack(system, layer, None, fields or others)


def _inner_ranks(
    nodes: Sequence[FlowNode], home: Sequence[int], groups: Sequence[Sequence[int]], ends: Sequence[Link]
) -> list[int]:
    """The rank of each group inside its System."""
    group_of = {member: number for number, members in enumerate(groups) for member in members}
    asked = {group_of[number] for number, node in enumerate(nodes) if node.traced}
    links = [(group_of[source], group_of[target]) for source, target in ends]
    homes = [home[members[0]] for members in groups]
    result = [0] * len(groups)
    for system in sorted(set(homes)):
        own = [number for number in range(len(groups)) if homes[number] == system]
        place = {number: where for where, number in enumerate(own)}
        within = [(place[one], place[other]) for one, other in links if one in place and other in place]
        entered = {other for one, other in links if other in place and one not in place}
        starts = sorted(place[number] for number in (asked & place.keys() or entered))
        found = ranks(len(own), within, starts)
        linked = {where for link in within if link[0] != link[1] for where in link}
        depth = max(found) + 1
        for number, where in place.items():
            rank = found[where] if where in linked else _loose(number, links, depth - 1)
            result[number] = rank * _DEEPEST // depth if depth > _DEEPEST else rank
    return result


def _loose(number: int, links: Sequence[Link], last: int) -> int:
    """The rank of a group without hops inside its System: on the side where its hops are."""
    leaving = sum(one == number for one, _ in links)
    entering = sum(other == number for _, other in links)
    return last if leaving > entering else 0


def _first_layers(bands: Sequence[int], inner: Sequence[int]) -> list[int]:
    depth = [1] * (max(bands, default=-1) + 1)
    for band, rank in zip(bands, inner, strict=True):
        depth[band] = max(depth[band], rank + 1)
    return [sum(depth[:band]) for band in range(len(depth) + 1)]
