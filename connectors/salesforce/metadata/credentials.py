"""Named credentials, the external credentials behind them, and private connections. No secret leaves these functions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from connectors.languages import formula
from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import NOWHERE, Address, address
from connectors.salesforce.rows.endpoints import (
    CredentialPrincipal,
    ExternalCredentialRow,
    Merged,
    NamedCredentialRow,
    NetworkConnectionRow,
)
from lineage.reading.xml import Element, children, leaves

_SENT: Final[Mapping[str, str]] = {
    "HttpHeader": "header",
    "HttpCookie": "cookie",
    "UrlQueryParameter": "query parameter",
    "AuthHeader": "header",
    "AuthQueryParameter": "query parameter",
    "AuthParameter": "parameter",
}
_CLAIMS: Final[Mapping[str, str]] = {
    "JwtBodyClaim": "claim",
    "JwtHeaderClaim": "claim",
    "AuthProviderUrlQueryParameter": "query parameter",
    "AuthProviderAuthParameter": "parameter",
}
"""What goes to where tokens are given out."""
_PRINCIPALS: Final = frozenset(
    {"NamedPrincipal", "PerUserPrincipal", "AwsStsPrincipal", "GlobalNamedPrincipal", "SystemUserPrincipal", "TenantPrincipal"}
)


def read_named_credential(document: Document) -> Iterator[Row]:
    """The named credential; the newer form keeps its address and its external credential in parameters."""
    said = leaves(document.root)
    parameters = list(_parameters(document.root, "namedCredentialParameters"))
    status = said.get("calloutStatus", "").lower()
    subject = said.get("jwtFormulaSubject", "")
    yield NamedCredentialRow(
        document.qualified(document.name),
        document.at(),
        address=address(said.get("endpoint") or _first(parameters, "parameterValue", "Url")),
        protocol=said.get("protocol", ""),
        principal_type=said.get("principalType", ""),
        external_credential=_first(parameters, "externalCredential"),
        enabled=None if not status else status == "enabled",
        auth_provider=said.get("authProvider", ""),
        certificate=said.get("certificate") or said.get("jwtSigningCertificate") or _first(parameters, "certificate"),
        network_connection=said.get("outboundNetworkConnection") or _first(parameters, "outboundNetworkConnection"),
        merges=tuple(
            where
            for where, element in (("header", "allowMergeFieldsInHeader"), ("body", "allowMergeFieldsInBody"))
            if flag(said.get(element))
        ),
        merged=(*_merged(document, parameters), *_formula("claim sub", subject, document.at(), is_claim=True)),
        packages=tuple(_all(parameters, "parameterValue", "AllowedManagedPackageNamespaces")),
        token_address=_address(said.get("authTokenEndpointUrl", "")),
    )


def read_external_credential(document: Document) -> Iterator[Row]:
    """The external credential: how it authenticates and as whom, without the values that prove it."""
    parameters = list(_parameters(document.root, "externalCredentialParameters"))
    kinds = [(one, one[1].get("parameterType", "")) for one in parameters]
    yield ExternalCredentialRow(
        document.qualified(document.name),
        document.at(),
        protocol=leaves(document.root).get("authenticationProtocol", ""),
        variant=_first(parameters, "parameterValue", "AuthProtocolVariant"),
        principals=tuple(
            CredentialPrincipal(said.get("parameterName", ""), kind) for (_, said), kind in kinds if kind in _PRINCIPALS
        ),
        address=_address(_first(parameters, "parameterValue", "AuthProviderUrl")),
        auth_provider=_first(parameters, "authProvider"),
        identity_provider=_first(parameters, "externalAuthIdentityProvider"),
        certificate=_first(parameters, "certificate"),
        merged=tuple(_merged(document, parameters)),
    )


def read_outbound_connection(document: Document) -> Iterator[Row]:
    """The private connection out of the platform's network."""
    yield _connection(document, "outboundNetworkConnProperties", inbound=False)


def read_inbound_connection(document: Document) -> Iterator[Row]:
    """The private connection into the platform's network."""
    yield _connection(document, "inboundNetworkConnProperties", inbound=True)


def _connection(document: Document, properties: str, *, inbound: bool) -> NetworkConnectionRow:
    said = leaves(document.root)
    named = [leaves(element) for element in children(document.root, properties)]
    values = {one.get("propertyName", ""): one.get("propertyValue", "") for one in named}
    return NetworkConnectionRow(
        document.qualified(document.name),
        document.at(),
        inbound=inbound,
        type=said.get("connectionType", ""),
        active=flag(said.get("isActive")),
        status=said.get("status", ""),
        region=values.get("Region", ""),
        service=values.get("AwsVpcEndpointServiceName", "") or values.get("AwsVpcEndpointId", ""),
        address=_address(values.get("ProxyUrl", "")),
    )


_Parameter = tuple[Element, Mapping[str, str]]


def _parameters(root: Element, name: str) -> Iterator[_Parameter]:
    for element in children(root, name):
        yield element, leaves(element)


def _all(parameters: Iterable[_Parameter], key: str, kind: str = "") -> Iterator[str]:
    for _, said in parameters:
        if said.get(key) and (not kind or said.get("parameterType") == kind):
            yield said[key]


def _first(parameters: Iterable[_Parameter], key: str, kind: str = "") -> str:
    return next(_all(parameters, key, kind), "")


def _address(text: str) -> Address:
    return address(text) if text else NOWHERE


def _merged(document: Document, parameters: Iterable[_Parameter]) -> Iterator[Merged]:
    """Every value of the org that a parameter is filled with."""
    for element, said in parameters:
        kind = said.get("parameterType", "")
        word = _SENT.get(kind) or _CLAIMS.get(kind)
        if word:
            into = f"{word} {said.get('parameterName', '')}"
            yield from _formula(into, said.get("parameterValue", ""), document.at(element), is_claim=kind in _CLAIMS)


def _formula(into: str, value: str, at: str, *, is_claim: bool = False) -> Iterator[Merged]:
    """The names in a text with merge fields; those of credentials are the platform's to fill in."""
    for reference in formula.read_template(value).references:
        if len(reference.path) > 1 and reference.path[0].lower() != "$credential":
            yield Merged(into, reference.shown, at, is_claim)


READERS: Final[Readers] = {
    ("namedCredentials", "namedCredential"): Reader(
        "NamedCredential", read_named_credential, "which address this credential calls", expected=True
    ),
    ("externalCredentials", "externalCredential"): Reader(
        "ExternalCredential", read_external_credential, "how named credentials authenticate", expected=True
    ),
    ("outboundNetworkConnections", "outboundNetworkConnection"): Reader(
        "OutboundNetworkConnection", read_outbound_connection, "which private network calls go through"
    ),
    ("inboundNetworkConnections", "inboundNetworkConnection"): Reader(
        "InboundNetworkConnection", read_inbound_connection, "from which private network others call the org"
    ),
}
