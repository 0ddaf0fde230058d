"""Real organisations' metadata, against counts and hops that independent scripts made."""

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from connectors.salesforce import metadata_connector
from connectors.salesforce.metadata.harvest import MetadataSettings
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Channel, Classification, Hop, Received, Reference
from lineage.model.verdicts import Active, Transit
from tests.cli.command import run
from tests.connectors.salesforce.writing import counts, of

pytestmark = pytest.mark.shared

ORGS = Path(__file__).parents[4] / "shared" / "orgs"
NAMES = (
    "GSA-SF_WorkSpace",
    "ITA-sfdcci",
    "anz-agility-layer",
    "outbound-http-snippets",
    "platform-encryption-demo",
    "salesforce-integration-reloaded",
)
COUNTED = {
    "custom_or_listed_objects": "CustomObject",
    "fields_with_definition": "CustomField",
    "formula_fields": "formula field",
    "external_objects": "CustomObject (external object)",
    "external_data_sources": "ExternalDataSource",
    "named_credentials": "NamedCredential",
    "external_credentials": "ExternalCredential",
    "remote_sites": "RemoteSiteSetting",
    "csp_sites": "CspTrustedSite",
    "connected_apps": "ConnectedApp",
    "permission_sets": "PermissionSet",
    "permission_set_groups": "PermissionSetGroup",
    "profiles": "Profile",
    "outbound_messages": "WorkflowOutboundMessage",
    "flows": "Flow",
    "external_service_registrations": "ExternalServiceRegistration",
    "platform_event_channels": "PlatformEventChannel",
    "custom_metadata_records": "CustomMetadata",
    "platform_event_channel_members": "PlatformEventChannelMember",
    "external_client_apps": "ExternalClientApplication",
    "muting_permission_sets": "MutingPermissionSet",
    "fields_with_compliance_group": "CustomField (compliance group)",
    "fields_with_security_classification": "CustomField (security classification)",
    "fields_encrypted_shield": "CustomField (Shield encryption)",
    "fields_encrypted_classic": "CustomField (classic encryption)",
    "field_permission_rows": "FieldPermission",
    "field_permission_rows_readable": "FieldPermission (readable)",
    "object_permission_rows": "ObjectPermission",
    "remote_sites_http": "RemoteSiteSetting (http)",
    "outbound_messages_http": "WorkflowOutboundMessage (http)",
    "unparsable_files": "file that is not well-formed",
}
COUNTED_BY_ROOT = {
    "objects_files": "CustomObject",
    "fields_with_definition": "CustomField",
    "permission_sets": "PermissionSet",
    "profiles": "Profile",
    "remote_sites": "RemoteSiteSetting",
    "workflow_files": "Workflow",
}
CHANNELS = {
    "NamedCredential": "named-credential",
    "RemoteSiteSetting": "remote-site",
    "ExternalDataSource": "external-data-source",
    "OutboundMessage": "outbound-message",
}


