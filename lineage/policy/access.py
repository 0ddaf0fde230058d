"""Who can read a field, by which grants; and what a principal can read."""

from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np

from lineage.analysis.permitted import question_of
from lineage.graph.access import Access, Answer, Given, Holding, Question, Status
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.grant_source import GrantSource
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import NodeRow
from lineage.model.access_answers import (
    AccessAnswer,
    HeldContainer,
    PrincipalAccessAnswer,
    PrincipalLine,
    ReadDataset,
    ReadElement,
    ReaderLine,
    ViaLine,
)
from lineage.model.answers import EvidenceLine
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.verdicts import Basis, Leg
from lineage.policy.blast.bounds import bounds
from lineage.policy.blast.sight import Sight
from lineage.policy.blast.through import through
from lineage.policy.describe import element_lines
from lineage.policy.inquiry import Inquiry
from lineage.policy.trace import coverage, gaps_touching

WHY = {
    Status.YES: "holds the object and the field permission",
    Status.POTENTIAL: "can grant itself what it lacks, or gets it in a session that activates it",
    Status.UNKNOWN: "grants of it may be there that were not read",
    Status.CONTRIBUTES: "holds one of the two permissions, which reads nothing alone",
}


def who_can_read(inquiry: Inquiry, grants: GrantSource, node: Id) -> AccessAnswer:
    """Everybody who is anything to a field or dataset: readers first, then who could become one, then by id."""
    access = Access(grants, inquiry.setting.as_of)
    answer = access.ask(question_of(inquiry.source.nodes([node, node.owner]), node))
    found = sorted(answer.statuses(), key=lambda item: (-item[1], item[0]))
    names = {line.id: line for line in inquiry.source.nodes([principal for principal, _ in found])}
    return AccessAnswer.model_validate(
        {
            "schema": "lineage/access@1",
            "snapshot": inquiry.setting.snapshot,
            "as_of": inquiry.setting.as_of,
            "field": node,
            "elements": element_lines(inquiry.holdings.start(node), inquiry.elements, {}),
            "readers": [_reader(inquiry, answer, names[principal], status) for principal, status in found],
            "coverage": coverage(inquiry),
            "gaps": gaps_touching(inquiry.source.gaps(), {node, *(principal for principal, _ in found)}),
        }
    )


def _reader(inquiry: Inquiry, answer: Answer, node: NodeRow, status: Status) -> ReaderLine:
    held = answer.holding(node.id)
    if status == Status.POTENTIAL and held.status(answer.question) != Status.POTENTIAL:
        held = answer.holding(node.id, in_sessions=True)
    return ReaderLine.model_validate(
        {
            "principal": principal_line(node),
            "operations": _words(held, answer.question, status),
            "status": status.word,
            "why": WHY[status],
            "via": [_via(inquiry, node.id, one) for one in held.given if one.grant.operations],
        }
    )


def _words(held: Holding, question: Question, status: Status) -> tuple[str, ...]:
    return held.effective(question).words if status == Status.YES else ()


def _via(inquiry: Inquiry, principal: Id, one: Given) -> ViaLine:
    grant = one.grant
    return ViaLine(
        leg="object" if grant.leg == Leg.OBJECT else "field",
        grant=grant.subject,
        operations=one.operations.words,
        through=tuple(dict.fromkeys((*one.through, grant.principal) if one.through else (principal,))),
        muted_by=tuple(sorted({row.principal for row in one.muted_by})),
        evidence=EvidenceLine(
            basis=Basis.PERMITTED.words[0],
            stated=True,
            connector=grant.connector,
            locator=grant.locator,
            seen_at=inquiry.setting.seen_at.get(grant.connector, ""),
        ),
    )


def principal_line(node: NodeRow) -> PrincipalLine:
    """Somebody in the words of people."""
    return PrincipalLine(id=node.id, kind=node.id.kind, name=node.label or node.id.name)


