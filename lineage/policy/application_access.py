"""What an application can read, and as whom."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import BOUND
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.access_answers import ActingLine, ApplicationAccessAnswer
from lineage.model.ids import Id
from lineage.policy.access import containers_of, datasets_read, elements_read, principal_line
from lineage.policy.blast.bounds import bounds
from lineage.policy.blast.sight import Sight
from lineage.policy.blast.through import through
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
    sight = Sight(graph, inquiry)
    sweep, reads = sight.sweep, bool(node.detail.get("reads", True))
    found = through(sight, application)
    alone = {one.principal: sweep.readable(one.principal) & reads for one in acting}
    paths = {one.principal for one in acting if one.how != BOUND and reads}
    readable = _any(sweep, (alone[one] for one in paths))
    editable = _any(sweep, map(sweep.editable, paths))
    fields = list(sweep.fields(readable))
    inquiry.holdings.load(fields)
    system = Id(str(node.detail.get("peer") or application))
    people = {one.id: one for one in graph.nodes(list(alone))}
    held = {container for one in alone for container, *_ in containers_of(sight.access, one)}
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
            "reads": reads,
            "notes": found.notes,
            "bounds": list(bounds(sight, found, sweep.field_rows[readable].astype(np.int64))),
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
