"""What fires outbound messages and field updates, and whether it is switched on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.automation import FieldUpdateRow, FlowDefinitionRow, FlowRow, OutboundMessageRow, TriggerRow
from connectors.salesforce.rows.unread import UnreadRow
from lineage.model.verdicts import Active

MessageKey: TypeAlias = tuple[str, str]
"""Object and message, folded."""

FIRING_TYPES: frozenset[str] = frozenset(
    {"Workflow", "WorkflowRule", "ApprovalProcess", "EntitlementProcess", "Flow", "FlowDefinition"}
)
"""An unreadable component of these types may fire anything."""

_MESSAGE: Final = "OutboundMessage"
_UPDATE: Final = "FieldUpdate"
_STATUS: Mapping[str, bool] = {"active": True, "draft": False, "obsolete": False, "invaliddraft": False}


class Trigger(NamedTuple):
    """Something fires a message."""

    object: str
    message: str
    at: str
    active: bool | None


@dataclass(frozen=True)
class Firing:
    """Every trigger, by the message that it fires."""

    triggers: Mapping[MessageKey, tuple[Trigger, ...]]
    doubtful: bool = field(default=False)
    """Something that may fire messages could not be read."""

    def of(self, row: OutboundMessageRow | FieldUpdateRow) -> tuple[Trigger, ...]:
        """What fires the action, in order of place; a flow that names no object may mean any of its name."""
        name = row.name.casefold()
        found = self.triggers.get((row.object.casefold(), name), ()) + self.triggers.get(("", name), ())
        return tuple(sorted(found, key=lambda trigger: trigger.at))

    def activity(self, triggers: Iterable[Trigger]) -> Active:
        """Yes with one active trigger; no only where all are known, inactive, and nothing is unread."""
        states = [trigger.active for trigger in triggers]
        if True in states:
            return Active.YES
        if states and None not in states and not self.doubtful:
            return Active.NO
        return Active.UNKNOWN


def find_firing(rows: Rows) -> Firing:
    """Every trigger of an outbound message that the rows tell of."""
    processes = _from_processes(rows.of(TriggerRow), _MESSAGE)
    return _firing(rows, (*processes, *_from_flows(rows.of(FlowRow), rows.of(FlowDefinitionRow))))


def find_updating(rows: Rows) -> Firing:
    """Every trigger of a field update that the rows tell of; flows fire none."""
    return _firing(rows, _from_processes(rows.of(TriggerRow), _UPDATE))


def _firing(rows: Rows, triggers: Iterable[Trigger]) -> Firing:
    found: dict[MessageKey, list[Trigger]] = {}
    for trigger in triggers:
        found.setdefault((trigger.object.casefold(), trigger.message.casefold()), []).append(trigger)
    doubtful = any(not row.type or row.type in FIRING_TYPES for row in rows.of(UnreadRow))
    return Firing({key: tuple(triggers) for key, triggers in found.items()}, doubtful)


def _from_processes(rows: Iterable[TriggerRow], type: str) -> Iterator[Trigger]:
    for row in rows:
        if row.type == type:
            yield Trigger(row.object, row.message, row.at, row.active)


def _from_flows(flows: Iterable[FlowRow], definitions: Iterable[FlowDefinitionRow]) -> Iterator[Trigger]:
    defined = {row.name.casefold(): row for row in definitions}
    held: dict[str, set[int | None]] = {}
    flows = list(flows)
    for row in flows:
        held.setdefault(row.name.casefold(), set()).add(row.version)
    for row in flows:
        key = row.name.casefold()
        active = flow_activity(row, defined.get(key), held[key])
        for message in row.messages:
            yield Trigger(message.object, message.message, message.at, active)


def flow_activity(flow: FlowRow, definition: FlowDefinitionRow | None, held: set[int | None]) -> bool | None:
    """Whether this version of the flow runs; `None` where the status and the definition do not settle it.

    `held` are the versions that the source has: a version that is not there may fire what this one fires.
    """
    if flow.version is not None and definition is not None:
        active = definition.active_version
        if active == flow.version:
            return True
        return False if active is None or active in held else None
    stated = _STATUS.get(flow.status.lower())
    if definition is None:
        return stated
    return stated if stated is (definition.active_version is not None) else None
