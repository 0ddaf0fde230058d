"""How many fields that hold an element reach a System, each counted once however many hops and readers bring it there."""

import numpy as np

from lineage.analysis.exposure import Reaches
from lineage.analysis.grouped import Grouped, distinct
from lineage.analysis.origins import Origins
from lineage.analysis.states import Ints


class ElementCounts:
    """Counts fields by element and System; `has` tells for each class of fields which elements it holds."""

    def __init__(self, origins: Origins, has: Ints) -> None:
        self._origins, self._has = origins, has

    def __call__(self, reaches: Reaches, rows: Ints, systems: Ints) -> Ints:
        """How many fields stand behind each of these cells."""
        places, at = np.unique(systems, return_inverse=True)
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
