"""The two legs of reading as bits: a byte for each dataset, a bit for each field; what gives little is the few words that it has."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.columns import Kind
from lineage.graph.access import READS
from lineage.graph.access_sweep import AccessSweep, Bytes
from lineage.graph.grant_table import GrantTable
from lineage.graph.holders import Holders
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Leg

Ints = npt.NDArray[np.signedinteger]
Words = npt.NDArray[np.uint64]

_WORD: Final = 64


class ReadLegs(NamedTuple):
    """What one principal's grants give to read."""

    objects: Bytes
    """The object leg: all bits of a dataset's byte."""
    fields: Words
    """The field leg: a bit for each field, of all words or of some."""
    words: Ints | None
    """Which words these are; all where there is none."""

    def add_to(self, objects: Bytes, fields: Words) -> None:
        """Unite both into other ones, in place."""
        objects |= self.objects
        if self.words is None:
            fields |= self.fields
        else:
            fields[self.words] |= self.fields


class FieldBits:
    """The bit of each field. Every dataset's fields begin at a byte, so that what holds for a whole dataset is bytes."""

    def __init__(self, graph: LineageGraph, sweep: AccessSweep) -> None:
        counts = np.bincount(sweep.dataset_of, minlength=len(sweep.dataset_rows))
        self._bytes = -(-counts // 8)
        """Bytes of each dataset."""
        starts = 8 * (np.cumsum(self._bytes) - self._bytes)
        order = np.argsort(sweep.dataset_of, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        self.at = (starts[sweep.dataset_of] + place).astype(np.int32)
        """The bit of each field, in order of the sweep."""
        self.of_row = np.full(len(graph), -1, np.int32)
        """The bit of each field, by row; -1 for other nodes."""
        self.of_row[sweep.field_rows] = self.at
        self.words = -(-int(self._bytes.sum()) * 8 // _WORD)

    def none(self) -> Words:
        """The set without any field."""
        return np.zeros(self.words, np.uint64)

    def packed(self, bits: Ints) -> Words:
        """The set of these bits."""
        found = np.zeros(self.words * _WORD, np.uint8)
        found[bits] = 1
        return np.packbits(found, bitorder="little").view(np.uint64)

    def by_word(self, bits: Ints) -> tuple[Words, Ints | None]:
        """The set of these bits, by word where they are few."""
        if len(bits) > self.words:
            return self.packed(bits), None
        ordered = np.sort(bits).astype(np.int64)
        words = ordered // _WORD
        begins = np.flatnonzero(np.diff(words, prepend=-1))
        ones = np.uint64(1) << (ordered % _WORD).astype(np.uint64)
        return np.bitwise_or.reduceat(ones, begins) if len(begins) else self.none()[:0], words[begins]

    def spread(self, objects: Bytes) -> Words:
        """The fields of datasets, from a byte for each of these."""
        found = np.zeros(8 * self.words, np.uint8)
        spread = np.repeat(objects, self._bytes)
        found[: len(spread)] = spread
        return found.view(np.uint64)


class LegsOf:
    """Looks up the legs of principals, and remembers them."""

    def __init__(self, graph: LineageGraph, grants: GrantTable, sweep: AccessSweep, holders: Holders) -> None:
        self._graph, self._grants, self._sweep, self._holders = graph, grants, sweep, holders
        self.bits = FieldBits(graph, sweep)
        self._dataset = np.full(len(graph), -1, np.int32)
        self._dataset[sweep.dataset_rows] = np.arange(len(sweep.dataset_rows))
        self._known: dict[int, ReadLegs] = {}

    def __getitem__(self, giver: int) -> ReadLegs:
        """What the grants of a principal, as a row, give to read; all that it holds where that has to be taken together."""
        if giver not in self._known:
            self._known[giver] = self._gathered(giver) if self._holders.is_gathered(giver) else self._own(giver)
        return self._known[giver]

    def _own(self, giver: int) -> ReadLegs:
        rows = self._grants.rows_of(giver)
        span = slice(rows.start, rows.stop)
        reads = (self._grants.column("operations")[span].view(np.uint8) & np.uint8(READS)) != 0
        if self._holders.removes(giver):
            reads &= ~self._grants.removes(np.asarray(rows))
        subjects = self._grants.subject[span]
        split = int(np.searchsorted(self._grants.column("leg")[span], np.int8(Leg.FIELD)))
        on_object, on_field = subjects[:split], subjects[split:]
        if not reads.all():
            on_object, on_field = on_object[reads[:split]], on_field[reads[split:]]
        bits = self.bits.of_row[on_field]
        whole = bits < 0
        if not whole.any():
            return ReadLegs(self._whole(on_object), *self.bits.by_word(bits))
        fields = self.bits.packed(bits[~whole]) | self.bits.spread(self._whole(on_field[whole]))
        return ReadLegs(self._whole(on_object), fields, None)

    def _gathered(self, giver: int) -> ReadLegs:
        legs, sweep = self._sweep.gathered(self._graph.id(giver)), self._sweep
        objects = np.where(legs.objects | legs.systems[sweep.system_of], np.uint8(0xFF), np.uint8(0))
        every = legs.all_fields | legs.every_field[sweep.system_of]
        return ReadLegs(objects, *self.bits.by_word(self.bits.at[legs.fields | every[sweep.dataset_of]]))

    def _whole(self, places: Ints) -> Bytes:
        """A byte for each dataset: whether it is one of some datasets and Systems, or in one of these."""
        found = np.zeros(len(self._sweep.dataset_rows), np.uint8)
        is_system = self._graph.kinds[places] == Kind.SYSTEM
        found[self._dataset[places[~is_system]]] = 0xFF
        for system in places[is_system].tolist():
            found[self._sweep.system_rows[self._sweep.system_of] == system] = 0xFF
        return found
