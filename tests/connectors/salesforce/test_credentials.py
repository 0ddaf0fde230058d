from pathlib import Path

import pytest

from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Channel, Fact, Gap, Reference
from lineage.model.verdicts import Active, Transit
from tests.connectors.salesforce.writing import ORG, arrows, harvested, of, tag, write, xml

Files = dict[str, str | bytes]


def channel_id(kind: str, name: str) -> Id:
    return ORG.of_kind("channel", f"{kind}/{name}")


def named(*parts: str, name: str = "Billing") -> Files:
    return {f"namedCredentials/{name}.namedCredential": xml("NamedCredential", *parts)}


def external(*parts: str, name: str = "Keys") -> Files:
    return {f"externalCredentials/{name}.externalCredential": xml("ExternalCredential", *parts)}


def parameter(kind: str, called: str = "", /, **leaves: str) -> str:
    return tag("namedCredentialParameters", parameterName=called or kind, parameterType=kind, **leaves)


def claim(kind: str, called: str = "", /, **leaves: str) -> str:
    return tag("externalCredentialParameters", parameterName=called or kind, parameterType=kind, **leaves)


def channels(records: list[Harvested]) -> dict[str, Channel]:
    return {channel.id.name: channel for channel in of(Channel, records)}


def facts(records: list[Harvested], name: str) -> list[tuple[str, str]]:
    return [(fact.subject.name, fact.value) for fact in of(Fact, records) if fact.name == name]


URL = parameter("Url", parameterValue="https://api.example/v1")


def test_the_endpoint_of_an_old_credential_goes_before_a_parameter(tmp_path: Path) -> None:
    found = channels(harvested(write(tmp_path, named(URL, tag("endpoint", "https://old.example")))))
    assert found["named-credential/Billing"].url == "https://old.example"


def test_switches_for_merge_fields_and_packages_are_facts(tmp_path: Path) -> None:
    parts = [
        tag("allowMergeFieldsInBody", "true"),
        tag("allowMergeFieldsInHeader", "false"),
        URL,
        parameter("AllowedManagedPackageNamespaces", "one", parameterValue="acme"),
    ]
    records = harvested(write(tmp_path, named(*parts)))
    assert facts(records, "merge-fields-sent") == [("named-credential/Billing", "body")]
    assert facts(records, "package-access") == [("named-credential/Billing", "acme")]


def test_what_a_header_or_parameter_is_filled_with_leaves_with_every_call(tmp_path: Path) -> None:
    parts = [
        URL,
        parameter("HttpHeader", "X-User", parameterValue="{!$User.Email}"),
        parameter("HttpHeader", "X-Key", parameterValue="{!$Credential.Keys.Secret}"),
        parameter("UrlQueryParameter", "org", parameterValue="{!$Organization.Name}"),
    ]
    records = harvested(write(tmp_path, named(*parts)))
    assert arrows(records) == ["Organization#Name -> host:api.example", "User#Email -> host:api.example"]
    assert [value for _, value in facts(records, "merge-fields-sent")] == [
        "header X-User $User.Email",
        "query parameter org $Organization.Name",
    ]


def test_a_disabled_credential_sends_nothing(tmp_path: Path) -> None:
    parts = [URL, tag("calloutStatus", "Disabled"), parameter("HttpHeader", "X-User", parameterValue="{!$User.Email}")]
    records = harvested(write(tmp_path, named(*parts)))
    assert channels(records)["named-credential/Billing"].active is Active.NO


def test_an_external_credential_tells_how_and_as_whom(tmp_path: Path) -> None:
    files = named(URL, parameter("Authentication", externalCredential="Keys"))
    files |= external(
        tag("authenticationProtocol", "Oauth"),
        claim("AuthProtocolVariant", parameterValue="JwtBearer"),
        claim("AuthProviderUrl", parameterValue="http://tokens.example/token"),
        claim("NamedPrincipal", "Robot"),
        claim("PerUserPrincipal", "Staff"),
    )
    records = harvested(write(tmp_path, files))
    found = channels(records)["external-credential/Keys"]
    assert (found.url, found.transit, found.authentication) == (
        "http://tokens.example/token",
        Transit.UNENCRYPTED,
        "Oauth JwtBearer",
    )
    assert found.peer == Reference(kind="host", value="tokens.example")
    assert facts(records, "credential-principal") == [
        ("external-credential/Keys", "Robot (NamedPrincipal)"),
        ("external-credential/Keys", "Staff (PerUserPrincipal)"),
    ]
    assert channels(records)["named-credential/Billing"].authentication == "external credential Keys (Oauth)"


