"""What sends messages, and what fires it."""

from typing import NamedTuple


class MessageField(NamedTuple):
    """A field that an outbound message sends."""

    name: str
    at: str


class OutboundMessageRow(NamedTuple):
    """An outbound message of an object."""

    object: str
    name: str
    at: str
    endpoint: str = ""
    fields: tuple[MessageField, ...] = ()
    sends_session: bool | None = None
    user: str = ""


class TriggerRow(NamedTuple):
    """A workflow rule or approval process fires an outbound message."""

    kind: str
    """Workflow rule, time trigger or approval process."""
    name: str
    object: str
    message: str
    at: str
    active: bool | None = None


class FlowMessage(NamedTuple):
    """An action of a flow that fires an outbound message."""

    object: str
    message: str
    at: str


class FlowRow(NamedTuple):
    """A version of a flow."""

    name: str
    at: str
    version: int | None = None
    status: str = ""
    object: str = ""
    """Whose records start it."""
    messages: tuple[FlowMessage, ...] = ()


class FlowDefinitionRow(NamedTuple):
    """Which version of a flow is active; `None` where none is."""

    name: str
    at: str
    active_version: int | None = None
