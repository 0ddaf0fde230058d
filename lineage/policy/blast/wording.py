"""What to remove, in words."""

from collections.abc import Sequence
from typing import Final

from lineage.analysis.removal import Flow, Given, Held, Token
from lineage.graph.source import NodeRow
from lineage.model.ids import Id
from lineage.policy.blast.sight import Sight
from lineage.policy.describe import system_label

_NAMED: Final = 4
"""Fields that a sentence names."""
_KINDS: Final = {
    "profile": "profile",
    "permission-set": "permission set",
    "permission-set-group": "permission set group",
    "muting-permission-set": "muting permission set",
    "user": "user",
}


_OUTSIDE: Final = frozenset({"guest", "portal-user"})
"""People outside, who are nobody that could be frozen."""


def called(sight: Sight, id: Id) -> str:
    """Somebody by kind and name: `permission set HR Team`."""
    return f"{_KINDS.get(id.kind, id.kind.replace('-', ' '))} {sight.name(id)}".strip()


def token_words(sight: Sight, token: Token) -> str:
    """How to take a token away."""
    app, who = sight.name(token.application), called(sight, token.principal)
    match token.how:
        case "run-as":
            return f"Let {app} run as nobody, or as somebody other than {who}."
        case "admitted":
            return f"Take {who} off the list of those for whom {app} is admitted."
        case _:
            return f"Revoke the token by which {app} acts as {who}."


def held_words(sight: Sight, held: Held) -> str:
    """How to end a membership."""
    member, container = called(sight, held.member), called(sight, held.container)
    if held.member.kind in _OUTSIDE and held.container.kind == "profile":
        return (
            f"Let {sight.name(held.member)} act by another profile than {sight.name(held.container)}, or close the site to them."
        )
    if held.container.kind == "profile":
        return f"Give {member} another profile than {sight.name(held.container)}, or freeze it."
    if held.member.kind == "permission-set-group":
        return f"Take {container} out of {member}."
    return f"Take {container} away from {member}."


def given_words(sight: Sight, given: Given, fields: Sequence[Id]) -> str:
    """How to withdraw a grant."""
    holder, subject = called(sight, given.container), given.subject
    match given.sort:
        case "system":
            return f"Take the permission to read all data of {system_label(sight.inquiry, subject)} out of {holder}."
        case "every-field":
            return f"Take the permission to read every field of {system_label(sight.inquiry, subject)} out of {holder}."
        case "object":
            return f"Take read access to {subject.shown} out of {holder}."
        case "all-fields":
            return f"Take the permission to read all fields of {subject.shown} out of {holder}."
        case _:
            named = ", ".join(field.field_name for field in fields[:_NAMED])
            more = f" and {len(fields) - _NAMED:,} more" if len(fields) > _NAMED else ""
            count = "1 field" if len(fields) == 1 else f"{len(fields):,} fields"
            dataset = subject.owner if subject.is_field else subject
            return f"Take read access to {count} of {dataset.shown} ({named}{more}) out of {holder}."


def flow_words(sight: Sight, flow: Flow, hops: int) -> str:
    """How to stop a flow."""
    ends = " to ".join(system_label(sight.inquiry, end) for end in (flow.source, flow.target))
    count = "1 hop" if hops == 1 else f"{hops:,} hops"
    over = f" over {flow.channel.name}" if flow.channel and flow.channel.name != flow.job.name else ""
    if flow.job:
        return f"Stop {flow.job.name}: {count} from {ends}{over}."
    if flow.channel:
        return f"Close {flow.channel.name}: {count} from {ends}."
    by = f" by {sight.name(flow.reader)}" if flow.reader else ""
    return f"Stop what goes from {ends}{by}: {count}."


def at_once(node: NodeRow) -> str:
    """How to cut a subject off as a whole; empty where it cannot be switched off."""
    name = node.label or node.id.name
    match node.kind, node.id.kind:
        case "application", _:
            return f"Block application {name}: no token of it counts any more, and what it moves stops."
        case "principal", "user":
            return f"Freeze user {name}: it reads nothing any more, nor does an application that acts as it."
        case "channel", _:
            return f"Close channel {name}: nothing travels over it any more."
        case "job", _:
            return f"Stop job {name}: it moves nothing any more."
        case _:
            return ""
