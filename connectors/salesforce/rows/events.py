"""What the org publishes, on which channels, and who is known to listen."""

from typing import NamedTuple


class EventChannelRow(NamedTuple):
    """A channel that groups events."""

    name: str
    at: str


class ChannelMemberRow(NamedTuple):
    """An event on a channel."""

    name: str
    at: str
    channel: str
    entity: str
    """The event: `AccountChangeEvent`, `Order__e`."""
    enriched: tuple[str, ...] = ()
    """Fields that go along whether they changed or not."""
    filtered: bool = False


class EventRelayRow(NamedTuple):
    """A relay of a channel to another System."""

    name: str
    at: str
    channel: str
    named_credential: str
    state: str = ""


class ManagedSubscriptionRow(NamedTuple):
    """A client outside subscribes, and the org keeps its place."""

    name: str
    at: str
    topic: str
    state: str = ""
