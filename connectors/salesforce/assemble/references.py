"""What components name of each other: dangling references, and the certificates that channels use."""

from collections.abc import Iterator

from connectors.salesforce.assemble.credentials import uses_of_credentials
from connectors.salesforce.assemble.custom_metadata import uses_of_records
from connectors.salesforce.assemble.dangling import (
    AUTH_PROVIDER,
    CERTIFICATE,
    EXTERNAL_CREDENTIAL,
    IDENTITY_PROVIDER,
    NAMED_CREDENTIAL,
    NETWORK_CONNECTION,
    Component,
    dangling,
)
from connectors.salesforce.assemble.data_sources import uses_of_data_sources
from connectors.salesforce.assemble.events import uses_of_relays
from connectors.salesforce.assemble.identity import assemble_certificates
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.services import uses_of_services
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.endpoints import ExternalCredentialRow, NamedCredentialRow, NetworkConnectionRow
from connectors.salesforce.rows.identity import AuthProviderRow, CertificateRow
from lineage.model.records import Channel, Fact, Gap


def assemble_references(org: Org, rows: Rows) -> Iterator[Channel | Fact | Gap]:
    """Placeholders for what is named and not there, and what is known of certificates where they are used."""
    named_by = (uses_of_credentials, uses_of_data_sources, uses_of_records, uses_of_services, uses_of_relays)
    uses = [use for used in named_by for use in used(org, rows) if use.name]
    yield from dangling(org, uses, _there(rows))
    yield from assemble_certificates(org, rows, uses)


def _there(rows: Rows) -> dict[Component, list[str]]:
    providers = rows.of(AuthProviderRow)
    return {
        NAMED_CREDENTIAL: [row.name for row in rows.of(NamedCredentialRow)],
        EXTERNAL_CREDENTIAL: [row.name for row in rows.of(ExternalCredentialRow)],
        AUTH_PROVIDER: [row.name for row in providers if not row.is_external],
        IDENTITY_PROVIDER: [row.name for row in providers if row.is_external],
        NETWORK_CONNECTION: [row.name for row in rows.of(NetworkConnectionRow)],
        CERTIFICATE: [row.name for row in rows.of(CertificateRow)],
    }
