"""What an application can read, and as whom."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from lineage.analysis.permitted import Permits
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import BOUND
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.access_answers import ActingLine, ApplicationAccessAnswer
from lineage.model.ids import Id
from lineage.policy.access import containers_of, datasets_read, elements_read, principal_line
from lineage.policy.inquiry import Inquiry
from lineage.policy.trace import coverage, gaps_touching


class _Acting(NamedTuple):
    principal: Id
    how: str
    last_used: date | None


def what_it_can_read(inquiry: Inquiry, graph: LineageGraph, application: Id) -> ApplicationAccessAnswer:
    """What an application can read as each of its principals alone, and as all of them together."""
    (node,) = graph.nodes([application])
    acting = sorted(_acting(graph, application), key=lambda one: (one.how == BOUND, one.principal, one.how))
    permits = Permits(graph, inquiry.setting.as_of)
    sweep = permits.sweep
    alone = {one.principal: sweep.readable(one.principal) for one in acting}
    paths = {one.principal for one in acting if one.how != BOUND}
    readable = _any(sweep, (alone[one] for one in paths))
    editable = _any(sweep, map(sweep.editable, paths))
    fields = list(sweep.fields(readable))
    inquiry.holdings.load(fields)
    system = Id(str(node.detail.get("peer") or application))
    people = {one.id: one for one in graph.nodes(list(alone))}
    held = {container for one in alone for container, *_ in containers_of(permits.access, one)}
    return ApplicationAccessAnswer.model_validate(
        {
            "schema": "lineage/access-app@1",
            "snapshot": inquiry.setting.snapshot,
            "as_of": inquiry.setting.as_of,
            "application": application,
            "label": node.label or application.name,
            "system": system,
            "operator": inquiry.parties.of(system).operator,
            "scopes": node.detail.get("scopes", ()),
            "reads": node.detail.get("reads", True),
            "acts_as": [
                ActingLine.model_validate(
                    {
                        "principal": principal_line(people[one.principal]),
                        "how": one.how,
                        "last_used": one.last_used,
                        "readable": int(np.count_nonzero(alone[one.principal])),
                        "elements": [line.element for line in elements_read(inquiry, sweep.fields(alone[one.principal]))],
                    }
                )
                for one in acting
            ],
            "elements": elements_read(inquiry, fields),
            "datasets": list(datasets_read(inquiry, sweep, readable, editable, fields)),
            "bound": _bound(graph, application, acting),
            "coverage": coverage(inquiry),
            "gaps": gaps_touching(graph.gaps(), {application, *alone, *held}),
        }
    )


def _acting(graph: LineageGraph, application: Id) -> Iterable[_Acting]:
    row = graph.row(application)
    for one in graph.tables["tokens"].to_pylist():
        if one["application"] == row:
            yield _Acting(graph.id(one["principal"]), one["how"], one["last_used"])


def _any(sweep: AccessSweep, marks: Iterable[Bools]) -> Bools:
    found: Bools = np.zeros(len(sweep.field_rows), np.bool_)
    for one in marks:
        found = found | one
    return found


def _bound(graph: LineageGraph, application: Id, acting: Sequence[_Acting]) -> str:
    row = graph.row(application)
    facts: Sequence[Any] = graph.facts_of(row) if row is not None else ()
    if any(name == "self-authorized" for name, _ in facts) or any(one.how == BOUND for one in acting):
        return "Users may authorize it themselves: it could then read whatever any of them can."
    return ""
