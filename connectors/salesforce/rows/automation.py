"""What sends messages, and what fires it."""

from typing import NamedTuple

from connectors.salesforce.rows.addresses import NOWHERE, Address


class MessageField(NamedTuple):
    """A field that an outbound message sends."""

    name: str
    at: str


class OutboundMessageRow(NamedTuple):
    """An outbound message of an object."""

    object: str
    name: str
    at: str
    address: Address = NOWHERE
    fields: tuple[MessageField, ...] = ()
    sends_session: bool | None = None
    user: str = ""


class FieldUpdateRow(NamedTuple):
    """A workflow action that sets a field, of the record or of one that it points to."""

    object: str
    name: str
    at: str
    field: str = ""
    target: str = ""
    """The lookup to the record that it changes; empty where that is the record itself."""
    operation: str = ""
    """Formula, Literal, LookupValue, Null, NextValue or PreviousValue."""
    formula: str = ""
    """The formula without what its literals and comments hold."""
    formula_line: int = 0


class TriggerRow(NamedTuple):
    """A workflow rule or approval process fires an action: an outbound message or a field update."""

    kind: str
    """Workflow rule, time trigger or approval process."""
    name: str
    object: str
    message: str
    """The action's name."""
    at: str
    active: bool | None = None
    type: str = "OutboundMessage"
    """The action's type."""


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
