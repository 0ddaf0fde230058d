"""Origins that start alike and hold the same, as one bit each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lineage.analysis.holdings import Part, own_elements
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

    def __len__(self) -> int:
        return len(self.starts)

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
    stands = np.asarray([made.keys[state].place != Place.START for state in starts.tolist()], np.bool_)
    own = np.where(stands & (graph.kinds[first] == Kind.FIELD), first, -1)
    return Origins(rows=rows, offsets=offsets, starts=starts, own=own, classes=keys % width)
