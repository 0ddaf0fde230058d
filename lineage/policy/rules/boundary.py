"""Rules about data that leaves a System: how it travels, and by what right."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lineage.graph.alike import Ints
from lineage.graph.source import NodeRow
from lineage.model.ids import Id
from lineage.model.verdicts import VIOLATED, Basis, Right, Severity, Transit
from lineage.policy.describe import system_label
from lineage.policy.findings import Card, Finding, Members, Rule, Saying, View
from lineage.policy.judged import JudgedHop
from lineage.policy.members import gathered, said_of
from lineage.policy.rules.addresses import page_of

UNENCRYPTED_HOP = Card(
    id="unencrypted-hop",
    title="Data travels unencrypted, or nobody can say that it does not",
    severity="critical for sensitive and breach elements, high for other personal and unclassified data, else medium",
    why="Whoever sits on the way reads what passes; a breach of unencrypted personal data must be notified and carries statutory damages.",
    remedy="Move the channel to TLS (https, ldaps, sftp, sslmode=verify-full); where it is encrypted already, say so in the map.",
    effort="one setting",
    role="integration owner",
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
    role="integration owner",
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
    role="admin",
    false_positives="A channel that is kept for a test system.",
    reference="GDPR Art. 32(1)(a)",
    missions=("P3",),
)


_PEOPLE = frozenset({"public", "portal"})
_HTTPS_ONLY = (
    "Let the site take connections over HTTPS only: Setup, Sites, Require Secure Connections (`requireHttps` of a CustomSite); or retrieve "
    "its file, which says so."
)


def unencrypted_hops(view: View) -> Iterator[Finding]:
    """A finding for each flow with a crossing hop whose transit is unencrypted or unknown."""
    hops = view.hops
    at = np.flatnonzero(hops.transit >= Transit.UNKNOWN)
    for found in gathered(UNENCRYPTED_HOP.id, said_of(hops, at, [hops.transit], _how_it_travels), view):
        yield _put_right(view, found, _places(found))


def _places(found: Finding) -> Ints:
    """The places of its members among the hops."""
    assert found.members is not None  # noqa: S101 - it was gathered of hops
    return found.members.at


def _put_right(view: View, found: Finding, at: Ints) -> Finding:
    """The finding with what its sort of flow takes."""
    hops, first = view.hops, int(at[0])
    taking, channel = hops.id(int(hops.taking[first])), hops.named(int(hops.channel[first]))
    page = page_of(channel)
    if int(hops.bases[first]) == Basis.PERMITTED and view.inquiry.parties.of(taking).kind in _PEOPLE:
        return replace(found, remedy=_HTTPS_ONLY, role="admin")
    if page and (hops.transit[at] == Transit.UNENCRYPTED).any():
        return replace(found, remedy=f"{page}: give it an address that begins with https, or delete it.", role="admin")
    return found


def _how_it_travels(judged: JudgedHop) -> Saying:
    if judged.hop.transit == Transit.UNENCRYPTED:
        return Saying("violated", "travels unencrypted")
    return Saying("unknown", "nobody says whether it travels encrypted")


def unauthorized_hops(view: View) -> Iterator[Finding]:
    """A finding for each flow with a crossing hop without a covering right; one for the whole run on bare paths."""
    if not view.inquiry.setting.bare:
        for found in gathered(UNAUTHORIZED_HOP.id, _unauthorized(view), view):
            yield replace(found, remedy=_what_to_do(view, _places(found)))
    elif view.hops:
        leave = f"{len(view.hops):,} hops leave their" if len(view.hops) > 1 else "1 hop leaves its"
        yield Finding(
            rule=UNAUTHORIZED_HOP.id,
            subject="authorizations",
            where="the whole run",
            detail=f"{leave} System; without a map nobody knows by what right.",
            remedy="Start a project with `lineage init`, let `lineage suggest` draft its map, and declare the rights in it.",
        )


def _unauthorized(view: View) -> Members:
    hops = view.hops
    at = np.flatnonzero(((hops.right & int(VIOLATED | Right.UNKNOWN)) != 0) | (hops.expires != 0))
    by = [hops.right, hops.taking, hops.expires]

    def say(judged: JudgedHop) -> Saying:
        is_violated = judged.right & VIOLATED or judged.expires_since
        return Saying("violated" if is_violated else "unknown", _by_what_right(view, judged), judged.expires_since)

    return said_of(hops, at, by, say)


def _what_to_do(view: View, at: Ints) -> str:
    """What would put right whatever is wrong with the rights of a flow."""
    hops = view.hops
    receiver = _receiver(view, hops[int(at[0])])
    right = Right(int(np.bitwise_or.reduce(hops.right[at])))
    right |= Right.EXPIRED if hops.expires[at].any() else Right(0)
    remedies = {
        Right.MISSING: f"Put an agreement with {receiver} on file that names purpose and elements, or stop the flow.",
        Right.EXPIRED: f"Have the right of {receiver} renewed (`until`), or stop the flow.",
        Right.EXCEEDED: f"Have the right of {receiver} cover what it lacks (`elements`, `form`), or send less.",
        Right.UNKNOWN: "Classify what nobody classified: `[]` says that nothing in a field is personal.",
    }
    party = view.inquiry.parties.of(hops.id(int(hops.taking[at[0]])))
    if not party.operator:
        remedies[Right.MISSING] = (
            f"Say in the map who runs {receiver} (`operator`), and put the agreement with them on file (`authorizations`), or stop the "
            "flow."
        )
    if party.kind in _PEOPLE:
        remedies[Right.MISSING] = (
            f"Take out of the profiles and permission sets of {receiver} what they need not see. What they are meant to see, declare as a "
            f"right (`authorizations`, `party: {receiver}`)."
        )
    return " ".join(text for one, text in remedies.items() if one & right)


def plain_channels(view: View) -> Iterator[Finding]:
    """A finding for each channel that allows plain text and that no hop uses."""
    for channel in view.channels:
        if channel.detail.get("transit") == int(Transit.UNENCRYPTED):
            yield Finding(
                rule=PLAIN_CHANNEL.id,
                severity=Severity.LOW,
                subject=channel.id,
                where=_called(channel, view),
                detail=f"Its address, {channel.detail.get('url', '')}, is plain text; nothing is seen using it.",
                systems=(channel.id.namespace, *([Id(peer)] if isinstance(peer := channel.detail.get("peer"), str) else [])),
                remedy=f"{page}: delete it, or give it an address that begins with https."
                if (page := page_of(channel.id))
                else "",
            )


def _called(channel: NodeRow, view: View) -> str:
    """A channel as people call it: its kind is often a part of its name already."""
    kind = channel.subtype or "channel"
    prefix = kind.replace(" ", "-") + "/"
    said_by = "the map" if channel.id.startswith("map://") else system_label(view.inquiry, channel.id.namespace)
    return f"{said_by}: {kind} {channel.id.name.removeprefix(prefix)}"


def _receiver(view: View, judged: JudgedHop) -> str:
    """Who receives: whom a right would be given to."""
    target: Id = judged.hop.target.namespace
    party = view.inquiry.parties.of(target)
    return party.operator or next(iter(sorted(party.names)), target.decoded)


def _by_what_right(view: View, judged: JudgedHop) -> str:
    receiver = _receiver(view, judged)
    said = {
        Right.MISSING: f"no right binds {receiver}",
        Right.EXPIRED: f"the right of {receiver} has lapsed",
        Right.EXCEEDED: f"the rights of {receiver} do not cover all of it",
        Right.UNKNOWN: f"the rights of {receiver} leave open what is not classified",
    }
    reasons = [text for right, text in said.items() if right & judged.right]
    if judged.expires_since:
        reasons.append(f"the right of {receiver} lapsed on {judged.expires_since}, after the day of this harvest")
    return "; ".join(reasons)


RULES = (
    Rule(UNENCRYPTED_HOP, unencrypted_hops),
    Rule(UNAUTHORIZED_HOP, unauthorized_hops),
    Rule(PLAIN_CHANNEL, plain_channels),
)
