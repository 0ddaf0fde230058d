"""Lay merged nodes and hops out in columns."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence

import pyarrow as pa

from lineage.columns import SCHEMAS, Kind, Tables
from lineage.graph.grants import lay_out_grants
from lineage.graph.merge import MergedHop, evidence_order
from lineage.graph.nodes import KINDS, TEXT_COLUMNS, NodeRecord, bases_of, detail, kind_of
from lineage.graph.resolve import Spelling
from lineage.graph.sorting import SortedRecords
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import (
    Acting,
    Authorization,
    Block,
    Classification,
    Dataset,
    Declaration,
    Evidence,
    Gap,
    Job,
    Membership,
)


def lay_out(
    sorted_: SortedRecords,
    spelling: Spelling,
    nodes: dict[Id, NodeRecord],
    hops: list[MergedHop],
    gaps: list[Gap],
    named: Collection[Id],
) -> Tables:
    """The tables: nodes sorted by id, hops by key, and all references between tables as row numbers.

    `named` are ids that are nodes though nothing else may tell of them. Declarations are merged already, and hops have the numbers
    of the blocks among them.
    """
    ids = _all_ids(sorted_, spelling, nodes, hops, named)
    rows = {id: row for row, id in enumerate(ids)}

    def row_of(id: Id) -> int:
        return rows[spelling.of(id)]

    order = sorted(range(len(hops)), key=lambda row: (rows[hops[row].key[1]], row))
    evidence = _Evidence()
    facts: dict[tuple[int, str, str], set[Evidence]] = {}
    for fact in sorted_.facts:
        facts.setdefault((rows[spelling.of(fact.subject)], fact.name, fact.value), set()).update(fact.evidence)
    tables = {
        "nodes": _node_rows(ids, rows, nodes, evidence),
        "hops": [_hop_row(hop, rows, nodes) for hop in hops],
        "hop_order": [{"by_target": row} for row in order],
        "classifications": _classification_rows(sorted_.classifications, spelling, rows, evidence),
        "authorizations": _authorization_rows(sorted_.authorizations, spelling, evidence),
        "declarations": [{"kind": type(one).__name__, "record": one.model_dump_json()} for one in sorted_.declarations],
        "blocked": _blocked_rows(hops, sorted_.declarations),
        "elements": _element_rows(sorted_.elements),
        "facts": [{"subject": subject, "name": name, "value": value} for subject, name, value in sorted(facts)],
        "gaps": _gap_rows(gaps, spelling),
        "received": [{"root": root, "subtype": one, "count": count} for (root, one), count in sorted(sorted_.received.items())],
    }
    memberships = sorted(_memberships(sorted_.memberships, row_of).items())
    tables["memberships"] = [row for _, (row, _) in memberships]
    for number, (_, (_, said)) in enumerate(memberships):
        evidence.add("memberships", number, sorted(said, key=evidence_order))
    acting = sorted(
        sorted_.acting, key=lambda one: (row_of(one.application), row_of(one.principal), one.how, str(one.last_used or ""))
    )
    tables["tokens"] = [_acting(one, row_of) for one in acting]
    for number, act in enumerate(acting):
        evidence.add("tokens", number, sorted(act.evidence, key=evidence_order))
    tables["hop_evidence"] = [{"hop": row, **_said(one)} for row, hop in enumerate(hops) for one in hop.evidence]
    for row, key in enumerate(sorted(facts)):
        evidence.add("facts", row, sorted(facts[key], key=evidence_order))
    tables["evidence"] = evidence.rows
    made = {name: pa.Table.from_pylist(rows_, schema=SCHEMAS[name]) for name, rows_ in tables.items()}
    return Tables(made | lay_out_grants(sorted_.grants, spelling, rows))


def _all_ids(
    sorted_: SortedRecords, spelling: Spelling, nodes: dict[Id, NodeRecord], hops: list[MergedHop], named: Collection[Id]
) -> list[Id]:
    ids: set[Id] = {*nodes, *named}
    for hop in hops:
        ids.update(id for id in hop.key if id)
    ids.update(spelling.of(one.field) for one in sorted_.classifications)
    ids.update(spelling.of(fact.subject) for fact in sorted_.facts)
    ids.update(spelling.of(end) for one in sorted_.acting for end in (one.application, one.principal))
    ids.update(spelling.of(end) for one in sorted_.memberships for end in (one.member, one.container))
    ids.update(record.runs_in for record in nodes.values() if isinstance(record, Job) and record.runs_in)
    owners = {id.owner for id in ids if id.is_field}
    ids.update(owners)
    # The System of a field is that of its owner, and there are many more fields than owners.
    ids.update(id.namespace for id in owners)
    ids.update(id.namespace for id in list(ids) if not id.is_field and kind_of(id) == Kind.DATASET)
    return sorted(ids)


def _memberships(
    records: Iterable[Membership], row: Callable[[Id], int]
) -> dict[tuple[object, ...], tuple[dict[str, object], set[Evidence]]]:
    """The rows of memberships by what orders them, each with everything that says so."""
    found: dict[tuple[object, ...], tuple[dict[str, object], set[Evidence]]] = {}
    for one in records:
        said: dict[str, object] = {
            "member": row(one.member),
            "container": row(one.container),
            "start": one.start,
            "until": one.until,
            "active": int(one.active),
            "session_activated": one.session_activated,
        }
        key = (
            row(one.member),
            row(one.container),
            str(one.start or ""),
            str(one.until or ""),
            int(one.active),
            one.session_activated,
        )
        found.setdefault(key, (said, set()))[1].update(one.evidence)
    return found


def _acting(one: Acting, row: Callable[[Id], int]) -> dict[str, object]:
    return {
        "application": row(one.application),
        "principal": row(one.principal),
        "how": one.how,
        "last_used": one.last_used,
        "uses": one.uses,
    }


def _said(one: Evidence) -> dict[str, object]:
    return {"basis": int(one.basis), "stated": one.stated, "connector": one.connector, "locator": one.locator}


class _Evidence:
    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []

    def add(self, table: str, row: int, evidence: Iterable[Evidence]) -> None:
        for one in evidence:
            self.rows.append({"table": table, "row": row, **_said(one)})


def _node_rows(
    ids: Sequence[Id], rows: dict[Id, int], nodes: dict[Id, NodeRecord], evidence: _Evidence
) -> list[dict[str, object]]:
    made = []
    for row, id in enumerate(ids):
        record = nodes.get(id)
        kind = KINDS[type(record)] if record else kind_of(id)
        owner = id.owner if kind == Kind.FIELD else id.namespace
        said = type(record).model_fields if record else ()
        texts = {name: getattr(record, name) if name in said else "" for name in TEXT_COLUMNS}
        if record is None and kind == Kind.DATASET:
            texts["subtype"] = id.kind
        made.append(
            {
                "id": str(id),
                "kind": int(kind),
                "parent": -1 if kind == Kind.SYSTEM else rows.get(owner, -1),
                **texts,
                "bases": bases_of(record.evidence) if record else 0,
                "detail": detail(record) if record else "",
            }
        )
        if record:
            evidence.add("nodes", row, record.evidence)
    return made


def _hop_row(hop: MergedHop, rows: dict[Id, int], nodes: dict[Id, NodeRecord]) -> dict[str, object]:
    source, target, job, channel, principal, application = (rows[id] if id else -1 for id in hop.key)
    flight = int(_in_flight(hop.key[0], nodes)) + 2 * int(_in_flight(hop.key[1], nodes))
    return {
        "source": source,
        "target": target,
        "job": job,
        "channel": channel,
        "principal": principal,
        "application": application,
        "active": int(hop.active),
        "transit": int(hop.transit),
        "cap": int(hop.cap),
        "restore": hop.restore,
        "transform": hop.transform,
        "precision": int(hop.precision),
        "bases": int(hop.bases),
        "open": hop.open,
        "flight": flight,
        "left_out": sorted(rows[id] for id in hop.left_out),
    }


def _blocked_rows(hops: Sequence[MergedHop], declarations: Sequence[Declaration]) -> list[dict[str, object]]:
    blocks = [(row, one) for row, one in enumerate(declarations) if isinstance(one, Block)]
    return [
        {"hop": row, "block": blocks[number][0], "element": element}
        for row, hop in enumerate(hops)
        for number in sorted(hop.blocks)
        for element in blocks[number][1].elements
    ]


def _in_flight(end: Id, nodes: dict[Id, NodeRecord]) -> bool:
    dataset = end.owner if end.is_field else end
    record = nodes.get(dataset)
    return dataset.kind == "in-flight" or (isinstance(record, Dataset) and record.subtype == "in-flight")


def _classification_rows(
    classifications: Iterable[Classification], spelling: Spelling, rows: dict[Id, int], evidence: _Evidence
) -> list[dict[str, object]]:
    said: dict[tuple[int, str, str, str, int], set[Evidence]] = {}
    for one in classifications:
        for element, form in one.elements.items() or (("", 0),):
            said.setdefault((rows[spelling.of(one.field)], one.source, element, one.says, int(form)), set()).update(one.evidence)
    made: list[dict[str, object]] = []
    for row, (field_, source, element, says, form) in enumerate(sorted(said)):
        made.append({"field": field_, "element": element, "form": form, "source": source, "says": says})
        evidence.add("classifications", row, sorted(said[field_, source, element, says, form], key=evidence_order))
    return made


def _authorization_rows(
    authorizations: Iterable[Authorization], spelling: Spelling, evidence: _Evidence
) -> list[dict[str, object]]:
    rights: dict[tuple[str, str], set[Evidence]] = {}
    for one in authorizations:
        spelt = one.model_copy(
            update={
                "fields": tuple(spelling.of(id) for id in one.fields),
                "job": one.job and spelling.of(one.job),
                "evidence": (),
            }
        )
        rights.setdefault((one.id, spelt.model_dump_json()), set()).update(one.evidence)
    for row, key in enumerate(sorted(rights)):
        evidence.add("authorizations", row, sorted(rights[key], key=evidence_order))
    return [{"id": id, "record": record} for id, record in sorted(rights)]


def _element_rows(elements: Iterable[Element]) -> list[dict[str, object]]:
    rows: dict[str, str] = {}
    for one in elements:
        record = one.model_dump() | {"categories": sorted(one.categories)}
        text = json.dumps(record, sort_keys=True, ensure_ascii=False)
        rows[one.id] = min(text, rows.get(one.id, text))
    return [{"id": id, "record": rows[id]} for id in sorted(rows)]


def _gap_rows(gaps: Iterable[Gap], spelling: Spelling) -> list[dict[str, object]]:
    """The gaps in order; what is said of one node at several places, such as in copies of a file, is said once."""
    rows: dict[tuple[str, str, str, str], Gap] = {}
    for gap in gaps:
        subject = str(spelling.of(gap.subject)) if gap.subject else ""
        key = (gap.surface, "" if subject else gap.locator, gap.what, subject)
        rows[key] = min(gap, rows.get(key, gap), key=lambda one: (one.locator, one.model_dump_json()))
    made = []
    for gap in sorted(rows.values(), key=lambda gap: (gap.surface, gap.locator, gap.what, gap.subject or "")):
        row = gap.model_dump()
        row["subject"] = str(spelling.of(gap.subject)) if gap.subject else ""
        row["candidates"] = list(row["candidates"])
        made.append(row)
    return made
