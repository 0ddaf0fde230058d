"""What a picture shows: the flow of one field, or the map of the whole organisation."""

from collections.abc import Iterable, Mapping, Sequence

from lineage.analysis.holdings import NOTHING, UNCLASSIFIED
from lineage.analysis.terrain import downstream, upstream
from lineage.graph.source import HopRow, NodeRow
from lineage.model.answers import FlowAnswer, FlowNode, HopAnswer
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Basis, Form, Precision, Right, Transit
from lineage.policy.describe import Describer, system_label
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop
from lineage.policy.trace import Tracing, coverage, gaps_touching

READABLE = 120
"""Nodes that a picture can hold before it stops being readable."""

MOST = 300
"""Nodes that a picture holds at most, whatever was asked."""


def flow_of_field(inquiry: Inquiry, origin: Id, *, up: bool = False, most: int = READABLE) -> FlowAnswer:
    """The hops that walks from a field take, or, with `up`, that lead to it; nearest first where there are too many."""
    hops = _around(inquiry, origin, up=up)
    describer = Describer(inquiry, hops, inquiry.setting.as_of)
    if up:
        drawn = [describer.hop(hop) for hop in hops]
    else:
        tracing = Tracing(inquiry, origin, hops, inquiry.holdings.start(origin))
        drawn = _taken(tracing, hops, describer)
    kept, hidden = _nearest(drawn, origin, most, up=up)
    return _answer(inquiry, f"{'Sources' if up else 'Destinations'} of {origin.shown}", kept, hidden, traced=origin)


def _around(inquiry: Inquiry, origin: Id, *, up: bool) -> list[HopRow]:
    options = inquiry.setting.options
    if up:
        return upstream(inquiry.source, [origin], options, inquiry.permits)
    return downstream(inquiry.source, origin, options, inquiry.permits)[0]


def _taken(tracing: Tracing, hops: Sequence[HopRow], describer: Describer) -> list[HopAnswer]:
    rights: dict[int, Right] = {}
    forms: dict[int, dict[str, Form]] = {}
    for move in tracing.walks.moves:
        number = move.hop.number
        rights[number] = rights.get(number, Right.NOT_NEEDED) | move.right
        state = tracing.walks.states[move.target]
        held = forms.setdefault(number, {})
        for item in tracing.part:
            if item.element != NOTHING and item.element not in state.gone:
                held[item.element] = min(state.form(item.form), held.get(item.element, state.form(item.form)))
    return [describer.hop(hop, rights[hop.number], forms[hop.number]) for hop in hops if hop.number in rights]


def _nearest(hops: Sequence[HopAnswer], origin: Id, most: int, *, up: bool) -> tuple[list[HopAnswer], int]:
    """The hops among the nodes nearest to the origin, and how many nodes that leaves out."""
    everything = {end for hop in hops for end in (hop.source, hop.target)}
    near: dict[str, None] = {str(origin): None}
    pending = list(hops)
    grown = True
    while grown and len(near) < most:
        grown = False
        for hop in list(pending):
            start, end = (hop.target, hop.source) if up else (hop.source, hop.target)
            if _touches(start, near) and len(near) + 2 <= max(most, 2):
                near |= {start: None, end: None}
                pending.remove(hop)
                grown = True
    kept = [hop for hop in hops if hop.source in near and hop.target in near]
    return kept, len(everything - set(near))


def _touches(node: str, near: Mapping[str, None]) -> bool:
    id = Id(node)
    return node in near or id.owner in near or id.namespace in near or any(Id(other).owner == node for other in near)


