"""Origins by who may read them: what readers read that has no states of its own, as few bits as rights can tell apart.

Where a reader's data goes on does not depend on what it is; by what right it goes does. So the classes of fields that one reader reads are
one bit where all rights on the way agree about them, and which fields stand behind it is kept as truth values, not as lists.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lineage.analysis.readings import Readings
from lineage.analysis.states import Ints, StateGraph
from lineage.graph.alike import number_pairs
from lineage.graph.field_sets import Bools, ByGroup, FieldSet
from lineage.graph.lineage_graph import LineageGraph

RightsOf = Callable[[int], Ints]
"""The right, as a number, of a signature for every class."""

_NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class ReadOrigins:
    """Bits of origins that somebody may read."""

    fields: Ints = field(default_factory=lambda: _NONE)
    """Rows of all fields, in order."""
    classes: Ints = field(default_factory=lambda: _NONE)
    """The class of each field."""
    by_class: ByGroup = field(default_factory=lambda: ByGroup(_NONE))
    read: Sequence[FieldSet] = ()
    """For each reader the fields that it may read and whose reading starts in its state; some have states of their own beside that."""
    readers: Ints = field(default_factory=lambda: _NONE)
    """The reader of each bit."""
    members: Sequence[Ints] = ()
    """The classes of each bit."""

    def __len__(self) -> int:
        return len(self.readers)

    def rows(self, bit: int) -> Ints:
        """Rows of the fields behind a bit."""
        found: Ints = self.fields[self._in_classes(self.members[bit]) & self.read[int(self.readers[bit])].marks()]
        return found

    def _in_classes(self, classes: Ints) -> Bools:
        return np.isin(self.classes, classes)


def read_origins(
    graph: LineageGraph, made: StateGraph, readings: Readings, classes: Ints, signatures: Sequence[Ints], rights: RightsOf
) -> ReadOrigins:
    """The bits of what readers read; `classes` number what each field holds, `signatures` are what each reader's data crosses."""
    fields = readings.fields.astype(np.int64)
    systems, is_shared = graph.system_of[fields], ~made.alone[fields]
    starting = {True: is_shared, False: is_shared | made.is_once[fields]}
    keys = [(reader.home, returns) for reader, returns in zip(readings.readers, made.returns.tolist(), strict=True)]
    of_home = {(home, returns): starting[returns] & (systems == home) for home, returns in set(keys)}
    by_class = ByGroup(classes)
    shared = {key: by_class.of(marks) for key, marks in of_home.items()}
    moved = by_class.laid_out([reader.readable for reader in readings.readers])
    # Many readers read the same.
    alike = {(id(one), key): (one, key) for one, key in zip(moved, keys, strict=True)}
    kept = {key: replace(one, bits=one.bits & shared[at].bits) for key, (one, at) in alike.items()}
    classes_of = {key: by_class.held[np.flatnonzero(by_class.counts(one.bits))] for key, one in kept.items()}
    read = [kept[id(one), key] for one, key in zip(moved, keys, strict=True)]
    held = [classes_of[id(one), key] for one, key in zip(moved, keys, strict=True)]
    members = [_alike(some, crossed, rights) for some, crossed in zip(held, signatures, strict=True)]
    return ReadOrigins(
        fields=fields,
        classes=classes,
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
