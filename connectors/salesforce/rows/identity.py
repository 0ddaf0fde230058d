"""Who proves identities, to the org and to others, and the keys that this takes."""

from typing import NamedTuple

from connectors.salesforce.rows.addresses import Address


class RoleAddress(NamedTuple):
    """An address and what it is for."""

    role: str
    address: Address


class AuthProviderRow(NamedTuple):
    """An authentication provider: others' identities for the org's users, and tokens for its calls."""

    name: str
    at: str
    kind: str = ""
    """The platform's word: Google, OpenIdConnect…"""
    addresses: tuple[RoleAddress, ...] = ()
    """For tokens first."""
    runs_as: str = ""
    pkce: bool | None = None
    is_external: bool = False
    """It serves external credentials only."""


class SingleSignOnRow(NamedTuple):
    """A SAML identity provider that users of the org log in with."""

    name: str
    at: str
    label: str = ""
    addresses: tuple[RoleAddress, ...] = ()
    """For logins first."""
    runs_as: str = ""


class CertificateRow(NamedTuple):
    """A certificate of the org."""

    name: str
    at: str
    expires: str = ""
    """The day."""
    key_size: str = ""
    exportable: bool | None = None
    """Its private key can be taken out."""
    ca_signed: bool | None = None