def what_can_be_read(inquiry: Inquiry, graph: LineageGraph, principal: Id) -> PrincipalAccessAnswer:
    """What a principal can read, by dataset and by data element."""
    sight = Sight(graph, inquiry)
    access, sweep = sight.access, sight.sweep
    found = through(sight, principal)
    readable, editable = sweep.readable(principal), sweep.editable(principal)
    held = list(containers_of(access, principal))
    lapsed = access.lapsed.get(principal, ())
    everybody = {principal, *(container for container, _, _, _ in held)}
    nodes = {node.id: node for node in graph.nodes({*everybody, *(row.container for row in lapsed)})}
    fields = list(sweep.fields(readable))
    inquiry.holdings.load(fields)
    return PrincipalAccessAnswer.model_validate(
        {
            "schema": "lineage/access-of@1",
            "snapshot": inquiry.setting.snapshot,
            "as_of": inquiry.setting.as_of,
            "principal": principal_line(nodes[principal]),
            "holds": [
                HeldContainer(container=principal_line(nodes[one]), through=group, until=until, session_activated=session)
                for one, group, until, session in held
            ]
            + [
                HeldContainer(
                    container=principal_line(nodes[row.container]),
                    until=row.until,
                    session_activated=row.session_activated,
                    in_force=False,
                )
                for row in lapsed
            ],
            "permissions": sorted(_permissions(graph, access, principal)),
            "partial": not all(map(access.is_whole, everybody)),
            "administers": access.administers(principal),
            "notes": found.notes,
            "bounds": list(bounds(sight, found, sweep.field_rows[readable].astype(np.int64))),
            "elements": elements_read(inquiry, fields),
            "datasets": list(datasets_read(inquiry, sweep, readable, editable, fields)),
            "coverage": coverage(inquiry),
            "gaps": gaps_touching(graph.gaps(), everybody),
        }
    )


def _permissions(graph: LineageGraph, access: Access, member: Id, above: tuple[Id, ...] = ()) -> set[str]:
    """Permissions beyond single objects that somebody comes to, less what is taken away on the way."""
    found, taken = _said(graph, member, "system-permission"), set[str]()
    for row in access.memberships.get(member, ()):
        if row.container not in (member, *above):
            found |= _permissions(graph, access, row.container, (*above, member))
            taken |= _said(graph, row.container, "taken-away")
    return {one for one in found if f"system-permission {one}" not in taken}


def _said(graph: LineageGraph, principal: Id, name: FactName) -> set[str]:
    row = graph.row(principal)
    return {value for said, value in graph.facts_of(row) if said == name} if row is not None else set()


def containers_of(access: Access, principal: Id, above: tuple[Id, ...] = ()) -> Iterator[tuple[Id, str, date | None, bool]]:
    """Every container that somebody holds, groups before what is in them."""
    for row in access.memberships.get(principal, ()):
        if row.container not in (principal, *above):
            yield row.container, principal if above else "", row.until, row.session_activated
            yield from containers_of(access, row.container, (*above, principal))


def elements_read(inquiry: Inquiry, fields: Iterable[Id]) -> list[ReadElement]:
    """The data elements in readable fields, by id."""
    found: dict[str, list[str]] = {}
    for field in fields:
        for element in sorted({item.element for item in inquiry.holdings.of(field) if item.element}):
            found.setdefault(element, []).append(field)
    return [ReadElement(element=element, fields=tuple(found[element])) for element in sorted(found)]


def datasets_read(
    inquiry: Inquiry, sweep: AccessSweep, readable: Bools, editable: Bools, fields: Iterable[Id]
) -> Iterator[ReadDataset]:
    """The datasets of which something can be read, by id."""
    elements: dict[Id, set[str]] = {}
    for field in fields:
        elements.setdefault(field.owner, set()).update(item.element for item in inquiry.holdings.of(field) if item.element)
    counts = sweep.by_dataset(readable, editable)
    for dataset in sorted(elements):
        known, read, edited = counts[dataset]
        yield ReadDataset(
            dataset=dataset, fields=known, readable=read, editable=edited, elements=tuple(sorted(elements[dataset]))
        )
