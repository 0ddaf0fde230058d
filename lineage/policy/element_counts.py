"""How many fields that hold an element reach a System, each counted once however many hops and readers bring it there."""

from collections.abc import Sequence

import numpy as np

from lineage.analysis.exposure import Reaches, united
from lineage.analysis.grouped import Grouped, distinct
from lineage.analysis.origins import Origins
from lineage.analysis.states import Ints


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
        plain = reaches.bit < self._origins.first_read
        bits = reaches.bit[plain]
        by_class = np.zeros((len(places), len(self._has)), np.int64)
        where = np.searchsorted(places, reaches.system[plain])
        np.add.at(by_class, (where, self._origins.classes[bits]), self._origins.weights[bits])
        if not plain.all():
            self._add_read(by_class, reaches, places)
        found: Ints = (by_class @ self._has)[at, rows]
        return found

    def _add_read(self, by_class: Ints, reaches: Reaches, places: Ints) -> None:
        """Add the fields that only readers bring, by class."""
        origins, read = self._origins, self._origins.read
        plain = read.by_class.by_bit(self._plain_bits(), origins.first_read)
        by_place = Grouped(np.searchsorted(places, reaches.system), len(places))
        for place in range(len(places)):
            bits = reaches.bit[by_place.of(np.asarray([place]))]
            readers = distinct(read.readers[bits[bits >= origins.first_read] - origins.first_read])
            if len(readers):
                brought = np.bitwise_or.reduce([read.read[reader].bits for reader in readers.tolist()])
                reached = np.zeros(origins.first_read + 1, np.bool_)
                reached[bits[bits < origins.first_read]] = True
                if reached.any():
                    brought &= ~np.packbits(reached.take(plain), bitorder="little")
                by_class[place, read.by_class.held] += read.by_class.counts(brought)

    def _plain_bits(self) -> Ints:
        """The plain bit of each field; one more than there are where there is none."""
        origins, fields = self._origins, self._origins.read.fields
        found = np.full(len(fields), origins.first_read, np.int64)
        at = np.minimum(np.searchsorted(fields, origins.rows), len(fields) - 1)
        is_field = fields[at] == origins.rows
        found[at[is_field]] = np.repeat(np.arange(len(origins)), origins.weights)[is_field]
        return found
