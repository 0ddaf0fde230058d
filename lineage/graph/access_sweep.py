"""Effective access of whole containers: which of all fields somebody may read, as truth values over the fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.access import EDITS, READS, Access
from lineage.graph.by_node import numbers
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.verdicts import Leg, Operation

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class _Held:
    """What somebody holds: operations by System and by dataset on each leg, and by field."""

    systems: Bytes
    every_field: Bytes
    objects: Bytes
    all_fields: Bytes
    fields: Bytes

    def __or__(self, other: "_Held") -> "_Held":
        return _Held(*(mine | theirs for mine, theirs in zip(self._all, other._all, strict=True)))

    @property
    def _all(self) -> tuple[Bytes, Bytes, Bytes, Bytes, Bytes]:
        return self.systems, self.every_field, self.objects, self.all_fields, self.fields

    def less(self, removed: "_Held") -> "_Held":
        """What is left; whoever may not read may do nothing else."""
        return _Held(*(_left(mine, theirs) for mine, theirs in zip(self._all, removed._all, strict=True)))

    @property
    def to_read(self) -> "Legs":
        """What of it lets somebody read."""
        return Legs(*((leg & np.uint8(READS)) != 0 for leg in self._all))


@dataclass(frozen=True)
class Legs:
    """What one container gives to read: the object leg by System and dataset, the field leg by System, dataset and field."""

    systems: Bools
    every_field: Bools
    objects: Bools
    all_fields: Bools
    fields: Bools


def _left(held: Bytes, removed: Bytes) -> Bytes:
    mutes = (removed & np.uint8(Operation.READ)) != 0
    return np.where(mutes, np.uint8(0), held & ~removed)


class AccessSweep:
    """Effective access by the container, over all fields of a graph at once.

    Fields, datasets and Systems are numbered in order of their rows; `field_rows`, `dataset_rows` and `system_rows` give their node rows,
    `dataset_of` the number of each field's dataset, `system_of` that of each dataset's System.
    """

    def __init__(self, graph: LineageGraph, grants: GrantTable, access: Access) -> None:
        self._graph, self._grants, self._access = graph, grants, access
        self._held: dict[Id, _Held] = {}
        self.field_rows, self.dataset_rows, self.system_rows = map(graph.rows_of_kind, (Kind.FIELD, Kind.DATASET, Kind.SYSTEM))
        self._number = np.zeros(len(graph), np.int32)
        for rows in (self.field_rows, self.dataset_rows, self.system_rows):
            self._number[rows] = np.arange(len(rows), dtype=np.int32)
        self.dataset_of = self._number[graph.parents[self.field_rows]]
        self.system_of = self._number[graph.parents[self.dataset_rows]]

    def numbers_of(self, rows: npt.NDArray[np.signedinteger]) -> npt.NDArray[np.int32]:
        """The numbers of fields, by their rows."""
        found: npt.NDArray[np.int32] = self._number[rows]
        return found

    @cached_property
    def read_with_object(self) -> Bools:
        """Fields that need no permission of their own."""
        detail = self._graph.tables.nodes.column("detail")
        found: Bools = numbers(pc.match_substring(detail, _WITH_OBJECT))[self.field_rows].astype(np.bool_)
        return found

    def readable(self, principal: Id) -> Bools:
        """Whether a principal may read each field."""
        held = self._gather(principal, ())
        return self._both(held, np.uint8(READS))

    def editable(self, principal: Id) -> Bools:
        """Whether a principal may edit each field; editing takes reading."""
        held = self._gather(principal, ())
        return self._both(held, np.uint8(READS)) & self._both(held, np.uint8(EDITS))

    def _both(self, held: _Held, wanted: np.uint8) -> Bools:
        on_object, on_field = self._legs(held, wanted)
        both: Bools = on_object & (on_field | self.read_with_object)
        return both

    def _legs(self, held: _Held, wanted: np.uint8) -> tuple[Bools, Bools]:
        """Whether each leg of each field allows any of the operations wanted."""
        objects = (held.objects | held.systems[self.system_of])[self.dataset_of]
        fields = held.fields | (held.all_fields | held.every_field[self.system_of])[self.dataset_of]
        return (objects & wanted) != 0, (fields & wanted) != 0

    def _gather(self, member: Id, above: tuple[Id, ...]) -> _Held:
        if member in self._held:
            return self._held[member]
        held = self._own(member, removes=False)
        removed: _Held | None = None
        for row in self._access.memberships.get(member, ()):
            if row.container in (*above, member) or row.session_activated:
                continue
            held |= self._gather(row.container, (*above, member))
            if self.removes(row.container):
                own = self._own(row.container, removes=True)
                removed = own if removed is None else removed | own
        held = held.less(removed) if removed is not None else held
        if not above:
            self._held = {member: held}
        return held

    def legs(self, container: Id, muted_by: Iterable[Id] = ()) -> Legs:
        """What a container gives to read by its own grants, less what these sets take away."""
        held = self._own(container, removes=False)
        for one in muted_by:
            held = held.less(self._own(one, removes=True))
        return held.to_read

    def gathered(self, principal: Id) -> Legs:
        """What a principal comes to read by all that it holds, less what is taken away on the way."""
        return self._gather(principal, ()).to_read

    def at_most(self, containers: Iterable[Id]) -> Bools:
        """What these containers together can make readable at most, whoever holds them and whatever is muted."""
        sizes = (self.system_rows, self.system_rows, self.dataset_rows, self.dataset_rows, self.field_rows)
        found = _Held(*(np.zeros(len(rows), np.uint8) for rows in sizes))
        for container in containers:
            found |= self._own(container, removes=False)
        return self._both(found, np.uint8(READS))

    def one_leg(self, container: Id) -> Bools:
        """The fields on which a container holds one leg and not the other."""
        on_object, on_field = self._legs(self._gather(container, ()), np.uint8(READS))
        one: Bools = (on_object ^ on_field) & ~self.read_with_object
        return one

    def removes(self, container: Id) -> bool:
        """Whether a container takes something away inside the groups that hold it."""
        row = self._graph.row(container)
        rows = self._grants.rows_of(row) if row is not None else range(0)
        return bool(self._grants.removes(np.asarray(rows)).any())

    def _own(self, principal: Id, *, removes: bool) -> _Held:
        """What a principal's own grants give, or take away."""
        row = self._graph.row(principal)
        rows = self._grants.rows_of(row) if row is not None else range(0)
        span = slice(rows.start, rows.stop)
        fits = self._grants.removes(np.asarray(rows)) == removes
        subject, leg = self._grants.subject[span][fits], self._grants.column("leg")[span][fits]
        operations = self._grants.column("operations")[span][fits].astype(np.uint8)
        kinds = self._graph.kinds[subject]

        def spread(size: int, kind: Kind, of: Leg) -> Bytes:
            which = (kinds == kind) & (leg == of)
            found = np.zeros(size, np.uint8)
            np.bitwise_or.at(found, self._number[subject[which]], operations[which])
            return found

        return _Held(
            spread(len(self.system_rows), Kind.SYSTEM, Leg.OBJECT),
            spread(len(self.system_rows), Kind.SYSTEM, Leg.FIELD),
            spread(len(self.dataset_rows), Kind.DATASET, Leg.OBJECT),
            spread(len(self.dataset_rows), Kind.DATASET, Leg.FIELD),
            spread(len(self.field_rows), Kind.FIELD, Leg.FIELD),
        )

    def by_dataset(self, *which: Bools) -> dict[Id, tuple[int, ...]]:
        """Of each dataset with a marked field: how many fields it has, and how many of them each row of truth values marks."""
        known = np.bincount(self.dataset_of, minlength=len(self.dataset_rows))
        marked = [np.bincount(self.dataset_of[one], minlength=len(self.dataset_rows)) for one in which]
        some = np.flatnonzero(np.logical_or.reduce([one > 0 for one in marked]))
        return {
            self._graph.id(int(self.dataset_rows[at])): (int(known[at]), *(int(one[at]) for one in marked))
            for at in some.tolist()
        }

    def fields(self, which: Bools) -> Iterable[Id]:
        """The ids of the fields that a row of truth values marks."""
        return map(self._graph.id, self.field_rows[which].tolist())


_WITH_OBJECT = '"read_with_object":true'
"""How canonical JSON says it; no text inside it can, because quotes in texts are escaped."""