def test_claims_go_to_the_giver_of_tokens_and_headers_to_every_address(tmp_path: Path) -> None:
    files = named(URL, parameter("Authentication", externalCredential="keys"))
    files |= named(
        parameter("Url", parameterValue="https://two.example"), parameter("Authentication", externalCredential="Keys"), name="Two"
    )
    files |= external(
        tag("authenticationProtocol", "Custom"),
        claim("AuthProviderUrl", parameterValue="https://tokens.example/token"),
        claim("JwtBodyClaim", "sub", parameterValue="{!$User.FederationIdentifier}"),
        claim("AuthHeader", "X-User", parameterValue="{!'id ' &amp; $User.Alias}"),
    )
    assert arrows(harvested(write(tmp_path, files))) == [
        "User#Alias -> host:api.example",
        "User#Alias -> host:two.example",
        "User#FederationIdentifier -> host:tokens.example",
    ]


@pytest.mark.parametrize(
    ("parts", "surface", "command"),
    [
        ([parameter("Authentication", externalCredential="Gone")], "external credential", "ExternalCredential:Gone"),
        ([tag("authProvider", "Gone")], "auth provider", "AuthProvider:Gone"),
        ([parameter("ClientCertificate", certificate="Gone")], "certificate", "Certificate:Gone"),
        (
            [parameter("OutboundNetworkConnection", outboundNetworkConnection="Gone")],
            "network connection",
            "OutboundNetworkConnection:Gone",
        ),
    ],
)
def test_what_is_named_and_not_there_is_a_fact_and_a_gap_with_the_command(
    tmp_path: Path, parts: list[str], surface: str, command: str
) -> None:
    records = harvested(write(tmp_path, named(URL, *parts)))
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == surface]
    assert (gap.subject, gap.remedy) == (
        channel_id("named-credential", "Billing"),
        f"sf project retrieve start --metadata '{command}'",
    )
    assert facts(records, "dangling-reference") == [("named-credential/Billing", f"{surface} Gone")]


def test_a_placeholder_is_not_taken_for_a_description(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, named(URL, parameter("Authentication", externalCredential="Gone"))))
    placeholder = channels(records)["external-credential/Gone"]
    assert (placeholder.active, placeholder.evidence[0].stated, placeholder.peer) == (Active.UNKNOWN, False, None)


def test_names_are_found_in_any_case(tmp_path: Path) -> None:
    files = named(URL, parameter("Authentication", externalCredential="KEYS")) | external(tag("authenticationProtocol", "Basic"))
    records = harvested(write(tmp_path, files))
    assert channels(records)["named-credential/Billing"].authentication == "external credential KEYS (Basic)"
    assert facts(records, "dangling-reference") == []


def test_a_private_connection_says_nothing_about_encryption(tmp_path: Path) -> None:
    files: Files = {
        "outboundNetworkConnections/Link.outboundNetworkConnection": xml(
            "OutboundNetworkConnection",
            tag("connectionType", "AwsPrivateLink"),
            tag("isActive", "true"),
            tag("outboundNetworkConnProperties", propertyName="Region", propertyValue="us-west-2"),
            tag("outboundNetworkConnProperties", propertyName="AwsVpcEndpointServiceName", propertyValue="com.aws.vpce-1"),
            tag("status", "Ready"),
        ),
        "inboundNetworkConnections/In.inboundNetworkConnection": xml(
            "InboundNetworkConnection", tag("connectionType", "AwsPrivateLink"), tag("isActive", "false")
        ),
    }
    files |= named(URL, parameter("OutboundNetworkConnection", outboundNetworkConnection="Link"))
    records = harvested(write(tmp_path, files))
    link = channels(records)["network-connection/Link"]
    assert (link.transit, link.active) == (None, Active.YES)
    assert [said for name, said in facts(records, "channel-setting") if name == link.id.name] == [
        "type=AwsPrivateLink",
        "region=us-west-2",
        "status=Ready",
    ]
    assert link.peer == Reference(kind="connection", value="com.aws.vpce-1")
    assert channels(records)["named-credential/Billing"].authentication == "through network connection Link"
    assert channels(records)["inbound-network-connection/In"].active is Active.NO
    assert facts(records, "provides-data") == [(ORG.name, "to callers through inbound network connection In")]


def test_tokens_from_another_host_are_a_channel_of_their_own(tmp_path: Path) -> None:
    parts = [tag("endpoint", "https://api.example"), tag("authTokenEndpointUrl", "http://tokens.example/x")]
    found = channels(harvested(write(tmp_path, named(*parts))))
    assert found["named-credential/Billing.tokens"].transit is Transit.UNENCRYPTED


def test_an_account_of_a_cloud_is_a_system_by_its_name(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, named(tag("endpoint", "arn:aws:US-WEST-2:123456789012"))))
    found = channels(records)["named-credential/Billing"]
    assert (found.url, found.transit) == ("arn:aws:US-WEST-2:123456789012", None)
    assert found.peer == Reference(kind="connection", value="arn:aws:US-WEST-2:123456789012")
    assert [gap for gap in of(Gap, records) if gap.surface == "named credential"] == []


def test_a_check_of_the_certificate_that_is_switched_off_is_a_fact(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, named(tag("endpoint", "https://api.example?sslverify=false"))))
    assert facts(records, "peer-not-verified") == [("named-credential/Billing", "")]
