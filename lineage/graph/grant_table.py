"""The grants of a snapshot in columns, asked by node."""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.by_node import numbers, take
from lineage.graph.grant_source import GrantRow, MembershipRow
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Leg, Operation

Ints = npt.NDArray[np.int32]


class GrantTable:
    """The same grants as rows of columns; see `GrantSource`."""

    def __init__(self, graph: LineageGraph) -> None:
        self._graph = graph
        self._columns: dict[str, Ints] = {}

    def column(self, name: str) -> Ints:
        """One column of the grants; kept, because truth values have to be copied."""
        if name not in self._columns:
            self._columns[name] = numbers(self._graph.tables["grants"].column(name))
        return self._columns[name]

    @cached_property
    def principal(self) -> Ints:
        """Node row of each grant's principal, sorted."""
        return self.column("principal")

    @cached_property
    def subject(self) -> Ints:
        """Node row of each grant's subject."""
        return self.column("subject")

    @cached_property
    def removing(self) -> Ints:
        """The grants that take away, as rows in order: few, if any, and so the bits of all others are never looked at one by one."""
        removes = self._graph.tables["grants"].column("removes")
        if not pc.any(removes).as_py():
            return np.empty(0, np.int32)
        found = pc.indices_nonzero(removes.combine_chunks())
        return numbers(pa.chunked_array([found])).astype(np.int32)

    def removes(self, rows: npt.NDArray[np.signedinteger]) -> npt.NDArray[np.bool_]:
        """Whether each of these grants takes away."""
        found: npt.NDArray[np.bool_] = np.isin(rows, self.removing) if len(self.removing) else np.zeros(len(rows), np.bool_)
        return found

    @cached_property
    def _by_subject(self) -> Ints:
        return numbers(self._graph.tables["grant_order"].column("by_subject"))

    def rows_on(self, first: int, end: int) -> Ints:
        """Grant rows whose subject is one of a range of nodes."""
        sorted_subjects = _Taken(self.subject, self._by_subject)
        return self._by_subject[sorted_subjects.first_from(first) : sorted_subjects.first_from(end)]

    def rows_of(self, principal: int) -> range:
        """The grant rows of one principal."""
        return _span(self.principal, principal)

    def rows_about(self, principal: int, leg: Leg, subject: int) -> range:
        """The grant rows of one principal on one leg of one subject."""
        rows = self.rows_of(principal)
        of_leg = _span(self.column("leg")[rows.start : rows.stop], int(leg))
        first = rows.start + of_leg.start
        about = _span(self.subject[first : rows.start + of_leg.stop], subject)
        return range(first + about.start, first + about.stop)

    def grants_on(self, subjects: Collection[Id]) -> Sequence[GrantRow]:
        """See `GrantSource.grants_on`."""
        rows = (row for subject in subjects if (row := self._graph.row(subject)) is not None)
        return self._grants(grant for row in rows for grant in self.rows_on(row, row + 1).tolist())

    def grants_of(self, principals: Collection[Id]) -> Sequence[GrantRow]:
        """See `GrantSource.grants_of`."""
        rows = (row for principal in principals if (row := self._graph.row(principal)) is not None)
        return self._grants(grant for row in rows for grant in self.rows_of(row))

    def told_on(self, dataset: Id) -> Collection[tuple[Id, Leg]]:
        """See `GrantSource.told_on`."""
        row, below = self._graph.row(dataset), self._graph.below(dataset)
        own = self.rows_on(row, row + 1) if row is not None else np.empty(0, np.int32)
        grants = np.concatenate([own, self.rows_on(below.start, below.stop)])
        legs = len(Leg)
        pairs = np.unique(self.principal[grants].astype(np.int64) * legs + self.column("leg")[grants]).tolist()
        return {(self._graph.id(pair // legs), Leg(pair % legs)) for pair in pairs}

    def _grants(self, rows: Iterable[int]) -> Sequence[GrantRow]:
        order = sorted(set(rows))
        return [
            GrantRow(
                principal=self._graph.id(principal),
                subject=self._graph.id(subject),
                leg=Leg(leg),
                operations=Operation(operations),
                removes=removes,
                connector=self._sources[source][0],
                locator=f"{self._sources[source][1]}:{line}" if line else self._sources[source][1],
            )
            for principal, subject, leg, operations, removes, source, line in self._values(order)
        ]

    def _values(self, rows: list[int]) -> list[tuple[Any, ...]]:
        if not rows:
            return []
        wanted = np.asarray(rows, np.int32)
        return list(zip(*(take(column, wanted).to_pylist() for column in self._graph.tables["grants"].columns), strict=True))

    @cached_property
    def _sources(self) -> Sequence[tuple[str, str]]:
        table = self._graph.tables["grant_sources"]
        return list(zip(table.column("connector").to_pylist(), table.column("locator").to_pylist(), strict=True))

    def memberships(self) -> Sequence[MembershipRow]:
        """See `GrantSource.memberships`."""
        return self._memberships(self._graph.tables["memberships"])

    def memberships_of(self, member: Id) -> Sequence[MembershipRow]:
        """See `GrantSource.memberships_of`."""
        row = self._graph.row(member)
        rows = _span(self._members, row) if row is not None else range(0)
        return self._memberships(self._graph.tables["memberships"].slice(rows.start, len(rows))) if rows else ()

    @cached_property
    def _members(self) -> Ints:
        return numbers(self._graph.tables["memberships"].column("member"))

    def _memberships(self, table: pa.Table) -> Sequence[MembershipRow]:
        names = ("member", "container", "start", "until", "active", "session_activated")
        columns = (table.column(name).to_pylist() for name in names)
        return [
            MembershipRow(self._graph.id(member), self._graph.id(container), start, until, Active(active), in_sessions)
            for member, container, start, until, active, in_sessions in zip(*columns, strict=True)
        ]

    def principals(self) -> Sequence[tuple[Id, bool]]:
        """See `GrantSource.principals`."""
        rows, nodes = self._graph.rows_of_kind(Kind.PRINCIPAL), self._graph.tables.nodes
        is_known = numbers(take(nodes.column("bases"), rows)) != 0
        is_partial = numbers(pc.match_substring(take(nodes.column("detail"), rows), _PARTIAL)) != 0
        return list(zip(map(self._graph.id, rows.tolist()), (is_known & ~is_partial).tolist(), strict=True))

    def is_whole(self, principal: Id) -> bool:
        """See `GrantSource.is_whole`."""
        row = self._graph.row(principal)
        if row is None or self._graph.kinds[row] != Kind.PRINCIPAL:
            return False
        node = self._graph.node(row)
        return bool(node.bases) and node.detail.get("partial") is not True


_PARTIAL = '"partial":true'
"""How canonical JSON says it; no text inside it can, because quotes in texts are escaped."""


def _span(column: Ints, value: int) -> range:
    """Where a sorted column has a value; asked in numbers of another type, numpy would convert the whole column first."""
    return range(*np.searchsorted(column, np.asarray((value, value + 1), column.dtype)).tolist())


class _Taken:
    """A column in another order, looked into without being copied: there may be tens of millions of grants."""

    def __init__(self, column: Ints, order: Ints) -> None:
        self._column, self._order = column, order

    def first_from(self, value: int) -> int:
        """The first place whose value is not less."""
        low, high = 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            if self._column[self._order[middle]] < value:
                low = middle + 1
            else:
                high = middle
        return low
