"""Named and external credentials and private connections as channels, and what they send along by themselves."""

from collections.abc import Iterable, Iterator, Mapping

from connectors.salesforce.assemble.dangling import (
    AUTH_PROVIDER,
    CERTIFICATE,
    EXTERNAL_CREDENTIAL,
    IDENTITY_PROVIDER,
    NETWORK_CONNECTION,
    Use,
)
from connectors.salesforce.assemble.endpoints import Named, activity, is_told, peer, unverified, without_host
from connectors.salesforce.assemble.merge_fields import Merging
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.endpoints import ExternalCredentialRow, NamedCredentialRow, NetworkConnectionRow
from connectors.salesforce.rows.identity import RoleAddress
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap, Hop, Reference
from lineage.model.verdicts import Active

_NOT_THERE = "not there, so unknown"


def assemble_named_credentials(org: Org, rows: Rows) -> Iterator[Channel | Fact | Hop | Gap]:
    """A channel for every named credential, with what it sends along, and a gap for each that tells no host."""
    external = {row.name.casefold(): row for row in rows.of(ExternalCredentialRow)}
    merging = Merging(org, rows)
    for row in rows.of(NamedCredentialRow):
        named = Named(org, "named-credential", row.name, "named credential", row.at)
        active = Active.NO if row.enabled is False else Active.YES
        authentication = _authentication(row, external)
        yield Channel(
            id=named.id,
            subtype=named.subtype,
            url=row.address.shown,
            transit=row.address.travels,
            authentication=authentication,
            active=active,
            peer=peer(row.address, row.name),
            evidence=org.said(row.at),
        )
        tokens = (RoleAddress("endpoint", row.address), RoleAddress("tokens", row.token_address))
        yield from named.others(tokens if row.token_address.shown else (), authentication, active)
        yield from _facts(org, row, named.id)
        for one in row.merged:
            address = row.token_address if one.is_claim else row.address
            yield from merging.hops((one,), peer(address, row.name), named.id, active)
        if not is_told(row.address):
            yield without_host(org, "named credential", row.name, row.at, named.id)


def _facts(org: Org, row: NamedCredentialRow, id: Id) -> Iterator[Fact]:
    for where in row.merges:
        yield Fact(subject=id, name="merge-fields-sent", value=where, evidence=org.said(row.at))
    for package in row.packages:
        yield Fact(subject=id, name="package-access", value=package, evidence=org.said(row.at))
    yield from unverified(org, id, row.address, row.at)


def _authentication(row: NamedCredentialRow, external: Mapping[str, ExternalCredentialRow]) -> str:
    parts = [_by_credential(row, external) if row.external_credential else by_whom(row.protocol, row.principal_type)]
    parts += [f"tokens of auth provider {row.auth_provider}"] if row.auth_provider else []
    parts += [f"certificate {row.certificate}"] if row.certificate else []
    parts += [f"through network connection {row.network_connection}"] if row.network_connection else []
    return ", ".join(part for part in parts if part)


def _by_credential(row: NamedCredentialRow, external: Mapping[str, ExternalCredentialRow]) -> str:
    found = external.get(row.external_credential.casefold())
    return f"external credential {row.external_credential} ({found.protocol if found else _NOT_THERE})"


def by_whom(protocol: str, principal_type: str) -> str:
    """How and as whom, in the platform's words."""
    return " / ".join(part for part in (protocol, principal_type) if part)


def assemble_external_credentials(org: Org, rows: Rows) -> Iterator[Channel | Fact | Hop]:
    """A channel for every external credential: where its tokens come from, and how and as whom it authenticates."""
    merging = Merging(org, rows)
    users: dict[str, list[NamedCredentialRow]] = {}
    for named in rows.of(NamedCredentialRow):
        users.setdefault(named.external_credential.casefold(), []).append(named)
    for row in rows.of(ExternalCredentialRow):
        id = org.channel("external-credential", row.name)
        yield Channel(
            id=id,
            subtype="external credential",
            url=row.address.shown,
            transit=row.address.travels,
            authentication=_proves(row),
            peer=peer(row.address, row.name) if row.address.shown else None,
            evidence=org.said(row.at),
        )
        for principal in row.principals:
            yield Fact(
                subject=id, name="credential-principal", value=f"{principal.name} ({principal.kind})", evidence=org.said(row.at)
            )
        yield from unverified(org, id, row.address, row.at)
        yield from _sent_along(org, row, merging, users.get(row.name.casefold(), ()))


def _proves(row: ExternalCredentialRow) -> str:
    parts = [f"{row.protocol} {row.variant}".strip()]
    parts += [f"tokens of auth provider {name}" for name in (row.auth_provider, row.identity_provider) if name]
    parts += [f"certificate {row.certificate}"] if row.certificate else []
    return ", ".join(part for part in parts if part)


def _sent_along(
    org: Org, row: ExternalCredentialRow, merging: Merging, users: Iterable[NamedCredentialRow]
) -> Iterator[Fact | Hop]:
    """Claims go to where tokens are given out; headers and parameters go with every call of the credentials that use it."""
    claims = [one for one in row.merged if one.is_claim]
    giver = peer(row.address, row.auth_provider or row.identity_provider or row.name)
    yield from merging.hops(claims, giver, org.channel("external-credential", row.name), Active.YES)
    sent = [one for one in row.merged if not one.is_claim]
    for user in users:
        active = Active.NO if user.enabled is False else Active.YES
        yield from merging.hops(sent, peer(user.address, user.name), org.channel("named-credential", user.name), active)


def assemble_network_connections(org: Org, rows: Rows) -> Iterator[Channel | Fact]:
    """A channel for every private connection; nobody says whether what passes it is encrypted."""
    for row in rows.of(NetworkConnectionRow):
        kind = "inbound network connection" if row.inbound else "network connection"
        id = org.channel(kind.replace(" ", "-"), row.name)
        yield Channel(
            id=id,
            subtype=kind,
            url=row.address.shown,
            transit=row.address.travels,
            active=activity(row.active),
            peer=Reference(kind="connection", value=row.service or row.name),
            evidence=org.said(row.at),
        )
        for setting in ("type", "region", "status"):
            if getattr(row, setting):
                yield Fact(
                    subject=id, name="channel-setting", value=f"{setting}={getattr(row, setting)}", evidence=org.said(row.at)
                )
        if row.inbound:
            yield Fact(
                subject=org.id, name="provides-data", value=f"to callers through {kind} {row.name}", evidence=org.said(row.at)
            )


def uses_of_credentials(org: Org, rows: Rows) -> Iterator[Use]:
    """What named and external credentials name."""
    for row in rows.of(NamedCredentialRow):
        by, id = f"named credential {row.name}", org.channel("named-credential", row.name)
        yield Use(EXTERNAL_CREDENTIAL, row.external_credential, by, id, row.at)
        yield Use(AUTH_PROVIDER, row.auth_provider, by, id, row.at)
        yield Use(CERTIFICATE, row.certificate, by, id, row.at)
        yield Use(NETWORK_CONNECTION, row.network_connection, by, id, row.at)
    for one in rows.of(ExternalCredentialRow):
        by, id = f"external credential {one.name}", org.channel("external-credential", one.name)
        yield Use(AUTH_PROVIDER, one.auth_provider, by, id, one.at)
        yield Use(IDENTITY_PROVIDER, one.identity_provider, by, id, one.at)
        yield Use(CERTIFICATE, one.certificate, by, id, one.at)
