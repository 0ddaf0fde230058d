"""What a declared hop becomes."""

import pytest

from lineage.model.ids import Id
from lineage.model.records import Channel, Evidence, Fact, Hop, Job, Onward, Reference
from lineage.model.verdicts import Active, Basis, Precision, Transit
from tests.connectors.declared.maps import ends, of

DECLARED = Evidence(basis=Basis.DECLARED, connector="declared", locator="map.yaml:1")
CONTACT = "salesforce://acme/Contact"
TABLE = "snowflake://acme/CRM.CONTACT"


def test_a_plain_hop_is_one_hop_with_its_place() -> None:
    assert of(Hop, "hops: [{from: Contact.Email, to: warehouse/CRM.CONTACT#EMAIL}]") == [
        Hop(source=Id(f"{CONTACT}#Email"), target=Id(f"{TABLE}#EMAIL"), evidence=(DECLARED,))
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Contact.SSN__c", f"{CONTACT}#SSN__c"),
        ("Contact#SSN__c", f"{CONTACT}#SSN__c"),
        ("crm/Contact#SSN__c", f"{CONTACT}#SSN__c"),
        ("crm/Contact.SSN__c", f"{CONTACT}#SSN__c"),
        ("salesforce://acme/Contact#SSN__c", f"{CONTACT}#SSN__c"),
        ("crm/Contact", CONTACT),
        ("crm", "salesforce://acme"),
        ("hr/WORKER.MAIN#EMAIL", "hr/WORKER.MAIN#EMAIL"),
        ("hr/exports/2024.csv#a/b", "hr/exports%2F2024.csv#a%2Fb"),
        ("hr/exports%2F2024.csv#a%2Fb", "hr/exports%2F2024.csv#a%2Fb"),
        ("snowflake://acme/CRM.CONTACT#EMAIL", f"{TABLE}#EMAIL"),
        ("mule/@log/sync", "mule/@log/sync"),
        ("mule/@in-flight/sync#crm.Contact.Email", "mule/@in-flight/sync#crm.Contact.Email"),
    ],
)
def test_a_name_means_one_id(written: str, meant: str) -> None:
    assert ends(f"hops: [{{from: '{written}', to: mule}}]") == [(meant, "mule")]


def test_a_url_is_a_host_that_the_graph_resolves() -> None:
    (hop,) = of(Hop, "hops: [{from: Contact.Email, to: 'https://API.vendor.example:8443/v1?k=1'}]")
    assert hop.target == Reference(kind="host", value="api.vendor.example")
    assert hop.transit is None


def test_the_keys_of_a_mapping_belong_to_the_system_that_it_is_from() -> None:
    text = """
hops:
  - {from: hr, map: {HR.WORKER.EMAIL: Contact.Email, WORKER#NAME: [Contact.LastName, warehouse/CRM.CONTACT#NAME]}}
  - {from: hr/WORKER, map: {EMAIL: Contact.Email}}
  - {from: crm, map: {Contact.Email: hr}}
"""
    assert ends(text) == [
        ("hr/HR.WORKER#EMAIL", f"{CONTACT}#Email"),
        ("hr/WORKER#NAME", f"{CONTACT}#LastName"),
        ("hr/WORKER#NAME", f"{TABLE}#NAME"),
        ("hr/WORKER#EMAIL", f"{CONTACT}#Email"),
        (f"{CONTACT}#Email", "hr"),
    ]


def test_a_mapping_that_is_from_nowhere_is_from_the_only_org() -> None:
    assert ends("hops: [{map: {Contact.Email: hr, hr/WORKER#NAME: mule}}]") == [
        (f"{CONTACT}#Email", "hr"),
        ("hr/WORKER#NAME", "mule"),
    ]


def test_each_target_of_a_mapping_has_its_own_transformation_and_place() -> None:
    text = """
hops:
  - from: crm
    transform: mask
    map:
      Contact.Email: warehouse/CRM.CONTACT#EMAIL
      Contact.SSN__c: {to: warehouse/CRM.CONTACT#HASH, transform: hash}
      Contact.Salary__c: {to: warehouse/STATS#MEDIAN, transform: aggregate, min_group: 12}
"""
    told = [(hop.transform, hop.min_group, hop.evidence[0].locator) for hop in of(Hop, text)]
    assert told == [("mask", 0, "map.yaml:6"), ("hash", 0, "map.yaml:7"), ("aggregate", 12, "map.yaml:8")]


