"""Everybody who reads by permission, in numbers: what the sweeps over all origins need of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Reading:
    """One who reads, or one application as one of its principals."""

    home: int
    """Row of the System that it reads from."""
    target: int
    """Row of the System where what it reads arrives."""
    transit: int
    """`Transit` of its hops."""
    readable: Bools
    """Whether it may read each field, in order of `Readings.fields`."""


@dataclass(frozen=True)
class Readings:
    """All who read. Their hops are numbered after those of the snapshot, in their order."""

    fields: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    """Rows of all fields, in order."""
    readers: Sequence[Reading] = ()

    def reads_field(self, reader: int, row: int) -> bool:
        """Whether one of them may read a field."""
        return bool(self.readers[reader].readable[np.searchsorted(self.fields, row)])

    def read_below(self, reader: int, rows: range) -> Ints:
        """The fields in a range of rows that one of them may read."""
        first, end = np.searchsorted(self.fields, (rows.start, rows.stop)).tolist()
        found: Ints = self.fields[first:end][self.readers[reader].readable[first:end]]
        return found


NO_READINGS = Readings()
