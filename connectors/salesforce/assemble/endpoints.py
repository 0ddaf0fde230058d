"""Credentials, remote sites and data sources as channels."""

from collections.abc import Iterator
from typing import Final

from connectors.languages import url
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.endpoints import DataSourceRow, ExternalCredentialRow, NamedCredentialRow, RemoteSiteRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Active, Transit

_ACTIVE: Final = {True: Active.YES, False: Active.NO, None: Active.UNKNOWN}
_LOGIN_HOSTS: Final = frozenset({"login.salesforce.com", "test.salesforce.com"})


def activity(stated: bool | None) -> Active:
    """A flag as an activity: not stated is unknown."""
    return _ACTIVE[stated]


def peer(address: str, connection: str) -> Reference:
    """The System at an address; by the connection's name where the address tells no host.

    The platform's login hosts are such a case: behind one of them is any org at all.
    """
    host = url.host(address)
    if host and host not in _LOGIN_HOSTS:
        return Reference(kind="host", value=host)
    return Reference(kind="connection", value=connection)


def transit(address: str) -> Transit | None:
    """How data travels to an address; `None` where the address does not say."""
    known = url.transit(address)
    return None if known is Transit.UNKNOWN else known


def without_host(org: Org, surface: str, name: str, at: str, subject: Id) -> Gap:
    """The gap of an address that names no host."""
    return org.gap(
        surface,
        f"The address of {surface} {name} names no host.",
        why="it is empty, a login page or a placeholder that is filled in elsewhere",
        hides="which system is at the other end, and by what right",
        remedy=f"Give a system of the map `matches: [{name!r}]`.",
        locator=at,
        subject=subject,
    )


def assemble_named_credentials(org: Org, rows: Rows) -> Iterator[Channel | Gap]:
    """A channel for every named credential, and a gap for each whose external credential is not there."""
    protocols = {row.name.casefold(): row.protocol for row in rows.of(ExternalCredentialRow)}
    for row in rows.of(NamedCredentialRow):
        id = org.channel("named-credential", row.name)
        yield Channel(
            id=id,
            subtype="named credential",
            url=url.shown(row.url),
            transit=transit(row.url),
            authentication=_authentication(row, protocols),
            active=Active.NO if row.enabled is False else Active.YES,
            peer=peer(row.url, row.name),
            evidence=org.said(row.at),
        )
        if not url.host(row.url):
            yield without_host(org, "named credential", row.name, row.at, id)
        if row.external_credential and row.external_credential.casefold() not in protocols:
            yield org.gap(
                "external credential",
                f"External credential {row.external_credential}, which {row.name} uses, is not there.",
                why="it was not retrieved with the rest",
                hides="how the credential authenticates, and as whom",
                remedy=f"sf project retrieve start --metadata 'ExternalCredential:{row.external_credential}'",
                locator=row.at,
                subject=id,
            )


def _authentication(row: NamedCredentialRow, protocols: dict[str, str]) -> str:
    if not row.external_credential:
        return _by_whom(row.protocol, row.principal_type)
    protocol = protocols.get(row.external_credential.casefold(), "not there, so unknown")
    return f"external credential {row.external_credential} ({protocol})"


def _by_whom(protocol: str, principal_type: str) -> str:
    return " / ".join(part for part in (protocol, principal_type) if part)


def assemble_remote_sites(org: Org, rows: Rows) -> Iterator[Channel | Fact | Gap]:
    """A channel for every remote site; it permits hops and is none itself."""
    for row in rows.of(RemoteSiteRow):
        id = org.channel("remote-site", row.name)
        evidence = org.said(row.at)
        yield Channel(
            id=id,
            subtype="remote site",
            url=url.shown(row.url),
            transit=transit(row.url),
            active=activity(row.active),
            peer=peer(row.url, row.name),
            evidence=evidence,
        )
        if row.protocol_security_off:
            yield Fact(subject=id, name="protocol-security-off", evidence=evidence)
        if not url.host(row.url):
            yield without_host(org, "remote site", row.name, row.at, id)


def assemble_data_sources(org: Org, rows: Rows) -> Iterator[Channel | Gap]:
    """A channel for every external data source."""
    addresses = {row.name.casefold(): row.url for row in rows.of(NamedCredentialRow)}
    for row in rows.of(DataSourceRow):
        id = org.channel("external-data-source", row.name)
        address = address_of(row, addresses)
        reference = peer(address, row.name)
        yield Channel(
            id=id,
            subtype="external data source",
            url=url.shown(address),
            transit=transit(address),
            authentication=_by_whom(row.protocol, row.principal_type),
            peer=reference,
            evidence=org.said(row.at),
        )
        if reference.kind != "host":
            yield without_host(org, "external data source", row.name, row.at, id)


def address_of(row: DataSourceRow, credentials: dict[str, str]) -> str:
    """Where a data source is: its own endpoint, or that of the named credential it uses."""
    return row.endpoint or credentials.get(row.named_credential.casefold(), "")