def test_the_part_that_could_not_be_read_goes_from_the_fields_that_it_names() -> None:
    (hop,) = of(Hop, "hops: [{from: crm, partly: {to: warehouse/T, names: [Contact.Note__c]}}]")
    assert (hop.source, hop.target, hop.precision) == (f"{CONTACT}#Note__c", "snowflake://acme/T", Precision.DATASET)


def test_a_part_that_names_nothing_goes_from_all_that_the_job_reads_but_what_is_dropped() -> None:
    text = """
hops:
  - {from: crm, map: {Contact.Email: warehouse/T#E}, reads: [Case], drop: [Contact.SSN__c], partly: {to: warehouse/T}}
"""
    (_, *parts) = of(Hop, text)
    dropped = (Id(f"{CONTACT}#SSN__c"),)
    assert [(hop.source, hop.target, hop.precision, hop.left_out) for hop in parts] == [
        ("salesforce://acme/Case", "snowflake://acme/T", Precision.DATASET, dropped),
        (CONTACT, "snowflake://acme/T", Precision.DATASET, dropped),
    ]


def test_wildcards_are_by_name_or_into_and_leave_fields_out() -> None:
    text = """
hops:
  - {from: "Contact#*", to: "warehouse/CRM.CONTACT#*", except: [SSN__c, Contact.Fax]}
  - {from: "Contact.*", to: warehouse/BLOB#JSON}
  - {from: crm, map: {"Case.*": "warehouse/CASE#*"}}
"""
    first, second, third = of(Hop, text)
    assert (first.source, first.target, first.wildcard) == (CONTACT, TABLE, "by-name")
    assert first.left_out == (f"{CONTACT}#SSN__c", f"{CONTACT}#Fax")
    assert (second.target, second.wildcard) == ("snowflake://acme/BLOB#JSON", "into")
    assert (third.source, third.target, third.wildcard) == ("salesforce://acme/Case", "snowflake://acme/CASE", "by-name")


def test_a_hop_from_a_dataset_or_system_is_known_no_closer_than_that() -> None:
    text = """
hops:
  - {from: crm/Contact, to: hr/T}
  - {from: crm, to: hr}
  - {from: Contact.A, to: hr}
  - {from: Contact.A, to: hr, precision: dataset}
"""
    assert [hop.precision.word for hop in of(Hop, text)] == ["dataset", "dataset", "exact", "dataset"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", None),
        ("tls: true", Transit.ENCRYPTED),
        ("tls: no", Transit.UNENCRYPTED),
        ("transit: unknown", Transit.UNKNOWN),
        ("url: 'https://x.example'", Transit.ENCRYPTED),
        ("url: 'http://x.example'", Transit.UNENCRYPTED),
        ("url: 'http://x.example', tls: true", Transit.UNENCRYPTED),
        ("url: 'https://x.example', tls: false", Transit.UNENCRYPTED),
        ("url: 'jdbc:snowflake://acme'", Transit.UNKNOWN),
        ("url: 'jdbc:snowflake://acme', tls: true", Transit.ENCRYPTED),
        ("transit: unencrypted, tls: true", Transit.UNENCRYPTED),
        ("channel: {tls: true}", Transit.ENCRYPTED),
        ("channel: {tls: true}, transit: unencrypted", Transit.UNENCRYPTED),
    ],
)
def test_a_hop_says_the_worse_of_the_definite_things(keys: str, said: Transit | None) -> None:
    (hop,) = of(Hop, f"hops: [{{from: Contact.Email, to: mule{', ' if keys else ''}{keys}}}]")
    assert (hop.transit, hop.channel) == (said, None)


def test_a_channel_on_the_spot_is_named_by_its_address_without_secrets() -> None:
    text = "hops: [{from: Contact.Email, to: mule, tls: true, channel: {url: 'http://me:pw@x.example/in?key=1', auth: basic}}]"
    (hop,), (channel,) = of(Hop, text), of(Channel, text)
    assert hop.transit is Transit.ENCRYPTED
    assert hop.channel == channel.id == Id.system("map://acme").of_kind("channel", "http://x.example/in")
    assert (channel.url, channel.transit, channel.authentication) == ("http://x.example/in", Transit.UNENCRYPTED, "basic")


