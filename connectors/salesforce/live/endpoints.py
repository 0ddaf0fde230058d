"""Where the org calls and who may call it: credentials, sites, external data sources, and who proves identities."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from connectors.salesforce.exports.platform_ids import id_key
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.documents import Component, ask_defined, ask_listed, at, name_of
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import Question, text, value
from connectors.salesforce.live.setup_access import SetupNames
from connectors.salesforce.metadata.credentials import read_external_credential, read_named_credential, read_outbound_connection
from connectors.salesforce.metadata.data_sources import read_data_source
from connectors.salesforce.metadata.identity_providers import read_auth_provider, read_certificate
from connectors.salesforce.metadata.services import read_service
from connectors.salesforce.metadata.sites import read_cross_origin, read_remote_site, read_trusted_site
from connectors.salesforce.rows import Row

_SETUP: Final = "View Setup and Configuration"
_NAMED_CREDENTIALS: Final = "View Setup and Configuration, with Manage Named Credentials"
_NAME: Final = ("Id", "DeveloperName", "NamespacePrefix")

PROVIDERS: Final = Question(
    "AuthProvider",
    (*_NAME, "ProviderType", "TokenUrl", "AuthorizeUrl", "UserInfoUrl", "LogoutUrl"),
    "auth provider",
    "where identities and tokens come from",
    "Manage Auth. Providers",
    needs=("Id", "DeveloperName"),
)
CERTIFICATES: Final = Question(
    "Certificate",
    (
        "Id",
        "DeveloperName",
        "ExpirationDate",
        "KeySize",
        "OptionsIsPrivateKeyExportable",
        "OptionsIsCaSigned",
    ),
    "certificate",
    "when certificates expire, and whether their keys can be taken out",
    _SETUP,
    tooling=True,
    needs=("DeveloperName",),
)
EXTERNAL_CREDENTIALS: Final = Question(
    "ExternalCredential",
    (*_NAME, "AuthenticationProtocol"),
    "external credential",
    "as whom calls authenticate",
    _NAMED_CREDENTIALS,
    tooling=True,
    needs=("Id", "DeveloperName"),
)
EXTERNAL_PARAMETERS: Final = Question(
    "ExternalCredentialParameter",
    (
        "Id",
        "ExternalCredentialId",
        "ParameterName",
        "ParameterType",
        "ParameterValue",
        "AuthProviderId",
        "Certificate.DeveloperName",
    ),
    "external credential",
    "as whom calls authenticate",
    _NAMED_CREDENTIALS,
    tooling=True,
    needs=("Id", "ExternalCredentialId", "ParameterType"),
)
NAMED_CREDENTIALS: Final = Question(
    "NamedCredential",
    (
        *_NAME,
        "Endpoint",
        "Protocol",
        "PrincipalType",
        "CalloutStatus",
        "AuthProviderId",
        "AuthTokenEndpointUrl",
        "JwtFormulaSubject",
        "Certificate.DeveloperName",
        "OutboundNetworkConnection.DeveloperName",
    ),
    "named credential",
    "which addresses credentials lead to",
    _NAMED_CREDENTIALS,
    tooling=True,
    needs=("Id", "DeveloperName"),
)
NAMED_PARAMETERS: Final = Question(
    "NamedCredentialParameter",
    (
        "Id",
        "NamedCredentialId",
        "ParameterName",
        "ParameterType",
        "ParameterValue",
        "ExternalCredentialId",
        "Certificate.DeveloperName",
        "OutboundNetworkConnection.DeveloperName",
    ),
    "named credential",
    "which addresses the newer credentials lead to, and what they send along",
    _NAMED_CREDENTIALS,
    tooling=True,
    needs=("Id", "NamedCredentialId", "ParameterType"),
)
REMOTE_SITES: Final = Question(
    "RemoteProxy",
    ("Id", "SiteName", "NamespacePrefix", "EndpointUrl", "IsActive", "ProtocolMismatch"),
    "remote site",
    "which hosts code may call",
    _SETUP,
    tooling=True,
    needs=("SiteName", "EndpointUrl"),
)
_SOURCES: Final = ("Connect", "Font", "Frame", "Img", "Media", "Style")
TRUSTED_SITES: Final = Question(
    "CspTrustedSite",
    (
        *_NAME,
        "EndpointUrl",
        "Context",
        "IsActive",
        *(f"IsApplicableTo{name}Src" for name in _SOURCES),
        "CanAccessCamera",
        "CanAccessMicrophone",
    ),
    "trusted site",
    "which hosts pages may load from or send to",
    _SETUP,
    needs=("DeveloperName", "EndpointUrl"),
)
CROSS_ORIGINS: Final = Question(
    "CorsWhitelistEntry",
    (*_NAME, "UrlPattern"),
    "cross origin",
    "which origins' scripts may call the org",
    _SETUP,
    needs=("DeveloperName", "UrlPattern"),
)
DATA_SOURCES: Final = Question(
    "ExternalDataSource",
    (
        *_NAME,
        "Type",
        "Endpoint",
        "Protocol",
        "PrincipalType",
        "IsWritable",
        "CustomConfiguration",
        "NamedCredentialId",
        "AuthProviderId",
        "Certificate.DeveloperName",
    ),
    "external data source",
    "where external objects come from, and how",
    _SETUP,
    tooling=True,
    needs=("Id", "DeveloperName"),
)
SERVICES: Final = Question(
    "ExternalServiceRegistration",
    _NAME,
    "external service",
    "which services flows and code may call, and what they send to them",
    _SETUP,
    tooling=True,
    needs=("Id", "DeveloperName"),
    is_optional=True,
)
CONNECTIONS: Final = Question(
    "OutboundNetworkConnection",
    _NAME,
    "network connection",
    "which calls go over private connections",
    _SETUP,
    tooling=True,
    needs=("Id", "DeveloperName"),
    is_optional=True,
)


def ask_endpoints(asking: Asking, names: SetupNames) -> Iterator[Row]:
    """Every address that the org may call or that may call it, and how both prove who they are."""
    yield from _identities(asking, names)
    yield from _external_credentials(asking, names)
    yield from _named_credentials(asking, names)
    yield from ask_listed(
        asking,
        REMOTE_SITES,
        Component("RemoteSiteSetting", read_remote_site),
        {"EndpointUrl": "url", "IsActive": "isActive", "ProtocolMismatch": "disableProtocolSecurity"},
        name="SiteName",
    )
    elements = {name: name[0].lower() + name[1:] for name in TRUSTED_SITES.columns if name not in _NAME}
    yield from ask_listed(asking, TRUSTED_SITES, Component("CspTrustedSite", read_trusted_site), elements)
    yield from ask_listed(
        asking, CROSS_ORIGINS, Component("CorsWhitelistOrigin", read_cross_origin), {"UrlPattern": "urlPattern"}
    )
    yield from _data_sources(asking, names)
    yield from ask_defined(asking, SERVICES, Component("ExternalServiceRegistration", read_service))
    yield from ask_defined(asking, CONNECTIONS, Component("OutboundNetworkConnection", read_outbound_connection))


def _identities(asking: Asking, names: SetupNames) -> Iterator[Row]:
    component = Component("AuthProvider", read_auth_provider)
    for row in asking.rows(PROVIDERS):
        names.learn(text(row, "Id"), name_of(row))
        said = {name[0].lower() + name[1:]: value(row, name) for name in PROVIDERS.columns if name not in _NAME}
        yield from component.rows(name_of(row), said, at(PROVIDERS, row))
    elements = {
        "ExpirationDate": "expirationDate",
        "KeySize": "keySize",
        "OptionsIsPrivateKeyExportable": "privateKeyExportable",
        "OptionsIsCaSigned": "caSigned",
    }
    yield from ask_listed(asking, CERTIFICATES, Component("Certificate", read_certificate), elements)


def _external_credentials(asking: Asking, names: SetupNames) -> Iterator[Row]:
    component = Component("ExternalCredential", read_external_credential)
    listed = asking.rows(EXTERNAL_CREDENTIALS)
    parameters = _by_owner(asking.rows(EXTERNAL_PARAMETERS) if listed else (), "ExternalCredentialId")
    for row in listed:
        name = name_of(row)
        names.learn(text(row, "Id"), name)
        own = parameters.get(id_key(text(row, "Id")), ())
        for one in own:
            names.learn(text(one, "Id"), f"{name}-{text(one, 'ParameterName')}")
        said = {
            "authenticationProtocol": value(row, "AuthenticationProtocol"),
            "externalCredentialParameters": [
                {**_parameter(one), "authProvider": names.name(text(one, "AuthProviderId"))} for one in own
            ],
        }
        yield from component.rows(name, said, at(EXTERNAL_CREDENTIALS, row))


def _named_credentials(asking: Asking, names: SetupNames) -> Iterator[Row]:
    component = Component("NamedCredential", read_named_credential)
    listed = asking.rows(NAMED_CREDENTIALS)
    parameters = _by_owner(asking.rows(NAMED_PARAMETERS) if listed else (), "NamedCredentialId")
    for row in listed:
        names.learn(text(row, "Id"), name_of(row))
        own = parameters.get(id_key(text(row, "Id")), ())
        said = {
            "endpoint": value(row, "Endpoint"),
            "protocol": value(row, "Protocol"),
            "principalType": value(row, "PrincipalType"),
            "calloutStatus": value(row, "CalloutStatus"),
            "authProvider": names.name(text(row, "AuthProviderId")),
            "authTokenEndpointUrl": value(row, "AuthTokenEndpointUrl"),
            "jwtFormulaSubject": value(row, "JwtFormulaSubject"),
            "certificate": value(row, "Certificate.DeveloperName"),
            "outboundNetworkConnection": value(row, "OutboundNetworkConnection.DeveloperName"),
            "namedCredentialParameters": [
                {
                    **_parameter(one),
                    "externalCredential": names.name(text(one, "ExternalCredentialId")),
                    "outboundNetworkConnection": value(one, "OutboundNetworkConnection.DeveloperName"),
                }
                for one in own
            ],
        }
        yield from component.rows(name_of(row), said, at(NAMED_CREDENTIALS, row))


def _parameter(row: Answer) -> Mapping[str, object]:
    return {
        "parameterName": value(row, "ParameterName"),
        "parameterType": value(row, "ParameterType"),
        "parameterValue": value(row, "ParameterValue"),
        "certificate": value(row, "Certificate.DeveloperName"),
    }


def _by_owner(rows: Sequence[Answer], owner: str) -> Mapping[str, Sequence[Answer]]:
    found: dict[str, list[Answer]] = {}
    for row in rows:
        found.setdefault(id_key(text(row, owner)), []).append(row)
    return found


def _data_sources(asking: Asking, names: SetupNames) -> Iterator[Row]:
    component = Component("ExternalDataSource", read_data_source)
    plain = ("Type", "Endpoint", "Protocol", "PrincipalType", "IsWritable", "CustomConfiguration")
    for row in asking.rows(DATA_SOURCES):
        said = {
            **{name[0].lower() + name[1:]: value(row, name) for name in plain},
            "namedCredential": names.name(text(row, "NamedCredentialId")),
            "authProvider": names.name(text(row, "AuthProviderId")),
            "certificate": value(row, "Certificate.DeveloperName"),
        }
        yield from component.rows(name_of(row), said, at(DATA_SOURCES, row))
