"""Who proves identities, and certificates. Keys and secrets are never read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import address
from connectors.salesforce.rows.identity import AuthProviderRow, CertificateRow, RoleAddress, SingleSignOnRow
from connectors.salesforce.rows.secrets import SecretRow
from lineage.reading.xml import children, leaves

_PROVIDER: Final = ("tokenUrl", "authorizeUrl", "userInfoUrl", "logoutUrl")
_EXTERNAL: Final = ("TokenUrl", "AuthorizeUrl", "UserInfoUrl")
_SAML: Final = ("loginUrl", "logoutUrl", "singleLogoutUrl", "errorUrl")


def read_auth_provider(document: Document) -> Iterator[Row]:
    """The authentication provider."""
    said = leaves(document.root)
    yield AuthProviderRow(
        document.qualified(document.name),
        document.at(),
        kind=said.get("providerType", ""),
        addresses=_addresses(said, _PROVIDER),
        runs_as=said.get("executionUser", ""),
        pkce=flag(said.get("isPkceEnabled")),
    )


def read_identity_provider(document: Document) -> Iterator[Row]:
    """The identity provider of external credentials; its addresses are parameters."""
    said = leaves(document.root)
    parameters = [leaves(element) for element in children(document.root, "externalAuthIdentityProviderParameters")]
    values = {one.get("parameterType", ""): one.get("parameterValue", "") for one in parameters}
    yield AuthProviderRow(
        document.qualified(document.name),
        document.at(),
        kind=said.get("authenticationFlow") or said.get("authenticationProtocol", ""),
        addresses=_addresses(values, _EXTERNAL),
        is_external=True,
    )


def read_single_sign_on(document: Document) -> Iterator[Row]:
    """The SAML identity provider; its issuer is a name, not an address."""
    said = leaves(document.root)
    yield SingleSignOnRow(
        document.qualified(document.name),
        document.at(),
        label=said.get("name", ""),
        addresses=_addresses(said, _SAML),
        runs_as=said.get("executionUserId", ""),
    )


def read_certificate(document: Document) -> Iterator[Row]:
    """What is said of a certificate; the certificate itself is a file beside it."""
    said = leaves(document.root)
    yield CertificateRow(
        document.qualified(document.name),
        document.at(),
        expires=said.get("expirationDate", "").partition("T")[0],
        key_size=said.get("keySize", ""),
        exportable=flag(said.get("privateKeyExportable")),
        ca_signed=flag(said.get("caSigned")),
    )


def read_private_key(name: str, path: str, content: bytes) -> Iterator[Row]:
    """The place of a private key in a certificate's own file; there should be none."""
    at = content.find(b"PRIVATE KEY-----")
    if at >= 0:
        line = content.count(b"\n", 0, at) + 1
        yield SecretRow("org", "", f"private key of certificate {name}", f"{path}:{line}")


def _addresses(said: Mapping[str, str], roles: Iterable[str]) -> tuple[RoleAddress, ...]:
    return tuple(RoleAddress(role, address(said[role])) for role in roles if said.get(role))


READERS: Final[Readers] = {
    ("authproviders", "authprovider"): Reader(
        "AuthProvider", read_auth_provider, "where identities and tokens come from", expected=True
    ),
    ("externalAuthIdentityProviders", "externalAuthIdentityProvider"): Reader(
        "ExternalAuthIdentityProvider", read_identity_provider, "where tokens of external credentials come from"
    ),
    ("samlssoconfigs", "samlssoconfig"): Reader("SamlSsoConfig", read_single_sign_on, "where users of the org log in"),
    ("certs", "crt"): Reader(
        "Certificate",
        read_certificate,
        "when a certificate expires, and whether its key can be taken out",
        content=read_private_key,
    ),
}
