from pathlib import Path

import pytest

from lineage.model.records import Application, Channel, Fact, Gap, Reference
from lineage.model.verdicts import Active, Transit
from tests.connectors.salesforce.writing import ORG, harvested, of, tag, write, xml


def credential(*parts: str) -> dict[str, str | bytes]:
    return {"namedCredentials/Billing.namedCredential": xml("NamedCredential", *parts)}


def parameter(kind: str, **leaves: str) -> str:
    return tag("namedCredentialParameters", parameterName=kind, parameterType=kind, **leaves)


def test_an_old_named_credential_is_a_channel_without_its_secrets(tmp_path: Path) -> None:
    parts = [
        tag("endpoint", "https://me:s3cret@api.example:8443/v1?key=s3cret#s3cret"),
        tag("password", "s3cret"),
        tag("principalType", "NamedUser"),
        tag("protocol", "Password"),
    ]
    records = harvested(write(tmp_path, credential(*parts)))
    (channel,) = of(Channel, records)
    assert channel.id == ORG.of_kind("channel", "named-credential/Billing")
    assert (channel.subtype, channel.url, channel.transit) == (
        "named credential",
        "https://api.example:8443/v1",
        Transit.ENCRYPTED,
    )
    assert (channel.authentication, channel.active) == ("Password / NamedUser", Active.YES)
    assert channel.peer == Reference(kind="host", value="api.example")
    assert "s3cret" not in repr(records)


def test_a_new_named_credential_has_its_address_in_a_parameter(tmp_path: Path) -> None:
    files = credential(
        tag("calloutStatus", "Disabled"),
        parameter("Url", parameterValue="http://api.example"),
        parameter("HttpHeader", parameterValue="s3cret"),
        parameter("Authentication", externalCredential="Keys"),
    )
    files["externalCredentials/Keys.externalCredential"] = xml("ExternalCredential", tag("authenticationProtocol", "Custom"))
    records = harvested(write(tmp_path, files))
    (channel,) = [channel for channel in of(Channel, records) if channel.subtype == "named credential"]
    assert (channel.url, channel.transit, channel.active) == ("http://api.example", Transit.UNENCRYPTED, Active.NO)
    assert channel.authentication == "external credential Keys (Custom)"
    assert "s3cret" not in repr(records)
    assert not any(gap.surface == "external credential" for gap in of(Gap, records))


def test_an_external_credential_that_is_not_there_is_a_gap(tmp_path: Path) -> None:
    records = harvested(
        write(
            tmp_path,
            credential(
                parameter("Url", parameterValue="https://a.example"), parameter("Authentication", externalCredential="Gone")
            ),
        )
    )
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "external credential"]
    assert (gap.subject, gap.locator) == (
        ORG.of_kind("channel", "named-credential/Billing"),
        "namedCredentials/Billing.namedCredential:2",
    )
    assert "Gone" in gap.what


@pytest.mark.parametrize("address", ["", "{{host}}/x", "https://{!host}/x"])
def test_an_address_that_names_no_host_is_a_gap_and_a_peer_by_name(tmp_path: Path, address: str) -> None:
    records = harvested(write(tmp_path, credential(tag("endpoint", address))))
    (channel,) = of(Channel, records)
    assert channel.peer == Reference(kind="connection", value="Billing")
    assert [gap.subject for gap in of(Gap, records) if gap.surface == "named credential"] == [channel.id]


@pytest.mark.parametrize(("stated", "active"), [("true", Active.YES), ("false", Active.NO), (None, Active.UNKNOWN)])
def test_a_remote_site_is_active_as_it_says(tmp_path: Path, stated: str | None, active: Active) -> None:
    parts = [tag("url", "http://legacy.example:7070")] + ([tag("isActive", stated)] if stated else [])
    (channel,) = of(
        Channel, harvested(write(tmp_path, {"remoteSiteSettings/Legacy.remoteSite": xml("RemoteSiteSetting", *parts)}))
    )
    assert (channel.id.name, channel.active, channel.transit) == ("remote-site/Legacy", active, Transit.UNENCRYPTED)
    assert channel.peer == Reference(kind="host", value="legacy.example")


@pytest.mark.parametrize(("stated", "expected"), [("true", ["protocol-security-off"]), ("false", [])])
def test_protocol_security_switched_off_is_a_fact(tmp_path: Path, stated: str, expected: list[str]) -> None:
    site = xml(
        "RemoteSiteSetting", tag("disableProtocolSecurity", stated), tag("isActive", "true"), tag("url", "https://a.example")
    )
    records = harvested(write(tmp_path, {"remoteSiteSettings/A.remoteSite": site}))
    assert [fact.name for fact in of(Fact, records)] == expected


def test_a_connected_app_is_an_application_without_its_key(tmp_path: Path) -> None:
    app = xml(
        "ConnectedApp",
        tag("contactEmail", "owner@acme.example"),
        tag("label", "Loader"),
        tag(
            "oauthConfig",
            tag("consumerKey", "s3cret"),
            tag("consumerSecret", "s3cret"),
            tag("scopes", "RefreshToken"),
            tag("scopes", "Api"),
        ),
    )
    records = harvested(write(tmp_path, {"connectedApps/Loader.connectedApp": app}))
    (application,) = of(Application, records)
    assert application.id == ORG.of_kind("application", "Loader")
    assert (application.subtype, application.label, application.scopes) == ("connected app", "Loader", ("Api", "RefreshToken"))
    assert "s3cret" not in repr(records)


def test_the_match_that_a_gap_proposes_is_the_name_by_which_the_system_is_known(tmp_path: Path) -> None:
    record = xml("CustomMetadata", "<values><field>Url__c</field><value>callout:Gone/v1</value></values>")
    files: dict[str, str | bytes] = {
        "customMetadata/Api.Prod.md": record,
        "externalServiceRegistrations/Bank.externalServiceRegistration": xml(
            "ExternalServiceRegistration", tag("namedCredentialReference", "Bank_Api")
        ),
        "remoteSiteSettings/Login.remoteSite": xml("RemoteSiteSetting", tag("url", "{{base}}")),
    }
    records = harvested(write(tmp_path, files))
    hostless = [gap for gap in of(Gap, records) if "names no host" in gap.what]
    peers = {channel.id: channel.peer.value for channel in of(Channel, records) if isinstance(channel.peer, Reference)}
    proposed = [(peers[gap.subject], gap.remedy) for gap in hostless if gap.subject]
    assert sorted(proposed) == [
        (name, f"Give a system of the map `matches: ['{name}']`.") for name in ("Bank_Api", "Gone", "Login")
    ]
