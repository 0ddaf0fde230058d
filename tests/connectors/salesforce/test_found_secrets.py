"""Every place in metadata where a secret may stand: it is found there, and goes no further."""

from pathlib import Path

import pytest

from lineage.model.records import Fact
from tests.connectors.salesforce.writing import ORG, harvested, of, tag, write, xml

SECRET = "hunter2secret"


def claim(kind: str, name: str, value: str) -> str:
    return tag("externalCredentialParameters", parameterName=name, parameterType=kind, parameterValue=value)


def parameter(kind: str, name: str, value: str) -> str:
    return tag("namedCredentialParameters", parameterName=name, parameterType=kind, parameterValue=value)


CASES: list[tuple[str, str, str, str]] = [
    (
        "connectedApps/A.connectedApp",
        xml("ConnectedApp", tag("label", "A"), tag("oauthConfig", consumerKey=SECRET)),
        "application/A",
        "oauthConfig/consumerKey (identifier)",
    ),
    (
        "connectedApps/A.connectedApp",
        xml("ConnectedApp", tag("label", "A"), tag("oauthConfig", consumerSecret=SECRET)),
        "application/A",
        "oauthConfig/consumerSecret",
    ),
    (
        "connectedApps/A.connectedApp",
        xml("ConnectedApp", tag("label", "A"), tag("oauthConfig", callbackUrl=f"https://a.example?token={SECRET}")),
        "application/A",
        "oauthConfig/callbackUrl (query string token)",
    ),
    (
        "authproviders/A.authprovider",
        xml("AuthProvider", tag("consumerSecret", SECRET)),
        "channel/auth-provider%2FA",
        "consumerSecret",
    ),
    ("authproviders/A.authprovider", xml("AuthProvider", tag("ecKey", SECRET)), "channel/auth-provider%2FA", "ecKey"),
    (
        "authproviders/A.authprovider",
        xml("AuthProvider", tag("tokenUrl", f"https://a.example/x?client_secret={SECRET}")),
        "channel/auth-provider%2FA",
        "tokenUrl (query string client_secret)",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", tag("password", SECRET)),
        "channel/named-credential%2FA",
        "password",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", tag("awsAccessSecret", SECRET)),
        "channel/named-credential%2FA",
        "awsAccessSecret",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", tag("oauthRefreshToken", SECRET)),
        "channel/named-credential%2FA",
        "oauthRefreshToken",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", tag("endpoint", f"https://u:{SECRET}@a.example/x")),
        "channel/named-credential%2FA",
        "endpoint (user information)",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", parameter("HttpHeader", "X-Api-Key", SECRET)),
        "channel/named-credential%2FA",
        "namedCredentialParameters[X-Api-Key]/parameterValue",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", parameter("UrlQueryParameter", "token", SECRET)),
        "channel/named-credential%2FA",
        "namedCredentialParameters[token]/parameterValue",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", parameter("HttpHeader", "X-Token", f"{{!'{SECRET}'}}")),
        "channel/named-credential%2FA",
        "namedCredentialParameters[X-Token]/parameterValue",
    ),
    (
        "externalCredentials/A.externalCredential",
        xml("ExternalCredential", claim("AuthHeader", "Authorization", f"Basic {SECRET}")),
        "channel/external-credential%2FA",
        "externalCredentialParameters[Authorization]/parameterValue",
    ),
    (
        "externalCredentials/A.externalCredential",
        xml("ExternalCredential", claim("JwtBodyClaim", "iss", SECRET)),
        "channel/external-credential%2FA",
        "externalCredentialParameters[iss]/parameterValue (identifier)",
    ),
    (
        "dataSources/A.dataSource",
        xml("ExternalDataSource", tag("oauthToken", SECRET), tag("type", "OData")),
        "channel/external-data-source%2FA",
        "oauthToken",
    ),
    (
        "remoteSiteSettings/A.remoteSite",
        xml("RemoteSiteSetting", tag("url", f"https://u:{SECRET}@a.example")),
        "channel/remote-site%2FA",
        "url (user information)",
    ),
    (
        "cspTrustedSites/A.cspTrustedSite",
        xml("CspTrustedSite", tag("endpointUrl", f"https://a.example?key={SECRET}")),
        "channel/trusted-site%2FA",
        "endpointUrl (query string key)",
    ),
    (
        "workflows/Case.workflow",
        xml("Workflow", tag("outboundMessages", fullName="Send", endpointUrl=f"https://a.example?u={SECRET}&amp;wsdl=1")),
        "channel/outbound-message%2FCase.Send",
        "outboundMessages[Send]/endpointUrl (query string u)",
    ),
    (
        "workflows/Case/workflowOutboundMessages/Send.workflowOutboundMessage-meta.xml",
        xml("WorkflowOutboundMessage", tag("fullName", "Send"), tag("endpointUrl", f"https://a.example?s={SECRET}")),
        "channel/outbound-message%2FCase.Send",
        "endpointUrl (query string s)",
    ),
    (
        "objects/Case.object",
        xml("CustomObject", tag("webLinks", fullName="L", linkType="url", url=f"https://a.example?key={SECRET}")),
        "Case",
        "webLinks[L]/url (query string key)",
    ),
    (
        "labels/CustomLabels.labels",
        xml("CustomLabels", tag("labels", fullName="L", value=f"https://a.example?token={SECRET}")),
        "",
        "labels[L]/value (query string token)",
    ),
    (
        "force-app/labels/L.label-meta.xml",
        xml("CustomLabel", tag("fullName", "L"), tag("value", f"https://a.example?token={SECRET}")),
        "",
        "labels[L]/value (query string token)",
    ),
    (
        "force-app/labels/CustomLabels/L.label-meta.xml",
        xml("CustomLabel", tag("fullName", "L"), tag("value", f"-----BEGIN PRIVATE KEY-----{SECRET}")),
        "",
        "labels[L]/value",
    ),
    (
        "namedCredentials/A.namedCredential",
        xml("NamedCredential", parameter("UrlQueryParameter", "x", f"9f8e7d6c5b4a39281706{SECRET}")),
        "channel/named-credential%2FA",
        "namedCredentialParameters[x]/parameterValue",
    ),
    (
        "slackapps/A.slackapp",
        xml("SlackApp", tag("signingSecret", SECRET)),
        "application/A",
        "signingSecret",
    ),
    (
        "s3DataConnectors/A.s3DataConnector",
        xml("DataConnectorS3", tag("s3SecretKey", SECRET)),
        "channel/data-connection%2FA",
        "s3SecretKey",
    ),
]


