"""Merge the records of one node, and say what the node table keeps of them."""

import json
from collections.abc import Iterable, Sequence
from enum import IntEnum
from functools import cache
from typing import Any

from lineage.columns import Kind
from lineage.graph.merge import evidence_order, first_said
from lineage.model.ids import Id
from lineage.model.records import Application, Channel, Dataset, Field, Gap, Job, Principal, Record, System

NodeRecord = System | Dataset | Field | Job | Principal | Application | Channel

KINDS: dict[type[Record], Kind] = {
    System: Kind.SYSTEM,
    Dataset: Kind.DATASET,
    Field: Kind.FIELD,
    Job: Kind.JOB,
    Principal: Kind.PRINCIPAL,
    Application: Kind.APPLICATION,
    Channel: Kind.CHANNEL,
}

TEXT_COLUMNS = ("subtype", "label", "platform_id")
_OWN_COLUMNS = frozenset({"id", "evidence", *TEXT_COLUMNS})
_NOT_KEPT = frozenset({"texts"})
"""What classifies a field: once it is classified, nobody asks for it."""
_KEPT_APART = ("operator", "region", "kind", "runs_in")
"""Properties on which two records of one node must not differ silently."""

_OF_ALL = frozenset({"partial"})
"""Properties that only hold where every source says so: what one source tells whole is told whole."""

_KIND_OF_ID = {
    "job": Kind.JOB,
    "application": Kind.APPLICATION,
    "channel": Kind.CHANNEL,
    "user": Kind.PRINCIPAL,
    "profile": Kind.PRINCIPAL,
    "permission-set": Kind.PRINCIPAL,
    "permission-set-group": Kind.PRINCIPAL,
    "muting-permission-set": Kind.PRINCIPAL,
    "guest": Kind.PRINCIPAL,
}


def kind_of(id: Id) -> Kind:
    """The kind of a node that nothing but its id describes."""
    if id.is_field:
        return Kind.FIELD
    if id.is_system:
        return Kind.SYSTEM
    return _KIND_OF_ID.get(id.kind, Kind.DATASET)


def merge(records: Sequence[NodeRecord]) -> tuple[NodeRecord, tuple[Gap, ...]]:
    """One record for those of one node and kind, and a gap for each property on which they differ."""
    if len(records) == 1:
        return records[0], ()
    first = records[0]
    fields = type(first).model_fields
    joined = fields.keys() - _NOT_KEPT - {"id"}
    values = {name: _join([getattr(record, name) for record in records], fields[name].default) for name in joined}
    values |= {name: all(getattr(record, name) for record in records) for name in _OF_ALL & fields.keys()}
    values["evidence"] = tuple(sorted({one for record in records for one in record.evidence}, key=evidence_order))
    gaps = tuple(_conflict(first.id, name, records) for name in _KEPT_APART if _differ(name, records))
    return first.model_copy(update=values), gaps


def _join(values: Sequence[Any], default: Any) -> Any:
    """One value for several: what was said outranks what was left out, the greater of what is ordered, the least of texts."""
    values = [value for value in values if value is not None]
    first = values[0] if values else None
    if isinstance(first, bool):
        return default if all(value is default for value in values) else not default
    if isinstance(first, IntEnum):
        return max(values)
    if isinstance(first, str):
        return first_said(value for value in values if value != "other") or max(values)
    if isinstance(first, tuple):
        return tuple(sorted({item for value in values for item in value}, key=str))
    return min(values, key=str, default=None)


def _differ(name: str, records: Sequence[NodeRecord]) -> bool:
    return len({str(getattr(record, name)) for record in records if getattr(record, name, None) not in (None, "", "other")}) > 1


def _conflict(id: Id, name: str, records: Sequence[NodeRecord]) -> Gap:
    said = sorted({str(getattr(record, name)) for record in records if getattr(record, name)})
    places = sorted({evidence.locator for record in records for evidence in record.evidence})
    return Gap(
        surface="map",
        what=f"Sources disagree on the {name.replace('_', ' ')} of {id.decoded}: {', '.join(said)}.",
        why=f"they say so at {', '.join(places)}",
        hides=f"that verdicts which depend on it are wrong: {said[0]!r} is used",
        remedy="Correct it in one of these places.",
        locator=places[0] if places else "",
        subject=id,
        candidates=tuple(said),
    )


def detail(record: NodeRecord) -> str:
    """The properties that have no column of their own, as canonical JSON; empty where all are at their defaults."""
    kept: dict[str, Any] = {}
    for name, default in _kept_in_detail(type(record)):
        value = getattr(record, name)
        if value != default:
            kept[name] = _plain(value)
    return _CANONICAL.encode(kept) if kept else ""


@cache
def _kept_in_detail(kind: type[NodeRecord]) -> tuple[tuple[str, Any], ...]:
    """The properties of a kind of record that have no column of their own, with their defaults."""
    fields = kind.model_fields.items()
    return tuple(
        (name, field.get_default(call_default_factory=True)) for name, field in fields if name not in _OWN_COLUMNS | _NOT_KEPT
    )


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, str | int | bool) else value.model_dump(mode="json")


def bases_of(evidence: Iterable[Any]) -> int:
    """The union of the bases of a node's evidence; 0 for placeholders."""
    bases = 0
    for one in evidence:
        bases |= int(one.basis)
    return bases
