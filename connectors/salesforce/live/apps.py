"""Connected apps and external client apps, as far as queries tell of them, and whom each admits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.salesforce.assemble.container_names import GROUP, PERMISSION_SET, PROFILE, some
from connectors.salesforce.exports.containers import Container, of_package
from connectors.salesforce.exports.platform_ids import id_key, is_platform_id
from connectors.salesforce.exports.reading import Reading
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.documents import Component, at, name_of
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import Question, text, value
from connectors.salesforce.metadata.connected_apps import read_connected_app, read_package
from connectors.salesforce.metadata.external_client_apps import read_app, read_oauth_policy, read_oauth_settings, read_policy
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.apps import AppRow
from lineage.model.records import Gap

_SETUP: Final = "View Setup and Configuration"
_HIDES: Final = "which applications there are, what their tokens may do, and who may use them"
_APP: Final = "application"

CONNECTED: Final = Question(
    "ConnectedApplication",
    (
        "Id",
        "Name",
        "DeveloperName",
        "ExecutionUserId",
        "OptionsAllowAdminApprovedUsersOnly",
        "OptionsRefreshTokenValidityMetric",
        "RefreshTokenValidityPeriod",
        "StartUrl",
        "MobileStartUrl",
        "SessionTimeout",
    ),
    _APP,
    _HIDES,
    _SETUP,
    tooling=True,
    needs=("Id", "Name"),
)
MENU: Final = Question(
    "AppMenuItem",
    ("Id", "ApplicationId", "Name", "Label", "NamespacePrefix"),
    _APP,
    "by which names applications are known",
    _SETUP,
    needs=("ApplicationId", "Name"),
)
EXTERNAL: Final = Question(
    "ExternalClientApplication",
    ("Id", "DeveloperName", "MasterLabel", "NamespacePrefix"),
    _APP,
    _HIDES,
    "ExternalClientAppViewer",
    tooling=True,
    needs=("Id", "DeveloperName"),
    is_optional=True,
)
_SCOPES: Final[Mapping[str, str]] = {
    "A2A_API": "A2A",
    "ADDRESS": "Address",
    "API": "Api",
    "CDP_API": "CDP",
    "CDP_CALCULATED_INSIGHT_API": "CDPCalculatedInsight",
    "CDP_IDENTITYRESOLUTION_API": "CDPIdentityResolution",
    "CDP_INGEST_API": "CDPIngest",
    "CDP_PROFILE_API": "CDPProfile",
    "CDP_QUERY_API": "CDPQuery",
    "CDP_SEGMENT_API": "CDPSegment",
    "CHATBOT_API": "Chatbot",
    "CHATTER_REST_API": "Chatter",
    "CMDB_DISCOVERY_API": "CmdbDiscovery",
    "CONTENT": "Content",
    "CUSTOM_PERMISSIONS": "CustomPermissions",
    "DATA_CLOUD_USER_CLAIMS": "DataCloudUserClaims",
    "ECLAIR_REST_API": "Eclair",
    "EINSTEIN_GPT_API": "EinsteinGPT",
    "EMAIL": "Email",
    "FORGOT_PASSWORD": "ForgotPassword",
    "FULL": "Full",
    "HUB_API": "Hub",
    "INTERACTION_API": "Interaction",
    "LIGHTNING": "Lightning",
    "MCP_API": "MCP",
    "OFFLINE_ACCESS": "OfflineAccess",
    "OPENID": "OpenID",
    "PARDOT_API": "Pardot",
    "PHONE": "Phone",
    "PROFILE": "Profile",
    "PWDLESS_LOGIN_API": "PwdlessLogin",
    "REFRESH_TOKEN": "RefreshToken",
    "SCRT_API": "SCRT",
    "SEMANTIC_LAYER_API": "SemanticLayer",
    "SFAP_API": "SFAP",
    "SSO": "Sso",
    "USER_REGISTRATION_API": "UserRegistration",
    "VF": "Visualforce",
    "WAVE_REST_API": "Wave",
    "WEB": "Web",
}
"""Scopes by the columns that say whether they are granted."""
_SCOPE: Final = "OauthScopes"
_PARENT: Final = "ExternalClientApplicationId"
EXTERNAL_SCOPES: Final = Question(
    "ExtlClntAppOauthSettings",
    ("Id", _PARENT, *(f"{_SCOPE}{name}" for name in _SCOPES)),
    _APP,
    "what tokens of external client apps may do",
    EXTERNAL.opens,
    tooling=True,
    needs=("Id", _PARENT),
    is_optional=True,
)
EXTERNAL_RANGES: Final = Question(
    "ExtlClntAppOauthIpRange",
    ("Id", "ExtlClntAppOauthSettingsId", "StartIpAddress", "EndIpAddress"),
    _APP,
    "from which addresses external client apps are trusted",
    EXTERNAL.opens,
    tooling=True,
    is_optional=True,
)
EXTERNAL_SWITCHES: Final = Question(
    "ExtlClntAppPlcyCnfg",
    ("Id", _PARENT, "IsEnabled", "StartUrl"),
    _APP,
    "whether external client apps are switched on",
    EXTERNAL.opens,
    tooling=True,
    needs=("Id", _PARENT),
    is_optional=True,
)
_POLICY: Final[Mapping[str, str]] = {
    "PermittedUsersPolicyType": "permittedUsersPolicyType",
    "IsClientCredentialsFlowEnabled": "isClientCredentialsFlowEnabled",
    "IpRelaxationPolicyType": "ipRelaxationPolicyType",
    "RefreshTokenPolicyType": "refreshTokenPolicyType",
    "RefreshTokenValidityPeriod": "refreshTokenValidityPeriod",
    "RefreshTokenValidityUnit": "refreshTokenValidityUnit",
    "RequiredSessionLevel": "requiredSessionLevel",
    "SessionTimeoutInMinutes": "sessionTimeoutInMinutes",
    "StartUrl": "startUrl",
}
EXTERNAL_POLICIES: Final = Question(
    "ExtlClntAppOauthPlcyCnfg",
    ("Id", _PARENT, *_POLICY, "ClientCredentialsFlowUser", "ExecuteHandlerAsId"),
    _APP,
    "who may use external client apps, and as whom they act",
    EXTERNAL.opens,
    tooling=True,
    needs=("Id", _PARENT),
    is_optional=True,
)
PACKAGES: Final = Question(
    "InstalledSubscriberPackage",
    (
        "Id",
        "SubscriberPackage.NamespacePrefix",
        "SubscriberPackage.Name",
        "SubscriberPackageVersion.MajorVersion",
        "SubscriberPackageVersion.MinorVersion",
        "SubscriberPackageVersion.PatchVersion",
        "SubscriberPackageVersion.BuildNumber",
    ),
    "package",
    "which packages of other publishers are installed",
    "Download AppExchange Packages",
    tooling=True,
)
_VERSION: Final = ("MajorVersion", "MinorVersion", "PatchVersion", "BuildNumber")


@dataclass
class Applications:
    """What makes rows of applications: who the users are, and whom each application admits."""

    asking: Asking
    reading: Reading
    admitted: Mapping[str, Sequence[Container]]

    def rows(self) -> Iterator[Row]:
        """Every application that the org tells of."""
        called = {id_key(text(row, "ApplicationId")): row for row in self.asking.rows(MENU)}
        connected = list(self._connected(called))
        yield from connected
        yield from self._external()
        if connected:
            self.asking.lack(
                CONNECTED,
                f"What the tokens of connected apps may do is told by no query: {some(sorted(_names(connected)))}.",
                why="scopes, callback addresses and IP ranges of connected apps stand in their metadata only",
                remedy=retrieve_command("ConnectedApp"),
            )

    def _connected(self, called: Mapping[str, Answer]) -> Iterator[Row]:
        for row in self.asking.rows(CONNECTED):
            menu = called.get(id_key(text(row, "Id")), {})
            name = of_package(text(menu, "Name"), text(menu, "NamespacePrefix"))
            said = {
                "label": text(row, "Name"),
                "startUrl": value(row, "StartUrl"),
                "mobileStartUrl": value(row, "MobileStartUrl"),
                "oauthConfig": {
                    "isAdminApproved": value(row, "OptionsAllowAdminApprovedUsersOnly"),
                    "oauthClientCredentialUser": self._user(text(row, "ExecutionUserId")),
                },
                "oauthPolicy": {"refreshTokenPolicy": _lasts(row)},
                "sessionPolicy": {"sessionTimeout": value(row, "SessionTimeout")},
            }
            component = Component("ConnectedApp", read_connected_app)
            made = component.rows(name or text(row, "DeveloperName") or text(row, "Name"), said, at(CONNECTED, row))
            yield from self._admitting(made, text(row, "Id"))

    def _external(self) -> Iterator[Row]:
        listed = self.asking.rows(EXTERNAL)
        if not listed:
            return
        names = {id_key(text(row, "Id")): name_of(row) for row in listed}
        for row in listed:
            component = Component("ExternalClientApplication", read_app)
            made = component.rows(name_of(row), {"label": value(row, "MasterLabel")}, at(EXTERNAL, row))
            yield from self._admitting(made, text(row, "Id"))
        ranges = self.asking.rows(EXTERNAL_RANGES)
        parts = (
            (EXTERNAL_SCOPES, Component("ExtlClntAppOauthSettings", read_oauth_settings), lambda row: _scopes(row, ranges)),
            (EXTERNAL_SWITCHES, Component("ExtlClntAppConfigurablePolicies", read_policy), _switch),
            (EXTERNAL_POLICIES, Component("ExtlClntAppOauthConfigurablePolicies", read_oauth_policy), self._policy),
        )
        for question, component, said in parts:
            for row in self.asking.rows(question):
                name = names.get(id_key(text(row, _PARENT)), "")
                if name:
                    yield from component.rows(name, {"externalClientApplication": name, **said(row)}, at(question, row))

    def _policy(self, row: Answer) -> Mapping[str, object]:
        said = {element: value(row, column) for column, element in _POLICY.items()}
        said["clientCredentialsFlowUser"] = self._user(text(row, "ClientCredentialsFlowUser"))
        said["executeHandlerAs"] = self._user(text(row, "ExecuteHandlerAsId"))
        return said

    def _user(self, told: str) -> str:
        """The user's name, where the org tells an id."""
        return self.reading.users.name_of(told) if is_platform_id(told) else told

    def _admitting(self, rows: Iterator[Row], id: str) -> Iterator[Row]:
        held = self.admitted.get(id_key(id), ())
        for row in rows:
            if not isinstance(row, AppRow):
                yield row
                continue
            yield row._replace(
                profiles=tuple(sorted({one.name for one in held if one.kind == PROFILE})),
                permission_sets=tuple(sorted({one.name for one in held if one.kind in (PERMISSION_SET, GROUP)})),
            )


