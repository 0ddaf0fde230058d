"""What a subject of an access review can read now and could not read then, and the other way round."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lineage.graph.access_sweep import Bools
from lineage.graph.by_node import numbers, take
from lineage.graph.field_sets import FieldSet
from lineage.model.ids import Id
from lineage.model.review_answers import ElementCount, ReviewChange
from lineage.policy.carried import Load
from lineage.policy.findings import View
from lineage.policy.renames import Renames
from lineage.policy.severity import Stake, stake_of

Ints = npt.NDArray[np.signedinteger]

_ABSENT = -1


class Reader(Protocol):
    """Somebody who reads as some principals."""

    @property
    def id(self) -> Id:
        """Who."""

    @property
    def readers(self) -> Ints:
        """Rows of those as whom it reads."""

    @property
    def told(self) -> bool:
        """Whether anything says what these hold."""


class Changes:
    """Compares what can be read on two views: by what the platform numbers where both have a number, else by name."""

    def __init__(self, now: View, then: View | None, readers: Sequence[Reader]) -> None:
        self._now, self._then = now, then
        self._renames = Renames(then.graph, now.graph) if then is not None else None
        self._readers: Mapping[Id, Reader] = {self.called_now(one.id): one for one in readers}
        sets = then.reading.sets([one.readers for one in readers]) if then is not None else ()
        self._readable: Mapping[Id, FieldSet] = dict(zip(self._readers, sets, strict=True))
        self._known: dict[tuple[int, int], ReviewChange] = {}
        if then is not None:
            ids, old = _field_ids(now), _field_ids(then)
            old = self._renames.of_all(old) if self._renames is not None else old
            self._old_place, self._new_place = _places(ids, old), _places(old, ids)

    @property
    def subjects(self) -> Collection[Id]:
        """Who was there then, as they are called now."""
        return self._readers.keys()

    def called_now(self, id: Id) -> Id:
        """What something that was there then is called now."""
        return self._renames.of(id) if self._renames is not None else id

    def of(self, subject: Id, now: FieldSet, *, told: bool) -> ReviewChange:
        """What changed for a subject that can read some fields now."""
        if self._then is None:
            return ReviewChange(state="first")
        before = self._readers.get(subject)
        if before is None:
            return ReviewChange(state="new")
        if not (told and before.told):
            return ReviewChange(state="unknown")
        then = self._readable[subject]
        # Sets are kept with all that can be read; those who hold the same share them.
        key = id(then), id(now)
        if key not in self._known:
            self._known[key] = self._between(self._then, then.marks(), now.marks())
        return self._known[key]

    def _between(self, before: View, then: Bools, now: Bools) -> ReviewChange:
        gained, lost = now & ~_moved(then, self._old_place), then & ~_moved(now, self._new_place)
        if not (gained.any() or lost.any()):
            return ReviewChange(state="same")
        datasets_now, datasets_then = _datasets(self._now, now), set(map(self.called_now, _datasets(before, then)))
        return ReviewChange(
            state="changed",
            gained_fields=int(np.count_nonzero(gained)),
            lost_fields=int(np.count_nonzero(lost)),
            gained_elements=element_counts(self._now, self._now.carriage.marked(gained)),
            lost_elements=element_counts(before, before.carriage.marked(lost)),
            gained_datasets=tuple(sorted(datasets_now - datasets_then)),
            lost_datasets=tuple(sorted(datasets_then - datasets_now)),
        )


def element_counts(view: View, load: Load) -> tuple[ElementCount, ...]:
    """The elements of a load, the worst first."""
    known = view.inquiry.elements
    return tuple(
        ElementCount(element=element, fields=count, sensitive=stake_of(element, known) == Stake.SENSITIVE)
        for element, count in load.counts.items()
    )


def _field_ids(view: View) -> pa.ChunkedArray:
    return take(view.graph.tables.nodes.column("id"), view.reading.sweep.field_rows)


def _places(ids: pa.ChunkedArray, among: pa.ChunkedArray) -> Ints:
    """The place of each id among others; `_ABSENT` as an array, since Arrow would import pandas for a single value."""
    found = pc.index_in(ids.combine_chunks(), value_set=among.combine_chunks())
    stand_in = pa.Array.from_buffers(pa.int32(), len(found), [None, pa.py_buffer(np.full(len(found), _ABSENT, np.int32))])
    return numbers(pa.chunked_array([pc.coalesce(found, stand_in)]))


def _moved(marks: Bools, places: Ints) -> Bools:
    """Marks of one view in the order of the other; what is only there is not marked."""
    found: Bools = np.append(marks, np.False_)[places]
    return found


def _datasets(view: View, marks: Bools) -> set[Id]:
    sweep = view.reading.sweep
    return {view.graph.id(row) for row in sweep.dataset_rows[np.unique(sweep.dataset_of[marks])].tolist()}
