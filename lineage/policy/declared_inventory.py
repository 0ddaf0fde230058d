"""Inventories of what people answer for: parties, access that ends, assessments and blocks, each with its place in the map."""

from collections.abc import Iterator
from datetime import date

from lineage.graph.lineage_graph import LineageGraph
from lineage.model.elements import element_words
from lineage.model.ids import Id
from lineage.model.records import Assessment, Declaration, Party, TimeBoundGrant
from lineage.policy.blocks import effects, place_of
from lineage.policy.describe import system_label
from lineage.policy.inquiry import Inquiry

Row = dict[str, str]


def parties(graph: LineageGraph, inquiry: Inquiry) -> Iterator[Row]:
    """Every party that a map describes, with the Systems that it runs."""
    runs: dict[str, list[str]] = {}
    for node in graph.systems():
        runs.setdefault(inquiry.parties.of(node.id).operator, []).append(system_label(inquiry, node.id))
    for one in sorted(graph.declarations(Party), key=lambda party: party.name):
        yield {
            "party": one.name,
            "role": one.role,
            "region": one.region,
            "parent": one.parent,
            "contact": one.contact,
            "runs": ", ".join(sorted(runs.get(one.name, ()))),
            "sub-processors": ", ".join(one.sub_processors),
            "place": _place(one),
        }


def access(graph: LineageGraph, inquiry: Inquiry) -> Iterator[Row]:
    """Access that ends on a day, and how it stands on the as-of day."""
    day = inquiry.setting.as_of
    for one in graph.declarations(TimeBoundGrant):
        holder = one.principal or one.application or Id("")
        yield {
            "who": f"{holder.kind} {holder.name}",
            "to": _named(one.to) if one.to else "all that it has",
            "from": str(one.start or ""),
            "until": str(one.until),
            "standing": "over" if one.until < day else "not begun" if one.start and one.start > day else "in force",
            "reason": one.reason,
            "approved by": one.approved_by,
            "ticket": one.ticket,
            "place": _place(one),
        }


def assessments(graph: LineageGraph, inquiry: Inquiry) -> Iterator[Row]:
    """Who looked into what, and how it stands on the as-of day."""
    for one in graph.declarations(Assessment):
        yield {
            "assessment": one.kind,
            "of": _assessed(one, inquiry),
            "done": str(one.done or ""),
            "due": str(one.due or ""),
            "standing": _standing(one, inquiry.setting.as_of),
            "by": one.by,
            "result": one.result,
            "reference": one.reference,
            "place": _place(one),
        }


def blocks(graph: LineageGraph, inquiry: Inquiry) -> Iterator[Row]:
    """Every block, and over how many hops it stops something."""
    for one, effect in effects(graph, inquiry):
        yield {
            "blocked": ", ".join(map(element_words, one.elements)),
            "at": place_of(one),
            "hops there": str(len(effect.hops)),
            "stopped on": str(len(effect.stopped)),
            "reason": one.reason,
            "by": one.by,
            "place": _place(one),
        }


def _standing(one: Assessment, day: date) -> str:
    """Whether what one entry says is done, is to be, or is late; another entry may have fulfilled it since."""
    if one.due is None or (one.done and one.due <= one.done):
        return "done"
    if one.due < day:
        return "due day past"
    return "done, next is due" if one.done else "due"


def _assessed(one: Assessment, inquiry: Inquiry) -> str:
    if one.application:
        return _named(one.application)
    if one.system:
        return system_label(inquiry, one.system)
    ends = [system_label(inquiry, end) if end else "anywhere" for end in (one.source, one.target)]
    if not (one.source or one.target):
        return _named(one.job) if one.job else ""
    return " → ".join(ends) + (f", by {one.job.name}" if one.job else "")


def _named(id: Id) -> str:
    return f"{id.kind} {id.name}" if id.kind else id.shown


def _place(one: Declaration) -> str:
    return ", ".join(line.locator for line in one.evidence)
