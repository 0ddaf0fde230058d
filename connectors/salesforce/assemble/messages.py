"""Outbound messages: one hop for each field that leaves, to the address that the message names."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from connectors.salesforce.assemble.endpoints import peer, without_host
from connectors.salesforce.assemble.firing import Firing, MessageKey, Trigger, find_firing
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.relations import Schema, is_custom, retrieve_objects
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.automation import OutboundMessageRow
from connectors.salesforce.rows.schema import ObjectRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Evidence, Fact, Gap, Hop, Job, Principal, Reference
from lineage.model.verdicts import Active, Precision

_SUBTYPE = "outbound message"


class _Names(NamedTuple):
    """What one message is called."""

    full: str
    job: Id
    channel: Id


def assemble_messages(org: Org, rows: Rows) -> Iterator[Job | Channel | Principal | Hop | Fact | Gap]:
    """Every outbound message, and every one that something fires though it is not there."""
    firing = find_firing(rows)
    for row in rows.of(OutboundMessageRow):
        yield from _message(org, row, firing)
    yield from _never_fired(org, rows, firing)
    yield from _missing(org, rows, firing)
    yield from _undefined(org, rows)


def _named(org: Org, owner: str, name: str) -> _Names:
    full = f"{owner}.{name}" if owner else name
    return _Names(full, org.id.of_kind("job", f"outbound-message/{full}"), org.channel("outbound-message", full))


def _message(org: Org, row: OutboundMessageRow, firing: Firing) -> Iterator[Job | Channel | Principal | Hop | Fact | Gap]:
    names = _named(org, row.object, row.name)
    triggers = firing.of(row)
    active = firing.activity(triggers)
    because = _because(org, triggers)
    said = org.said(row.at)
    yield Job(id=names.job, subtype=_SUBTYPE, runs_in=org.id, active=active, evidence=said + because)
    yield Channel(
        id=names.channel,
        subtype="outbound message endpoint",
        url=row.address.shown,
        transit=row.address.travels,
        peer=peer(row.address, names.full),
        evidence=said,
    )
    yield from _session(org, row, names)
    yield from _hops(org, row, names, active, because)
    if not row.address.host:
        yield without_host(org, _SUBTYPE, names.full, row.at, names.job)


def _because(org: Org, triggers: tuple[Trigger, ...]) -> tuple[Evidence, ...]:
    """The evidence of the triggers that settle whether the message is active."""
    best = [trigger for trigger in triggers if trigger.active] or triggers
    return tuple(evidence for trigger in best for evidence in org.said(trigger.at))


def _session(org: Org, row: OutboundMessageRow, names: _Names) -> Iterator[Principal | Fact]:
    if row.user:
        yield Principal(id=_user(org, row), label=row.user, partial=True, evidence=org.said(row.at))
    if row.sends_session:
        yield Fact(subject=names.job, name="session-id-sent", value=row.user, evidence=org.said(row.at))


def _user(org: Org, row: OutboundMessageRow) -> Id:
    return org.id.of_kind("user", row.user)


def _hops(org: Org, row: OutboundMessageRow, names: _Names, active: Active, because: tuple[Evidence, ...]) -> Iterator[Hop]:
    for field in row.fields:
        yield Hop(
            source=org.dataset(row.object).field(field.name),
            target=peer(row.address, names.full),
            job=names.job,
            channel=names.channel,
            principal=_user(org, row) if row.user else None,
            active=active,
            evidence=org.said(field.at) + because,
        )


def _never_fired(org: Org, rows: Rows, firing: Firing) -> Iterator[Gap]:
    """A gap for each message that nothing fires, however often it is defined."""
    silent = {_key(row): row for row in reversed(rows.of(OutboundMessageRow)) if not firing.of(row)}
    for key in sorted(silent):
        row = silent[key]
        names = _named(org, row.object, row.name)
        yield org.gap(
            _SUBTYPE,
            f"Nothing here fires outbound message {names.full}.",
            why="no workflow rule, approval process or flow here names it; what is not here may",
            hides="whether its fields leave at all",
            remedy="sf project retrieve start --metadata Workflow Flow FlowDefinition ApprovalProcess",
            locator=row.at,
            subject=names.job,
        )


def _key(row: OutboundMessageRow) -> MessageKey:
    return row.object.casefold(), row.name.casefold()


def _missing(org: Org, rows: Rows, firing: Firing) -> Iterator[Job | Hop | Gap]:
    """Messages that are fired and not there: data leaves, and which cannot be told."""
    held = {_key(row) for row in rows.of(OutboundMessageRow)}
    held |= {("", name) for _, name in held}
    for key in sorted(firing.triggers.keys() - held):
        triggers = firing.triggers[key]
        first = triggers[0]
        names = _named(org, first.object, first.message)
        active, because = firing.activity(triggers), _because(org, triggers)
        yield Job(id=names.job, subtype=_SUBTYPE, runs_in=org.id, active=active, evidence=because)
        yield Hop(
            source=org.dataset(first.object) if first.object else org.id,
            target=Reference(kind="connection", value=names.full),
            job=names.job,
            channel=names.channel,
            active=active,
            precision=Precision.DATASET,
            evidence=because,
        )
        yield org.gap(
            _SUBTYPE,
            f"Outbound message {names.full} is fired and is not here.",
            why="the workflow file of its object was not retrieved, or could not be read",
            hides="which fields it sends, where to, and whether encrypted",
            remedy=f"sf project retrieve start --metadata 'Workflow:{first.object or '*'}'",
            locator=first.at,
            subject=names.job,
        )


def _undefined(org: Org, rows: Rows) -> Iterator[Gap]:
    """Objects whose messages send fields that no definition here describes."""
    if not rows.of(OutboundMessageRow):
        return
    described = {row.name.casefold() for row in rows.of(ObjectRow)}
    schema = rows.derived(Schema)
    for key, sent in _sent(rows).items():
        row = sent[0]
        names = {field.name for one in sent for field in one.fields if is_custom(field.name)}
        unknown = sorted(name for name in names if not schema.is_defined(row.object, name))
        if key not in described:
            what = f"Outbound messages send fields of {row.object}, which is not defined here."
            yield _without_definition(org, row, "object", what, [(row.object, "")])
        elif unknown:
            what = f"Outbound messages send fields of {row.object} that are not defined here: {', '.join(unknown)}."
            yield _without_definition(org, row, "custom field", what, [(row.object, name) for name in unknown])


def _sent(rows: Rows) -> dict[str, list[OutboundMessageRow]]:
    """The messages by their object, folded."""
    found: dict[str, list[OutboundMessageRow]] = {}
    for row in rows.of(OutboundMessageRow):
        found.setdefault(row.object.casefold(), []).append(row)
    return found


def _without_definition(org: Org, row: OutboundMessageRow, surface: str, what: str, fields: Iterable[tuple[str, str]]) -> Gap:
    return org.gap(
        surface,
        what,
        why="the definition was not retrieved with the rest",
        hides="the type, formula and classification of these fields, and so whether they are personal",
        remedy=retrieve_objects(fields),
        locator=row.at,
        subject=org.dataset(row.object),
    )
