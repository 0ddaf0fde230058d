"""Addresses that the org may call: data sources, credentials and remote sites. No secret leaves these functions."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.endpoints import DataSourceRow, ExternalCredentialRow, NamedCredentialRow, RemoteSiteRow
from lineage.reading.xml import children, leaves


def read_data_source(document: Document) -> Iterator[Row]:
    """The external data source."""
    said = leaves(document.root)
    yield DataSourceRow(
        document.name,
        document.at(),
        type=said.get("type", ""),
        endpoint=said.get("endpoint", ""),
        named_credential=said.get("namedCredential", ""),
        protocol=said.get("protocol", ""),
        principal_type=said.get("principalType", ""),
        writable=flag(said.get("isWritable")),
    )


def read_named_credential(document: Document) -> Iterator[Row]:
    """The named credential; the newer form keeps its address and its external credential in parameters."""
    said = leaves(document.root)
    parameters = [leaves(element) for element in children(document.root, "namedCredentialParameters")]
    urls = [one.get("parameterValue", "") for one in parameters if one.get("parameterType") == "Url"]
    credentials = [one["externalCredential"] for one in parameters if one.get("externalCredential")]
    status = said.get("calloutStatus", "").lower()
    yield NamedCredentialRow(
        document.name,
        document.at(),
        url=said.get("endpoint") or next(iter(urls), ""),
        protocol=said.get("protocol", ""),
        principal_type=said.get("principalType", ""),
        external_credential=next(iter(credentials), ""),
        enabled=None if not status else status == "enabled",
    )


def read_external_credential(document: Document) -> Iterator[Row]:
    """The external credential, of which only the protocol is kept."""
    yield ExternalCredentialRow(document.name, document.at(), protocol=leaves(document.root).get("authenticationProtocol", ""))


def read_remote_site(document: Document) -> Iterator[Row]:
    """The remote site."""
    said = leaves(document.root)
    yield RemoteSiteRow(
        document.name,
        document.at(),
        url=said.get("url", ""),
        active=flag(said.get("isActive")),
        protocol_security_off=flag(said.get("disableProtocolSecurity")),
    )


READERS: Final[Readers] = {
    ("dataSources", "dataSource"): Reader(
        "ExternalDataSource",
        read_data_source,
        "where the external objects of this source come from, and how",
        expected=True,
    ),
    ("namedCredentials", "namedCredential"): Reader(
        "NamedCredential", read_named_credential, "which address this credential calls", expected=True
    ),
    ("externalCredentials", "externalCredential"): Reader(
        "ExternalCredential", read_external_credential, "how named credentials authenticate", expected=True
    ),
    ("remoteSiteSettings", "remoteSite"): Reader(
        "RemoteSiteSetting", read_remote_site, "a host that code may call", expected=True
    ),
}
