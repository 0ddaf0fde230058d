"""Inventories: what a snapshot knows, as rows of plain values."""

from collections.abc import Callable, Iterator

from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import NodeRow
from lineage.model.elements import element_words
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Transit
from lineage.policy.declared_inventory import access, assessments, blocks, parties
from lineage.policy.describe import system_label
from lineage.policy.inquiry import Inquiry
from lineage.policy.rights_inventory import applications, principals, settings_of

Row = dict[str, str]

_KINDS = {
    "systems": Kind.SYSTEM,
    "datasets": Kind.DATASET,
    "fields": Kind.FIELD,
    "channels": Kind.CHANNEL,
    "jobs": Kind.JOB,
}


def inventory(graph: LineageGraph, inquiry: Inquiry, what: str) -> list[Row]:
    """The rows of one inventory, by id; `what` is a kind of node in the plural, `hops`, `gaps`, or what people answer for."""
    if what == "hops":
        return list(_hops(graph, inquiry))
    if what == "gaps":
        return [
            {
                "surface": gap.surface,
                "what": gap.what,
                "why": gap.why,
                "hides": gap.hides,
                "remedy": gap.remedy,
                "place": gap.locator,
            }
            for gap in graph.gaps()
        ]
    if what in _DECLARED:
        return list(_DECLARED[what](graph, inquiry))
    if what in _BY_RIGHTS:
        return list(_BY_RIGHTS[what](graph))
    describe = _DESCRIBE[what]
    rows = graph.rows_of_kind(_KINDS[what]).tolist()
    return [describe(graph.node(row), graph, inquiry) for row in rows]


def _hops(graph: LineageGraph, inquiry: Inquiry) -> Iterator[Row]:
    for hop in graph.hops():
        yield {
            "source": hop.source.decoded,
            "target": hop.target.decoded,
            "job": hop.job.name if hop.job else "",
            "channel": hop.channel.name if hop.channel else "",
            "application": hop.application.name if hop.application else "",
            "transit": hop.transit.word,
            "authorization": ", ".join(inquiry.hop_right(hop, inquiry.setting.as_of).words),
            "active": hop.active.word,
            "precision": hop.precision.word,
            "transformation": hop.transform,
            "known by": "+".join(hop.bases.words),
        }


def _system(node: NodeRow, graph: LineageGraph, inquiry: Inquiry) -> Row:
    party = inquiry.parties.of(node.id)
    inside = graph.below(node.id)
    return {
        "system": node.id.decoded,
        "label": system_label(inquiry, node.id),
        "operator": party.operator or "unknown",
        "region": party.region,
        "kind": party.kind,
        "datasets and fields": str(len(inside)),
        "known by": "+".join(node.bases.words) or _known_only_by(node.id, graph),
        "settings": settings_of(graph, node.id),
    }


def _known_only_by(system: Id, graph: LineageGraph) -> str:
    """What names a System that nothing describes."""
    hops = graph.hops_to([system]) or graph.hops_from([system])
    below = graph.hops_to([system], below=True) or graph.hops_from([system], below=True)
    return "a hop only" if hops or below else "a mention only"


def _dataset(node: NodeRow, graph: LineageGraph, inquiry: Inquiry) -> Row:
    return {
        "dataset": node.id.decoded,
        "subtype": node.subtype,
        "label": node.label,
        "fields": str(len(graph.below(node.id))),
        "stored": "no" if node.detail.get("stored") is False else "yes",
        "system": system_label(inquiry, node.id.namespace),
    }


def _field(node: NodeRow, graph: LineageGraph, inquiry: Inquiry) -> Row:
    elements = sorted({item.element for item in inquiry.holdings.of(node.id) if item.element})
    said = sorted({f"{row.source}: {row.says}" if row.says else row.source for row in graph.classifications([node.id])})
    return {
        "field": node.id.decoded,
        "label": node.label,
        "type": str(node.detail.get("type", "")),
        "confidentiality": str(node.detail.get("security_classification", "")),
        "elements": ", ".join(map(element_words, elements)),
        "because": "; ".join(said),
    }


def _channel(node: NodeRow, graph: LineageGraph, inquiry: Inquiry) -> Row:
    transit = node.detail.get("transit")
    active = node.detail.get("active", int(Active.YES))
    return {
        "channel": node.id.name,
        "kind": node.subtype,
        "url": str(node.detail.get("url", "")),
        "transit": Transit(int(str(transit))).word if transit is not None else "unknown",
        "authentication": str(node.detail.get("authentication", "")),
        "active": Active(int(str(active))).word,
        "facts": _facts(graph, node.id),
        "said by": "the map" if node.id.startswith("map://") else system_label(inquiry, node.id.namespace),
    }


def _facts(graph: LineageGraph, id: Id) -> str:
    """The facts of a node with what they say: `browser-allowed: connect, img on All; protocol-security-off`."""
    row = graph.row(id)
    said: dict[str, list[str]] = {}
    for name, value in graph.facts_of(row) if row is not None else ():
        said.setdefault(name, []).append(value)
    return "; ".join(": ".join(part for part in (name, ", ".join(filter(None, values))) if part) for name, values in said.items())


def _job(node: NodeRow, graph: LineageGraph, inquiry: Inquiry) -> Row:
    del inquiry
    active = node.detail.get("active", int(Active.YES))
    return {
        "job": node.id.name,
        "kind": node.subtype,
        "runs in": Id(str(node.detail.get("runs_in") or "unknown")).decoded,
        "active": Active(int(str(active))).word,
        "facts": ", ".join(sorted({*graph.facts([node.id]).get(node.id, ()), *_kept(node)})),
    }


def _kept(node: NodeRow) -> Iterator[FactName]:
    """What a job keeps of what it carries, by the name of the fact."""
    if node.detail.get("logs_payload"):
        yield "logs-payload"
    if node.detail.get("caches_payload"):
        yield "caches-payload"


_DESCRIBE: dict[str, Callable[[NodeRow, LineageGraph, Inquiry], Row]] = {
    "systems": _system,
    "datasets": _dataset,
    "fields": _field,
    "channels": _channel,
    "jobs": _job,
}

_BY_RIGHTS: dict[str, Callable[[LineageGraph], Iterator[Row]]] = {"principals": principals, "applications": applications}

_DECLARED: dict[str, Callable[[LineageGraph, Inquiry], Iterator[Row]]] = {
    "parties": parties,
    "access": access,
    "assessments": assessments,
    "blocks": blocks,
}