def test_a_named_channel_is_the_maps_own_or_one_of_another_source() -> None:
    text = """
channels: {line: {type: private link}, api: {url: "https://x.example"}}
hops:
  - {from: Contact.Email, to: mule, channel: line}
  - {from: Contact.Email, to: mule, channel: crm/@channel/named-credential/Sync}
"""
    line, api = of(Channel, text)
    assert (line.id, line.transit, line.subtype) == ("map://acme/@channel/line", None, "private link")
    assert api.transit is Transit.ENCRYPTED
    assert [hop.channel for hop in of(Hop, text)] == [line.id, "salesforce://acme/@channel/named-credential%2FSync"]


def test_an_address_that_does_not_check_its_peer_is_a_fact() -> None:
    text = "channels: {db: {url: 'jdbc:postgresql://db.example/x?sslmode=require'}}"
    assert [(fact.subject, fact.name) for fact in of(Fact, text)] == [("map://acme/@channel/db", "peer-not-verified")]


def test_a_job_runs_somewhere_logs_and_caches_and_its_second_leg_has_a_way_of_its_own() -> None:
    text = """
hops:
  - {from: Contact.Email, to: warehouse/T#E, job: {name: sync, type: flow, runs_in: mule, logs_payload: true},
     channel: {url: "https://in.example"}, onward: {url: "jdbc:snowflake://acme", tls: true}}
  - {from: Contact.Email, to: warehouse/T#E, job: other, runs_in: mule, caches_payload: yes, onward: {channel: {url: "http://o.example"}}}
"""
    sync, other = of(Job, text)
    assert (sync.id, sync.subtype, sync.runs_in) == ("map://acme/@job/sync", "flow", "mule")
    assert (sync.logs_payload, sync.caches_payload, other.logs_payload, other.caches_payload) == (True, False, False, True)
    first, second = of(Hop, text)
    assert first.onward == Onward(transit=Transit.ENCRYPTED)
    assert second.onward == Onward(channel=Id.system("map://acme").of_kind("channel", "http://o.example"))


def test_a_job_of_another_source_is_mentioned_without_saying_that_it_is_active() -> None:
    text = "hops: [{from: Contact.Email, to: mule, job: crm/@job/outbound-message/Contact.Send}]"
    assert of(Job, text) == []
    assert of(Hop, text)[0].job == "salesforce://acme/@job/outbound-message%2FContact.Send"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("enforced: yes", Transit.ENCRYPTED),
        ("enforced: no", None),
        ("url: 'https://x.example'", None),
        ("url: 'http://x.example'", Transit.UNENCRYPTED),
        ("url: 'http://x.example', enforced: yes", Transit.UNENCRYPTED),
    ],
)
def test_a_permitted_hop_is_encrypted_only_where_the_platform_enforces_it(keys: str, said: Transit | None) -> None:
    (hop,) = of(Hop, f"hops: [{{from: Contact.Email, to: mule, basis: permitted, {keys}}}]")
    assert (hop.transit, hop.evidence[0].basis) == (said, Basis.PERMITTED)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("kim@acme.example", "salesforce://acme/@user/kim@acme.example"),
        ("user:kim", "salesforce://acme/@user/kim"),
        ("profile:Portal User", "salesforce://acme/@profile/Portal User"),
        ("permset:Sync", "salesforce://acme/@permission-set/Sync"),
        ("hr/@user/robot", "hr/@user/robot"),
    ],
)
def test_a_principal_is_of_the_org_unless_its_id_says_otherwise(written: str, meant: str) -> None:
    (hop,) = of(Hop, f"hops: [{{from: Contact.Email, to: mule, principal: '{written}', application: Loader}}]")
    assert (hop.principal, hop.application) == (meant, "salesforce://acme/@application/Loader")


@pytest.mark.parametrize(("written", "active"), [("no", Active.NO), ("false", Active.NO), ("unknown", Active.UNKNOWN)])
def test_a_hop_may_be_switched_off(written: str, active: Active) -> None:
    assert of(Hop, f"hops: [{{from: Contact.Email, to: mule, active: {written}}}]")[0].active is active
