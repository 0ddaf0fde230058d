"""The members of a finding: hops that one job moves over one channel from one System into another, acted on together.

A finding is as bad as the worst of its members, and is named without them: a field that joins or leaves the flow changes
what the finding says, never its fingerprint.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lineage.graph.alike import Ints
from lineage.graph.alike_rows import alike_rows
from lineage.graph.source import HopRow
from lineage.model.ids import Id
from lineage.policy.describe import system_label
from lineage.policy.findings import Finding, Members, Saying, Sayings, View
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop, JudgedHops


class Flow(NamedTuple):
    """All that one job moves over one channel from one System into another: what the hops of one finding have in common."""

    source: Id
    target: Id
    job: Id | None
    reader: Id | None
    """The application or identity that reads, where no job moves the data."""
    channel: Id | None

    @property
    def subject(self) -> str:
        """What its fingerprint is of."""
        return f"{self.source} -> {self.target}{movers(job=self.job, reader=self.reader, channel=self.channel)}"

    @property
    def ids(self) -> tuple[Id, ...]:
        """The ids that its subject names."""
        return tuple(id for id in self if id)

    def where(self, inquiry: Inquiry) -> str:
        """The flow as people call it."""
        ends = f"{system_label(inquiry, self.source)} → {system_label(inquiry, self.target)}"
        carrier = self.job or self.reader
        parts = [f"by {carrier.name}"] if carrier else []
        # The channel of an outbound message is called as the message is.
        if self.channel and not (carrier and carrier.name == self.channel.name):
            parts.append(f"over {self.channel.name}")
        return f"{ends}, {' '.join(parts)}" if parts else ends


def said_of(hops: JudgedHops, at: Ints, by: Sequence[Ints], say: Callable[[JudgedHop], Saying | None]) -> Members:
    """What a rule says of the hops at some places; hops that are alike in the columns `by` are asked about once."""
    first, which = alike_rows([column[at] for column in by])
    said = [say(hops[place]) for place in at[first].tolist()]
    numbers: dict[Saying, int] = {}
    codes = np.asarray([-1 if one is None else numbers.setdefault(one, len(numbers)) for one in said], np.int64)[which]
    return Members(at[codes >= 0], codes[codes >= 0], Sayings(numbers))


def those(hops: JudgedHops, at: Ints, by: Sequence[Ints], is_so: Callable[[JudgedHop], bool]) -> Ints:
    """Those places of some of whose hops something is so; hops that are alike in the columns `by` are asked about once."""
    first, which = alike_rows([column[at] for column in by])
    return at[np.asarray([is_so(hops[place]) for place in at[first].tolist()], np.bool_)[which]]


def joined(first: Members, second: Members) -> Members:
    """What a rule says of some hops and of others."""
    says = np.concatenate([first.says, second.says + len(first.sayings.all)])
    return Members(np.concatenate([first.at, second.at]), says, Sayings((*first.sayings.all, *second.sayings.all)))


def gathered(rule: str, members: Members, view: View) -> Iterator[Finding]:
    """One finding for each flow that these hops belong to."""
    hops, at = view.hops, members.at
    for some in _by_flow(hops, at):
        one = flow_at(hops, int(at[some[0]]))
        yield Finding(
            rule=rule,
            subject=one.subject,
            ids=one.ids,
            where=one.where(view.inquiry),
            members=members.take(some),
            systems=(one.source, one.target),
        )


def by_flow(hops: JudgedHops, places: Ints) -> Iterator[Ints]:
    """The hops at some places by the flow that they belong to; those of each in order of source and target."""
    return (places[some] for some in _by_flow(hops, places))


def _by_flow(hops: JudgedHops, at: Ints) -> Sequence[Ints]:
    flow = hops.flow[at]
    order = np.lexsort((hops.number[at], hops.target[at], hops.source[at], flow))
    return np.split(order, np.flatnonzero(np.diff(flow[order])) + 1) if len(at) else ()


def flow_at(hops: JudgedHops, place: int) -> Flow:
    """The flow that the hop at a place belongs to."""
    row = (column[place] for column in (hops.giving, hops.taking, hops.job, hops.reader, hops.channel))
    giving, taking, *more = map(int, row)
    return Flow(hops.id(giving), hops.id(taking), *map(hops.named, more))


def hop_subject(hop: HopRow) -> str:
    """What the fingerprint of one hop is of: all that makes it this hop, in ids."""
    by = movers(job=hop.job, channel=hop.channel, principal=hop.principal, application=hop.application)
    return f"{hop.source} -> {hop.target}{by}"


def movers(**ids: Id | None) -> str:
    """What makes hops with the same ends different ones, as their subjects say it."""
    return "".join(f" {word}={id}" for word, id in ids.items() if id)


def hop_ids(hop: HopRow) -> tuple[Id, ...]:
    """The ids that make it this hop."""
    return tuple(id for id in (hop.source, hop.target, hop.job, hop.channel, hop.principal, hop.application) if id)
