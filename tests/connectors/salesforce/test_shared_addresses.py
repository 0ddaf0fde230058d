"""Addresses and secrets of real organisations, against lists that independent scripts made."""

import re
from urllib.parse import urlsplit

import pytest

from lineage.model.records import Channel, Fact, Gap, Reference
from tests.connectors.salesforce.test_shared_orgs import NAMES, channels, expected, records, word
from tests.connectors.salesforce.writing import of

pytestmark = [pytest.mark.shared, pytest.mark.usefixtures("shared")]

KINDS = {
    "NamedCredential": "named-credential",
    "RemoteSiteSetting": "remote-site",
    "ExternalDataSource": "external-data-source",
    "OutboundMessage": "outbound-message",
    "AuthProvider": "auth-provider",
    "CustomMetadata": "custom-metadata-endpoint",
}
OTHERS = {"ConnectedApp"}
"""Compared with the applications."""

MORE_OF_CUSTOM_METADATA = {
    "GSA-SF_WorkSpace": {
        f"custom-metadata-endpoint/ArcGIS_API.{record}.{field}"
        for record in ("Production", "Sandbox")
        for field in ("GIS_Locator_URL__c", "GIS_Locator__c")
    }
}
"""Further addresses in records of which the scripts list one."""

NOT_STATED = {"unknown", ""}


def key_of(said: dict[str, str]) -> str:
    kind, _, field = said["kind"].partition(" ")
    suffix = f".{field.partition('(')[2].rstrip(')')}" if kind == "CustomMetadata" else ""
    return f"{KINDS[kind]}/{said['name']}{suffix}"


@pytest.mark.parametrize("name", NAMES)
def test_every_address_is_there_with_host_transit_and_authentication(name: str) -> None:
    found = channels(name)
    for said in expected(name)["channels"]:
        if said["kind"].split()[0] in OTHERS:
            continue
        channel = found[key_of(said)]
        assert (channel.url or "unknown", word(channel.transit)) == (said["url"], said["transit"]), said["name"]
        assert plain(channel.authentication) == plain(said["authentication"]), said["name"]


def plain(authentication: str) -> str:
    """Authentication without what only one of the two says: the kind of provider, and the words for not known."""
    if authentication in NOT_STATED:
        return ""
    text = re.sub(r"^OAuth client \(.*\)$", "OAuth client", authentication)
    return re.sub(r": NOT in the files.*| \(not there, so unknown\)", "", text)


@pytest.mark.parametrize("name", NAMES)
def test_of_the_hosts_every_one_is_a_system(name: str) -> None:
    found = channels(name)
    for said in expected(name)["channels"]:
        host = urlsplit(said["url"]).hostname
        if said["kind"].split()[0] in OTHERS or not host or host in {"login.salesforce.com", "test.salesforce.com"}:
            continue
        assert found[key_of(said)].peer == Reference(kind="host", value=host)


@pytest.mark.parametrize("name", NAMES)
def test_addresses_in_custom_metadata_are_those_listed_and_further_ones_that_are_named(name: str) -> None:
    found = {one.id.name for one in of(Channel, records(name)) if one.subtype == "custom metadata endpoint"}
    said = {key_of(one) for one in expected(name)["channels"] if one["kind"].startswith("CustomMetadata")}
    assert found == said | MORE_OF_CUSTOM_METADATA.get(name, set())


@pytest.mark.parametrize("name", NAMES)
def test_every_place_of_a_secret_is_found_and_no_other(name: str) -> None:
    found = {
        (evidence.locator.rpartition(":")[0], element(fact.value))
        for fact in of(Fact, records(name))
        if fact.name == "secret-in-metadata"
        for evidence in fact.evidence
    }
    assert found == {(one["file"], element(one["element"])) for one in expected(name)["secrets"]}


def element(text: str) -> str:
    """An element as both write it: without what is said in brackets, and a value by its field."""
    plain_ = re.sub(r" \(.*\)$", "", text)
    field = re.search(r"(?:values\[|value of field )(\w+)", plain_)
    return field[1] if field else plain_


@pytest.mark.parametrize("name", NAMES)
def test_what_is_named_and_not_there_is_told_with_the_command(name: str) -> None:
    said = {
        match[1]
        for one in expected(name)["channels"]
        if (match := re.fullmatch(r"external credential (\w+): NOT in the files.*", one["authentication"]))
    }
    told = {
        match[1]
        for gap in of(Gap, records(name))
        if (match := re.fullmatch(r"sf project retrieve start --metadata 'ExternalCredential:(\w+)'", gap.remedy))
    }
    assert told == said
