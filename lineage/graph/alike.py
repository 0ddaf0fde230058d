"""Numbers for what rows of a table say, so that nodes of which the same is said are found without looking at each."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lineage.graph.by_node import numbers

Ints = npt.NDArray[np.int64]

_WIDEST: Final = 1 << 62
"""Numbers of rows may grow so far before they are counted anew."""


def number_pairs(first: Ints, second: npt.NDArray[np.integer]) -> Ints:
    """A number for each pair of two columns; equal pairs have equal numbers."""
    low, high = int(second.min(initial=0)), int(second.max(initial=0))
    return first * (high - low + 1) + (second - low)


def number_rows(columns: Sequence[npt.NDArray[np.integer]]) -> Ints:
    """A number for each row of some columns; equal rows have equal numbers, and numbers stand in the order of the columns."""
    found, span = np.zeros(len(columns[0]), np.int64), 1
    for column in columns if len(columns[0]) else ():
        width = int(column.max()) - int(column.min()) + 1
        if span * width > _WIDEST:
            found = np.unique(found, return_inverse=True)[1]
            span = int(found.max()) + 1
        found, span = number_pairs(found, column), span * width
    return found


def number_lists(table: pa.Table, nodes: int) -> Ints:
    """For each node the number of the list of what the table says of it; 0 where it says nothing.

    The first column has the node that a row is about, in order. Equal numbers are equal lists; lists that differ in order only may
    have two numbers.
    """
    about = numbers(table.column(0)).astype(np.int64)
    says = np.zeros(len(about), np.int64)
    for column in table.columns[1:]:
        says = np.unique(number_pairs(says, _coded(column)), return_inverse=True)[1]
    first = np.searchsorted(about, about)
    place = np.arange(len(about)) - first
    found = np.zeros(nodes, np.int64)
    known = 0
    for length in range(int(place.max(initial=-1)) + 1):
        at = np.flatnonzero(place == length)
        pairs, which = np.unique(number_pairs(found[about[at]], says[at]), return_inverse=True)
        found[about[at]] = known + 1 + which
        known += len(pairs)
    return found


def _coded(column: pa.ChunkedArray) -> Ints:
    """A column as numbers; equal values have equal ones."""
    if pa.types.is_string(column.type):
        column = pa.chunked_array([column.combine_chunks().dictionary_encode().indices])
    return numbers(column).astype(np.int64)
