"""Which fields any of many principals may read: a bit for each field, each distinct set of containers united once.

Every dataset's fields begin at a byte, so that what holds for a whole dataset is bytes, and 50,000 users cost what their distinct sets do.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lineage.columns import Kind
from lineage.graph.access import READS
from lineage.graph.access_sweep import AccessSweep, Bytes
from lineage.graph.field_sets import FieldSet
from lineage.graph.grant_table import GrantTable
from lineage.graph.holders import Givers, Holders
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Leg

Ints = npt.NDArray[np.signedinteger]


class ReadUnions:
    """Unions of what principals may read."""

    def __init__(self, graph: LineageGraph, grants: GrantTable, sweep: AccessSweep, holders: Holders) -> None:
        self._graph, self._grants, self._sweep, self._holders = graph, grants, sweep, holders
        counts = np.bincount(sweep.dataset_of, minlength=len(sweep.dataset_rows))
        self._bytes = -(-counts // 8)
        """Bytes of each dataset."""
        starts = 8 * (np.cumsum(self._bytes) - self._bytes)
        order = np.argsort(sweep.dataset_of, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        self._at = (starts[sweep.dataset_of] + place).astype(np.int32)
        """The bit of each field."""
        self._bit_of = np.full(len(graph), -1, np.int32)
        self._bit_of[sweep.field_rows] = self._at
        self._dataset = np.full(len(graph), -1, np.int32)
        self._dataset[sweep.dataset_rows] = np.arange(len(sweep.dataset_rows))
        self._with_object = self._packed(self._at[sweep.read_with_object])
        self._legs: dict[int, tuple[Bytes, Bytes]] = {}

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
        found = [np.zeros_like(self._with_object) for _ in distinct]
        for givers, numbers in zip(kinds.givers, of_kind, strict=True):
            read = self._read(givers)
            for number in numbers:
                found[number] |= read
        sets = {key: FieldSet(bits, self._at) for key, bits in zip(distinct, found, strict=True)}
        return [sets[one.tobytes()] for one in together]

    def _read(self, givers: Givers) -> Bytes:
        """What one holding reads: both legs, each united over the givers."""
        on_object = np.zeros(len(self._bytes), np.uint8)
        on_field = self._with_object.copy()
        for giver in givers:
            objects, fields = self._legs_of(giver)
            on_object |= objects
            on_field |= fields
        on_field &= np.repeat(on_object, self._bytes)
        return on_field

    def _legs_of(self, giver: int) -> tuple[Bytes, Bytes]:
        """The object leg, a byte for each dataset, and the field leg, a bit for each field."""
        if giver not in self._legs:
            self._legs[giver] = self._gathered(giver) if self._holders.is_gathered(giver) else self._own(giver)
        return self._legs[giver]

    def _own(self, giver: int) -> tuple[Bytes, Bytes]:
        rows = self._grants.rows_of(giver)
        span = slice(rows.start, rows.stop)
        reads = (self._grants.column("operations")[span].view(np.uint8) & np.uint8(READS)) != 0
        reads &= self._grants.column("removes")[span] == 0
        subjects = self._grants.subject[span]
        split = int(np.searchsorted(self._grants.column("leg")[span], np.int8(Leg.FIELD)))
        on_object, on_field = subjects[:split][reads[:split]], subjects[split:][reads[split:]]
        objects = self._whole(on_object)
        bits = self._bit_of[on_field]
        whole = bits < 0
        fields = self._packed(bits[~whole] if whole.any() else bits)
        if whole.any():
            fields |= np.repeat(self._whole(on_field[whole]), self._bytes)
        return objects, fields

    def _gathered(self, giver: int) -> tuple[Bytes, Bytes]:
        legs = self._sweep.gathered(self._graph.id(giver))
        objects = np.where(legs.objects | legs.systems[self._sweep.system_of], np.uint8(0xFF), np.uint8(0))
        every = legs.all_fields | legs.every_field[self._sweep.system_of]
        fields = self._packed(self._at[legs.fields | every[self._sweep.dataset_of]])
        return objects, fields

    def _whole(self, places: Ints) -> Bytes:
        """A byte for each dataset: whether it is one of some datasets and Systems, or in one of these."""
        found = np.zeros(len(self._bytes), np.uint8)
        is_system = self._graph.kinds[places] == Kind.SYSTEM
        found[self._dataset[places[~is_system]]] = 0xFF
        for system in places[is_system].tolist():
            found[self._sweep.system_rows[self._sweep.system_of] == system] = 0xFF
        return found

    def _packed(self, bits: Ints) -> Bytes:
        found = np.zeros(8 * int(self._bytes.sum()), np.uint8)
        found[bits] = 1
        return np.packbits(found, bitorder="little")
