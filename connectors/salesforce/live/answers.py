"""The answers of an org as tables of rights, which are read as exports are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import pyarrow as pa

from connectors.salesforce.exports.sorts import ID, Sort
from connectors.salesforce.live.asking import Asked
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import text
from lineage.reading.csv import CsvBatch, CsvFaults, CsvHead

_ROWS: Final = 50_000
"""Rows that are made into one batch."""


@dataclass(frozen=True)
class AnswerTable:
    """The rows of one sort that an org told."""

    sort: Sort
    asked: Asked

    @property
    def shown(self) -> str:
        """The table's name."""
        return self.sort.name

    @property
    def head(self) -> CsvHead:
        """Its columns."""
        return CsvHead(self.asked.columns)

    @property
    def numbered(self) -> bool:
        """Rows of an org have ids, and no numbers that stay."""
        return False

    @property
    def secret_columns(self) -> Sequence[str]:
        """None is ever asked for."""
        return ()

    def at(self, row: int = 1) -> str:
        """The place of a row."""
        del row
        return self.sort.name

    def place(self, values: Mapping[str, str], row: int) -> str:
        """The place of a row whose id is known."""
        del row
        id = values.get(ID, "").strip()
        return f"{self.sort.name}/{id}" if id else self.sort.name

    def batches(self, faults: CsvFaults) -> Iterator[CsvBatch]:
        """Its rows, in batches."""
        del faults
        number = 1
        told = iter(self.asked.rows)
        while rows := list(islice(told, _ROWS)):
            columns = {column.casefold(): _column(rows, column) for column in self.asked.columns}
            yield CsvBatch(columns, np.arange(number, number + len(rows), dtype=np.int32))
            number += len(rows)


def _column(rows: Sequence[Answer], column: str) -> pa.DictionaryArray:
    values = [_plain(row, column) for row in rows]
    return pa.array(values, pa.binary()).dictionary_encode()


def _plain(row: Answer, column: str) -> bytes:
    """A value on one line: labels may have several."""
    return " ".join(text(row, column).split()).encode(errors="replace")
