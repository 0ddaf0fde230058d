"""What all addresses have in common: whose they are, and what is said where nobody can tell."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.addresses import Address
from connectors.salesforce.rows.endpoints import NamedCredentialRow
from connectors.salesforce.rows.identity import RoleAddress
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Active, Transit

_ACTIVE: Final = {True: Active.YES, False: Active.NO, None: Active.UNKNOWN}
_LOGIN_HOSTS: Final = frozenset({"login.salesforce.com", "test.salesforce.com"})
_AWS: Final = "arn:"


def activity(stated: bool | None) -> Active:
    """A flag as an activity: not stated is unknown."""
    return _ACTIVE[stated]


def peer(address: Address, connection: str) -> Reference:
    """The System at an address; by the connection's name where the address tells no host.

    The platform's login hosts are such a case: behind one of them is any org at all. An account of a cloud is a System by its own name.
    """
    if address.host and address.host not in _LOGIN_HOSTS:
        return Reference(kind="host", value=address.host)
    if address.shown.startswith(_AWS):
        return Reference(kind="connection", value=address.shown)
    return Reference(kind="connection", value=connection)


def is_told(address: Address) -> bool:
    """Whether an address tells the System at the other end."""
    return peer(address, "").value != ""


def without_host(org: Org, surface: str, name: str, at: str, subject: Id, known_as: str = "") -> Gap:
    """The gap of an address that names no host; `known_as` where the System at its end has another name than the channel."""
    return org.gap(
        surface,
        f"The address of {surface} {name} names no host.",
        why="it is empty, a login page or a placeholder that is filled in elsewhere",
        hides="which system is at the other end, and by what right",
        remedy=f"Give a system of the map `matches: [{known_as or name!r}]`.",
        locator=at,
        subject=subject,
    )


def unverified(org: Org, id: Id, address: Address, at: str) -> Iterator[Fact]:
    """The fact of an address that asks not to check who answers."""
    if address.unverified:
        yield Fact(subject=id, name="peer-not-verified", evidence=org.said(at))


class Credentials:
    """Named credentials by name, in any case."""

    def __init__(self, org: Org, rows: Rows) -> None:
        self._org = org
        self._rows: Mapping[str, NamedCredentialRow] = {row.name.casefold(): row for row in rows.of(NamedCredentialRow)}

    def find(self, name: str) -> NamedCredentialRow | None:
        """The named credential of a name."""
        return self._rows.get(name.casefold())

    def channel(self, name: str) -> Id:
        """The channel of a named credential, in the spelling of its definition."""
        found = self.find(name)
        return self._org.channel("named-credential", found.name if found else name)

    def resolve(self, address: Address, name: str = "") -> Address:
        """Where an address leads: itself; where it stands on a named credential, or nothing but one is named, there."""
        credential = address.credential or ("" if address.shown else name)
        found = self.find(credential) if credential else None
        if found is None:
            return address
        path = address.shown.partition("/")[2] if address.credential else ""
        base = found.address
        return base._replace(shown=f"{base.shown.rstrip('/')}/{path}") if path and base.shown else base

    def peer(self, name: str) -> Reference:
        """The System that a named credential leads to."""
        found = self.find(name)
        return peer(found.address, found.name) if found else Reference(kind="connection", value=name)


class Named(NamedTuple):
    """The channel of something that has several addresses."""

    org: Org
    kind: str
    name: str
    subtype: str
    at: str

    @property
    def id(self) -> Id:
        """The channel of the first of them."""
        return self.org.channel(self.kind, self.name)

    def others(self, addresses: Iterable[RoleAddress], authentication: str, active: Active = Active.YES) -> Iterator[Channel]:
        """A channel for each further address that leads to another host, or travels otherwise; the role is part of its name."""
        seen: set[tuple[str, Transit | None]] = set()
        for at, (role, address) in enumerate(addresses):
            key = (address.host, address.travels)
            if at and key not in seen:
                yield Channel(
                    id=self.org.channel(self.kind, f"{self.name}.{role}"),
                    subtype=self.subtype,
                    url=address.shown,
                    transit=address.travels,
                    authentication=authentication,
                    active=active,
                    peer=peer(address, self.name),
                    evidence=self.org.said(self.at),
                )
            seen.add(key)
