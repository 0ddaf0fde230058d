"""Origins by who may read them: what readers read that has no states of its own, as few bits as rights can tell apart.

Where a reader's data goes on does not depend on what it is; by what right it goes does. So the classes of fields that one reader reads are
one bit where all rights on the way agree about them, and which fields stand behind it is kept as truth values, not as lists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lineage.analysis.readings import Bools, Readings
from lineage.analysis.states import Ints, StateGraph
from lineage.graph.alike import number_pairs
from lineage.graph.lineage_graph import LineageGraph

RightsOf = Callable[[int], Ints]
"""The right, as a number, of a signature for every class."""

Bytes = npt.NDArray[np.uint8]

_NONE = np.empty(0, np.int64)


class ByClass:
    """Sets of fields as bits in order of class; every class begins at a byte, so that its fields are counted at once."""

    def __init__(self, fields: Ints, classes: Ints) -> None:
        """`fields` are rows in order, `classes` the class of each."""
        self.fields, self.classes = fields, classes
        self.held, counts = np.unique(classes, return_counts=True)
        """The classes that there are."""
        sizes = -(-counts // 8)
        self._begins = np.cumsum(sizes) - sizes
        order = np.argsort(classes, kind="stable")
        self._at = np.empty(len(order), np.int64)
        self._at[order] = np.arange(len(order)) + np.repeat(8 * self._begins - (np.cumsum(counts) - counts), counts)
        self._size = 8 * int(sizes.sum())

    def packed(self, marks: Bools) -> Bytes:
        """The marked fields as a set."""
        found = np.zeros(self._size, np.bool_)
        found[self._at] = marks
        return np.packbits(found)

    def rows(self, packed: Bytes, classes: Ints) -> Ints:
        """Rows of the fields of a set that are of some classes."""
        marks = np.unpackbits(packed)[self._at] != 0
        found: Ints = self.fields[marks & np.isin(self.classes, classes)]
        return found

    def counts(self, packed: Bytes) -> Ints:
        """How many fields of each class a set has, in order of `held`."""
        if not len(self._begins):
            return np.empty(0, np.int64)
        found: Ints = np.add.reduceat(np.bitwise_count(packed).astype(np.int64), self._begins)
        return found


@dataclass(frozen=True)
class ReadOrigins:
    """Bits of origins that somebody may read."""

    by_class: ByClass = field(default_factory=lambda: ByClass(_NONE, _NONE))
    read: Sequence[Bytes] = ()
    """For each reader the fields that it may read and that have no states of their own."""
    readers: Ints = field(default_factory=lambda: _NONE)
    """The reader of each bit."""
    members: Sequence[Ints] = ()
    """The classes of each bit."""

    def __len__(self) -> int:
        return len(self.readers)

    def rows(self, bit: int) -> Ints:
        """Rows of the fields behind a bit."""
        return self.by_class.rows(self.read[int(self.readers[bit])], self.members[bit])


def read_origins(
    graph: LineageGraph, made: StateGraph, readings: Readings, classes: Ints, signatures: Sequence[Ints], rights: RightsOf
) -> ReadOrigins:
    """The bits of what readers read; `classes` number what each field holds, `signatures` are what each reader's data crosses."""
    fields = readings.fields.astype(np.int64)
    systems, is_shared = graph.system_of[fields], ~made.alone[fields]
    of_home = {home: is_shared & (systems == home) for home in {reader.home for reader in readings.readers}}
    by_class = ByClass(fields, classes)
    read = [by_class.packed(reader.readable & of_home[reader.home]) for reader in readings.readers]
    held = [by_class.held[np.flatnonzero(by_class.counts(one))] for one in read]
    members = [_alike(some, crossed, rights) for some, crossed in zip(held, signatures, strict=True)]
    return ReadOrigins(
        by_class=by_class,
        read=read,
        readers=np.repeat(np.arange(len(members)), [len(some) for some in members]),
        members=[one for some in members for one in some],
    )


def _alike(classes: Ints, signatures: Ints, rights: RightsOf) -> list[Ints]:
    """Classes that all these rights judge alike."""
    if not len(classes):
        return []
    alike = np.zeros(len(classes), np.int64)
    for signature in signatures.tolist():
        alike = np.unique(number_pairs(alike, rights(signature)[classes]), return_inverse=True)[1]
    order = np.argsort(alike, kind="stable")
    return np.split(classes[order], np.flatnonzero(np.diff(alike[order])) + 1)
