"""Origins that start alike and hold the same, as one bit each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from lineage.analysis.holdings import Part, own_elements
from lineage.analysis.read_origins import ReadOrigins
from lineage.analysis.states import Ints, Place, StateGraph
from lineage.columns import Kind
from lineage.graph.alike import number_lists
from lineage.graph.by_node import numbers
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import ClassificationRow
from lineage.model.ids import Id
from lineage.model.verdicts import Form

CHUNK: Final = 256
"""Bits in one sweep: more take memory, and each edge then carries many bits that never come by."""

Own = tuple[tuple[str, Form], ...]
"""What one field holds by its classification: elements with their forms; empty where nothing is personal."""


def own_by_row(graph: LineageGraph) -> dict[int, Own]:
    """What each classified field holds by its classification, by row; the same statements are looked at once."""
    table = graph.tables["classifications"].select(("field", "element", "form", "source"))
    field = numbers(table.column("field"))
    rows, first, counts = np.unique(field, return_index=True, return_counts=True)
    _, some, which = np.unique(number_lists(table, len(graph))[rows], return_index=True, return_inverse=True)
    columns = [table.column(name).to_pylist() for name in ("element", "form", "source")]
    known = [
        _own(zip(*(column[at : at + count] for column in columns), strict=True))
        for at, count in zip(first[some].tolist(), counts[some].tolist(), strict=True)
    ]
    return dict(zip(rows.tolist(), map(known.__getitem__, which.tolist()), strict=True))


def _own(statements: Iterable[tuple[str, int, str]]) -> Own:
    """What is stated of one field: elements, forms and sources."""
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
    homes: Ints
    """Row of the System in which each bit's origins lie."""
    read: ReadOrigins = field(default_factory=ReadOrigins)
    """What stands behind the last of the bits, of which no rows are listed: some of these are those of other bits as well."""

    def __len__(self) -> int:
        return len(self.starts)

    def and_read(self, made: StateGraph, read: ReadOrigins, homes: Ints) -> "Origins":
        """These and what readers read; `homes` are the Systems that these read from."""
        return Origins(
            rows=self.rows,
            offsets=np.concatenate([self.offsets, np.full(len(read), self.offsets[-1])]),
            starts=np.concatenate([self.starts, made.readers[read.readers]]),
            own=np.concatenate([self.own, np.full(len(read), -1)]),
            classes=np.concatenate([self.classes, [int(some[0]) for some in read.members]]).astype(np.int64),
            homes=np.concatenate([self.homes, homes[read.readers]]),
            read=read,
        )

    @property
    def first_read(self) -> int:
        """The first of the bits that stand for what readers read."""
        return len(self) - len(self.read)

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
    homes = graph.system_of[first].astype(np.int64)
    return Origins(rows=rows, offsets=offsets, starts=starts, own=own, classes=keys % width, homes=homes)
