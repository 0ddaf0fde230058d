"""An organisation laid out in columns directly, and as the records that a graph build lays out."""

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from benchmarks.generate import Organisation, said
from lineage.columns import SCHEMAS, Kind, Tables
from lineage.graph.links import Link, link
from lineage.graph.merge import MergedHop, merge_hops
from lineage.graph.nodes import KINDS, bases_of, detail, kind_of
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Channel, Field
from lineage.model.verdicts import Basis


def records(made: Organisation) -> Iterator[AnyRecord]:
    """The organisation as connectors would say it."""
    yield from made.things.values()
    for id, type_, label in made.fields:
        yield Field(id=id, type=type_, label=label, evidence=said(id.path))
    yield from made.hops
    yield from made.classifications
    yield from made.rights


def tables(made: Organisation) -> Tables:
    """The organisation as the tables of a graph, without `held`; evidence of nodes is left out, because no question reads it."""
    channels = {id: thing.transit for id, thing in made.things.items() if isinstance(thing, Channel)}
    hops = merge_hops(_links(made), channels)
    ids = _ids(made, hops)
    rows = {id: row for row, id in enumerate(ids)}
    by_target = sorted(range(len(hops)), key=lambda at: (rows[hops[at].key[1]], at))
    return Tables(
        {
            "nodes": _nodes(made, ids, rows),
            "hops": _table("hops", [_hop(hop, rows) for hop in hops]),
            "hop_order": _table("hop_order", [{"by_target": at} for at in by_target]),
            "classifications": _table("classifications", _classifications(made, rows)),
            "authorizations": _table("authorizations", _authorizations(made)),
            "hop_evidence": _table("hop_evidence", list(_evidence(hops))),
        }
    )


def _table(name: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[name])


def _links(made: Organisation) -> Iterator[Link]:
    for hop in made.hops:
        assert isinstance(hop.source, Id)
        assert isinstance(hop.target, Id)
        yield link(hop, hop.source, hop.target)


def _ids(made: Organisation, hops: Sequence[MergedHop]) -> list[Id]:
    ids = {id for id, _, _ in made.fields} | set(made.things)
    for hop in hops:
        ends = [id for id in hop.key if id]
        ids.update(ends)
        ids.update(id.owner for id in ends if id.is_field)
    return sorted(ids)


def _nodes(made: Organisation, ids: Sequence[Id], rows: Mapping[Id, int]) -> pa.Table:
    plain = {id: (type_, label) for id, type_, label in made.fields}
    known = int(Basis.CONFIGURED)
    columns: dict[str, list[object]] = {name: [] for name in SCHEMAS["nodes"].names}
    for id in ids:
        if id in plain:
            type_, label = plain[id]
            row = (id, Kind.FIELD, rows[id.owner], "", label, "", known, f'{{"type":"{type_}"}}')
        else:
            row = _thing(made, id, rows)
        for name, value in zip(columns, row, strict=True):
            columns[name].append(value)
    return pa.Table.from_pydict(columns, schema=SCHEMAS["nodes"])


def _thing(made: Organisation, id: Id, rows: Mapping[Id, int]) -> tuple[Id, Kind, int, str, str, str, int, str]:
    record = made.things.get(id)
    kind = KINDS[type(record)] if record else kind_of(id)
    owner = id.owner if kind == Kind.FIELD else id.namespace
    subtype = getattr(record, "subtype", "") or (id.kind if record is None and kind == Kind.DATASET else "")
    label = getattr(record, "label", "")
    bases = bases_of(record.evidence) if record else 0
    return id, kind, -1 if kind == Kind.SYSTEM else rows[owner], subtype, label, "", bases, detail(record) if record else ""


def _hop(hop: MergedHop, rows: Mapping[Id, int]) -> dict[str, object]:
    names = ("source", "target", "job", "channel", "principal", "application")
    flight = [end.owner.kind == "in-flight" for end in hop.key[:2]]
    same = ("active", "transit", "cap", "restore", "transform", "precision", "bases", "open")
    return {
        **{name: rows[id] if id else -1 for name, id in zip(names, hop.key, strict=True)},
        **{name: getattr(hop, name) for name in same},
        "flight": flight[0] + 2 * flight[1],
        "left_out": sorted(rows[id] for id in hop.left_out),
    }


def _classifications(made: Organisation, rows: Mapping[Id, int]) -> list[dict[str, object]]:
    lines = [
        (rows[one.field], one.source, element, one.says, int(form))
        for one in made.classifications
        for element, form in one.elements.items() or (("", 0),)
    ]
    names = ("field", "source", "element", "says", "form")
    return [dict(zip(names, line, strict=True)) for line in sorted(lines)]


def _authorizations(made: Organisation) -> list[dict[str, object]]:
    return [{"id": one.id, "record": one.model_copy(update={"evidence": ()}).model_dump_json()} for one in made.rights]


def _evidence(hops: Sequence[MergedHop]) -> Iterator[dict[str, object]]:
    for at, hop in enumerate(hops):
        for one in hop.evidence:
            yield {"hop": at, "basis": int(one.basis), "stated": one.stated, "connector": one.connector, "locator": one.locator}
