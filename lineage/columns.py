"""The Arrow schemas of a snapshot's tables: what the graph build makes, the store keeps and the graph reads.

Nodes are sorted by id, so that a node's row number orders as its id does; hops are sorted by (source, target, job, channel, principal,
application); grants by (principal, leg, subject). All references between tables are row numbers of `nodes` (int32, -1 for none).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Final

import pyarrow as pa


class Kind(IntEnum):
    """The kind of a node; the closed list of the vocabulary."""

    SYSTEM = 0
    DATASET = 1
    FIELD = 2
    JOB = 3
    PRINCIPAL = 4
    APPLICATION = 5
    CHANNEL = 6


NODES: Final = pa.schema(
    [
        ("id", pa.string()),
        ("kind", pa.int8()),
        ("parent", pa.int32()),  # a field's dataset, a dataset's System, any other node's System
        ("subtype", pa.string()),
        ("label", pa.string()),
        ("platform_id", pa.string()),
        ("bases", pa.uint8()),  # union of the evidence's bases; 0 for placeholders
        ("detail", pa.string()),  # canonical JSON of the record's other properties, empty where there are none
    ]
)

HOPS: Final = pa.schema(
    [
        ("source", pa.int32()),
        ("target", pa.int32()),
        ("job", pa.int32()),
        ("channel", pa.int32()),
        ("principal", pa.int32()),
        ("application", pa.int32()),
        ("active", pa.int8()),  # model.verdicts.Active
        ("transit", pa.int8()),  # model.verdicts.Transit, settled
        ("cap", pa.int8()),  # model.verdicts.Form set by the transformation; 0 keeps
        ("restore", pa.bool_()),  # the transformation is a restore
        ("transform", pa.string()),  # as written
        ("precision", pa.int8()),  # model.verdicts.Precision
        ("bases", pa.uint8()),  # model.verdicts.Basis
        ("open", pa.bool_()),  # made by a wildcard: new fields flow by themselves
        ("flight", pa.int8()),  # 1: the source is in flight, 2: the target is, 3: both
        ("left_out", pa.list_(pa.int32())),  # fields of the source proved not to be in it
    ]
)

HOP_ORDER: Final = pa.schema(
    [
        ("by_target", pa.int32()),  # hop rows sorted by (target, row)
    ]
)

CLASSIFICATIONS: Final = pa.schema(
    [
        ("field", pa.int32()),
        ("element", pa.string()),  # empty: classified, and nothing in it is personal
        ("form", pa.int8()),
        ("source", pa.string()),
        ("says", pa.string()),
    ]
)

HELD: Final = pa.schema(
    [
        ("node", pa.int32()),  # where walks arrive
        ("origin", pa.int32()),  # the classified field, where it lies in this very dataset; else -1
        (
            "element",
            pa.string(),
        ),  # empty: from a classified field without personal elements; `unclassified`: Systems and in flight, and what a block emptied
        ("form", pa.int8()),  # in which it arrives
        ("exact", pa.bool_()),  # by an exact walk
        ("came_from", pa.int32()),  # in flight: the System that it came from; else -1
        ("came_by", pa.int32()),  # in flight: the job that it came by; else -1
    ]
)

AUTHORIZATIONS: Final = pa.schema([("id", pa.string()), ("record", pa.string())])  # canonical JSON of the record

DECLARATIONS: Final = pa.schema(
    [
        ("kind", pa.string()),  # name of the record's class: Party, TimeBoundGrant, Assessment, Block
        ("record", pa.string()),  # canonical JSON of the record, evidence and all
    ]
)

BLOCKED: Final = pa.schema(
    [
        ("hop", pa.int32()),  # row of a hop that a block is about
        ("block", pa.int32()),  # row of the block in `declarations`
        ("element", pa.string()),  # what does not pass the hop
    ]
)

ELEMENTS: Final = pa.schema(
    [("id", pa.string()), ("record", pa.string())]
)  # those that maps add to the dictionary, as canonical JSON

FACTS: Final = pa.schema([("subject", pa.int32()), ("name", pa.string()), ("value", pa.string())])

HOP_EVIDENCE: Final = pa.schema(
    [
        ("hop", pa.int32()),  # row of the hop; sorted by it, then as evidence is shown
        ("basis", pa.uint8()),
        ("stated", pa.bool_()),
        ("connector", pa.string()),
        ("locator", pa.string()),
    ]
)

EVIDENCE: Final = pa.schema(
    [
        ("table", pa.string()),  # nodes, classifications, authorizations, memberships, tokens, facts
        ("row", pa.int32()),
        ("basis", pa.uint8()),
        ("stated", pa.bool_()),
        ("connector", pa.string()),
        ("locator", pa.string()),
    ]
)

GAPS: Final = pa.schema(
    [
        ("surface", pa.string()),
        ("what", pa.string()),
        ("why", pa.string()),
        ("hides", pa.string()),
        ("remedy", pa.string()),
        ("locator", pa.string()),
        ("connector", pa.string()),
        ("subject", pa.string()),
        ("everywhere", pa.bool_()),
        ("candidates", pa.list_(pa.string())),
    ]
)

GRANTS: Final = pa.schema(
    [
        ("principal", pa.int32()),
        (
            "subject",
            pa.int32(),
        ),  # object leg: a dataset, or a System for all of its; field leg: a field, a dataset for all of its, or a System for all in it
        ("leg", pa.int8()),  # model.verdicts.Leg
        ("operations", pa.uint8()),  # model.verdicts.Operation; 0: the source says that there is none
        ("removes", pa.bool_()),  # taken away inside the groups that hold the principal
        ("source", pa.int32()),  # row of `grant_sources`
        ("line", pa.int32()),  # in that file; 0 where there are no lines
    ]
)
GRANT_ORDER: Final = pa.schema(
    [
        ("by_subject", pa.int32()),  # grant rows sorted by (subject, row)
    ]
)
GRANT_SOURCES: Final = pa.schema([("connector", pa.string()), ("locator", pa.string())])

GRANT_BATCH: Final = pa.schema(
    [
        ("principal", pa.dictionary(pa.int32(), pa.string())),  # ids
        ("subject", pa.dictionary(pa.int32(), pa.string())),  # ids; see `GRANTS`
        *(GRANTS.field(name) for name in ("leg", "operations", "removes")),
        ("locator", pa.dictionary(pa.int32(), pa.string())),  # file or query
        GRANTS.field("line"),
    ]
)
"""How grants travel from connectors to the graph build."""


@dataclass(frozen=True)
class GrantBatch:
    """Many grants at once: what a connector yields in place of a record for each."""

    connector: str
    """The connector that read them."""
    table: pa.Table
    """Grants, of the schema `GRANT_BATCH`."""


MEMBERSHIPS: Final = pa.schema(
    [
        ("member", pa.int32()),
        ("container", pa.int32()),
        ("start", pa.date32()),
        ("until", pa.date32()),
        ("active", pa.int8()),
        ("session_activated", pa.bool_()),
    ]
)
TOKENS: Final = pa.schema(
    [
        ("application", pa.int32()),
        ("principal", pa.int32()),
        ("how", pa.string()),  # model.records.Acting
        ("last_used", pa.date32()),
        ("uses", pa.int64()),
    ]
)
OBSERVATIONS: Final = pa.schema([("subject", pa.int32()), ("day", pa.date32()), ("count", pa.int64())])
RECEIVED: Final = pa.schema([("root", pa.string()), ("subtype", pa.string()), ("count", pa.int64())])

SCHEMAS: Final[dict[str, pa.Schema]] = {
    "nodes": NODES,
    "hops": HOPS,
    "hop_order": HOP_ORDER,
    "grants": GRANTS,
    "grant_order": GRANT_ORDER,
    "grant_sources": GRANT_SOURCES,
    "memberships": MEMBERSHIPS,
    "tokens": TOKENS,
    "classifications": CLASSIFICATIONS,
    "held": HELD,
    "authorizations": AUTHORIZATIONS,
    "declarations": DECLARATIONS,
    "blocked": BLOCKED,
    "elements": ELEMENTS,
    "observations": OBSERVATIONS,
    "facts": FACTS,
    "hop_evidence": HOP_EVIDENCE,
    "evidence": EVIDENCE,
    "gaps": GAPS,
    "received": RECEIVED,
}

MAPPED: Final = frozenset({"nodes", "hops", "hop_order", "hop_evidence", "grants", "grant_order"})
"""Tables kept as uncompressed Arrow IPC, memory-mapped when opened; the others are Parquet."""


def _empty(schema: pa.Schema) -> pa.Table:
    """A table without rows; Arrow's own way to make one would import pandas."""
    return pa.Table.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


class Tables:
    """All tables of one snapshot by name, each of the schema of its name; a table may be given as a way to load it."""

    def __init__(self, tables: Mapping[str, pa.Table | Callable[[], pa.Table]]) -> None:
        self._tables = {name: tables.get(name, partial(_empty, SCHEMAS[name])) for name in SCHEMAS}

    def __getitem__(self, name: str) -> pa.Table:
        table = self._tables[name]
        if callable(table):
            table = self._tables[name] = table()
        return table

    def replace(self, **tables: pa.Table) -> "Tables":
        """These tables with some of them replaced."""
        return Tables({**self._tables, **tables})

    @property
    def nodes(self) -> pa.Table:
        """See `NODES`."""
        return self["nodes"]

    @property
    def hops(self) -> pa.Table:
        """See `HOPS`."""
        return self["hops"]
