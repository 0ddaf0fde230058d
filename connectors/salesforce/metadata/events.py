"""Channels of events, what is on them, and who is known to listen."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.events import ChannelMemberRow, EventChannelRow, EventRelayRow, ManagedSubscriptionRow
from lineage.reading.xml import children, leaves

_CALLOUT: Final = "callout:"


def read_channel(document: Document) -> Iterator[Row]:
    """The channel."""
    yield EventChannelRow(document.qualified(document.name), document.at())


def read_member(document: Document) -> Iterator[Row]:
    """An event that is on a channel."""
    said = leaves(document.root)
    enriched = [leaves(element).get("name", "") for element in children(document.root, "enrichedFields")]
    yield ChannelMemberRow(
        document.qualified(document.name),
        document.at(),
        channel=document.qualified(said.get("eventChannel", "")),
        entity=document.qualified(said.get("selectedEntity", "")),
        enriched=tuple(document.qualified(name) for name in enriched if name),
        filtered=bool(said.get("filterExpression")),
    )


def read_relay(document: Document) -> Iterator[Row]:
    """A relay of a channel to the address of a named credential."""
    said = leaves(document.root)
    yield EventRelayRow(
        document.qualified(document.name),
        document.at(),
        channel=document.qualified(said.get("eventChannel", "")),
        named_credential=said.get("destinationResourceName", "").removeprefix(_CALLOUT).partition("/")[0],
        state=said.get("state", ""),
    )


def read_subscription(document: Document) -> Iterator[Row]:
    """A client's subscription that the org keeps the place of; the topic is a path such as `/data/AccountChangeEvent`."""
    said = leaves(document.root)
    topic = said.get("topicName", "").rpartition("/")[2]
    yield ManagedSubscriptionRow(
        document.qualified(document.name), document.at(), topic=document.qualified(topic), state=said.get("state", "")
    )


READERS: Final[Readers] = {
    ("platformEventChannels", "platformEventChannel"): Reader(
        "PlatformEventChannel", read_channel, "which events are grouped on this channel"
    ),
    ("platformEventChannelMembers", "platformEventChannelMember"): Reader(
        "PlatformEventChannelMember", read_member, "whose changes are published, and which fields go along", expected=True
    ),
    ("eventRelays", "eventRelay"): Reader("EventRelayConfig", read_relay, "where a channel's events are relayed to"),
    ("managedEventSubscriptions", "managedEventSubscription"): Reader(
        "ManagedEventSubscription", read_subscription, "that a client outside listens to a channel"
    ),
}
