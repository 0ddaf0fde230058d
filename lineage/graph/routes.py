"""By which containers somebody holds rights, and what each of them gives after what is muted on the way."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lineage.graph.access import Access
from lineage.model.ids import Id

Step = tuple[Id, Id]
"""A member and a container that it holds."""

ITSELF = Id("@itself")
"""In place of a principal where several are alike."""


class Giver(NamedTuple):
    """A container, and the sets that mute it on some way."""

    container: Id
    muted_by: tuple[Id, ...] = ()


class Route(NamedTuple):
    """The memberships by which a principal comes to a container, from itself on; none to its own grants."""

    steps: tuple[Step, ...]
    giver: Giver


@dataclass(frozen=True)
class Alike:
    """Principals that hold the same containers and nothing of their own."""

    principals: tuple[Id, ...]
    routes: tuple[Route, ...]
    """With `ITSELF` in place of the principal where there are several."""

    def steps_of(self, step: Step) -> tuple[Step, ...]:
        """The memberships that a step of these routes stands for: one for each principal where it is its own."""
        member, container = step
        return tuple((one, container) for one in self.principals) if member == ITSELF else (step,)

    def step_of(self, step: Step, principal: Id) -> Step:
        """The membership that a step of these routes is for one of the principals."""
        member, container = step
        return (principal, container) if member == ITSELF else step


def alike(access: Access, principals: Iterable[Id], gives: Callable[[Id], bool], removes: Callable[[Id], bool]) -> list[Alike]:
    """These principals by what they hold, in order of the first of each; `gives` tells who has grants of its own.

    Who is held by others stands alone: what it holds is a step on their ways as well, and to be removed by itself.
    """
    found: dict[tuple[Route, ...], list[Id]] = {}
    for principal in sorted(set(principals)):
        held = routes(access, principal, gives, removes)
        key = tuple(held) if principal in access.containers else _shared(held, principal)
        found.setdefault(key, []).append(principal)
    return [Alike(tuple(same), _own(held, same)) for held, same in found.items()]


def _shared(held: Iterable[Route], principal: Id) -> tuple[Route, ...]:
    """Routes that others may have as well: those that pass the principal's own grants or mutes stay its own."""
    return tuple(Route(_renamed(one.steps, principal, ITSELF), one.giver) for one in held)


def _own(held: Sequence[Route], same: Sequence[Id]) -> tuple[Route, ...]:
    if len(same) > 1:
        return tuple(held)
    return tuple(Route(_renamed(one.steps, ITSELF, same[0]), one.giver) for one in held)


def _renamed(steps: Iterable[Step], old: Id, new: Id) -> tuple[Step, ...]:
    return tuple((new if member == old else member, container) for member, container in steps)


def routes(access: Access, principal: Id, gives: Callable[[Id], bool], removes: Callable[[Id], bool]) -> Iterator[Route]:
    """All routes of one principal to containers with grants, in order; memberships that count in some sessions only are left out."""
    yield from _routes(access, principal, (), (), gives, removes)


def _routes(
    access: Access,
    member: Id,
    steps: tuple[Step, ...],
    muted_by: tuple[Id, ...],
    gives: Callable[[Id], bool],
    removes: Callable[[Id], bool],
) -> Iterator[Route]:
    containers = sorted({row.container for row in access.memberships.get(member, ()) if not row.session_activated})
    above = {member, *(one for one, _ in steps)}
    containers = [one for one in containers if one not in above]
    muted_by = tuple(sorted({*muted_by, *filter(removes, containers)}))
    if gives(member):
        yield Route(steps, Giver(member, muted_by))
    for container in containers:
        yield from _routes(access, container, (*steps, (member, container)), muted_by, gives, removes)


def holders(access: Access, container: Id) -> Collection[Id]:
    """Everybody who holds a container, by whatever way, but for sessions that activate it."""
    members: dict[Id, set[Id]] = {}
    for member, rows in access.memberships.items():
        for row in rows:
            if not row.session_activated:
                members.setdefault(row.container, set()).add(member)
    found: set[Id] = set()
    pending = [container]
    while pending:
        new = members.get(pending.pop(), set()) - found
        found |= new
        pending += sorted(new)
    return found - {container}
