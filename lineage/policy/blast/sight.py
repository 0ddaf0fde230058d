"""What a question about a loss looks at: who reads what, who acts as whom, and what nodes hold."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.analysis.distinct import Distinct, distinct, united, without
from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Part
from lineage.analysis.origins import Holds
from lineage.analysis.permitted import Permits
from lineage.analysis.states import Ints
from lineage.columns import Kind
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import BOUND
from lineage.graph.by_node import numbers, take
from lineage.graph.field_sets import FieldSet
from lineage.graph.holders import Givers
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.routes import Alike, alike
from lineage.graph.source import NodeRow
from lineage.model.ids import Id
from lineage.policy.describe import is_critical
from lineage.policy.inquiry import Inquiry

_SAMPLED: Final = 1_001
"""Fields that are looked at for what most are."""

CONTAINERS: Final = frozenset({"profile", "permission-set", "permission-set-group", "muting-permission-set"})
"""Kinds of principals that others hold."""


class Acting(NamedTuple):
    """An application acts as a principal; `row` is its row among the tokens."""

    application: Id
    principal: Id
    how: str
    last_used: date | None
    row: int

    @property
    def is_path(self) -> bool:
        """Whether it is more than a bound."""
        return self.how != BOUND


@dataclass(frozen=True)
class Contents:
    """What some nodes hold."""

    holds: Holds
    sensitive: Bools
    """Whether each node holds a sensitive or breach element."""
    personal: Bools
    """Whether each node is classified as holding something personal."""
    unclassified: Bools
    """Whether nobody classified it."""

    def at(self, rows: Ints) -> Ints:
        """The positions of some of the nodes."""
        return np.searchsorted(self.holds.rows, rows)

    def of(self, rows: Ints) -> "Contents":
        """What some of the nodes hold."""
        if len(rows) == len(self.holds.rows):
            return self
        at = self.at(rows)
        holds = Holds(rows, self.holds.numbers[at], self.holds.distinct)
        return Contents(holds, self.sensitive[at], self.personal[at], self.unclassified[at])

    def elements(self, rows: Ints | None = None) -> tuple[str, ...]:
        """The elements in all of the nodes, or in some, `unclassified` last."""
        held = self.holds.numbers if rows is None else self.holds.numbers[self.at(rows)]
        found = {item.element for number in distinct(held).numbers.tolist() for item in self.holds.distinct[number]} - {NOTHING}
        return tuple(sorted(found, key=lambda name: (name == UNCLASSIFIED, name)))


class Sight:
    """One question's view of a snapshot."""

    def __init__(self, graph: LineageGraph, inquiry: Inquiry) -> None:
        self.graph, self.inquiry = graph, inquiry
        # What the walks ask about permissions is not looked up again.
        known = inquiry.permits if isinstance(inquiry.permits, Permits) else Permits(graph, inquiry.setting.as_of)
        self.grants, self.access = known.grants, known.access
        self._known = known
        self._read: dict[frozenset[Id], FieldSet] = {}
        self._names: dict[Id, str] = {}

    @cached_property
    def sweep(self) -> AccessSweep:
        """Effective access over all fields."""
        return self._known.sweep

    def node(self, id: Id) -> NodeRow:
        """A node that is there."""
        (found,) = self.graph.nodes([id])
        return found

    def name(self, id: Id) -> str:
        """What a node is called."""
        if id not in self._names:
            found = self.graph.nodes([id])
            self._names[id] = (found[0].label if found else "") or id.name
        return self._names[id]

    def gives(self, principal: Id) -> bool:
        """Whether a principal has grants of its own."""
        row = self.graph.row(principal)
        return row is not None and len(self.grants.rows_of(row)) > 0

    def is_blank(self, principal: Id) -> bool:
        """Whether somebody who is no container has no grants and nothing is told of what it holds or held."""
        return self._holds_nothing(principal) and principal not in self.access.lapsed

    def has_lapsed(self, principal: Id) -> bool:
        """Whether nothing that somebody holds is in force."""
        return self._holds_nothing(principal) and principal in self.access.lapsed

    def _holds_nothing(self, principal: Id) -> bool:
        return principal.kind not in CONTAINERS and not self.gives(principal) and not self.access.memberships.get(principal)

    def with_containers(self, principals: Iterable[Id]) -> set[Id]:
        """Principals and every container that they hold, in whatever sessions."""
        found = set(principals)
        pending = list(found)
        while pending:
            for row in self.access.memberships.get(pending.pop(), ()):
                if row.container not in found:
                    found.add(row.container)
                    pending.append(row.container)
        return found

    def alike(self, principals: Iterable[Id]) -> list[Alike]:
        """Principals by what they hold."""
        return alike(self.access, principals, self.gives, self.sweep.removes)

    def read_by(self, principals: Collection[Id]) -> FieldSet:
        """The fields that any of these principals may read."""
        key = frozenset(principals)
        if key not in self._read:
            self._read[key] = self._known.read_by(self.rows_of(key))
        return self._read[key]

    def readable(self, principals: Collection[Id]) -> Bools:
        """Which fields any of these principals may read, as truth values."""
        return self.read_by(principals).marks()

    def kinds(self, principals: Iterable[Id]) -> Iterator[tuple[Sequence[Id], Givers, FieldSet]]:
        """Principals by what they hold, with by whose grants they read, and what."""
        rows = np.asarray(sorted(self.rows_of(principals)), np.int64)
        for members, givers, read in self._known.kinds(rows):
            yield [self.graph.id(row) for row in members.tolist()], givers, read

    def readers(self, principals: Collection[Id], rows: Ints) -> set[Id]:
        """Those of some principals that may read any of these nodes."""
        fields = np.searchsorted(self.sweep.field_rows, rows[self.graph.kinds[rows] == Kind.FIELD])
        return {one for members, _, read in self.kinds(principals) if read.has(fields).any() for one in members}

    def acting(self, *, applications: Collection[Id] = (), principals: Collection[Id] = ()) -> list[Acting]:
        """Who acts as whom, of these applications or principals; by application, principal and why."""
        table = self.graph.tables["tokens"]
        rows = np.zeros(table.num_rows, np.bool_)
        for column, wanted in (("application", applications), ("principal", principals)):
            rows |= np.isin(numbers(table.column(column)), [row for row in map(self.graph.row, wanted) if row is not None])
        return self._told(np.flatnonzero(rows))

    def everybody_acting(self) -> list[Acting]:
        """Who acts as whom, of all applications."""
        return self._told(np.arange(self.graph.tables["tokens"].num_rows))

    def _told(self, rows: npt.NDArray[np.signedinteger]) -> list[Acting]:
        table = self.graph.tables["tokens"]
        columns = (take(table.column(name), rows).to_pylist() for name in ("application", "principal", "how", "last_used"))
        told = zip(*columns, rows.tolist(), strict=True)
        return sorted(
            (Acting(self.graph.id(application), self.graph.id(principal), *more) for application, principal, *more in told),
            key=lambda one: (one.application, one.principal, one.how, one.row),
        )

    def contents(self, rows: Ints) -> Contents:
        """What nodes hold, of rows in order: fields and, as a whole, datasets and Systems."""
        holdings, elements = self.inquiry.holdings, self.inquiry.elements
        is_field = self.graph.kinds[rows] == Kind.FIELD
        fields, others = rows[is_field].astype(np.int32), rows[~is_field].tolist()
        kinds = _kinds(self.graph.alike(fields))
        examples = [self.graph.id(row) for row in fields[kinds.first].tolist()]
        # Their datasets are asked for next: named by their rows they need not be searched for by name.
        for row in np.unique(self.graph.parents[fields[kinds.first]]).tolist():
            self.graph.id(row)
        holdings.load(examples)
        known: dict[Part, int] = {}
        of_kind = np.asarray([known.setdefault(holdings.of(one), len(known)) for one in examples], np.int64)
        held = np.zeros(len(rows), np.int64)
        held[is_field] = of_kind[kinds.which] if len(fields) else 0
        held[~is_field] = [known.setdefault(holdings.of(self.graph.id(row)), len(known)) for row in others]
        distinct = tuple(known)
        names = [{item.element for item in part} for part in distinct]

        def marks(one: Iterable[bool]) -> Bools:
            return np.fromiter(one, np.bool_, len(distinct))[held] if distinct else np.zeros(0, np.bool_)

        return Contents(
            holds=Holds(rows, held, distinct),
            sensitive=marks(any(is_critical(elements.get(name)) for name in part) for part in names),
            personal=marks(bool(part - {NOTHING, UNCLASSIFIED}) for part in names),
            unclassified=marks(UNCLASSIFIED in part for part in names),
        )

    def fields_of(self, system: Id) -> Bools:
        """Which fields lie in a System."""
        found: Bools = self.graph.system_of[self.sweep.field_rows] == self.graph.row(system)
        return found

    def rows_below(self, place: Id) -> Ints:
        """Rows of what holds data in a dataset or System: its fields, datasets of which no field is known, else itself."""
        rows = self.graph.below(place)
        below = np.arange(rows.start, rows.stop)
        fields = below[self.graph.kinds[below] == Kind.FIELD]
        datasets = below[self.graph.kinds[below] == Kind.DATASET]
        bare = without(len(self.graph), datasets, self.graph.parents[fields])
        own = self.graph.row(place)
        is_whole = place.is_system and bool(self.graph.held([place]))
        alone = [own] if own is not None and (is_whole or not (len(fields) or len(bare))) else []
        return united(len(self.graph), [fields, bare, np.asarray(alone, np.int64)])

    def rows_of(self, ids: Iterable[Id]) -> Sequence[int]:
        """The rows of nodes that are there."""
        return [row for row in map(self.graph.row, ids) if row is not None]


def _kinds(numbers: Ints) -> Distinct:
    """What is distinct among numbers that tell fields apart: most fields hold nothing that is known, and are of one kind."""
    if not len(numbers):
        return distinct(numbers)
    usual = int(np.median(numbers[:: max(len(numbers) // _SAMPLED, 1)]))
    others = np.flatnonzero(numbers != usual)
    rare = distinct(numbers[others])
    if len(others) == len(numbers):
        return rare
    which = np.zeros(len(numbers), np.int64)
    which[others] = 1 + rare.which
    first = np.concatenate([[int(np.argmax(numbers == usual))], others[rare.first]])
    counts = np.concatenate([[len(numbers) - len(others)], rare.counts])
    return Distinct(np.concatenate([[usual], rare.numbers]), first, counts, which)
