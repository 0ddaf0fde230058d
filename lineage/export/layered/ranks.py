"""Which column a thing stands in: the longest way along the hops, with cycles opened where they lead back to the start."""

from collections import deque
from collections.abc import Iterable, Sequence

Link = tuple[int, int]


def ranks(count: int, links: Iterable[Link], starts: Sequence[int]) -> list[int]:
    """A rank from 0 for each of `count` things: no link stays within a rank, and only those that close a cycle lead left."""
    unique = sorted({link for link in links if link[0] != link[1]})
    away = distances(count, unique, starts)
    forward = _opened(count, unique, away)
    after = _neighbours(count, forward)
    before = _neighbours(count, [(target, source) for source, target in forward])
    order = _topological(after, before)
    result = [0] * count
    for thing in order:
        result[thing] = max((result[other] + 1 for other in before[thing]), default=0)
    for thing in reversed(order):
        # What sends more than it gets moves next to what it feeds: a source far from it would draw long lines.
        if len(after[thing]) > len(before[thing]):
            result[thing] = min(result[other] for other in after[thing]) - 1
    lowest = min(result, default=0)
    return [rank - lowest for rank in result]


def distances(count: int, links: Sequence[Link], starts: Sequence[int]) -> list[int]:
    """Hops from the starts; below zero for what only leads to them; 0 for what has no link with them."""
    after = _search(_neighbours(count, links), starts)
    toward = _search(_neighbours(count, [(target, source) for source, target in links]), starts)
    return [after[thing] if thing in after else -toward.get(thing, 0) for thing in range(count)]


def _neighbours(count: int, links: Iterable[Link]) -> list[list[int]]:
    result: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        result[source].append(target)
    return result


def _search(neighbours: list[list[int]], starts: Sequence[int]) -> dict[int, int]:
    found = dict.fromkeys(starts, 0)
    queue = deque(found)
    while queue:
        thing = queue.popleft()
        for other in neighbours[thing]:
            if other not in found:
                found[other] = found[thing] + 1
                queue.append(other)
    return found


def _opened(count: int, links: Sequence[Link], away: Sequence[int]) -> list[Link]:
    """The links without cycles: those that lead away from the starts keep their way, one that closes a cycle is turned round."""
    kept: list[Link] = []
    after: list[list[int]] = [[] for _ in range(count)]
    for source, target in sorted(links, key=lambda link: (away[link[1]] <= away[link[0]], away[link[1]] < away[link[0]], link)):
        turned = source in _search(after, [target])
        link = (target, source) if turned else (source, target)
        kept.append(link)
        after[link[0]].append(link[1])
    return kept


def _topological(after: list[list[int]], before: list[list[int]]) -> list[int]:
    waiting = [len(others) for others in before]
    ready = deque(thing for thing, left in enumerate(waiting) if not left)
    order = []
    while ready:
        thing = ready.popleft()
        order.append(thing)
        for other in after[thing]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    return order
