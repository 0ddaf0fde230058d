"""What a live org and a metadata folder both give: normalised rows, each with its place; the assembler turns them into records.

`None` in a flag means that the source does not say, which is neither true nor false.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self, TypeAlias


class ObjectRow(NamedTuple):
    """An object of any sort, named by its API name."""

    name: str
    at: str
    label: str = ""
    deployment: str = ""
    """Deployed or InDevelopment; only custom and external objects say."""
    data_source: str = ""
    """The external data source of an external object."""
    remote_name: str = ""
    """The table there."""
    setting: bool = False
    """It is a custom setting."""
    described: bool = True
    """False where only parts of the object are there."""


class FieldRow(NamedTuple):
    """A field of an object."""

    object: str
    name: str
    at: str
    type: str = ""
    """Empty for standard fields, whose definition does not say."""
    label: str = ""
    formula: str = ""
    compliance_group: str = ""
    security_classification: str = ""
    remote_name: str = ""
    """The column of the remote table."""


class DataSourceRow(NamedTuple):
    """An external data source."""

    name: str
    at: str
    type: str = ""
    endpoint: str = ""
    named_credential: str = ""
    protocol: str = ""
    principal_type: str = ""
    writable: bool | None = None


class NamedCredentialRow(NamedTuple):
    """A named credential, old or new."""

    name: str
    at: str
    url: str = ""
    protocol: str = ""
    principal_type: str = ""
    external_credential: str = ""
    enabled: bool | None = None


class ExternalCredentialRow(NamedTuple):
    """An external credential."""

    name: str
    at: str
    protocol: str = ""


class RemoteSiteRow(NamedTuple):
    """A host that code may call."""

    name: str
    at: str
    url: str = ""
    active: bool | None = None
    protocol_security_off: bool | None = None


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


class ConnectedAppRow(NamedTuple):
    """A connected app."""

    name: str
    at: str
    label: str = ""
    scopes: tuple[str, ...] = ()


class UnreadRow(NamedTuple):
    """A component that the source holds or names, and that could not be read."""

    type: str
    """Empty where it may be of any type."""
    at: str


Row: TypeAlias = (
    ObjectRow
    | FieldRow
    | DataSourceRow
    | NamedCredentialRow
    | ExternalCredentialRow
    | RemoteSiteRow
    | OutboundMessageRow
    | TriggerRow
    | FlowRow
    | FlowDefinitionRow
    | ConnectedAppRow
    | UnreadRow
)


@dataclass(frozen=True)
class Rows:
    """Every row of a source by its kind, in the order in which they came."""

    objects: Sequence[ObjectRow] = ()
    fields: Sequence[FieldRow] = ()
    data_sources: Sequence[DataSourceRow] = ()
    named_credentials: Sequence[NamedCredentialRow] = ()
    external_credentials: Sequence[ExternalCredentialRow] = ()
    remote_sites: Sequence[RemoteSiteRow] = ()
    outbound_messages: Sequence[OutboundMessageRow] = ()
    triggers: Sequence[TriggerRow] = ()
    flows: Sequence[FlowRow] = ()
    flow_definitions: Sequence[FlowDefinitionRow] = ()
    connected_apps: Sequence[ConnectedAppRow] = ()
    unread: Sequence[UnreadRow] = ()

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Self:
        """The rows, sorted out."""
        found: dict[str, list[Any]] = {name: [] for name in _LISTS.values()}
        for row in rows:
            found[_LISTS[type(row)]].append(row)
        return cls(**found)


_LISTS: Final[Mapping[type[Row], str]] = {
    ObjectRow: "objects",
    FieldRow: "fields",
    DataSourceRow: "data_sources",
    NamedCredentialRow: "named_credentials",
    ExternalCredentialRow: "external_credentials",
    RemoteSiteRow: "remote_sites",
    OutboundMessageRow: "outbound_messages",
    TriggerRow: "triggers",
    FlowRow: "flows",
    FlowDefinitionRow: "flow_definitions",
    ConnectedAppRow: "connected_apps",
    UnreadRow: "unread",
}