def flow_of_map(inquiry: Inquiry, judged: Iterable[JudgedHop], *, most: int = READABLE) -> FlowAnswer:
    """The whole map: Systems' datasets and the hops between Systems, those of one job and channel drawn once, the worst first kept."""
    groups: dict[tuple[Id, Id, Id | None, Id | None], list[JudgedHop]] = {}
    for one in judged:
        hop = one.hop
        groups.setdefault((_whole(hop.source), _whole(hop.target), hop.job, hop.channel), []).append(one)
    drawn = [_together(ends, group) for ends, group in sorted(groups.items(), key=lambda item: _worst_first(item[1]))]
    kept: list[HopAnswer] = []
    nodes: set[str] = set()
    for answer in drawn:
        if len(nodes | {answer.source, answer.target}) <= most:
            nodes |= {answer.source, answer.target}
            kept.append(answer)
    hidden = len({end for answer in drawn for end in (answer.source, answer.target)} - nodes)
    kept.sort(key=lambda hop: (hop.source, hop.target, hop.job, hop.channel))
    return _answer(inquiry, "Data flow map", kept, hidden)


def _whole(end: Id) -> Id:
    return end.owner if end.is_field else end


def _worst_first(group: Sequence[JudgedHop]) -> tuple[int, int, int, str]:
    return (
        -max(one.severity.rank for one in group),
        -max(one.right.rank for one in group),
        -max(int(one.hop.transit) for one in group),
        group[0].hop.text,
    )


def _together(ends: tuple[Id, Id, Id | None, Id | None], group: Sequence[JudgedHop]) -> HopAnswer:
    right = Right.NOT_NEEDED
    bases = Basis(0)
    forms: dict[str, Form] = {}
    for one in group:
        right |= one.right
        bases |= one.hop.bases
        for element, form in one.carried.items():
            forms[element] = min(form, forms.get(element, form))
    source, target, job, channel = ends
    return HopAnswer(
        source=source,
        target=target,
        job=job or "",
        channel=channel or "",
        bases=bases.words,
        active=max((one.hop.active for one in group), default=Active.UNKNOWN).word,
        transit=max((one.hop.transit for one in group), default=Transit.UNKNOWN).word,
        authorization=right.words,
        hop_authorization=right.words,
        form={element: form.word for element, form in sorted(forms.items())},
        precision=max((one.hop.precision for one in group), default=Precision.DATASET).word,
    )


def _answer(inquiry: Inquiry, title: str, hops: Sequence[HopAnswer], hidden: int, traced: Id | None = None) -> FlowAnswer:
    ids = {Id(end) for hop in hops for end in (hop.source, hop.target)} | ({traced} if traced else set())
    datasets = {id.owner for id in ids if id.is_field}
    known = {node.id: node for node in inquiry.source.nodes(ids | datasets)}
    setting = inquiry.setting
    return FlowAnswer.model_validate(
        {
            "schema": "lineage/flow@1",
            "snapshot": setting.snapshot,
            "title": title,
            "as_of": setting.as_of,
            "nodes": [_node(inquiry, id, known, traced) for id in sorted(ids)],
            "hops": hops,
            "hidden_nodes": hidden,
            "coverage": coverage(inquiry),
            "gaps": gaps_touching(inquiry.source.gaps(), set(ids)),
        }
    )


def _node(inquiry: Inquiry, id: Id, known: Mapping[Id, NodeRow], traced: Id | None) -> FlowNode:
    node = known.get(id)
    dataset = id.owner if id.is_field else None
    part = inquiry.holdings.start(id) if not id.is_system else frozenset()
    return FlowNode(
        id=id,
        kind="field" if id.is_field else "system" if id.is_system else "dataset",
        label=_label(id, inquiry),
        subtype=node.subtype if node else "",
        dataset=dataset or "",
        dataset_label=_label(dataset, inquiry) if dataset else "",
        system=id.namespace,
        system_label=system_label(inquiry, id.namespace),
        operator=inquiry.parties.of(id.namespace).operator,
        elements=tuple(sorted({item.element for item in part if item.element}, key=lambda name: (name == UNCLASSIFIED, name))),
        traced=id == traced,
    )


def _label(id: Id, inquiry: Inquiry) -> str:
    if id.is_system:
        return system_label(inquiry, id)
    if id.is_field:
        return id.shown.partition(" in flight (")[0] if id.kind == "in-flight" else id.field_name
    return id.shown
