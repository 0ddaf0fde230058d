"""How many fields that hold an element reach a System, each counted once however many hops and readers bring it there."""

from collections.abc import Iterator, Sequence

import numpy as np

from lineage.analysis.exposure import Reaches, united
from lineage.analysis.grouped import Grouped
from lineage.analysis.origins import Origins
from lineage.analysis.states import Ints
from lineage.graph.field_sets import Bytes


class ElementCounts:
    """Counts fields by element and System; `has` tells for each class of fields which elements it holds.

    `gone` tells for each set of elements that walks lost which elements are in it.
    """

    def __init__(self, origins: Origins, has: Ints, gone: Sequence[Sequence[bool]]) -> None:
        self._origins, self._has = origins, has
        self._gone = np.asarray(gone, np.bool_)

    def __call__(self, reaches: Reaches, rows: Ints, systems: Ints) -> Ints:
        """How many fields stand behind each of these cells."""
        if len(self._gone) == 1:
            return self._counted(reaches, rows, systems)
        # Elements that the same sets have lost are counted together, over the walks that did not lose them.
        fates, which = np.unique(self._gone, axis=1, return_inverse=True)
        found = np.zeros(len(rows), np.int64)
        for fate, is_lost in enumerate(fates.T):
            cells = np.flatnonzero(which[rows] == fate)
            kept = reaches.take(np.flatnonzero(~is_lost[reaches.gone]))
            if len(cells):
                found[cells] = self._counted(united(kept, kept.bit, kept.system), rows[cells], systems[cells])
        return found

    def _counted(self, reaches: Reaches, rows: Ints, systems: Ints) -> Ints:
        places, at = np.unique(systems, return_inverse=True)
        reaches = reaches.take(np.flatnonzero(np.isin(reaches.system, places)))
        where = np.searchsorted(places, reaches.system)
        plain = reaches.bit < self._origins.first_read
        bits = reaches.bit[plain]
        by_class = np.zeros((len(places), len(self._has)), np.int64)
        np.add.at(by_class, (where[plain], self._origins.classes[bits]), self._origins.weights[bits])
        if not plain.all():
            plain_bits = self._origins.read.by_class.by_bit(self._plain_bits(), self._origins.first_read)
            by_place = Grouped(where[plain], len(places))
            for place, readers in self._readers(reaches.bit[~plain], where[~plain]):
                known = bits[by_place.of(np.asarray([place]))]
                self._add_read(by_class[place], readers, self._reached(known, plain_bits))
        found: Ints = (by_class @ self._has)[at, rows]
        return found

    def _readers(self, bits: Ints, where: Ints) -> Iterator[tuple[int, Ints]]:
        """The places that readers bring something to, and which."""
        readers = self._origins.read.readers[bits - self._origins.first_read]
        place, reader = np.unique(np.stack([where, readers]), axis=1)
        begins = np.flatnonzero(np.diff(place, prepend=-1))
        yield from zip(place[begins].tolist(), np.split(reader, begins[1:]), strict=True)

    def _add_read(self, by_class: Ints, readers: Ints, known: Bytes) -> None:
        """Add the fields that only readers bring somewhere, by class; those known from other bits are counted there."""
        read = self._origins.read
        brought = np.bitwise_or.reduce([read.read[reader].bits for reader in readers.tolist()])
        by_class[read.by_class.held] += read.by_class.counts(brought & ~known)

    def _reached(self, bits: Ints, plain_bits: Ints) -> Bytes:
        """The fields of some plain bits, in order of classes."""
        reached = np.zeros(self._origins.first_read + 1, np.bool_)
        reached[bits] = True
        return np.packbits(reached.take(plain_bits), bitorder="little")

    def _plain_bits(self) -> Ints:
        """The plain bit of each field; one more than there are where there is none."""
        origins, fields = self._origins, self._origins.read.fields
        found = np.full(len(fields), origins.first_read, np.int64)
        at = np.minimum(np.searchsorted(fields, origins.rows), len(fields) - 1)
        is_field = fields[at] == origins.rows
        found[at[is_field]] = np.repeat(np.arange(len(origins)), origins.weights)[is_field]
        return found
