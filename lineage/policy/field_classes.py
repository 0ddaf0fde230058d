"""How many fields of each class a set of fields has, counted on its bits: there may be half a million fields, and hundreds of sets."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.graph.field_sets import Bytes, FieldSet

Ints = npt.NDArray[np.signedinteger]

UNCOUNTED: Final = -1
"""The class of fields that are not counted."""
_SHARE: Final = 64
"""Classes that have more than one of so many fields are counted all at once, the fields of the others one by one."""


class _Bits(NamedTuple):
    """Where the bits of fields are, in sets of one layout."""

    at: Ints
    """The layout: the bit of each field."""
    of_large: Sequence[FieldSet]
    """The fields of each large class."""
    byte: Ints
    """The byte of each field of the other classes."""
    bit: Bytes
    """The bit in it."""


class FieldClasses:
    """Counts the fields of sets by class."""

    def __init__(self, classes: Ints, size: int) -> None:
        """`classes` has the class of each field, or `UNCOUNTED`; `size` is how many classes there are."""
        self._classes, self._size = classes, size
        sizes = np.bincount(classes[classes != UNCOUNTED], minlength=size)
        self._large = np.flatnonzero(sizes > len(classes) // _SHARE)
        self._small = np.flatnonzero((classes != UNCOUNTED) & ~np.isin(classes, self._large))
        self._bits: _Bits | None = None

    def counts(self, fields: FieldSet) -> Ints:
        """How many fields of each class are in a set."""
        bits = self._laid_out(fields)
        has = (fields.bits[bits.byte] & bits.bit) != 0
        found: Ints = np.bincount(self._of_small[has], minlength=self._size)
        for number, whole in zip(self._large.tolist(), bits.of_large, strict=True):
            found[number] = int(np.bitwise_count((fields & whole).bits).sum(dtype=np.int64))
        return found

    @cached_property
    def _of_small(self) -> Ints:
        return self._classes[self._small]

    def _laid_out(self, fields: FieldSet) -> _Bits:
        """Where the bits are in sets that are laid out as this one; all sets of a graph mostly are."""
        if self._bits is None or self._bits.at is not fields.at:
            small = fields.at[self._small]
            self._bits = _Bits(
                fields.at,
                [fields.like(self._classes == one) for one in self._large.tolist()],
                small >> 3,
                np.left_shift(np.uint8(1), (small & 7).astype(np.uint8)),
            )
        return self._bits