def _names(rows: Sequence[Row]) -> set[str]:
    return {row.name for row in rows if isinstance(row, AppRow)}


def _lasts(row: Answer) -> str:
    """How long refresh tokens last; empty where the org does not say."""
    period = text(row, "RefreshTokenValidityPeriod")
    if not period:
        return ""
    return f"{'specific_inactivity' if value(row, 'OptionsRefreshTokenValidityMetric') else 'specific_lifetime'}:{period}"


def _scopes(row: Answer, ranges: Sequence[Answer]) -> Mapping[str, object]:
    granted = [word for name, word in _SCOPES.items() if value(row, f"{_SCOPE}{name}") is True]
    own = [one for one in ranges if id_key(text(one, "ExtlClntAppOauthSettingsId")) == id_key(text(row, "Id"))]
    return {
        "commaSeparatedOauthScopes": ", ".join(granted),
        "trustedIpRanges": [
            {"startIpAddress": value(one, "StartIpAddress"), "endIpAddress": value(one, "EndIpAddress")} for one in own
        ],
    }


def _switch(row: Answer) -> Mapping[str, object]:
    return {"isEnabled": value(row, "IsEnabled"), "startUrl": value(row, "StartUrl")}


def ask_packages(asking: Asking) -> Iterator[Row]:
    """The packages of other publishers."""
    component = Component("InstalledPackage", read_package)
    for row in asking.rows(PACKAGES):
        name = text(row, "SubscriberPackage.NamespacePrefix") or text(row, "SubscriberPackage.Name")
        numbers = [text(row, f"SubscriberPackageVersion.{part}") for part in _VERSION]
        if name:
            yield from component.rows(name, {"versionNumber": ".".join(filter(None, numbers))}, at(PACKAGES, row))


def only_tokens(asking: Asking, reading: Reading, rows: Sequence[Row]) -> Iterator[Gap]:
    """A gap for applications that hold tokens and that the org does not list."""
    listed = {name.casefold() for name in _names(rows)}
    unlisted = sorted({token.app for token in reading.tokens.found.values() if token.app.casefold() not in listed})
    if unlisted:
        yield asking.told.gap(
            _APP,
            f"Applications hold tokens and are not installed, {len(unlisted):,} in all: {some(unlisted)}.",
            why="users authorized them without an administrator, so that the org keeps their tokens and nothing else of them",
            hides="what their tokens may do, and whose they are",
            remedy="Block or install them in Setup, Connected Apps OAuth Usage; name their Systems in a map.",
            locator="OauthToken",
        )
