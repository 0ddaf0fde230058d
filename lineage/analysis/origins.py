"""Origins that start alike and hold the same, as one bit each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lineage.analysis.holdings import Part, own_elements
from lineage.analysis.readings import Readings
from lineage.analysis.states import Ints, Place, StateGraph
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import ClassificationRow
from lineage.model.ids import Id
from lineage.model.verdicts import Form

CHUNK: Final = 4096
"""Bits in one sweep, so that memory stays bounded."""

Own = tuple[tuple[str, Form], ...]
"""What one field holds by its classification: elements with their forms; empty where nothing is personal."""


def own_by_row(graph: LineageGraph) -> dict[int, Own]:
    """What each classified field holds by its classification, by row; the same statements are looked at once."""
    table = graph.tables["classifications"]
    columns = (table.column(name).to_pylist() for name in ("field", "element", "form", "source"))
    said: dict[int, list[tuple[str, int, str]]] = {}
    for row, *statement in zip(*columns, strict=True):
        said.setdefault(row, []).append((*statement,))
    known: dict[tuple[tuple[str, int, str], ...], Own] = {}
    own: dict[int, Own] = {}
    for row, statements in said.items():
        key = tuple(statements)
        if key not in known:
            known[key] = _own(key)
        own[row] = known[key]
    return own


def _own(statements: Iterable[tuple[str, int, str]]) -> Own:
    field = Id("field")
    rows = (ClassificationRow(field, element, Form(form), source, "") for element, form, source in statements)
    return tuple(sorted(own_elements(rows)[field].items()))


@dataclass(frozen=True)
class Holds:
    """What each possible origin holds."""

    rows: Ints
    """Rows of the origins, in order."""
    numbers: Ints
    """Number of what each holds among the distinct."""
    distinct: Sequence[Part]
    """What origins hold, each once."""

    def part(self, row: int) -> Part:
        """What one of the origins holds."""
        at: int = self.numbers[np.searchsorted(self.rows, row)]
        return self.distinct[at]


@dataclass(frozen=True)
class Origins:
    """Origins by bit: fields that no hop tells apart and that hold the same share one."""

    rows: Ints
    """Rows of the origins, bit after bit."""
    offsets: Ints
    """Where each bit's rows begin, and the end of the last."""
    starts: Ints
    """State in which each bit starts."""
    own: Ints
    """Row of the field whose own bit it is; -1 for shared ones."""
    classes: Ints
    """Number of what each bit's origins hold."""
    first_read: int
    """The first of the bits that stand for what somebody may read; their rows may be those of other bits as well."""

    def __len__(self) -> int:
        return len(self.starts)

    def and_read(self, graph: LineageGraph, made: StateGraph, readings: Readings, holds: Holds) -> "Origins":
        """These and, for each reader, a bit for every class of fields that it may read and that have no states of their own."""
        if not readings.readers:
            return self
        classes = holds.numbers[np.searchsorted(holds.rows, readings.fields)]
        systems, is_shared = graph.system_of[readings.fields], ~made.alone[readings.fields]
        found = [
            (start, number, readings.fields[at])
            for reader, start in zip(readings.readers, made.readers.tolist(), strict=True)
            for number, at in _by_class(classes, np.flatnonzero(reader.readable & is_shared & (systems == reader.home)))
        ]
        rows = [rows for _, _, rows in found]
        ends = np.cumsum([len(one) for one in rows]) + len(self.rows)
        return Origins(
            rows=np.concatenate([self.rows, *rows]).astype(np.int64),
            offsets=np.concatenate([self.offsets, ends]).astype(np.int64),
            starts=np.concatenate([self.starts, [start for start, _, _ in found]]).astype(np.int64),
            own=np.concatenate([self.own, np.full(len(found), -1)]).astype(np.int64),
            classes=np.concatenate([self.classes, [number for _, number, _ in found]]).astype(np.int64),
            first_read=len(self),
        )

    @property
    def weights(self) -> Ints:
        """Origins that each bit stands for."""
        return np.diff(self.offsets)


def group(graph: LineageGraph, made: StateGraph, classes: Ints) -> Origins:
    """The origins of a state graph by bit; `classes` numbers what each of them holds."""
    width = int(classes.max(initial=0)) + 1
    keys, which, counts = np.unique(made.starts * width + classes, return_inverse=True, return_counts=True)
    order = np.argsort(which, kind="stable")
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    rows, starts = made.origins[order], keys // width
    first = rows[offsets[:-1]]
    own = np.where((made.states.place[starts] != Place.START) & (graph.kinds[first] == Kind.FIELD), first, -1)
    return Origins(rows=rows, offsets=offsets, starts=starts, own=own, classes=keys % width, first_read=len(starts))


def _by_class(classes: Ints, at: Ints) -> Iterator[tuple[int, Ints]]:
    """Positions by the class that stands there, in order of class."""
    sorted_ = at[np.argsort(classes[at], kind="stable")]
    numbers, first = np.unique(classes[sorted_], return_index=True)
    yield from zip(numbers.tolist(), np.split(sorted_, first[1:]), strict=True) if len(numbers) else ()
