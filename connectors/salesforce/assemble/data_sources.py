"""External data sources as channels."""

import re
from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.credentials import by_whom
from connectors.salesforce.assemble.dangling import AUTH_PROVIDER, CERTIFICATE, NAMED_CREDENTIAL, Use
from connectors.salesforce.assemble.endpoints import Credentials, peer, unverified, without_host
from connectors.salesforce.assemble.merge_fields import Merging
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.endpoints import DataSourceRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap, Hop
from lineage.model.verdicts import Active

_ADAPTERS: Final = re.compile(
    r"amazon(?:athena|dynamodb)|contenthub\w+|datacloud|graphql|identity|odata(?:4|401)?|opensearch|outgoingemail|salesforce|sfdcorg|simpleurl"
    r"|snowflake"
)
"""The platform's own adapters; whatever else a source's type is, an Apex class is the adapter."""


def assemble_data_sources(org: Org, rows: Rows) -> Iterator[Channel | Fact | Hop | Gap]:
    """A channel for every external data source."""
    credentials, merging = Credentials(org, rows), Merging(org, rows)
    for row in rows.of(DataSourceRow):
        id = org.channel("external-data-source", row.name)
        address = credentials.resolve(row.address, row.named_credential)
        reference = peer(address, row.name)
        yield Channel(
            id=id,
            subtype="external data source",
            url=address.shown,
            transit=address.travels,
            authentication=_authentication(row),
            peer=reference,
            evidence=org.said(row.at),
        )
        yield from unverified(org, id, address, row.at)
        yield from _told(org, row, id)
        yield from merging.hops(row.merged, reference, id, Active.YES)
        if reference.kind != "host":
            yield without_host(org, "external data source", row.name, row.at, id)


def credential_of(row: DataSourceRow) -> str:
    """The named credential that a data source stands on; empty where it has an address of its own."""
    return row.address.credential or row.named_credential


def _authentication(row: DataSourceRow) -> str:
    parts = [by_whom(row.protocol, row.principal_type)]
    parts += [f"named credential {credential_of(row)}"] if credential_of(row) else []
    parts += [f"tokens of auth provider {row.auth_provider}"] if row.auth_provider else []
    parts += [f"certificate {row.certificate}"] if row.certificate else []
    return ", ".join(part for part in parts if part)


def _told(org: Org, row: DataSourceRow, id: Id) -> Iterator[Fact | Gap]:
    """What the source's type and configuration tell, and what they leave open."""
    kind = row.type.lower()
    yield Fact(subject=id, name="channel-setting", value=f"type={row.type or 'not stated'}", evidence=org.said(row.at))
    for setting in row.settings:
        yield Fact(subject=id, name="channel-setting", value=setting, evidence=org.said(row.at))
    if row.writable:
        yield Fact(subject=id, name="channel-setting", value="writable=true", evidence=org.said(row.at))
    if kind and not _ADAPTERS.fullmatch(kind):
        yield org.gap(
            "external data source",
            f"External data source {row.name} is served by code: its type, {row.type}, is none of the platform's adapters.",
            why="the class decides what it calls; its code is not followed from here",
            hides="which addresses it calls, and what it sends there",
            remedy="Declare in a map what the class calls.",
            locator=row.at,
            subject=id,
        )
    if not row.readable_settings:
        yield org.gap(
            "external data source",
            f"The configuration of external data source {row.name} is not the JSON that it should be.",
            why="it is damaged, or of an adapter that writes it otherwise",
            hides="timeouts, protection against forged requests, and whether search terms are sent out",
            remedy=f"sf project retrieve start --metadata 'ExternalDataSource:{row.name}'",
            locator=row.at,
            subject=id,
        )


def uses_of_data_sources(org: Org, rows: Rows) -> Iterator[Use]:
    """What data sources name."""
    for row in rows.of(DataSourceRow):
        by, id = f"external data source {row.name}", org.channel("external-data-source", row.name)
        yield Use(NAMED_CREDENTIAL, credential_of(row), by, id, row.at)
        yield Use(AUTH_PROVIDER, row.auth_provider, by, id, row.at)
        yield Use(CERTIFICATE, row.certificate, by, id, row.at)
