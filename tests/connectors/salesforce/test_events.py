from pathlib import Path

import pytest

from lineage.connector import Harvested
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.records import Channel, Dataset, Gap, Hop, Job, Reference
from lineage.model.verdicts import Active, Precision, Transit
from tests.connectors.salesforce.writing import ORG, arrows, end, harvested, of, tag, write, xml

Files = dict[str, str | bytes]


def member(entity: str, *more: str, channel: str = "ChangeEvents") -> Files:
    name = f"{channel}_{entity}"
    parts = [tag("eventChannel", channel), tag("selectedEntity", entity), *more]
    return {f"platformEventChannelMembers/{name}.platformEventChannelMember": xml("PlatformEventChannelMember", *parts)}


def relay(state: str = "RUN", channel: str = "Out__chn", credential: str = "callout:Aws") -> Files:
    parts = [tag("destinationResourceName", credential), tag("eventChannel", channel), *([tag("state", state)] if state else [])]
    return {"eventRelays/Bridge.eventRelay": xml("EventRelayConfig", *parts)}


AWS: Files = {
    "namedCredentials/Aws.namedCredential": xml("NamedCredential", tag("endpoint", "arn:aws:US-WEST-2:123456789012")),
}
ACCOUNT: Files = {
    "objects/Account.object": xml(
        "CustomObject", tag("fields", fullName="Phone__c", type="Phone"), tag("fields", fullName="Name", type="Text")
    ),
}


def hops(records: list[Harvested]) -> list[str]:
    """The hops of the graph, with wildcards written out."""
    return sorted(f"{end(hop.source)} -> {end(hop.target)}" for hop in LineageGraph(build(records)).hops())


def test_every_field_of_a_selected_object_goes_into_its_change_event(tmp_path: Path) -> None:
    files = ACCOUNT | member("AccountChangeEvent", tag("enrichedFields", name="External_Id__c"))
    records = harvested(write(tmp_path, files))
    (change,) = [hop for hop in of(Hop, records) if hop.wildcard]
    assert (change.source, change.target, change.wildcard, change.channel) == (
        ORG.dataset("Account"),
        ORG.dataset("AccountChangeEvent"),
        "by-name",
        ORG.of_kind("channel", "event-channel/ChangeEvents"),
    )
    assert hops(records) == [f"Account#{name} -> AccountChangeEvent#{name}" for name in ("External_Id__c", "Name", "Phone__c")]
    assert [one.subtype for one in of(Dataset, records) if one.id.path == "AccountChangeEvent"] == ["change event"]


@pytest.mark.parametrize(
    ("entity", "source"), [("Order__ChangeEvent", "Order__c"), ("acme__Order__ChangeEvent", "acme__Order__c")]
)
def test_custom_objects_have_change_events_too(tmp_path: Path, entity: str, source: str) -> None:
    assert arrows(harvested(write(tmp_path, member(entity)))) == [f"{source} -> {entity}"]


def test_a_platform_event_on_a_channel_is_published_by_others(tmp_path: Path) -> None:
    assert arrows(harvested(write(tmp_path, member("Order__e", channel="Out__chn")))) == []


def test_who_subscribes_is_a_gap_of_every_event(tmp_path: Path) -> None:
    files = member("AccountChangeEvent") | {"objects/Order__e.object": xml("CustomObject")}
    gaps = [gap for gap in of(Gap, harvested(write(tmp_path, files))) if gap.surface == "event"]
    assert [(gap.subject, gap.what) for gap in gaps] == [
        (ORG.dataset("AccountChangeEvent"), "Who subscribes to AccountChangeEvent is not visible."),
        (ORG.dataset("Order__e"), "Who subscribes to Order__e is not visible."),
    ]


