"""Hops that change System, each judged for all that it carries: what rules look at. In columns, because there may be a hundred thousand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from lineage.columns import Kind
from lineage.graph.alike import Ints
from lineage.graph.alike_rows import alike_rows
from lineage.graph.by_node import take
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.verdicts import Basis, Form, Right, Severity, Transit
from lineage.policy.severity import Reach, Stake, weigh, worst_of

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Cargo:
    """All that a hop carries, and what it is worth."""

    forms: Mapping[str, Form]
    """Element, or `unclassified`, → the clearest form that arrives."""
    stake: Stake

    @property
    def severity(self) -> Severity:
        """What violated or unknown verdicts on it weigh: see `severity_of`."""
        return weigh(self.stake, Reach.OUT).severity

    @cached_property
    def elements(self) -> frozenset[str]:
        """The elements alone."""
        return frozenset(self.forms)


def cargo_of(forms: Mapping[str, Form], elements: Mapping[str, Element]) -> Cargo:
    """What carries these elements."""
    return Cargo(forms, worst_of(forms, elements))


def severity_of(carried: Mapping[str, Form], elements: Mapping[str, Element]) -> Severity:
    """The gate: critical for sensitive and breach elements, high for other personal and unclassified data, else medium."""
    return cargo_of(carried, elements).severity


@dataclass(frozen=True)
class JudgedHop:
    """A crossing hop that is walked, with its verdicts."""

    hop: HopRow
    right: Right
    carried: Mapping[str, Form]
    """Element, or `unclassified`, → the clearest form that arrives."""
    severity: Severity
    """What violated or unknown verdicts on it weigh."""
    expires_since: date | None

    @property
    def is_in_order(self) -> bool:
        """Encrypted, and authorized or in no need of it."""
        return self.hop.transit <= Transit.ENCRYPTED and self.right.rank < Right.UNKNOWN.rank


class Verdicts(NamedTuple):
    """Verdicts on hops in columns, beside each other."""

    right: Ints
    """`Right`."""
    expires: Ints
    """The first day on which the right is worse, as `date.toordinal` counts; 0 for none."""
    cargo: Ints
    """Number among the cargos; hops of one number take what is alike from what is alike, and deliver it alike."""
    cargos: Sequence[Cargo]


class JudgedHops(Sequence[JudgedHop]):
    """Judged hops by their place in the order: those of the snapshot, then what permissions let leave.

    Columns have a value for each place. Nodes are rows of the graph, -1 for none. A hop is made only when it is asked for.
    """

    def __init__(self, graph: LineageGraph, rows: Ints, verdicts: Verdicts, permitted: Iterable[JudgedHop] = ()) -> None:
        """`rows` are those of the snapshot's hops; `verdicts` are about them, and then about those that are permitted."""
        self._graph = graph
        self._rows = rows
        self._permitted = more = tuple(permitted)
        self._further: list[Id] = []
        self._spelt: dict[int, Id] = {}
        self.right, self.expires, self.cargo, self.cargos = verdicts
        self.number = _and(rows, [one.hop.number for one in more])
        self.source, self.target, self.job, self.channel, self.principal, self.application = (
            _and(graph.hop_column(name)[rows], [self._row(getattr(one.hop, name)) for one in more])
            for name in ("source", "target", "job", "channel", "principal", "application")
        )
        self.transit, self.bases = (
            _and(graph.hop_column(name)[rows], [int(getattr(one.hop, name)) for one in more]) for name in ("transit", "bases")
        )
        flight = _and(graph.hop_column("flight")[rows], [one.hop.leaves_flight + 2 * one.hop.enters_flight for one in more])
        self.leaves_flight, self.enters_flight = (flight & 1).astype(np.bool_), (flight & 2).astype(np.bool_)

    def _row(self, id: Id | None) -> int:
        """The row of an id; one after all others where the graph has none."""
        if not id:
            return -1
        row = self._graph.row(id)
        if row is not None:
            return row
        if id not in self._further:
            self._spelt[len(self._graph) + len(self._further)] = id
            self._further.append(id)
        return len(self._graph) + self._further.index(id)

    def id(self, row: int) -> Id:
        """The id that a row of a column is."""
        known = self._spelt.get(row)
        return known if known is not None else self._graph.id(row)

    def ids(self, rows: Ints) -> Sequence[Id]:
        """The ids that rows of a column are; those that were never asked for are read at once."""
        wanted = rows.tolist()
        new = np.asarray([row for row in wanted if row not in self._spelt], np.int64)
        if len(new):
            own = new[new < len(self._graph)]
            self._spelt.update(
                zip(own.tolist(), map(Id, take(self._graph.tables.nodes.column("id"), own).to_pylist()), strict=True)
            )
        return [self._spelt[row] for row in wanted]

    def named(self, row: int) -> Id | None:
        """The id that a row of a column is; `None` for none."""
        return None if row < 0 else self.id(row)

    @cached_property
    def giving(self) -> Ints:
        """The System that each leaves."""
        return self._at(self._graph.system_of, self.source)

    @cached_property
    def taking(self) -> Ints:
        """The System that each reaches."""
        return self._at(self._graph.system_of, self.target)

    @cached_property
    def places(self) -> tuple[Ints, Ints]:
        """Where each begins and ends: the dataset of a field, else the end itself."""
        graph = self._graph
        whole = np.where(graph.kinds == Kind.FIELD, graph.parents, np.arange(len(graph)))
        return self._at(whole, self.source), self._at(whole, self.target)

    def _at(self, of_nodes: npt.NDArray[np.signedinteger], rows: Ints) -> Ints:
        """What is known of nodes, beside each of these rows; a node that the graph does not have is a System by itself."""
        further = np.arange(len(self._graph), len(self._graph) + len(self._further))
        return np.concatenate([of_nodes, further]).astype(np.int64)[rows]

    @cached_property
    def reader(self) -> Ints:
        """The application or identity that reads, where no job moves the data."""
        by = np.where(self.application >= 0, self.application, self.principal)
        return np.where(self.job >= 0, -1, by)

    @cached_property
    def flow(self) -> Ints:
        """The number of the flow that each belongs to: see `members.Flow`."""
        return alike_rows([self.giving, self.taking, self.job, self.reader, self.channel])[1]

    @cached_property
    def rank(self) -> Ints:
        """The rank of the severity of each."""
        return self.of_cargos([one.severity.rank for one in self.cargos])

    @cached_property
    def stake(self) -> Ints:
        """What the worst of what each carries is worth."""
        return self.of_cargos([int(one.stake) for one in self.cargos])

    def moved_by(self, mover: Id) -> Stake | None:
        """What the worst is worth that hops carry by a job, over a channel, or as a principal or application; `None` where none do."""
        row = self._graph.row(mover)
        worst = -1 if row is None else int(self._moved[row])
        return None if worst < 0 else Stake(worst)

    @cached_property
    def _moved(self) -> Ints:
        """By the row of what moves hops, the worst stake; -1 where it moves none."""
        worst = np.full(len(self._graph) + len(self._further), -1, np.int64)
        for column in (self.job, self.channel, self.principal, self.application):
            np.maximum.at(worst, column[column >= 0], self.stake[column >= 0])
        return worst

    def of_cargos(self, values: Sequence[int]) -> Ints:
        """A value of each cargo, beside each hop."""
        return np.asarray(values, np.int64)[self.cargo] if values else np.zeros(len(self), np.int64)

    def carrying(self, element: str) -> Bools:
        """Which hops carry an element."""
        found: Bools = self.of_cargos([element in one.forms for one in self.cargos]) != 0
        return found

    def known(self, bases: Basis) -> Bools:
        """Which hops are known in one of these ways."""
        found: Bools = (self.bases & int(bases)) != 0
        return found

    def __len__(self) -> int:
        return len(self._rows) + len(self._permitted)

    @overload
    def __getitem__(self, at: int) -> JudgedHop: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[JudgedHop]: ...
    def __getitem__(self, at: int | slice) -> JudgedHop | Sequence[JudgedHop]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        place = range(len(self))[at]
        if place >= len(self._rows):
            return self._permitted[place - len(self._rows)]
        cargo = self.cargos[int(self.cargo[place])]
        return JudgedHop(
            hop=self._graph.hop(int(self._rows[place])),
            right=Right(int(self.right[place])),
            carried=cargo.forms,
            severity=cargo.severity,
            expires_since=day_of(int(self.expires[place])),
        )


def no_hops(graph: LineageGraph) -> JudgedHops:
    """None, for a view of what is not about hops."""
    none = np.empty(0, np.int64)
    return JudgedHops(graph, none, Verdicts(none, none, none, ()))


def day_of(ordinal: int) -> date | None:
    """The day of a number in a column of days; `None` for 0."""
    return date.fromordinal(ordinal) if ordinal else None


def _and(own: npt.NDArray[np.signedinteger], more: Iterable[int]) -> Ints:
    return np.concatenate([own, np.fromiter(more, np.int64)]).astype(np.int64, copy=False)
