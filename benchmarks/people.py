"""Who holds which containers in a generated organisation, and which applications act as whom.

Users hold the containers of their role, some hold one more. A few applications have tokens of most users, most have a handful.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeVar

from benchmarks.generate import ORG, Organisation, said
from lineage.model.ids import Id
from lineage.model.records import Application, Principal
from lineage.model.verdicts import Transit

_SEED: Final = 20260102
_WIDEST: Final = 0.6
"""Share of the users that have a token of the most used application."""

_One = TypeVar("_One")


@dataclass(frozen=True)
class Granting:
    """How many hold and grant how much."""

    grants: int
    containers: int
    users: int
    applications: int

    def times(self, factor: float) -> "Granting":
        """So many times as much."""
        return Granting(*(round(count * factor) for count in (self.grants, self.containers, self.users, self.applications)))


MANY: Final = Granting(grants=30_000_000, containers=2_000, users=50_000, applications=300)


@dataclass(frozen=True)
class People:
    """Who holds what, and who acts as whom."""

    profiles: Sequence[Id]
    sets: Sequence[Id]
    groups: Sequence[Id]
    users: Sequence[Id]
    held: Sequence[tuple[Id, Id]]
    """Member and container, in order."""
    acting: Sequence[tuple[Id, Id, str]]
    """Application, principal and why, in order."""

    @property
    def granting(self) -> Sequence[Id]:
        """Containers with grants, those that grant most first."""
        few = max(len(self.profiles) // 4, 1)
        return [*self.sets[:few], *self.profiles, *self.sets[few:]]

    @property
    def all(self) -> Iterator[Id]:
        """Everybody."""
        for some in (self.profiles, self.sets, self.groups, self.users):
            yield from some


def with_people(made: Organisation, size: Granting) -> tuple[Organisation, People]:
    """The organisation with applications and principals."""
    applications = _applications(made, size.applications)
    people = _people(size, [one.id for one in applications])
    things = dict(made.things)
    things.update((one.id, one) for one in applications)
    things.update((id, Principal(id=id, evidence=said(f"{id.name}.principal"))) for id in people.all)
    return Organisation(made.size, made.fields, things, made.hops, made.classifications, made.rights), people


def _applications(made: Organisation, count: int) -> list[Application]:
    """Those that hops name and others, at Systems that are there."""
    random = Random(_SEED)
    known = sorted((thing for thing in made.things.values() if isinstance(thing, Application)), key=lambda one: one.id)
    systems = sorted(id for id, thing in made.things.items() if id.is_system and id.startswith("vendor-"))
    more = (
        Application(
            id=ORG.of_kind("application", f"app-{number:03}"),
            subtype="connected app",
            peer=systems[int(len(systems) * random.random() ** 2)],
            transit=random.choice((Transit.ENCRYPTED, Transit.ENCRYPTED, None)),
            evidence=said(f"app-{number:03}.app"),
        )
        for number in range(max(count - len(known), 0))
    )
    return [*known[:count], *more]


def _people(size: Granting, applications: Sequence[Id]) -> People:
    random = Random(_SEED)
    profiles = [ORG.of_kind("profile", f"Profile {number:02}") for number in range(max(size.containers // 50, 2))]
    groups = [ORG.of_kind("permission-set-group", f"Group_{number:03}") for number in range(size.containers // 20)]
    count = size.containers - len(profiles) - len(groups)
    sets = [ORG.of_kind("permission-set", f"Set_{number:04}") for number in range(count)]
    users = [ORG.of_kind("user", f"user-{number:05}@acme.example") for number in range(size.users)]
    held = {(group, one) for group in groups for one in random.sample(sets, min(random.randrange(2, 6), len(sets)))}
    roles = [
        [_skewed(random, profiles), *random.sample([*sets, *groups], min(random.randrange(2, 9), len(sets)))]
        for _ in range(max(size.users // 50, 2))
    ]
    for user in users:
        held.update((user, one) for one in _skewed(random, roles))
        if random.random() < 0.1:
            held.add((user, random.choice(sets)))
    acting: set[tuple[Id, Id, str]] = set()
    for rank, application in enumerate(random.sample(applications, len(applications)), 1):
        owners = max(int(size.users * _WIDEST / rank**1.2), 1)
        acting.update((application, user, "token") for user in random.sample(users, owners))
        if random.random() < 0.1:
            acting.add((application, random.choice(sets), "admitted"))
    return People(profiles, sets, groups, users, sorted(held), sorted(acting))


def _skewed(random: Random, among: Sequence[_One]) -> _One:
    """Mostly one of the first."""
    return among[int(len(among) * random.random() ** 2)]