def test_a_relay_takes_every_field_of_its_events_to_the_account_of_its_credential(tmp_path: Path) -> None:
    files = ACCOUNT | AWS | relay() | member("AccountChangeEvent", channel="Out__chn")
    records = harvested(write(tmp_path, files))
    (job,) = of(Job, records)
    assert (job.id.name, job.subtype, job.active, job.runs_in) == ("event-relay/Bridge", "event relay", Active.YES, ORG)
    (hop,) = [hop for hop in of(Hop, records) if hop.job]
    assert (hop.source, hop.target, hop.wildcard) == (
        ORG.dataset("AccountChangeEvent"),
        Reference(kind="connection", value="arn:aws:US-WEST-2:123456789012"),
        "into",
    )
    assert hop.channel == ORG.of_kind("channel", "named-credential/Aws")
    assert hops(records)[2:] == [f"AccountChangeEvent#{name} -> arn:aws:US-WEST-2:123456789012" for name in ("Name", "Phone__c")]


@pytest.mark.parametrize(
    ("state", "active"),
    [("RUN", Active.YES), ("STOP", Active.NO), ("PAUSE", Active.NO), ("", Active.UNKNOWN), ("NEW", Active.UNKNOWN)],
)
def test_a_relay_runs_as_it_says(tmp_path: Path, state: str, active: Active) -> None:
    records = harvested(write(tmp_path, AWS | relay(state) | member("Order__e", channel="Out__chn")))
    assert {hop.active for hop in of(Hop, records)} == {active}


def test_a_relay_of_a_channel_without_members_may_take_anything(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, AWS | relay()))
    (hop,) = of(Hop, records)
    assert (hop.source, hop.precision) == (ORG, Precision.DATASET)
    gaps = [gap for gap in of(Gap, records) if gap.surface == "event"]
    assert [gap.remedy for gap in gaps] == ["sf project retrieve start --metadata PlatformEventChannelMember"]


def test_the_credential_of_a_relay_may_be_missing(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, relay() | member("Order__e", channel="Out__chn")))
    assert arrows(records) == ["Order__e -> connection:Aws"]
    assert [gap.subject.name for gap in of(Gap, records) if gap.surface == "named credential" and gap.subject] == [
        "event-relay/Bridge"
    ]


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("/event/Order__e", ["Order__e -> connection:Sync"]),
        ("/event/LoginEventStream", ["LoginEventStream -> connection:Sync"]),
        ("/data/AccountChangeEvent", ["Account -> AccountChangeEvent", "AccountChangeEvent -> connection:Sync"]),
        ("/data/ChangeEvents", ["Case -> CaseChangeEvent", "CaseChangeEvent -> connection:Sync"]),
    ],
)
def test_a_managed_subscription_takes_its_topic_to_a_client_that_nobody_names(
    tmp_path: Path, topic: str, expected: list[str]
) -> None:
    files: Files = {
        "managedEventSubscriptions/Sync.managedEventSubscription": xml(
            "ManagedEventSubscription", tag("state", "RUN"), tag("topicName", topic)
        )
    }
    records = harvested(write(tmp_path, files | (member("CaseChangeEvent") if topic.endswith("Events") else {})))
    assert arrows(records) == expected
    (channel,) = [channel for channel in of(Channel, records) if channel.subtype == "managed subscription"]
    assert (channel.transit, channel.active) == (Transit.ENCRYPTED, Active.YES)
    assert "Give a system of the map `matches: ['Sync']`." in [gap.remedy for gap in of(Gap, records)]


def test_a_channel_that_is_only_named_is_inferred(tmp_path: Path) -> None:
    files: Files = {
        "platformEventChannels/Out__chn.platformEventChannel": xml(
            "PlatformEventChannel", tag("channelType", "data"), tag("label", "Out")
        )
    }
    found = of(Channel, harvested(write(tmp_path, files | member("CaseChangeEvent"))))
    assert {one.id.name: one.evidence[0].stated for one in found} == {
        "event-channel/Out__chn": True,
        "event-channel/ChangeEvents": False,
    }
