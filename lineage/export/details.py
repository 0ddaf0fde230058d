"""What is known of a node, a hop or a whole picture, in plain lines of text."""

from collections.abc import Iterator, Mapping

from lineage.export import wording
from lineage.export.layered.captions import operated
from lineage.export.text import capped, clean
from lineage.export.verdict import State, read
from lineage.model.answers import EvidenceLine, FlowAnswer, FlowNode, HopAnswer
from lineage.model.ids import Id


def node_name(node: FlowNode) -> str:
    """The node's name behind those of its System and dataset."""
    label, dataset = clean(node.label) or clean(Id(node.id).decoded), clean(node.dataset_label)
    if node.kind == "field" and dataset and not label.startswith(f"{dataset}."):
        label = f"{dataset}.{label}"
    system = clean(node.system_label) or clean(node.system)
    return capped(label if node.kind == "system" else f"{system}: {label}")


def node_lines(node: FlowNode) -> tuple[str, ...]:
    """What is known of a node."""
    return tuple(
        line
        for line in (
            node_name(node),
            f"{node.kind}, {clean(node.subtype)}" if node.subtype else node.kind,
            f"System: {clean(node.system_label) or clean(node.system)}, {operated(node.operator)}",
            f"Elements: {wording.elements(node.elements)}" if node.elements else "",
            "The question was asked of it" if node.traced else "",
            f"Name in full: {capped(clean(Id(node.id).decoded))}",
        )
        if line
    )


def hop_lines(hop: HopAnswer, names: Mapping[str, str]) -> tuple[str, ...]:
    """What is known of a hop; `names` has a name for the ids of its ends."""
    return tuple(
        capped(line)
        for line in (
            f"{_end(hop.source, names)} → {_end(hop.target, names)}",
            read(hop).words,
            *_facts(hop),
            *(f"Evidence: {_evidence(line)}" for line in hop.evidence),
        )
        if line
    )


def _end(identity: str, names: Mapping[str, str]) -> str:
    return names.get(identity) or clean(Id(identity).decoded)


def _facts(hop: HopAnswer) -> Iterator[str]:
    yield f"Transit: {clean(hop.transit)}"
    own, whole = wording.rights(hop.authorization), wording.rights(hop.hop_authorization)
    yield f"Authorization: {own}" + (f" (the whole hop: {whole})" if whole != own else "")
    for kind in ("job", "channel", "principal", "application"):
        identity = getattr(hop, kind)
        if identity:
            yield f"{kind.capitalize()}: {clean(Id(identity).name)} ({clean(Id(identity).decoded)})"
    yield f"Known: {', '.join(map(clean, hop.bases))}; active: {clean(hop.active)}; precision: {clean(hop.precision)}"
    if hop.open:
        yield "Open: new fields flow by themselves"
    if hop.transformation:
        yield f"Transformation: {clean(hop.transformation)}"
    for block in hop.blocks:
        yield f"Blocked: {wording.block(block)}"
    if hop.form:
        yield f"Arrives as: {wording.forms(hop.form)}"
    if hop.facts:
        yield f"Facts: {', '.join(map(clean, hop.facts))}"


def _evidence(line: EvidenceLine) -> str:
    basis = clean(line.basis) if line.stated else f"{clean(line.basis)}, inferred"
    return f"{clean(line.locator) or 'no place given'} ({basis}, {clean(line.connector)})"


def summary(flow: FlowAnswer) -> str:
    """The picture in one sentence, for those who cannot see it."""
    systems = len({node.system for node in flow.nodes})
    states = [read(hop).state for hop in flow.hops]
    counts = [
        f"{states.count(state)} {word}"
        for state, word in (
            (State.UNAUTHORIZED, "not authorized"),
            (State.UNENCRYPTED, "authorized but unencrypted"),
            (State.UNKNOWN, "with an unknown verdict"),
            (State.FINE, "encrypted and authorized"),
            (State.INTERNAL, "inside one System"),
        )
        if state in states
    ]
    said = f": {', '.join(counts)}" if counts else ""
    return f"{count(flow.nodes, 'node')} in {_count(systems, 'System')}, {count(flow.hops, 'hop')}{said}."


def origin(flow: FlowAnswer) -> str:
    """Of what, and as of when, the picture is."""
    systems = len({node.system for node in flow.nodes})
    sizes = f"{count(flow.nodes, 'node')}, {count(flow.hops, 'hop')}, {_count(systems, 'System')}"
    return f"Snapshot {clean(flow.snapshot)} · as of {flow.as_of.isoformat()} · {sizes}"


def limits(flow: FlowAnswer) -> str:
    """What the picture may not show."""
    gaps = max(flow.coverage.gaps, len(flow.gaps))
    unclassified = flow.coverage.fields - flow.coverage.classified
    parts = [f"{_count(gaps, 'gap')}: some flows may be hidden" if gaps else "no gaps recorded"]
    if flow.hidden_nodes:
        parts.append(f"{_count(flow.hidden_nodes, 'node')} not drawn")
    if unclassified > 0:
        parts.append(f"{unclassified:,} of {_count(flow.coverage.fields, 'field')} not classified")
    return " · ".join(parts)


def count(things: tuple[object, ...], noun: str) -> str:
    """The number of things, with their noun."""
    return _count(len(things), noun)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
