"""Build the graph: resolve, spell out, merge by id, and lay everything in columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from lineage.columns import SCHEMAS, Kind, Tables
from lineage.graph.links import Columns, Link, expand_wildcards, land, link, split
from lineage.graph.merge import MergedHop, merge_hops
from lineage.graph.nodes import KINDS, NodeRecord, bases_of, detail, kind_of, merge
from lineage.graph.orphans import orphans
from lineage.graph.resolve import Matches, Spelling, folds, is_folded, resolved
from lineage.model.ids import Id
from lineage.model.records import (
    AnyRecord,
    Authorization,
    Channel,
    Classification,
    Dataset,
    Evidence,
    Fact,
    Field,
    Gap,
    Hop,
    Job,
    Received,
    Record,
    Reference,
    System,
)



@dataclass
class _Sorted:
    """Records by what they are."""

    nodes: dict[Kind, list[NodeRecord]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    hops: list[Hop] = field(default_factory=list)
    classifications: list[Classification] = field(default_factory=list)
    authorizations: list[Authorization] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    received: dict[str, int] = field(default_factory=dict)


def build(records: Iterable[AnyRecord]) -> Tables:
    """The tables of the graph that the records describe; their order does not matter.

    Raises `AmbiguousName` where two Systems match one reference alike.
    """
    sorted_ = _sort(records)
    systems = [record for record in sorted_.nodes[Kind.SYSTEM] if isinstance(record, System)]
    matches = Matches(systems)
    spelling = _learn(sorted_, matches, folds(systems))
    nodes, gaps = _merge_nodes(sorted_, spelling, matches)
    links = _links(sorted_, spelling, matches, nodes, folds(systems))
    channels = {id: record.transit for id, record in nodes.items() if isinstance(record, Channel)}
    hops = merge_hops(links, channels)
    datasets = {id: record for id, record in nodes.items() if isinstance(record, Dataset)}
    fields = {id: record for id, record in nodes.items() if isinstance(record, Field)}
    gaps = [*sorted_.gaps, *gaps, *orphans(hops, datasets, fields)]
    return _lay_out(sorted_, spelling, nodes, hops, gaps)


def _sort(records: Iterable[AnyRecord]) -> _Sorted:
    sorted_ = _Sorted()
    lists: dict[type[Any], list[Any]] = {
        Hop: sorted_.hops,
        Classification: sorted_.classifications,
        Authorization: sorted_.authorizations,
        Fact: sorted_.facts,
        Gap: sorted_.gaps,
    } | {kind: sorted_.nodes[KINDS[kind]] for kind in KINDS}
    for record in records:
        if isinstance(record, Received):
            sorted_.received[record.subtype] = sorted_.received.get(record.subtype, 0) + record.count
        elif type(record) in lists:
            lists[type(record)].append(record)
    return sorted_


def _learn(sorted_: _Sorted, matches: Matches, folded: frozenset[Id]) -> Spelling:
    spelling = Spelling(folded)
    for records in sorted_.nodes.values():
        for record in records:
            spelling.learn(record.id, defined=True)
    for id in _mentioned(sorted_, matches):
        spelling.learn(id, defined=False)
    return spelling


def _mentioned(sorted_: _Sorted, matches: Matches) -> Iterable[Id]:
    for hop in sorted_.hops:
        yield resolved(hop.source, matches)
        yield resolved(hop.target, matches)
        yield from hop.left_out
        yield from (id for id in (hop.job, hop.channel, hop.principal, hop.application) if id)
    for one in sorted_.classifications:
        yield one.field
    for fact in sorted_.facts:
        yield fact.subject


def _merge_nodes(sorted_: _Sorted, spelling: Spelling, matches: Matches) -> tuple[dict[Id, NodeRecord], list[Gap]]:
    groups: dict[tuple[Kind, Id], list[NodeRecord]] = {}
    for kind, records in sorted_.nodes.items():
        for record in records:
            groups.setdefault((kind, spelling.of(record.id)), []).append(record)
    nodes: dict[Id, NodeRecord] = {}
    gaps: list[Gap] = []
    for (_, id), same in groups.items():
        record, conflicts = merge(same)
        if isinstance(record, Channel) and isinstance(record.peer, Reference):
            record = record.model_copy(update={"peer": matches.resolve(record.peer)[0]})
        nodes[id] = record if record.id == id else record.model_copy(update={"id": id})
        gaps.extend(conflicts)
    return nodes, gaps


def _links(
    sorted_: _Sorted, spelling: Spelling, matches: Matches, nodes: dict[Id, NodeRecord], folded: frozenset[Id]
) -> Iterable[Link]:
    wildcards: list[tuple[Link, str]] = []
    plain: list[Link] = []
    for hop in sorted_.hops:
        made = _spelt(link(hop, resolved(hop.source, matches), resolved(hop.target, matches)), spelling)
        if hop.wildcard:
            wildcards.append((made, hop.wildcard))
        else:
            plain.append(made)
    known = [id for id in nodes if id.is_field]
    known += [end for made in plain for end in (made.source, made.target)]
    known += [spelling.of(one.field) for one in sorted_.classifications]
    folding = {id.namespace for id in known if is_folded(id.namespace, folded)} | folded
    columns = Columns(folding | {made.target.namespace for made, _ in wildcards if is_folded(made.target.namespace, folded)}, known)
    links = [*plain, *expand_wildcards(wildcards, columns)]
    jobs = {id: record for id, record in nodes.items() if isinstance(record, Job)}
    return land(split(links, jobs), (record for record in nodes.values() if isinstance(record, Dataset)))


def _spelt(made: Link, spelling: Spelling) -> Link:
    return replace(
        made,
        source=spelling.of(made.source),
        target=spelling.of(made.target),
        job=made.job and spelling.of(made.job),
        channel=made.channel and spelling.of(made.channel),
        principal=made.principal and spelling.of(made.principal),
        application=made.application and spelling.of(made.application),
        left_out=frozenset(spelling.of(id) for id in made.left_out),
    )


def _lay_out(
    sorted_: _Sorted, spelling: Spelling, nodes: dict[Id, NodeRecord], hops: list[MergedHop], gaps: list[Gap]
) -> Tables:
    ids = _all_ids(sorted_, spelling, nodes, hops)
    rows = {id: row for row, id in enumerate(ids)}
    order = sorted(range(len(hops)), key=lambda row: (rows[hops[row].key[1]], row))
    evidence = _Evidence()
    facts = {(rows[spelling.of(fact.subject)], fact.name, fact.value): fact for fact in sorted_.facts}
    tables = {
        "nodes": _node_rows(ids, rows, nodes, evidence),
        "hops": [_hop_row(hop, rows, nodes) for hop in hops],
        "hop_order": [{"by_target": row} for row in order],
        "classifications": _classification_rows(sorted_.classifications, spelling, rows, evidence),
        "authorizations": _authorization_rows(sorted_.authorizations, spelling, evidence),
        "facts": [{"subject": subject, "name": name, "value": value} for subject, name, value in sorted(facts)],
        "gaps": _gap_rows(gaps, spelling),
        "received": [{"subtype": subtype, "count": count} for subtype, count in sorted(sorted_.received.items())],
    }
    tables["hop_evidence"] = [{"hop": row, **_said(one)} for row, hop in enumerate(hops) for one in hop.evidence]
    for row, key in enumerate(sorted(facts)):
        evidence.add("facts", row, facts[key].evidence)
    tables["evidence"] = evidence.rows
    return Tables({name: pa.Table.from_pylist(rows_, schema=SCHEMAS[name]) for name, rows_ in tables.items()})


def _all_ids(sorted_: _Sorted, spelling: Spelling, nodes: dict[Id, NodeRecord], hops: list[MergedHop]) -> list[Id]:
    ids: set[Id] = set(nodes)
    for hop in hops:
        ids.update(id for id in hop.key if id)
        ids.update(hop.left_out)
    ids.update(spelling.of(one.field) for one in sorted_.classifications)
    ids.update(spelling.of(fact.subject) for fact in sorted_.facts)
    ids.update(record.runs_in for record in nodes.values() if isinstance(record, Job) and record.runs_in)
    ids.update(id.owner for id in list(ids) if id.is_field)
    ids.update(id.namespace for id in list(ids) if kind_of(id) in (Kind.FIELD, Kind.DATASET))
    return sorted(ids)


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
        made.append(
            {
                "id": str(id),
                "kind": int(kind),
                "parent": -1 if kind == Kind.SYSTEM else rows.get(owner, -1),
                "subtype": getattr(record, "subtype", "") or (id.kind if record is None and kind == Kind.DATASET else ""),
                "label": getattr(record, "label", ""),
                "platform_id": getattr(record, "platform_id", ""),
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


def _in_flight(end: Id, nodes: dict[Id, NodeRecord]) -> bool:
    dataset = end.owner if end.is_field else end
    record = nodes.get(dataset)
    return dataset.kind == "in-flight" or (isinstance(record, Dataset) and record.subtype == "in-flight")


def _classification_rows(
    classifications: Iterable[Classification], spelling: Spelling, rows: dict[Id, int], evidence: _Evidence
) -> list[dict[str, object]]:
    said: dict[tuple[int, str, str, str, int], Record] = {}
    for one in classifications:
        for element, form in one.elements.items() or (("", 0),):
            said[rows[spelling.of(one.field)], one.source, element, one.says, int(form)] = one
    made: list[dict[str, object]] = []
    for row, (field_, source, element, says, form) in enumerate(sorted(said)):
        made.append({"field": field_, "element": element, "form": form, "source": source, "says": says})
        evidence.add("classifications", row, said[field_, source, element, says, form].evidence)
    return made


def _authorization_rows(
    authorizations: Iterable[Authorization], spelling: Spelling, evidence: _Evidence
) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for row, one in enumerate(sorted(authorizations, key=lambda one: (one.id, one.model_dump_json()))):
        spelt = one.model_copy(
            update={"fields": tuple(spelling.of(id) for id in one.fields), "job": one.job and spelling.of(one.job), "evidence": ()}
        )
        made.append({"id": one.id, "record": spelt.model_dump_json()})
        evidence.add("authorizations", row, one.evidence)
    return made


def _gap_rows(gaps: Iterable[Gap], spelling: Spelling) -> list[dict[str, object]]:
    rows = {(gap.surface, gap.locator, gap.what, gap.subject or ""): gap for gap in gaps}
    made = []
    for key in sorted(rows):
        row = rows[key].model_dump()
        row["subject"] = str(spelling.of(rows[key].subject)) if rows[key].subject else ""  # type: ignore[arg-type] - looked at
        row["candidates"] = list(row["candidates"])
        made.append(row)
    return made


