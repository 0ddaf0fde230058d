"""What differs between two graphs: nodes, hops, classifications, rights and gaps."""

from collections.abc import Iterator, Mapping
from typing import Literal

from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import ChangeLine

Change = Literal["added", "removed", "changed"]


def compare(before: LineageGraph, after: LineageGraph) -> tuple[ChangeLine, ...]:
    """Every difference, by kind, id and change."""
    lines: list[ChangeLine] = []
    for kind, (old, new) in _tables(before, after).items():
        lines.extend(_differences(kind, old, new))
    return tuple(sorted(lines, key=lambda line: (line.kind, line.id, line.change)))


def _tables(before: LineageGraph, after: LineageGraph) -> dict[str, tuple[Mapping[str, str], Mapping[str, str]]]:
    tables: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {}
    for kind in Kind:
        tables[kind.name.lower()] = (_nodes(before, kind), _nodes(after, kind))
    tables["hop"] = (_hops(before), _hops(after))
    tables["classification"] = (_classifications(before), _classifications(after))
    tables["authorization"] = (_authorizations(before), _authorizations(after))
    tables["gap"] = (_gaps(before), _gaps(after))
    return tables


def _differences(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[ChangeLine]:
    for id in old.keys() | new.keys():
        if id not in new:
            yield ChangeLine(change="removed", kind=kind, id=id, before=old[id])
        elif id not in old:
            yield ChangeLine(change="added", kind=kind, id=id, after=new[id])
        elif old[id] != new[id]:
            yield ChangeLine(change="changed", kind=kind, id=id, before=old[id], after=new[id])


def _nodes(graph: LineageGraph, kind: Kind) -> dict[str, str]:
    nodes = graph.tables.nodes
    columns = {name: nodes.column(name).to_pylist() for name in ("subtype", "label", "detail")}
    return {
        str(graph.id(row)): " ".join(
            text for text in (columns["subtype"][row], columns["label"][row], columns["detail"][row]) if text
        )
        for row in graph.rows_of_kind(kind).tolist()
    }


def _hops(graph: LineageGraph) -> dict[str, str]:
    return {
        hop.text: f"{hop.transit.word}, active {hop.active.word}, {hop.precision.word}, {'+'.join(hop.bases.words)}"
        + (f", {hop.transform}" if hop.transform else "")
        for hop in graph.hops()
    }


def _classifications(graph: LineageGraph) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for row in range(graph.tables["classifications"].num_rows):
        one = graph.classification(row)
        said.setdefault(one.field, []).append(f"{one.element or 'nothing personal'} ({one.form.word}, {one.source})")
    return {field: ", ".join(texts) for field, texts in said.items()}


def _authorizations(graph: LineageGraph) -> dict[str, str]:
    return {
        right.id: right.model_dump_json(exclude={"id", "evidence"}, exclude_defaults=True) for right in graph.authorizations()
    }


def _gaps(graph: LineageGraph) -> dict[str, str]:
    return {f"{gap.surface} {gap.locator}".strip() + f": {gap.what}": gap.why for gap in graph.gaps()}
