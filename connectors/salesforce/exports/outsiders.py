"""Guests and portal users: people outside, whose reading takes data out of the org.

There may be hundreds of thousands of them; those who hold the same are one principal that stands for them all.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, Literal, TypeAlias

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.users import Held, User
from lineage.model.ids import Id
from lineage.model.records import Membership, Principal, System
from lineage.model.verdicts import Active, Transit

Outside: TypeAlias = Literal["public", "portal"]

_GUEST: Final = "guest"
_INSIDE: Final = frozenset({"", "standard", "csnonly", "automatedprocess", "cloudintegrationuser"})
"""Types of users who work for the org, be it only to talk to each other, or are part of the platform."""
_NAMED: Final = 3
_LETTERS: Final = 8
_WORDS: Final = {"public": "guests", "portal": "portal users"}


def outside(user: User) -> Outside | None:
    """Where a user is; `None` for one of the org's own people."""
    folded = user.type.casefold()
    if folded == _GUEST:
        return "public"
    return None if folded in _INSIDE else "portal"


def outsiders(org: Org, held: Iterable[Held], *, told_whole: bool) -> Iterator[System | Principal | Membership]:
    """For each set of containers that some outsiders hold, one principal, and the Systems where these people are."""
    by_user: dict[str, list[Held]] = {}
    for one in held:
        if outside(one.user) and one.active != Active.NO:
            by_user.setdefault(one.user.name.casefold(), []).append(one)
    alike: dict[tuple[Outside, str], list[list[Held]]] = {}
    for holding in by_user.values():
        where: Outside = outside(holding[0].user) or "portal"
        alike.setdefault((where, _all_of(holding)), []).append(holding)
    told: set[Id] = set()
    for (where, _), holdings in sorted(alike.items()):
        system = Id.system(f"{where}://users.{org.id.partition('://')[2]}")
        if system not in told:
            told.add(system)
            yield System(id=system, label=_WORDS[where], kind=where, evidence=org.inferred(holdings[0][0].user.at))
        yield from _principal(org, system, where, holdings, told_whole=told_whole)


def _all_of(holding: Iterable[Held]) -> str:
    """What is the same for all who hold the same."""
    return str(sorted({(*one.container.key, str(one.until or ""), one.session_activated) for one in holding}))


def _principal(
    org: Org, system: Id, where: Outside, holdings: list[list[Held]], *, told_whole: bool
) -> Iterator[Principal | Membership]:
    first = sorted(holdings[0], key=lambda one: (one.container.kind != "profile", one.container.key, str(one.until or "")))
    names = list(dict.fromkeys(one.container.name for one in first))
    called = " + ".join(names[:_NAMED])
    if len(names) > _NAMED or len({(one.until, one.session_activated) for one in first}) > 1:
        called += f" ({sha256(_all_of(first).encode()).hexdigest()[:_LETTERS]})"
    id = org.id.of_kind("guest" if where == "public" else "portal-user", f"{_WORDS[where]} with {called}")
    evidence = org.inferred(first[0].at)
    label = f"{_WORDS[where]} with {called}: {len(holdings):,}"
    # The platform lets nobody log in, or stay logged in, but over HTTPS; sites for visitors may have domains without.
    transit = Transit.ENCRYPTED if where == "portal" else None
    yield Principal(id=id, label=label, peer=system, transit=transit, partial=not told_whole, evidence=evidence)
    for one in first:
        yield Membership(
            member=id,
            container=org.id.of_kind(one.container.kind, one.container.name),
            until=one.until,
            session_activated=one.session_activated,
            evidence=org.inferred(one.at),
        )
