"""Addresses that the org may call, and how it proves who calls."""

from typing import NamedTuple

from connectors.salesforce.rows.addresses import NOWHERE, Address


class Merged(NamedTuple):
    """A value of the org that a header, a parameter or a claim is filled with."""

    into: str
    """What it fills: `header X-User`."""
    path: str
    """The value's name in the formula, such as `$User.Email`."""
    at: str
    is_claim: bool = False
    """It goes to where tokens are given out, not to where calls go."""


class DataSourceRow(NamedTuple):
    """An external data source."""

    name: str
    at: str
    type: str = ""
    address: Address = NOWHERE
    named_credential: str = ""
    protocol: str = ""
    principal_type: str = ""
    writable: bool | None = None
    auth_provider: str = ""
    certificate: str = ""
    settings: tuple[str, ...] = ()
    """Of its configuration what matters here, as `name=value`."""
    readable_settings: bool = True
    """False where there is a configuration and it cannot be read."""
    merged: tuple[Merged, ...] = ()


class NamedCredentialRow(NamedTuple):
    """A named credential, old or new."""

    name: str
    at: str
    address: Address = NOWHERE
    protocol: str = ""
    principal_type: str = ""
    external_credential: str = ""
    enabled: bool | None = None
    auth_provider: str = ""
    certificate: str = ""
    network_connection: str = ""
    """The private connection that it goes through."""
    merges: tuple[str, ...] = ()
    """Where code may fill in values: `header`, `body`."""
    merged: tuple[Merged, ...] = ()
    packages: tuple[str, ...] = ()
    """Namespaces of the packages whose code may use it."""
    token_address: Address = NOWHERE


class CredentialPrincipal(NamedTuple):
    """An identity that an external credential authenticates as."""

    name: str
    kind: str
    """The platform's word: NamedPrincipal, PerUserPrincipal…"""


class ExternalCredentialRow(NamedTuple):
    """An external credential."""

    name: str
    at: str
    protocol: str = ""
    variant: str = ""
    """Of OAuth, the flow."""
    principals: tuple[CredentialPrincipal, ...] = ()
    address: Address = NOWHERE
    """Where tokens are given out, where it says."""
    auth_provider: str = ""
    identity_provider: str = ""
    certificate: str = ""
    merged: tuple[Merged, ...] = ()


class NetworkConnectionRow(NamedTuple):
    """A private connection out of the platform's network, or into it."""

    name: str
    at: str
    inbound: bool = False
    type: str = ""
    active: bool | None = None
    status: str = ""
    region: str = ""
    service: str = ""
    """The name of the service at the other end."""
    address: Address = NOWHERE
    """A proxy, where it names one."""


class RemoteSiteRow(NamedTuple):
    """A host that code may call."""

    name: str
    at: str
    address: Address = NOWHERE
    active: bool | None = None
    protocol_security_off: bool | None = None
