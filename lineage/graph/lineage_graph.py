"""The columnar graph: the tables of a snapshot, asked by id or by row number."""

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lineage.columns import Kind, Tables
from lineage.graph.source import ClassificationRow, HeldRow, HopRow, NodeRow
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import Authorization, Evidence, Gap
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit

Rows = npt.NDArray[np.int32]


class LineageGraph:
    """Nodes and hops in columns. Row numbers order as ids do, so that a dataset's fields and a System's nodes are ranges of rows."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._ids = tables.nodes.column("id")
        self._spelt: dict[int, Id] = {}

    def __len__(self) -> int:
        return int(self.tables.nodes.num_rows)

    def id(self, row: int) -> Id:
        """The id of a node's row."""
        if row not in self._spelt:
            self._spelt[row] = Id(self._ids[row].as_py())
        return self._spelt[row]

    def row(self, id: Id) -> int | None:
        """The row of an id; `None` where there is no such node."""
        row = self._first_from(str(id))
        return row if row < len(self) and self._ids[row].as_py() == str(id) else None

    def spelt(self, id: Id) -> Id | None:
        """The id as the graph spells it, whatever the case of its dataset and field where its namespace folds; `None` if absent."""
        if self.row(id) is not None:
            return id
        alike = np.flatnonzero(pc.equal(pc.utf8_lower(self._ids), str(id).lower()).to_numpy(zero_copy_only=False))
        found = [self.id(int(row)) for row in alike]
        return next((one for one in found if one.namespace == id.namespace and self._folds(one.namespace)), None)

    def rows_ending(self, text: str, kind: Kind) -> Rows:
        """Rows of the nodes of one kind whose id ends with a text, in any case; all Systems, because they have other names too."""
        if kind == Kind.SYSTEM:
            return self.rows_of_kind(kind)
        ends = pc.ends_with(self._ids, pattern=Id.system("x").field(text).partition("#")[2], ignore_case=True)
        return np.flatnonzero(ends.to_numpy(zero_copy_only=False) & (self.kinds == kind)).astype(np.int32)

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
        return self._numbers(self.tables.nodes, "kind").astype(np.int8, copy=False)

    @cached_property
    def parents(self) -> Rows:
        """Row of each field's dataset and each other node's System; -1 for none."""
        return self._numbers(self.tables.nodes, "parent")

    @cached_property
    def system_of(self) -> Rows:
        """Row of each node's System; -1 for none."""
        parents = self.parents
        above = np.where(self.kinds == Kind.FIELD, parents, np.arange(len(parents), dtype=np.int32))
        return np.where(self.kinds == Kind.SYSTEM, np.arange(len(parents), dtype=np.int32), parents[above]).astype(np.int32)

    def hop_column(self, name: str) -> npt.NDArray[np.int64]:
        """One numeric column of the hops."""
        return self._numbers(self.tables.hops, name).astype(np.int64, copy=False)

    @staticmethod
    def _numbers(table: pa.Table, name: str) -> Rows:
        column: Rows = table.column(name).to_numpy()
        return column

    @cached_property
    def _sources(self) -> Rows:
        return self._numbers(self.tables.hops, "source")

    @cached_property
    def _by_target(self) -> Rows:
        return self._numbers(self.tables["hop_order"], "by_target")

    @cached_property
    def _targets(self) -> Rows:
        return self._numbers(self.tables.hops, "target")[self._by_target]

    @cached_property
    def left_out(self) -> dict[int, frozenset[int]]:
        """Node rows left out of a hop, by hop row; only hops that leave something out."""
        column = self.tables.hops.column("left_out")
        lengths = pc.list_value_length(column).to_numpy(zero_copy_only=False)
        return {int(row): frozenset(column[int(row)].as_py()) for row in np.flatnonzero(lengths)}

    def hop(self, row: int) -> HopRow:
        """One hop by its row."""
        made = {name: self._hop_columns[name][row] for name in self._hop_columns}
        flight = int(made["flight"])
        return HopRow(
            number=row,
            source=self.id(int(made["source"])),
            target=self.id(int(made["target"])),
            job=self._named(int(made["job"])),
            channel=self._named(int(made["channel"])),
            principal=self._named(int(made["principal"])),
            application=self._named(int(made["application"])),
            active=Active(int(made["active"])),
            transit=Transit(int(made["transit"])),
            cap=Form(int(made["cap"])),
            restore=bool(made["restore"]),
            transform=str(made["transform"]),
            precision=Precision(int(made["precision"])),
            bases=Basis(int(made["bases"])),
            open=bool(made["open"]),
            leaves_flight=bool(flight & 1),
            enters_flight=bool(flight & 2),
            left_out=frozenset(self.id(node) for node in self.left_out.get(row, ())),
        )

    @cached_property
    def _hop_columns(self) -> dict[str, npt.NDArray[np.generic]]:
        hops = self.tables.hops
        return {name: hops.column(name).to_numpy(zero_copy_only=False) for name in hops.column_names if name != "left_out"}

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
    def _classified(self) -> Rows:
        return self._numbers(self.tables["classifications"], "field")

    def classifications(self, fields: Collection[Id]) -> Sequence[ClassificationRow]:
        """See `HopSource.classifications`."""
        found: list[ClassificationRow] = []
        for row in sorted(row for row in map(self.row, set(fields)) if row is not None):
            start, end = np.searchsorted(self._classified, (row, row + 1))
            found.extend(self.classification(at) for at in range(start, end))
        return found

    def classification(self, row: int) -> ClassificationRow:
        """One classification by its row."""
        at = {name: self.tables["classifications"].column(name)[row].as_py() for name in ("field", "element", "form", "source", "says")}
        return ClassificationRow(self.id(at["field"]), at["element"], Form(at["form"]), at["source"], at["says"])

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
    def _held(self) -> Rows:
        return self._numbers(self.tables["held"], "node")

    def held(self, nodes: Collection[Id]) -> Sequence[HeldRow]:
        """See `HopSource.held`."""
        found: list[HeldRow] = []
        for row in sorted(row for row in map(self.row, set(nodes)) if row is not None):
            start, end = np.searchsorted(self._held, (row, row + 1))
            found.extend(self.held_row(at) for at in range(start, end))
        return found

    def held_row(self, row: int) -> HeldRow:
        """One row of the table `held`."""
        at = {name: self.tables["held"].column(name)[row].as_py() for name in self.tables["held"].column_names}
        return HeldRow(
            node=self.id(at["node"]),
            origin=self._named(at["origin"]),
            element=at["element"],
            form=Form(at["form"]),
            exact=at["exact"],
            came_from=self._named(at["came_from"]),
            came_by=self._named(at["came_by"]),
        )

    def fields_of(self, places: Collection[Id]) -> Sequence[Id]:
        """See `HopSource.fields_of`."""
        rows = {row for place in set(places) for row in self.below(place) if self.kinds[row] == Kind.FIELD}
        return [self.id(row) for row in sorted(rows)]

    def datasets_of(self, system: Id) -> Sequence[Id]:
        """See `HopSource.datasets_of`."""
        return [self.id(row) for row in self.below(system) if self.kinds[row] == Kind.DATASET]

    def systems(self) -> Sequence[NodeRow]:
        """See `HopSource.systems`."""
        return [self.node(int(row)) for row in self.rows_of_kind(Kind.SYSTEM)]

    def authorizations(self) -> Sequence[Authorization]:
        """See `HopSource.authorizations`."""
        return [Authorization.model_validate_json(text) for text in self.tables["authorizations"].column("record").to_pylist()]

    def evidence(self, hops: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """See `HopSource.evidence`."""
        table = self.tables["hop_evidence"]
        found: dict[int, list[Evidence]] = {}
        for number in sorted(hops):
            start, end = np.searchsorted(self._evidence_hops, (number, number + 1))
            found[number] = [
                Evidence(basis=Basis(at["basis"]), stated=at["stated"], connector=at["connector"], locator=at["locator"])
                for at in table.slice(start, end - start).to_pylist()
            ]
        return found

    @cached_property
    def _evidence_hops(self) -> Rows:
        return self._numbers(self.tables["hop_evidence"], "hop")

    def facts(self, subjects: Collection[Id]) -> Mapping[Id, Sequence[str]]:
        """See `HopSource.facts`."""
        found: dict[Id, list[str]] = {}
        wanted = {row: id for id in subjects if (row := self.row(id)) is not None}
        for at in self.tables["facts"].to_pylist():
            if at["subject"] in wanted:
                found.setdefault(wanted[at["subject"]], []).append(at["name"])
        return found

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
            "classified": len(np.unique(self._classified)),
            "hops": int(self.tables.hops.num_rows),
            "gaps": int(self.tables["gaps"].num_rows),
        }
