"""Rules about data that leaves a System: how it travels, and by what right."""

from collections.abc import Iterator
from typing import Literal

from lineage.model.ids import Id
from lineage.model.verdicts import VIOLATED, Right, Severity, Transit
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.judged import JudgedHop

UNENCRYPTED_HOP = Card(
    id="unencrypted-hop",
    title="Data travels unencrypted, or nobody can say that it does not",
    severity="critical for sensitive and breach elements, high for other personal and unclassified data, else medium",
    why="Whoever sits on the way reads what passes; a breach of unencrypted personal data must be notified and carries statutory damages.",
    remedy="Move the channel to TLS (https, ldaps, sftp, sslmode=verify-full); where it is encrypted already, say so in the map.",
    effort="one setting",
    false_positives="A private link or a VPN that the map does not declare: declare the channel's transit.",
    reference="Cal. Civ. Code §1798.150(a)(1); GDPR Art. 32(1)(a)",
    missions=("P3", "B7"),
)

UNAUTHORIZED_HOP = Card(
    id="unauthorized-hop",
    title="Data reaches a party without a right that covers it, or nobody can say that one does",
    severity="critical for sensitive and breach elements, high for other personal and unclassified data, else medium",
    why="Sharing with a party without an agreement that covers what is shared is a sale or disclosure nobody consented to.",
    remedy="Put an agreement on file that names party, purpose and elements, or stop the hop.",
    effort="a right on file",
    false_positives="The agreement exists but is not in the map: add it under `authorizations`.",
    reference="Cal. Civ. Code §1798.100(d), §1798.140(ag); GDPR Art. 28(3)",
    missions=("B7", "R7"),
)

PLAIN_CHANNEL = Card(
    id="plain-channel",
    title="A channel allows plain text, and nothing is seen using it",
    severity="low: it permits a flow, it is none",
    why="Code may use it tomorrow, or today where nobody looked.",
    remedy="Remove the channel, or move it to TLS.",
    effort="one setting",
    false_positives="A channel that is kept for a test system.",
    reference="GDPR Art. 32(1)(a)",
    missions=("P3",),
)


def unencrypted_hops(view: View) -> Iterator[Finding]:
    """A finding for each crossing hop whose transit is unencrypted or unknown."""
    for judged in view.hops:
        if judged.hop.transit >= Transit.UNKNOWN:
            violated = judged.hop.transit == Transit.UNENCRYPTED
            said = "travels unencrypted" if violated else "travels nobody knows how"
            yield _about(
                judged, UNENCRYPTED_HOP, "violated" if violated else "unknown", f"{_carried(judged)} {said}{_over(judged)}."
            )


def unauthorized_hops(view: View) -> Iterator[Finding]:
    """A finding for each crossing hop without a covering right; one for the whole run on bare paths."""
    if view.inquiry.setting.bare:
        if view.hops:
            yield Finding(
                rule=UNAUTHORIZED_HOP.id,
                verdict="unknown",
                severity=Severity.INFO,
                subject="authorizations",
                detail=f"{len(view.hops)} hops leave their System; without a map nobody knows by what right. "
                "`lineage init` starts a project, `lineage suggest` a map.",
            )
        return
    for judged in view.hops:
        if judged.right.rank >= Right.UNKNOWN.rank or judged.expires_since:
            verdict: Literal["violated", "unknown"] = "violated" if judged.right & VIOLATED or judged.expires_since else "unknown"
            yield _about(judged, UNAUTHORIZED_HOP, verdict, _by_what_right(view, judged))


def plain_channels(view: View) -> Iterator[Finding]:
    """A finding for each channel that allows plain text and that no hop uses."""
    for channel in view.channels:
        if channel.detail.get("transit") == int(Transit.UNENCRYPTED):
            yield Finding(
                rule=PLAIN_CHANNEL.id,
                verdict="unknown",
                severity=Severity.LOW,
                subject=channel.id,
                detail=f"{channel.subtype or 'channel'} {channel.id.name} ({channel.detail.get('url', '')}) allows plain text; "
                "nothing is seen using it.",
            )


def _about(judged: JudgedHop, card: Card, verdict: Literal["violated", "unknown"], detail: str) -> Finding:
    return Finding(
        rule=card.id,
        verdict=verdict,
        severity=judged.severity,
        subject=judged.hop.text,
        detail=detail,
        carries=tuple(judged.carried),
        hop=judged.hop,
        systems=(judged.hop.source.namespace, judged.hop.target.namespace),
        expires_since=judged.expires_since if card is UNAUTHORIZED_HOP else None,
    )


def _carried(judged: JudgedHop) -> str:
    return ", ".join(judged.carried) or "data classified as not personal"


def _over(judged: JudgedHop) -> str:
    return f" over {judged.hop.channel.name}" if judged.hop.channel else ""


def _by_what_right(view: View, judged: JudgedHop) -> str:
    target: Id = judged.hop.target.namespace
    party = view.inquiry.parties.of(target)
    receiver = party.operator or next(iter(sorted(party.names)), target.decoded)
    said = {
        Right.MISSING: f"no right binds {receiver}",
        Right.EXPIRED: f"the right of {receiver} has lapsed",
        Right.EXCEEDED: f"the rights of {receiver} do not cover all of it",
        Right.UNKNOWN: f"the rights of {receiver} leave unclassified data open",
    }
    reasons = [text for right, text in said.items() if right & judged.right]
    if judged.expires_since:
        reasons.append(f"the right of {receiver} lapsed on {judged.expires_since}, after the day of this harvest")
    return f"{_carried(judged)}: {'; '.join(reasons)}."


RULES = (
    Rule(UNENCRYPTED_HOP, unencrypted_hops),
    Rule(UNAUTHORIZED_HOP, unauthorized_hops),
    Rule(PLAIN_CHANNEL, plain_channels),
)
