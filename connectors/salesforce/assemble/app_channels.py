"""Where applications are: the addresses that tokens, users and assertions go to, and what assertions say of a user."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from connectors.salesforce.assemble.endpoints import is_told, peer, unverified
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows.addresses import Address
from connectors.salesforce.rows.apps import AppRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap, Hop, Reference
from lineage.model.verdicts import Active, Precision

_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that every machine calls itself: nothing leaves it on the way there."""
_USER_FIELD: Final = re.compile(r"\{?!?\s*\$User\.([A-Za-z0-9_]+)\s*\}?", re.IGNORECASE)
_SUBJECTS: Final = {"username": "Username", "federationid": "FederationIdentifier", "userid": "Id"}
"""The field of the user that a sort of subject is."""
_OPAQUE: Final = "persistentid"
"""A sort of subject that says nothing of the user but that it is the same one."""


class _Sort(NamedTuple):
    """A sort of address."""

    words: str
    kind: str
    authentication: str = ""


def assemble_app_channels(org: Org, app: Id, parts: Sequence[AppRow], own: Sequence[str]) -> Iterator[Channel | Hop | Fact | Gap]:
    """A channel for every address, and hops for what is said of users who sign in; `own` are the org's own hosts."""
    kind = parts[0].sort.replace(" ", "-")
    active = Active.NO if any(row.enabled is False for row in parts) else Active.YES
    sorts = (
        (_Sort(parts[0].sort, kind, "OAuth"), [(one, row.at) for row in parts for one in row.callbacks]),
        (_Sort("application page", f"{kind}-page"), [(one, row.at) for row in parts for one in row.pages]),
        (_Sort("single sign-on to application", f"{kind}-sign-on", "SAML"), [(one, row.at) for row in parts for one in row.saml]),
    )
    for sort, places in sorts:
        for number, (address, at) in enumerate(dict(places).items()):
            yield from _channel(org, _called(org, sort, parts[0].name, number), sort, address, at, active, own)
    carrier = sorts[2] if sorts[2][1] else sorts[0]
    yield from _identity(org, app, parts, _called(org, carrier[0], parts[0].name, 0), active)
    yield from _nowhere(org, app, parts)


def _called(org: Org, sort: _Sort, name: str, number: int) -> Id:
    return org.channel(sort.kind, f"{name} ({number + 1})" if number else name)


def _channel(  # noqa: PLR0913, PLR0917 - what a channel is made of
    org: Org, id: Id, sort: _Sort, address: Address, at: str, active: Active, own: Sequence[str]
) -> Iterator[Channel | Fact]:
    is_local = address.host in _THIS_MACHINE
    yield Channel(
        id=id,
        subtype=sort.words,
        url=address.shown,
        transit=None if is_local else address.travels,
        authentication=sort.authentication,
        active=active,
        peer=org.id if address.host in own else _peer(address, id.name.partition("/")[2]),
        evidence=org.said(at),
    )
    yield from unverified(org, id, address, at)


def home(parts: Sequence[AppRow], own: Sequence[str]) -> Reference | None:
    """The System where an application runs, as far as the addresses that tokens and assertions go to tell."""
    for address in (one for row in parts for one in (*row.callbacks, *row.saml)):
        if is_told(address) and address.host not in _THIS_MACHINE and address.host not in own:
            return peer(address, parts[0].name)
    return None


def _peer(address: Address, name: str) -> Reference:
    """The System there; that of the application's own name where the address is one of the user's machine."""
    return Reference(kind="application", value=name) if address.host in _THIS_MACHINE else peer(address, name)


def _identity(org: Org, app: Id, parts: Sequence[AppRow], channel: Id, active: Active) -> Iterator[Hop | Fact]:
    """What of a user goes to the application when the user signs in."""
    targets = [one for row in parts for one in row.saml] or [one for row in parts for one in row.callbacks]
    user = org.dataset("User")
    for name, field, at in _sent(parts):
        yield Fact(subject=app, name="identity-sent", value=f"{name}={field}" if field else name, evidence=org.said(at))
        for address in targets[:1]:
            yield Hop(
                source=user.field(field) if field else user,
                target=_peer(address, parts[0].name),
                channel=channel,
                application=app,
                active=active,
                precision=Precision.EXACT if field else Precision.DATASET,
                evidence=org.said(at),
            )


def _sent(parts: Sequence[AppRow]) -> Iterator[tuple[str, str, str]]:
    """What is sent of the user, the field of the user that it is where that can be told, and the place that says so."""
    for row in parts:
        if row.saml_subject and row.saml_subject.casefold() != _OPAQUE:
            yield f"subject {row.saml_subject}", _SUBJECTS.get(row.saml_subject.casefold(), ""), row.at
        for one in row.attributes:
            yield one.key, _user_field(one.formula), row.at


def _user_field(formula: str) -> str:
    """The field of the user that a formula is, and nothing else."""
    found = _USER_FIELD.fullmatch(formula.strip())
    return found[1] if found else ""


def _nowhere(org: Org, app: Id, parts: Sequence[AppRow]) -> Iterator[Gap]:
    """A gap for an application that asks for tokens and whose addresses do not tell whose it is."""
    if any(row.oauth for row in parts) and not any(
        is_told(one) and one.host not in _THIS_MACHINE for row in parts for one in row.callbacks
    ):
        yield org.gap(
            "application",
            f"No callback of {parts[0].sort} {parts[0].name} names the host of a system.",
            why="it has none, or one of a login page, of the user's own machine, or of an app on a device",
            hides="which system the application belongs to, and by what right it reads",
            remedy=f"Give a system of the map `matches: [{parts[0].name!r}]`.",
            locator=parts[0].at,
            subject=app,
        )
