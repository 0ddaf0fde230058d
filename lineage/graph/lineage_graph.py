"""The columnar graph: the tables of a snapshot, asked by id or by row number."""

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lineage.columns import Kind, Tables
from lineage.graph.alike import Ints, number_lists, number_pairs
from lineage.graph.by_node import ByNode, numbers, rows_with, take
from lineage.graph.source import ClassificationRow, Declared, FactRow, HeldRow, HopRow, NodeRow
from lineage.model.elements import Element
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.records import Authorization, Block, Evidence, Gap
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit

Rows = npt.NDArray[np.int32]

_NOTHING_BLOCKED: frozenset[str] = frozenset()

_BEFORE_A_PART = ("#", "/", ".", "%2F", "%23")
"""What stands in an id before the last part of a name."""


class LineageGraph:
    """Nodes and hops in columns. Row numbers order as ids do, so that a dataset's fields and a System's nodes are ranges of rows."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._ids = tables.nodes.column("id")
        self._spelt: dict[int, Id] = {}
        self._rows: dict[Id, int] = {}

    def __len__(self) -> int:
        return int(self.tables.nodes.num_rows)

    def id(self, row: int) -> Id:
        """The id of a node's row."""
        if row not in self._spelt:
            self._keep(row, self._ids[row].as_py())
        return self._spelt[row]

    def _keep(self, row: int, text: str) -> None:
        id = self._spelt[row] = Id(text)
        self._rows[id] = row

    def _ids_of(self, rows: Rows) -> list[Id]:
        """The ids of many rows in order, read at once."""
        if not len(rows):
            return []
        texts = self._ids.slice(int(rows[0]), int(rows[-1] - rows[0]) + 1).to_pylist()
        for row, at in zip(rows.tolist(), (rows - rows[0]).tolist(), strict=True):
            self._keep(row, texts[at])
        return [self._spelt[row] for row in rows.tolist()]

    def row(self, id: Id) -> int | None:
        """The row of an id; `None` where there is no such node."""
        if id in self._rows:
            return self._rows[id]
        row = self._first_from(str(id))
        return row if row < len(self) and self._ids[row].as_py() == str(id) else None

    def spelt(self, id: Id) -> Id | None:
        """The id as the graph spells it, whatever the case of its dataset and field where its namespace folds; `None` if absent."""
        if self.row(id) is not None:
            return id
        if not self._folds(id.namespace):
            return None
        rows = self.below(id.namespace)
        alike = pc.ends_with(self._ids.slice(rows.start, len(rows)), pattern=str(id), ignore_case=True)
        found = (self.id(rows.start + int(at)) for at in np.flatnonzero(numbers(alike)))
        return next((one for one in found if one.lower() == id.lower()), None)

    def rows_ending(self, text: str, kind: Kind) -> Rows:
        """Rows of the nodes of one kind whose id's last part is a text, in any case; all Systems, because they have other names too."""
        if kind == Kind.SYSTEM:
            return self.rows_of_kind(kind)
        part = Id.system("x").field(text).partition("#")[2]
        ends = pc.ends_with(self._ids, pattern=part, ignore_case=True)
        rows = np.flatnonzero((numbers(ends) != 0) & (self.kinds == kind)).astype(np.int32)
        # Half of all names end with `c`; only those are looked at by name that end with nothing but the text.
        ids = take(self._ids, rows) if len(rows) else ()
        whole = [numbers(pc.ends_with(ids, pattern=mark + part, ignore_case=True)) for mark in _BEFORE_A_PART if len(rows)]
        kept: Rows = rows[np.logical_or.reduce(whole)] if whole else rows
        return kept

    def _folds(self, namespace: Id) -> bool:
        row = self.row(namespace)
        kind = self.node(row).detail.get("kind") if row is not None else None
        return kind == "salesforce" or namespace.startswith("salesforce://")

    def _first_from(self, text: str) -> int:
        """The first row whose id is not less than `text`."""
        return bisect_left(range(len(self)), text, key=lambda row: self._ids[row].as_py())

    def below(self, id: Id) -> range:
        """The rows of what lies in a dataset (its fields) or a System (its datasets, fields, jobs and so on)."""
        start = f"{id}/" if id.is_system else f"{id}#"
        return range(self._first_from(start), self._first_from(start[:-1] + chr(ord(start[-1]) + 1)))

    @cached_property
    def kinds(self) -> npt.NDArray[np.int8]:
        """`columns.Kind` of each node."""
        return numbers(self.tables.nodes.column("kind")).astype(np.int8, copy=False)

    @cached_property
    def parents(self) -> Rows:
        """Row of each field's dataset and each other node's System; -1 for none."""
        return numbers(self.tables.nodes.column("parent"))

    @cached_property
    def system_of(self) -> Rows:
        """Row of each node's System; -1 for none."""
        parents = self.parents
        above = np.where(self.kinds == Kind.FIELD, parents, np.arange(len(parents), dtype=np.int32))
        return np.where(self.kinds == Kind.SYSTEM, np.arange(len(parents), dtype=np.int32), parents[above]).astype(np.int32)

    def hop_column(self, name: str) -> npt.NDArray[np.int64]:
        """One numeric column of the hops."""
        return numbers(self.tables.hops.column(name)).astype(np.int64, copy=False)

    @cached_property
    def _sources(self) -> Rows:
        return numbers(self.tables.hops.column("source"))

    @cached_property
    def _by_target(self) -> Rows:
        return numbers(self.tables["hop_order"].column("by_target"))

    @cached_property
    def _targets(self) -> Rows:
        return numbers(self.tables.hops.column("target"))[self._by_target]

    @cached_property
    def left_out(self) -> dict[int, frozenset[int]]:
        """Node rows left out of a hop, by hop row; only hops that leave something out."""
        left_out = self.tables.hops.column("left_out").to_pylist()
        return {row: frozenset(nodes) for row, nodes in enumerate(left_out) if nodes}

    def hop(self, row: int) -> HopRow:
        """One hop by its row."""
        source, target, job, channel, principal, application, *says = self._hop_rows.row(row)
        active, transit, cap, restore, transform, precision, bases, is_open, flight, left_out = says
        return HopRow(
            number=row,
            source=self.id(source),
            target=self.id(target),
            job=self._named(job),
            channel=self._named(channel),
            principal=self._named(principal),
            application=self._named(application),
            active=Active(active),
            transit=Transit(transit),
            cap=Form(cap),
            restore=restore,
            transform=transform,
            precision=Precision(precision),
            bases=Basis(bases),
            open=is_open,
            leaves_flight=bool(flight & 1),
            enters_flight=bool(flight & 2),
            left_out=frozenset(map(self.id, left_out)),
            blocked=self.blocked.get(row, _NOTHING_BLOCKED),
        )

    @cached_property
    def blocked(self) -> Mapping[int, frozenset[str]]:
        """Elements that do not pass a hop, by its row; only hops with blocks."""
        found: dict[int, set[str]] = {}
        for row in self.tables["blocked"].to_pylist():
            found.setdefault(row["hop"], set()).add(row["element"])
        return {hop: frozenset(elements) for hop, elements in found.items()}

    def blocks(self) -> Mapping[int, Sequence[Block]]:
        """See `HopSource.blocks`."""
        table = self.tables["blocked"]
        pairs = sorted({(row["hop"], row["block"]) for row in table.to_pylist()})
        records = self.tables["declarations"].column("record")
        known = {row: Block.model_validate_json(records[row].as_py()) for _, row in pairs}
        found: dict[int, list[Block]] = {}
        for hop, row in pairs:
            found.setdefault(hop, []).append(known[row])
        return found

    @cached_property
    def _hop_rows(self) -> ByNode:
        return ByNode(self.tables.hops)

    def _named(self, row: int) -> Id | None:
        return None if row < 0 else self.id(row)

    def hops(self) -> Iterator[HopRow]:
        """Every hop, in order."""
        return (self.hop(row) for row in range(self.tables.hops.num_rows))

    def nodes(self, ids: Collection[Id]) -> Sequence[NodeRow]:
        """See `HopSource.nodes`."""
        rows = (self.row(id) for id in sorted(set(ids)))
        return [self.node(row) for row in rows if row is not None]

    def node(self, row: int) -> NodeRow:
        """One node by its row."""
        nodes = self.tables.nodes
        detail = nodes.column("detail")[row].as_py()
        return NodeRow(
            id=self.id(row),
            kind=Kind(nodes.column("kind")[row].as_py()).name.lower(),
            subtype=nodes.column("subtype")[row].as_py(),
            label=nodes.column("label")[row].as_py(),
            bases=Basis(nodes.column("bases")[row].as_py()),
            detail=json.loads(detail) if detail else {},
        )

    def rows_of_kind(self, kind: Kind) -> Rows:
        """Rows of the nodes of one kind."""
        return np.flatnonzero(self.kinds == kind).astype(np.int32)

    @cached_property
    def _classified(self) -> ByNode:
        return ByNode(self.tables["classifications"])

    def classifications(self, fields: Collection[Id]) -> Sequence[ClassificationRow]:
        """See `HopSource.classifications`."""
        return [self.classification(at) for at in self._classified.rows_of(self._rows_of(fields))]

    def _rows_of(self, ids: Collection[Id]) -> set[int]:
        return {row for row in map(self.row, ids) if row is not None}

    def classification(self, row: int) -> ClassificationRow:
        """One classification by its row."""
        field, element, form, source, says = self._classified.row(row)
        return ClassificationRow(self.id(field), element, Form(form), source, says)

    def hops_from(self, ids: Collection[Id], *, below: bool = False) -> Sequence[HopRow]:
        """See `HopSource.hops_from`."""
        rows: set[int] = set()
        for start, end in self._spans(ids, below=below):
            rows.update(range(*np.searchsorted(self._sources, (start, end))))
        return [self.hop(row) for row in sorted(rows)]

    def hops_to(self, ids: Collection[Id], *, below: bool = False) -> Sequence[HopRow]:
        """See `HopSource.hops_to`."""
        rows: set[int] = set()
        for start, end in self._spans(ids, below=below):
            first, last = np.searchsorted(self._targets, (start, end))
            rows.update(int(row) for row in self._by_target[first:last])
        return [self.hop(row) for row in sorted(rows)]

    def _spans(self, ids: Iterable[Id], *, below: bool) -> Iterator[tuple[int, int]]:
        for id in ids:
            if below and not id.is_field:
                span = self.below(id)
                yield span.start, span.stop
            elif not below and (row := self.row(id)) is not None:
                yield row, row + 1

    @cached_property
    def _held(self) -> ByNode:
        return ByNode(self.tables["held"])

    def held(self, nodes: Collection[Id]) -> Sequence[HeldRow]:
        """See `HopSource.held`."""
        return [self.held_row(at) for at in self._held.rows_of(self._rows_of(nodes))]

    def held_row(self, row: int) -> HeldRow:
        """One row of the table `held`."""
        node, origin, element, form, exact, *ways = self._held.row(row)
        return HeldRow(self.id(node), self._named(origin), element, Form(form), exact, *map(self._named, ways))

    def fields_of(self, places: Collection[Id]) -> Sequence[Id]:
        """See `HopSource.fields_of`."""
        found = [self._below_of_kind(place, Kind.FIELD) for place in set(places)]
        return self._ids_of(np.unique(np.concatenate(found))) if found else []

    def _below_of_kind(self, place: Id, kind: Kind) -> Rows:
        rows = self.below(place)
        return (np.flatnonzero(self.kinds[rows.start : rows.stop] == kind) + rows.start).astype(np.int32)

    def alike_below(self, place: Id, apart: Collection[Id] = ()) -> Mapping[Id, int]:
        """See `HopSource.alike_below`."""
        rows = self._below_of_kind(place, Kind.FIELD)
        _, first, counts = np.unique(self.alike(rows, apart), return_index=True, return_counts=True)
        return dict(zip(map(self.id, rows[first].tolist()), counts.tolist(), strict=True))

    def alike(self, rows: Rows, apart: Collection[Id] = ()) -> Ints:
        """A number for each of these fields; those of equal numbers are alike, see `HopSource.alike_below`."""
        classified, brought, alone = self._alike
        kinds = number_pairs(number_pairs(classified[rows], brought[rows]), brought[self.parents[rows]])
        is_alone = np.isin(rows, [*alone, *self._rows_of(apart)])
        return np.where(is_alone, -1 - rows.astype(np.int64), kinds)

    @cached_property
    def _alike(self) -> tuple[Ints, Ints, Ints]:
        """Of each node, the number of what classifications say and of what walks bring; the fields brought to their own dataset."""
        said, held = self.tables["classifications"], self.tables["held"]
        classified = number_lists(said.select(("field", "element", "form", "source")), len(self))
        brought = number_lists(held.select(("node", "element", "form", "exact", "came_from", "came_by")), len(self))
        return classified, brought, np.unique(numbers(held.column("origin"))).astype(np.int64)

    def without_fields(self, system: Id) -> Sequence[Id]:
        """See `HopSource.without_fields`."""
        full = self.parents[self._below_of_kind(system, Kind.FIELD)]
        return [self.id(row) for row in np.setdiff1d(self._below_of_kind(system, Kind.DATASET), full).tolist()]

    def datasets_of(self, system: Id) -> Sequence[Id]:
        """See `HopSource.datasets_of`."""
        return [self.id(row) for row in self._below_of_kind(system, Kind.DATASET).tolist()]

    def systems(self) -> Sequence[NodeRow]:
        """See `HopSource.systems`."""
        return [self.node(int(row)) for row in self.rows_of_kind(Kind.SYSTEM)]

    def authorizations(self) -> Sequence[Authorization]:
        """See `HopSource.authorizations`."""
        return [Authorization.model_validate_json(text) for text in self.tables["authorizations"].column("record").to_pylist()]

    def declarations(self, kind: type[Declared]) -> Sequence[Declared]:
        """See `HopSource.declarations`."""
        table = self.tables["declarations"]
        records = take(table.column("record"), rows_with(table.column("kind"), kind.__name__)).to_pylist()
        return [kind.model_validate_json(text) for text in records]

    def evidence(self, hops: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """See `HopSource.evidence`."""
        found: dict[int, list[Evidence]] = {number: [] for number in sorted(hops)}
        for number, *says in map(self._said.row, self._said.rows_of(hops)):
            found[number].append(_evidence(*says))
        return found

    @cached_property
    def _said(self) -> ByNode:
        return ByNode(self.tables["hop_evidence"])

    def facts(self, subjects: Collection[Id]) -> Mapping[Id, Sequence[str]]:
        """See `HopSource.facts`."""
        names = ((id, [name for _, name, _ in self._facts.of(row)]) for id in subjects if (row := self.row(id)) is not None)
        return {id: said for id, said in names if said}

    def facts_named(self, name: FactName) -> Sequence[FactRow]:
        """See `HopSource.facts_named`."""
        rows = rows_with(self.tables["facts"].column("name"), name)
        if not len(rows):
            return []
        subjects, values = (take(self.tables["facts"].column(column), rows).to_pylist() for column in ("subject", "value"))
        said = self._fact_evidence
        return [
            FactRow(self.id(subject), value, tuple(said.get(row, ())))
            for row, subject, value in zip(rows.tolist(), subjects, values, strict=True)
        ]

    @cached_property
    def _fact_evidence(self) -> Mapping[int, Sequence[Evidence]]:
        """The evidence of each fact, by its row."""
        table = self.tables["evidence"]
        found: dict[int, list[Evidence]] = {}
        rows = rows_with(table.column("table"), "facts")
        columns = (take(table.column(name), rows).to_pylist() for name in ("row", "basis", "stated", "connector", "locator"))
        for row, *says in zip(*columns, strict=True):
            found.setdefault(row, []).append(_evidence(*says))
        return found

    def facts_of(self, row: int) -> Sequence[tuple[str, str]]:
        """The facts of one node by its row: name and value, in order."""
        return [(name, value) for _, name, value in self._facts.of(row)]

    @cached_property
    def _facts(self) -> ByNode:
        return ByNode(self.tables["facts"])

    def elements(self) -> Sequence[Element]:
        """See `HopSource.elements`."""
        return [Element.model_validate_json(text) for text in self.tables["elements"].column("record").to_pylist()]

    def gaps(self) -> Sequence[Gap]:
        """See `HopSource.gaps`."""
        rows = self.tables["gaps"].to_pylist()
        return [Gap.model_validate({**row, "subject": row["subject"] or None}) for row in rows]

    def counts(self) -> Mapping[str, int]:
        """See `HopSource.counts`."""
        return {
            "fields": int(np.count_nonzero(self.kinds == Kind.FIELD)),
            "classified": len(np.unique(self._classified.nodes)),
            "hops": int(self.tables.hops.num_rows),
            "gaps": int(self.tables["gaps"].num_rows),
        }


def _evidence(basis: int, stated: bool, connector: str, locator: str) -> Evidence:
    return Evidence(basis=Basis(basis), stated=stated, connector=connector, locator=locator)
