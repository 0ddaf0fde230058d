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


def take(column: pa.ChunkedArray, rows: npt.NDArray[np.signedinteger]) -> pa.ChunkedArray:
    """Some values of a column; given numbers in the usual way, Arrow would import pandas."""
    return column.take(pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(rows.astype(np.int64))]))


def rows_with(column: pa.ChunkedArray, text: str) -> npt.NDArray[np.int64]:
    """The rows where a column has this text; compared with it in the usual way, Arrow would import pandas."""
    coded = column.combine_chunks().dictionary_encode()
    known = coded.dictionary.to_pylist()
    codes = numbers(pa.chunked_array([coded.indices]))
    return np.flatnonzero(codes == known.index(text)) if text in known else np.empty(0, np.int64)


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
