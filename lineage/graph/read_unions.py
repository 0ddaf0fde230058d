"""Which fields any of many principals may read: a bit for each field, each distinct set of containers united once."""

from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from lineage.graph.access_sweep import AccessSweep, Bytes
from lineage.graph.field_sets import FieldSet
from lineage.graph.grant_table import GrantTable
from lineage.graph.holders import Givers, Holders
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.read_legs import LegsOf, Words

Ints = npt.NDArray[np.signedinteger]

_KEPT = 256
"""Holdings whose fields are kept: a question about few principals asks for them again and again."""


class ReadUnions:
    """Unions of what principals may read; 50,000 users cost what their distinct sets do."""

    def __init__(self, graph: LineageGraph, grants: GrantTable, sweep: AccessSweep, holders: Holders) -> None:
        self._sweep, self._holders = sweep, holders
        self._legs = LegsOf(graph, grants, sweep, holders)
        self._bits = self._legs.bits
        self._read = lru_cache(_KEPT)(self._read_by)

    def united(self, groups: Sequence[Ints]) -> list[FieldSet]:
        """For each group of principals, as rows: which fields any of them may read."""
        everybody = np.unique(np.concatenate([np.empty(0, np.int64), *groups]))
        kinds = self._holders.kinds(everybody)
        which = np.asarray(kinds.which, np.int64)
        together = [np.unique(which[np.searchsorted(everybody, group)]) for group in groups]
        # Groups of the same kinds share one set: thousands of users may hold the same.
        distinct = {one.tobytes(): one for one in together}
        of_kind: list[list[int]] = [[] for _ in kinds.givers]
        for number, some in enumerate(distinct.values()):
            for kind in some.tolist():
                of_kind[kind].append(number)
        found = self._found(kinds.givers, of_kind, len(distinct))
        sets = {key: FieldSet(one.view(np.uint8), self._bits.at) for key, one in zip(distinct, found, strict=True)}
        return [sets[one.tobytes()] for one in together]

    def _found(self, kinds: Sequence[Givers], of_kind: Sequence[Sequence[int]], groups: int) -> list[Words]:
        """What groups read by the kinds of their principals. Some read all that anybody may; nothing is added to these."""
        if len(kinds) == 1:
            return [self._read(kinds[0]) if number in of_kind[0] else self._bits.none() for number in range(groups)]
        most = self._read_by({giver for givers in kinds for giver in givers})
        found = [self._bits.none() for _ in range(groups)]
        added = [0] * groups
        full: set[int] = set()
        for kind in self._widest_first(kinds):
            wanted = [number for number in of_kind[kind] if number not in full]
            read = self._read(kinds[kind]) if wanted else most
            for number in wanted:
                found[number] |= read
                added[number] += 1
                # Looked at ever more rarely, because many never get there.
                if added[number] & (added[number] - 1) == 0 and np.array_equal(found[number], most):
                    found[number] = most
                    full.add(number)
        return found

    def _widest_first(self, kinds: Sequence[Givers]) -> list[int]:
        sizes = {giver: len(self._legs[giver].fields) for givers in kinds for giver in givers}
        widths = [sum(sizes[giver] for giver in givers) for givers in kinds]
        return sorted(range(len(kinds)), key=lambda kind: -widths[kind])

    def _read_by(self, givers: Collection[int]) -> Words:
        """What one holding reads: both legs, each united over the givers."""
        on_object: Bytes = np.zeros(len(self._sweep.dataset_rows), np.uint8)
        on_field = self._with_object.copy()
        for giver in givers:
            self._legs[giver].add_to(on_object, on_field)
        on_field &= self._bits.spread(on_object)
        return on_field

    @cached_property
    def _with_object(self) -> Words:
        return self._bits.packed(self._bits.at[self._sweep.read_with_object])