@pytest.mark.parametrize(("path", "text", "holder", "element"), CASES, ids=[f"{path}-{element}" for path, _, _, element in CASES])
def test_it_is_found_and_goes_no_further(tmp_path: Path, path: str, text: str, holder: str, element: str) -> None:
    records = harvested(write(tmp_path, {path: text}))
    (fact,) = [fact for fact in of(Fact, records) if fact.name == "secret-in-metadata"]
    expected = ORG if not holder else f"{ORG}/@{holder}" if "/" in holder else f"{ORG}/{holder}"
    assert (fact.subject, fact.value) == (expected, element)
    assert fact.evidence[0].locator.startswith(f"{path}:")
    assert SECRET not in repr(records)


@pytest.mark.parametrize(
    "text",
    [
        xml("NamedCredential", tag("username", "robot")),
        xml("NamedCredential", tag("password", "Placeholder_Value")),
        xml("NamedCredential", parameter("HttpHeader", "X-Api-Key", "{!$Credential.Keys.Key}")),
        xml("NamedCredential", parameter("HttpHeader", "Accept", "application/json")),
        xml("NamedCredential", parameter("UrlQueryParameter", "units", "metric")),
        xml("NamedCredential", parameter("Url", "Url", "https://a.example/token")),
    ],
)
def test_what_is_no_secret_is_not_told(tmp_path: Path, text: str) -> None:
    records = harvested(write(tmp_path, {"namedCredentials/A.namedCredential": text}))
    assert [fact.value for fact in of(Fact, records) if fact.name == "secret-in-metadata"] == []


def test_a_user_name_is_half_of_a_secret_beside_a_password(tmp_path: Path) -> None:
    text = xml("NamedCredential", tag("password", SECRET), tag("username", SECRET))
    records = harvested(write(tmp_path, {"namedCredentials/A.namedCredential": text}))
    assert [fact.value for fact in of(Fact, records) if fact.name == "secret-in-metadata"] == [
        "password",
        "username (identifier)",
    ]
    assert SECRET not in repr(records)
