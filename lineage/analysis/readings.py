"""Everybody who reads by permission, in numbers: what the sweeps over all origins need of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lineage.graph.field_sets import FieldSet

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
    readable: FieldSet
    """The fields that it may read, numbered in order of `Readings.fields`."""


@dataclass(frozen=True)
class Readings:
    """All who read. Their hops are numbered after those of the snapshot, in their order."""

    fields: Ints = field(default_factory=lambda: np.empty(0, np.int32))
    """Rows of all fields, in order."""
    readers: Sequence[Reading] = ()


NO_READINGS = Readings()