@pytest.fixture(autouse=True)
def _there() -> None:
    if not ORGS.is_dir():
        reason = f"there is no {ORGS}"
        if os.environ.get("LINEAGE_CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@cache
def expected(name: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = json.loads((ORGS / "expected.json").read_text(encoding="utf-8"))["orgs"][name]
    return said


@cache
def records(name: str) -> list[Harvested]:
    return list(metadata_connector.harvest(MetadataSettings(path=ORGS / name)))


def channels(name: str) -> dict[str, Channel]:
    return {channel.id.name: channel for channel in of(Channel, records(name))}


@pytest.mark.parametrize("name", NAMES)
def test_counts_are_those_of_the_independent_scripts(name: str) -> None:
    found = counts(records(name))
    said = expected(name)["counts"]
    assert {key: found.get(type_, 0) for key, type_ in COUNTED.items()} == {key: said[key] for key in COUNTED}


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_was_counted_is_compared(name: str) -> None:
    assert set(expected(name)["counts"]) == set(COUNTED)


@pytest.mark.parametrize("name", NAMES)
def test_counts_of_a_harvest_are_those_of_the_independent_scripts(name: str, tmp_path: Path) -> None:
    ran = run("harvest", ORGS / name, "--format", "json", cwd=tmp_path)
    found = ran.json["counts_by_subtype"]
    said = expected(name)["counts"]
    assert {key: found.get(type_, 0) for key, type_ in COUNTED.items()} == {key: said[key] for key in COUNTED}


def test_each_root_holds_what_the_independent_scripts_counted() -> None:
    name = "ITA-sfdcci"
    counted: dict[str, dict[str, int]] = {}
    for record in of(Received, records(name)):
        root = record.root.split("/")[1] if "/" in record.root else ""
        held = counted.setdefault(root, {})
        held[record.subtype] = held.get(record.subtype, 0) + record.count
    for root, said in expected(name)["counts_by_root"].items():
        assert {key: counted[root].get(type_, 0) for key, type_ in COUNTED_BY_ROOT.items()} == said


@pytest.mark.parametrize("name", NAMES)
def test_plain_text_channels_and_classified_fields_are_all_there(name: str) -> None:
    said = expected(name)["counts"]
    plain = [one for one in channels(name).values() if one.transit is Transit.UNENCRYPTED]
    assert sum(1 for one in plain if one.subtype == "remote site") == said["remote_sites_http"]
    assert sum(1 for one in plain if one.subtype == "outbound message endpoint") == said["outbound_messages_http"]
    platform = [one for one in of(Classification, records(name)) if one.source == "platform"]
    assert len(platform) == said["fields_with_compliance_group"]


@pytest.mark.parametrize("name", NAMES)
def test_channels_have_the_address_transit_and_authentication_expected(name: str) -> None:
    found = channels(name)
    for said in expected(name)["channels"]:
        kind = CHANNELS.get(said["kind"].split()[0])
        if kind is None:
            continue
        channel = found[f"{kind}/{said['name']}"]
        assert (channel.url, word(channel.transit)) == (said["url"], said["transit"])
        if " / " in said["authentication"] or said["authentication"].endswith(")"):
            assert channel.authentication == said["authentication"]


def word(transit: Transit | None) -> str:
    return "unknown" if transit is None else transit.word


def drawn(name: str) -> Iterator[tuple[str, str, str, Active, str]]:
    """The hops as the expectations name them: source, target, via, active, transit."""
    known = channels(name)
    for hop in of(Hop, records(name)):
        transit = word(known[hop.channel.name].transit) if hop.channel else "unknown"
        kind, _, job = hop.job.name.partition("/") if hop.job else ("", "", "")
        via = f"{kind.replace('-', ' ')} {job.rpartition('.')[2]}" if job else "external object"
        yield place(hop.source), place(hop.target), via, hop.active, transit


def place(end: Id | Reference) -> str:
    if isinstance(end, Id):
        return f"{end.owner.path}.{end.field_name}" if end.is_field else end.path
    return f"{end.value} {end.path}.{end.field}" if end.path else end.value


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_hop_is_there_with_transit_and_activity(name: str) -> None:
    found = set(drawn(name))
    active = {True: Active.YES, False: Active.NO, "unknown": Active.UNKNOWN}
    wanted = set()
    for hop in expected(name)["hops"]:
        if hop["via"].startswith("outbound message"):
            wanted.add((hop["source"], hop["target"], hop["via"], active[hop["active"]], hop["transit"]))
        elif hop["via"] == "external object":
            table = hop["source"].partition(" ")[2]
            wanted.add((f"{hop['host']} {table}", hop["target"], hop["via"], active[hop["active"]], hop["transit"]))
    assert wanted - found == set()
    messages = {hop for hop in found if hop[2].startswith("outbound")}
    assert messages <= wanted


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_of_the_sources_is_in_any_record(name: str) -> None:
    assert "REDACTED" not in repr(records(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_place_is_a_line_of_a_file_that_is_there(name: str) -> None:
    files = {evidence.locator for one in records(name) for evidence in getattr(one, "evidence", ())}
    missing = {locator for locator in files if not (ORGS / name / locator.rpartition(":")[0]).exists()}
    assert missing == set()


def test_every_preset_is_read_without_a_crash() -> None:
    folders = sorted(path for path in (ORGS / "sdr-preset-fixtures").rglob("*") if path.is_dir())
    read = [path for path in folders if metadata_connector.detect(path)]
    assert len(read) > 50
    for path in read:
        assert list(metadata_connector.harvest(MetadataSettings(path=path)))
