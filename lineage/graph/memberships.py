"""Who holds which containers on one day, in columns or looked up by member: there may be hundreds of thousands of memberships."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lineage.graph.by_node import numbers
from lineage.graph.grant_source import GrantSource, MembershipRow
from lineage.model.ids import Id
from lineage.model.verdicts import Active

Ints = npt.NDArray[np.int32]

_EVER = (1 << 31) - 1
_EPOCH = date(1970, 1, 1)


class Memberships:
    """The memberships that are in force on a day and need no session that activates them, as node rows, by member."""

    def __init__(self, table: pa.Table, as_of: date) -> None:
        day = (as_of - _EPOCH).days
        counts = (numbers(table.column("active")) != Active.NO) & (numbers(table.column("session_activated")) == 0)
        counts &= (days(table, "start", -_EVER) <= day) & (days(table, "until", _EVER) >= day)
        member = numbers(table.column("member"))[counts]
        order = np.argsort(member, kind="stable")
        self._member: Ints = member[order]
        self._container: Ints = numbers(table.column("container"))[counts][order]

    @property
    def pairs(self) -> tuple[Ints, Ints]:
        """Members and the containers that they hold, in order of member."""
        return self._member, self._container

    def of(self, member: int) -> Ints:
        """Rows of the containers that somebody holds."""
        first, end = np.searchsorted(self._member, np.asarray((member, member + 1), np.int32)).tolist()
        found: Ints = self._container[first:end]
        return found

    def of_each(self, members: Ints) -> list[Ints]:
        """The same for many members."""
        first, end = (np.searchsorted(self._member, members, side) for side in ("left", "right"))
        return [self._container[start:stop] for start, stop in zip(first.tolist(), end.tolist(), strict=True)]


def days(table: pa.Table, name: str, otherwise: int) -> Ints:
    """A column of days as numbers; `otherwise` where there is none, as an array since Arrow would import pandas for a single value."""
    days = table.column(name).cast(pa.int32()).combine_chunks()
    stand_in = pa.Array.from_buffers(pa.int32(), len(days), [None, pa.py_buffer(np.full(len(days), otherwise, np.int32))])
    return numbers(pa.chunked_array([pc.coalesce(days, stand_in)]))


class MembershipsByMember(Mapping[Id, tuple[MembershipRow, ...]]):
    """Some of the memberships by member: looked up one by one as long as nobody asks for all; members without any are not in it."""

    def __init__(self, source: GrantSource, is_meant: Callable[[MembershipRow], bool]) -> None:
        self._source, self._is_meant = source, is_meant
        self._known: dict[Id, tuple[MembershipRow, ...]] = {}

    def __getitem__(self, member: Id) -> tuple[MembershipRow, ...]:
        if member not in self._known:
            self._known[member] = tuple(filter(self._is_meant, self._source.memberships_of(member)))
        if not self._known[member]:
            raise KeyError(member)
        return self._known[member]

    def __iter__(self) -> Iterator[Id]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[Id, None]:
        rows = groupby(filter(self._is_meant, self._source.memberships()), lambda row: row.member)
        self._known = {member: tuple(some) for member, some in rows}
        return dict.fromkeys(self._known)
