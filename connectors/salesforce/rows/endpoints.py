"""Addresses that the org may call."""

from typing import NamedTuple


class DataSourceRow(NamedTuple):
    """An external data source."""

    name: str
    at: str
    type: str = ""
    endpoint: str = ""
    named_credential: str = ""
    protocol: str = ""
    principal_type: str = ""
    writable: bool | None = None


class NamedCredentialRow(NamedTuple):
    """A named credential, old or new."""

    name: str
    at: str
    url: str = ""
    protocol: str = ""
    principal_type: str = ""
    external_credential: str = ""
    enabled: bool | None = None


class ExternalCredentialRow(NamedTuple):
    """An external credential."""

    name: str
    at: str
    protocol: str = ""


class RemoteSiteRow(NamedTuple):
    """A host that code may call."""

    name: str
    at: str
    url: str = ""
    active: bool | None = None
    protocol_security_off: bool | None = None
