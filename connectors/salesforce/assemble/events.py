"""What is published: changes of records, platform events, and the relays and subscriptions that take them away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from connectors.salesforce.assemble.dangling import NAMED_CREDENTIAL, Use
from connectors.salesforce.assemble.endpoints import Credentials
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.events import ChannelMemberRow, EventChannelRow, EventRelayRow, ManagedSubscriptionRow
from connectors.salesforce.rows.schema import ObjectRow
from lineage.model.ids import Id
from lineage.model.records import Channel, Dataset, Evidence, Gap, Hop, Job, Reference
from lineage.model.verdicts import Active, Precision, Transit

_CHANGE: Final = "changeevent"
_ALL_CHANGES: Final = "changeevents"
_CHANNEL: Final = "__chn"
_EVENT: Final = "__e"
_STATES: Final = {"run": Active.YES, "stop": Active.NO, "pause": Active.NO, "delete": Active.NO}
_PUB_SUB: Final = "https://api.pubsub.salesforce.com"
"""Subscriptions that the org keeps the place of are served by this address only, and by TLS only."""


def changed_object(entity: str) -> str:
    """The object whose changes an event tells of; empty for events that tell of none.

    >>> [changed_object(name) for name in ("AccountChangeEvent", "acme__Order__ChangeEvent", "Order__e")]
    ['Account', 'acme__Order__c', '']
    """
    if not entity.casefold().endswith(_CHANGE):
        return ""
    name = entity[: -len(_CHANGE)]
    return f"{name}c" if name.endswith("__") else name


def assemble_events(org: Org, rows: Rows) -> Iterator[Channel | Dataset | Hop | Gap]:
    """The channels, and for each member the hops of its object's changes into the event."""
    members = rows.of(ChannelMemberRow)
    taken = list(_taken_alone(rows))
    yield from _channels(org, rows.of(EventChannelRow), members)
    for row in (*members, *taken):
        yield from _member(org, row)
    events = {row.entity.casefold(): (row.entity, row.at) for row in (*taken, *members) if row.entity}
    for one in rows.of(ObjectRow):
        if one.name.lower().endswith(_EVENT):
            events.setdefault(one.name.casefold(), (one.name, one.at))
    for key in sorted(events):
        yield _who_listens(org, *events[key])


def _taken_alone(rows: Rows) -> Iterator[ChannelMemberRow]:
    """Change events that a relay or subscription names by themselves: that they are published follows from it."""
    named = [(row.channel, row.at) for row in rows.of(EventRelayRow)]
    named += [(row.topic, row.at) for row in rows.of(ManagedSubscriptionRow)]
    for entity, at in named:
        if changed_object(entity):
            yield ChannelMemberRow(entity, at, channel="", entity=entity)


def _channels(org: Org, rows: Iterable[EventChannelRow], members: Iterable[ChannelMemberRow]) -> Iterator[Channel]:
    """The channels that are described, and those that members name: the platform's own have no description."""
    for row in rows:
        yield _channel(org, row.name, org.said(row.at))
    for member in members:
        if member.channel:
            yield _channel(org, member.channel, org.inferred(member.at))


def _channel(org: Org, name: str, evidence: tuple[Evidence, ...]) -> Channel:
    return Channel(id=org.channel("event-channel", name), subtype="event channel", evidence=evidence)


def _member(org: Org, row: ChannelMemberRow) -> Iterator[Dataset | Hop]:
    event = org.dataset(row.entity)
    owner = changed_object(row.entity)
    said = org.said(row.at)
    channel = org.channel("event-channel", row.channel) if row.channel else None
    if not owner:
        return
    # Whatever changes goes along, fields that are made later too; enriched ones go whether they changed or not.
    yield Dataset(id=event, subtype="change event", evidence=said)
    yield Hop(source=org.dataset(owner), target=event, channel=channel, wildcard="by-name", evidence=said)
    for name in row.enriched:
        yield Hop(source=org.dataset(owner).field(name), target=event.field(name), channel=channel, evidence=said)


def _who_listens(org: Org, name: str, at: str) -> Gap:
    return org.gap(
        "event",
        f"Who subscribes to {name} is not visible.",
        why="clients subscribe by API, and the metadata lists only relays and managed subscriptions",
        hides="which systems receive it",
        remedy=f"Declare in a map which systems subscribe: hops from {name}.",
        locator=at,
        subject=org.dataset(name),
    )


