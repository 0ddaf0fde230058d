"""What the org publishes and relays, and the policies that watch what users do."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.documents import Component, ask_defined, ask_listed, at, name_of
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import Question
from connectors.salesforce.metadata.events import read_channel, read_member, read_relay, read_subscription
from connectors.salesforce.metadata.org_settings import read_security_policy
from connectors.salesforce.rows import Row

_SETUP: Final = "View Setup and Configuration"
_NAME: Final = ("Id", "DeveloperName", "NamespacePrefix")
_NEEDS: Final = ("Id", "DeveloperName")

CHANNELS: Final = Question(
    "PlatformEventChannel", _NAME, "event", "which channels events are on", _SETUP, tooling=True, needs=_NEEDS
)
MEMBERS: Final = Question(
    "PlatformEventChannelMember",
    _NAME,
    "event",
    "whose changes are published, and which fields go along",
    _SETUP,
    tooling=True,
    needs=_NEEDS,
)
RELAYS: Final = Question(
    "EventRelayConfig",
    (*_NAME, "EventChannel", "DestinationResourceName", "State"),
    "event",
    "where events are relayed to",
    _SETUP,
    tooling=True,
    needs=_NEEDS,
    is_optional=True,
)
SUBSCRIPTIONS: Final = Question(
    "ManagedEventSubscription",
    _NAME,
    "event",
    "which clients outside subscribe with a place that the org keeps",
    _SETUP,
    tooling=True,
    needs=_NEEDS,
    is_optional=True,
)
POLICIES: Final = Question(
    "TransactionSecurityPolicy",
    _NAME,
    "transaction security",
    "which exports and logins are watched, and stopped",
    _SETUP,
    tooling=True,
    needs=_NEEDS,
    is_optional=True,
)


def ask_events(asking: Asking) -> Iterator[Row]:
    """Channels, what is on them, and who is known to take it."""
    yield from _channels(asking)
    yield from ask_defined(asking, MEMBERS, Component("PlatformEventChannelMember", read_member))
    elements = {"EventChannel": "eventChannel", "DestinationResourceName": "destinationResourceName", "State": "state"}
    yield from ask_listed(asking, RELAYS, Component("EventRelayConfig", read_relay), elements)
    yield from ask_defined(asking, SUBSCRIPTIONS, Component("ManagedEventSubscription", read_subscription))


def _channels(asking: Asking) -> Iterator[Row]:
    """The channels; their files carry an ending that the column leaves out."""
    component = Component("PlatformEventChannel", read_channel)
    for row in asking.rows(CHANNELS):
        yield from component.rows(_channel(row), {}, at(CHANNELS, row))


def _channel(row: Answer) -> str:
    name = name_of(row)
    return name if name.endswith("__chn") else f"{name}__chn"


def ask_policies(asking: Asking) -> Iterator[Row]:
    """The policies that watch what users do."""
    yield from ask_defined(asking, POLICIES, Component("TransactionSecurityPolicy", read_security_policy))
