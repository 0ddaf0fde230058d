"""A small table of a snapshot whose rows are sorted by the node or hop that they are about."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def numbers(column: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    """A column of numbers or truth values, without a copy where it can be; Arrow's own `to_numpy` would import pandas."""
    plain = column.cast(pa.int8()) if pa.types.is_boolean(column.type) else column
    found: Any = np.from_dlpack(plain.chunk(0) if plain.num_chunks == 1 else plain.combine_chunks())
    return cast("npt.NDArray[np.int32]", found)


def take(column: pa.ChunkedArray, rows: npt.NDArray[np.int32]) -> pa.ChunkedArray:
    """Some values of a column; making an Arrow array of numbers in the usual way would import pandas."""
    return column.take(pa.Array.from_buffers(pa.int32(), len(rows), [None, pa.py_buffer(np.ascontiguousarray(rows))]))


class ByNode:
    """Rows of a table by node, or by hop: the first column has its row."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self.nodes = numbers(table.column(0))

    @cached_property
    def _columns(self) -> tuple[list[Any], ...]:
        """The columns as lists, because reading single values of a table takes a hundred times as long."""
        return tuple(column.to_pylist() for column in self._table.columns)

    def row(self, at: int) -> tuple[Any, ...]:
        """The values of one row."""
        return tuple(column[at] for column in self._columns)

    def of(self, node: int) -> list[tuple[Any, ...]]:
        """The values of the rows about one node or hop, in order."""
        return [self.row(at) for at in self.rows_of([node])]

    def rows_of(self, nodes: Iterable[int]) -> list[int]:
        """Numbers of the rows about these nodes or hops, in order."""
        wanted = np.asarray(sorted(nodes), np.int64)
        first, end = np.searchsorted(self.nodes, wanted), np.searchsorted(self.nodes, wanted, "right")
        some = np.flatnonzero(end > first)
        return [at for start, stop in zip(first[some].tolist(), end[some].tolist(), strict=True) for at in range(start, stop)]