def assemble_relays(org: Org, rows: Rows) -> Iterator[Job | Hop | Gap]:
    """Every relay as a job that takes each event of its channel to the System that its named credential leads to."""
    credentials = Credentials(org, rows)
    members = _by_channel(rows.of(ChannelMemberRow))
    for row in rows.of(EventRelayRow):
        job = org.id.of_kind("job", f"event-relay/{row.name}")
        active = _STATES.get(row.state.lower(), Active.UNKNOWN)
        yield Job(id=job, subtype="event relay", runs_in=org.id, active=active, evidence=org.said(row.at))
        target = credentials.peer(row.named_credential or row.name)
        hop = Hop(
            source=org.id,
            target=target,
            job=job,
            channel=credentials.channel(row.named_credential) if row.named_credential else None,
            active=active,
            evidence=org.said(row.at),
        )
        yield from _taken(org, row.channel, members, hop, row.name)


def assemble_subscriptions(org: Org, rows: Rows) -> Iterator[Channel | Job | Hop | Gap]:
    """Every managed subscription as a job that takes its events to a System that nobody names."""
    members = _by_channel(rows.of(ChannelMemberRow))
    for row in rows.of(ManagedSubscriptionRow):
        job = org.id.of_kind("job", f"managed-subscription/{row.name}")
        channel = org.channel("managed-subscription", row.name)
        active = _STATES.get(row.state.lower(), Active.UNKNOWN)
        client = Reference(kind="connection", value=row.name)
        said = org.said(row.at)
        yield Job(id=job, subtype="managed subscription", runs_in=org.id, active=active, evidence=said)
        yield Channel(
            id=channel,
            subtype="managed subscription",
            url=_PUB_SUB,
            transit=Transit.ENCRYPTED,
            authentication="OAuth",
            active=active,
            peer=client,
            evidence=said,
        )
        hop = Hop(source=org.id, target=client, job=job, channel=channel, active=active, evidence=said)
        yield from _taken(org, row.topic, members, hop, row.name)
        yield org.gap(
            "event",
            f"Managed subscription {row.name} does not say which client uses it.",
            why="any client that may log in and knows its name may",
            hides="which system receives the events",
            remedy=f"Give a system of the map `matches: [{row.name!r}]`.",
            locator=row.at,
            subject=job,
        )


def _by_channel(members: Iterable[ChannelMemberRow]) -> Mapping[str, Sequence[ChannelMemberRow]]:
    found: dict[str, list[ChannelMemberRow]] = {}
    for row in members:
        found.setdefault(row.channel.casefold(), []).append(row)
    return found


def _taken(org: Org, channel: str, members: Mapping[str, Sequence[ChannelMemberRow]], hop: Hop, name: str) -> Iterator[Hop | Gap]:
    """The hop of each event on a channel, all its fields; where its events are not known, of the whole org."""
    events = _events(org, channel, members)
    for event, evidence in events:
        yield hop.model_copy(update={"source": event, "wildcard": "into", "evidence": hop.evidence + evidence})
    if not events:
        yield hop.model_copy(update={"precision": Precision.DATASET})
        yield org.gap(
            "event",
            f"Which events are on {channel or 'the channel'}, which {name} takes, is not known.",
            why="no member of the channel was retrieved",
            hides="which fields leave: it may be any",
            remedy="sf project retrieve start --metadata PlatformEventChannelMember",
            locator=hop.evidence[0].locator,
            subject=hop.job,
        )


def _events(
    org: Org, channel: str, members: Mapping[str, Sequence[ChannelMemberRow]]
) -> Sequence[tuple[Id, tuple[Evidence, ...]]]:
    """The events on a channel; whatever is named and is no channel is an event by itself."""
    folded = channel.casefold()
    if folded and folded != _ALL_CHANGES and not folded.endswith(_CHANNEL):
        return [(org.dataset(channel), ())]
    return [(org.dataset(row.entity), org.said(row.at)) for row in members.get(folded, ()) if row.entity]


def uses_of_relays(org: Org, rows: Rows) -> Iterator[Use]:
    """What relays name."""
    for row in rows.of(EventRelayRow):
        job = org.id.of_kind("job", f"event-relay/{row.name}")
        yield Use(NAMED_CREDENTIAL, row.named_credential, f"event relay {row.name}", job, row.at)
