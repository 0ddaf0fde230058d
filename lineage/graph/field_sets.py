"""Sets of fields as bits: a snapshot may have half a million fields, and hundreds of readers of most of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.signedinteger]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class FieldSet:
    """Some of the fields of a graph, which are numbered in order of their rows."""

    bits: Bytes
    """The set, the first bit of a byte being the lowest."""
    at: Ints
    """The bit of each field; the same for all sets of a graph."""

    @classmethod
    def of(cls, marks: Bools) -> "FieldSet":
        """The fields that truth values mark."""
        return cls(np.packbits(marks, bitorder="little"), np.arange(len(marks)))

    def like(self, marks: Bools) -> "FieldSet":
        """The fields that truth values mark, in the order of this one."""
        bits = np.zeros(8 * len(self.bits), np.uint8)
        bits[self.at[marks]] = 1
        return FieldSet(np.packbits(bits, bitorder="little"), self.at)

    def __and__(self, other: "FieldSet") -> "FieldSet":
        """The fields that are in this one and another one in the same order."""
        return FieldSet(self.bits & other.bits, self.at)

    def marks(self) -> Bools:
        """Whether each field is in it."""
        found: Bools = np.unpackbits(self.bits, bitorder="little").take(self.at).view(np.bool_)
        return found

    def has(self, numbers: Ints) -> Bools:
        """Whether each of these fields is in it."""
        at = self.at[numbers]
        found: Bools = (self.bits[at >> 3] >> (at & 7).astype(np.uint8) & np.uint8(1)).view(np.bool_)
        return found

    def others(self, numbers: Ints) -> "FieldSet":
        """The set of other fields of the same graph."""
        found = np.zeros(8 * len(self.bits), np.uint8)
        found[self.at[numbers]] = 1
        return FieldSet(np.packbits(found, bitorder="little"), self.at)

    def count(self, others: "FieldSet") -> int:
        """How many fields are in this set and in another one of the same graph."""
        return int(np.bitwise_count(self.bits & others.bits).sum())


class ByGroup:
    """Sets of fields with the bits of every group together, each group from a byte on, so that its fields are counted at once."""

    def __init__(self, groups: Ints) -> None:
        """`groups` has the group of each field."""
        self.held, counts = np.unique(groups, return_counts=True)
        """The groups that there are."""
        sizes = -(-counts // 8)
        self._begins = np.cumsum(sizes) - sizes
        order = np.argsort(groups, kind="stable")
        self.at = np.empty(len(order), np.int64)
        """The bit of each field."""
        self.at[order] = np.arange(len(order)) + np.repeat(8 * self._begins - (np.cumsum(counts) - counts), counts)
        self._size = 8 * int(sizes.sum())

    def of(self, marks: Bools) -> FieldSet:
        """The fields that truth values mark."""
        return FieldSet(np.packbits(self.by_bit(marks, 0) != 0, bitorder="little"), self.at)

    def by_bit(self, values: Ints | Bools, otherwise: int) -> Ints:
        """A value of each field in order of bits; bits of no field have another."""
        found = np.full(self._size, otherwise, np.int64)
        found[self.at] = values
        return found

    def laid_out(self, sets: Sequence[FieldSet]) -> list[FieldSet]:
        """The same sets in this order of bits; they share one order now, and equal ones are one."""
        if not sets:
            return []
        came = self.by_bit(sets[0].at, 8 * len(sets[0].bits))
        moved: dict[bytes, FieldSet] = {}
        for one in sets:
            key = one.bits.tobytes()
            moved[key] = moved.get(key) or self._moved(one, came)
        return [moved[one.bits.tobytes()] for one in sets]

    def _moved(self, one: FieldSet, came: Ints) -> FieldSet:
        bits = np.zeros(8 * len(one.bits) + 1, np.uint8)
        bits[:-1] = np.unpackbits(one.bits, bitorder="little")
        return FieldSet(np.packbits(bits.take(came), bitorder="little"), self.at)

    def counts(self, bits: Bytes) -> Ints:
        """How many fields of each group a set in this order has, in order of `held`."""
        if not len(self._begins):
            return np.empty(0, np.int64)
        found: Ints = np.add.reduceat(np.bitwise_count(bits).astype(np.int64), self._begins)
        return found
