"""Distinct numbers and sets of rows without sorting: numbers of nodes are small, so that marking them is faster by far."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_DENSE: Final = 8
"""Numbers up to so many times as wide as they are many are counted, others are sorted."""
_LEAST: Final = 1_000_000


class Distinct(NamedTuple):
    """Distinct numbers in order, where each comes first, how often it comes, and which of them each number is."""

    numbers: Ints
    first: Ints
    counts: Ints
    which: Ints


def distinct(numbers: npt.NDArray[np.signedinteger]) -> Distinct:
    """What is distinct among some numbers.

    >>> distinct(np.asarray([7, 3, 7]))
    Distinct(numbers=array([3, 7]), first=array([1, 0]), counts=array([1, 2]), which=array([1, 0, 1]))
    """
    if not len(numbers):
        return Distinct(*(np.empty(0, np.int64) for _ in range(4)))
    low, high = int(numbers.min()), int(numbers.max())
    if high - low > max(_DENSE * len(numbers), _LEAST):
        found, first, which, counts = np.unique(numbers, return_index=True, return_inverse=True, return_counts=True)
        return Distinct(found, first, counts, which)
    shifted = numbers.astype(np.int64) - low
    counted = np.bincount(shifted)
    present = np.flatnonzero(counted)
    rank = np.zeros(len(counted), np.int64)
    rank[present] = np.arange(len(present))
    which = rank[shifted]
    first = np.empty(len(present), np.int64)
    # Of several writes the last one stays, so that going backwards leaves the first.
    first[which[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    return Distinct(present + low, first, counted[present], which)


def marked(size: int, rows: Iterable[npt.NDArray[np.signedinteger]]) -> Bools:
    """Which of so many nodes some sets of rows have."""
    found: Bools = np.zeros(size, np.bool_)
    for some in rows:
        found[some] = True
    return found


def united(size: int, rows: Iterable[npt.NDArray[np.signedinteger]]) -> Ints:
    """The rows of some sets, in order."""
    return np.flatnonzero(marked(size, rows))


def without(size: int, rows: npt.NDArray[np.signedinteger], less: npt.NDArray[np.signedinteger]) -> Ints:
    """The rows of one set that another does not have, in order."""
    found = marked(size, [rows])
    found[less] = False
    return np.flatnonzero(found)
