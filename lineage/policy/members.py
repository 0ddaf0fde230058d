"""The members of a finding: hops that one job moves over one channel from one System into another, acted on together.

A finding is as bad as the worst of its members, and is named without them: a field that joins or leaves the flow changes
what the finding says, never its fingerprint.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lineage.graph.source import HopRow
from lineage.model.answers import FindingAnswer, FindingMember
from lineage.model.elements import element_words
from lineage.model.ids import Id
from lineage.model.verdicts import Severity
from lineage.policy.describe import system_label
from lineage.policy.findings import Finding, Member, Verdict
from lineage.policy.inquiry import Inquiry

_NAMED = 6
"""Ends of hops that a sentence names; the members have all."""


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
        return _in_ids(self.source, self.target, job=self.job, reader=self.reader, channel=self.channel)

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


def gathered(rule: str, members: Iterable[Member], inquiry: Inquiry) -> Iterator[Finding]:
    """One finding for each flow that these hops belong to."""
    flows: dict[Flow, list[Member]] = {}
    for member in members:
        flows.setdefault(flow_of(member.judged.hop), []).append(member)
    for flow, found in flows.items():
        yield Finding(
            rule=rule,
            subject=flow.subject,
            ids=flow.ids,
            where=flow.where(inquiry),
            members=tuple(sorted(found, key=lambda one: (one.judged.hop.source, one.judged.hop.target, one.judged.hop.number))),
            systems=(flow.source, flow.target),
        )


def hop_subject(hop: HopRow) -> str:
    """What the fingerprint of one hop is of: all that makes it this hop, in ids."""
    more = {name: getattr(hop, name) for name in ("job", "channel", "principal", "application")}
    return _in_ids(hop.source, hop.target, **more)


def hop_ids(hop: HopRow) -> tuple[Id, ...]:
    """The ids that make it this hop."""
    return tuple(id for id in (hop.source, hop.target, hop.job, hop.channel, hop.principal, hop.application) if id)


def _in_ids(source: Id, target: Id, **more: Id | None) -> str:
    return " ".join([f"{source} -> {target}", *(f"{word}={id}" for word, id in more.items() if id)])


def flow_of(hop: HopRow) -> Flow:
    """The flow that a hop belongs to."""
    reader = None if hop.job else hop.application or hop.principal
    return Flow(hop.source.namespace, hop.target.namespace, hop.job, reader, hop.channel)


def together(finding: FindingAnswer, members: Sequence[FindingMember]) -> FindingAnswer:
    """The finding with these members: as bad as the worst that is open, accepted where all are; named as before."""
    open_ = [one for one in members if not one.accepted]
    judged = [] if finding.accepted else open_
    accepted = finding.accepted or ("" if open_ else "; ".join(dict.fromkeys(one.accepted for one in members)))
    about = judged or members
    return finding.model_copy(
        update={
            "verdict": _worst_verdict(about),
            "severity": max((Severity(one.severity) for one in about), key=lambda severity: severity.rank).value,
            "carries": tuple(sorted({element for one in about for element in one.carries})),
            "detail": _said(about, len(members) - len(about)),
            "expires_since": _first(one.expires_since for one in about),
            "accepted": accepted,
            "lapsed": "" if accepted else finding.lapsed or "; ".join(dict.fromkeys(one.lapsed for one in open_ if one.lapsed)),
            "members": tuple(members),
            "evidence": tuple({line: None for one in members for line in one.hop.evidence}) or finding.evidence,
        }
    )


def _worst_verdict(members: Iterable[FindingMember]) -> Verdict:
    return "violated" if any(one.verdict == "violated" for one in members) else "unknown"


def _first(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def _said(members: Sequence[FindingMember], accepted: int) -> str:
    """What is wrong, the worst first, each with the places that the data leaves and what they hold."""
    reasons: dict[str, list[FindingMember]] = {}
    for one in sorted(members, key=_worst_first):
        reasons.setdefault(one.reason, []).append(one)
    parts = [f"{reason[:1].upper()}{reason[1:]}: {_places(found)}." for reason, found in reasons.items()]
    parts += [lapsed(text) for text in dict.fromkeys(one.lapsed for one in members) if text]
    return " ".join(
        [*parts, *([f"Of its hops {accepted:,} more {'are' if accepted > 1 else 'is'} accepted."] if accepted else [])]
    )


def lapsed(text: str) -> str:
    """That an acceptance is over, in a sentence; empty where there was none.

    >>> lapsed("ops@acme.example until 2026-01-31: VPN")
    'Accepted by ops@acme.example until 2026-01-31: VPN; that has lapsed.'
    """
    return f"Accepted by {text}; that has lapsed." if text else ""


def _worst_first(one: FindingMember) -> tuple[bool, int, str]:
    return one.verdict != "violated", -Severity(one.severity).rank, one.hop.source


def _places(members: Iterable[FindingMember]) -> str:
    """Where hops begin, with what they carry: `Contact.SSN__c (ssn), Case (email, not classified)`."""
    held: dict[str, set[str]] = {}
    for one in members:
        held.setdefault(one.hop.source, set()).update(one.carries)
    named = [_place(Id(source), elements) for source, elements in list(held.items())[:_NAMED]]
    rest = len(held) - len(named)
    return ", ".join(named) + (f" and {rest:,} more" if rest else "")


def _place(source: Id, elements: Iterable[str]) -> str:
    name = "the whole System" if source.is_system else source.shown
    return f"{name} ({', '.join(element_words(element) for element in sorted(elements)) or 'nothing personal'})"
