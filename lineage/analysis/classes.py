"""Verdicts on all that origins hold at once, where a verdict depends on what is said of the items and not on which they are."""

from collections.abc import Callable, Hashable, Sequence
from typing import Final, TypeVar

import numpy as np

from lineage.analysis.holdings import Item, Part
from lineage.analysis.states import Ints

Says = TypeVar("Says", bound=Hashable)

_MOST: Final = 62
"""Different things said of items that fit into the bits of one number."""


class Classes:
    """What origins hold, each distinct part once."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        numbers: dict[Item, int] = {}
        pairs = [(at, numbers.setdefault(item, len(numbers))) for at, part in enumerate(parts) for item in part]
        self._items = tuple(numbers)
        self._part, self._item = np.asarray(pairs, np.int64).reshape(-1, 2).T

    def verdicts(self, says: Callable[[Item], Says], decide: Callable[[frozenset[Says]], int]) -> Ints:
        """The verdict on each part; parts of whose items the same is said are decided once."""
        numbers: dict[Says, int] = {}
        code = np.asarray([numbers.setdefault(says(item), len(numbers)) for item in self._items], np.int64)
        said = tuple(numbers)
        if len(said) > _MOST:
            return np.asarray([decide(frozenset(map(says, part))) for part in self.parts], np.int64)
        sets = np.zeros(len(self.parts), np.int64)
        np.bitwise_or.at(sets, self._part, np.int64(1) << code[self._item])
        found, which = np.unique(sets, return_inverse=True)
        decided = [decide(frozenset(one for at, one in enumerate(said) if bits >> at & 1)) for bits in found.tolist()]
        return np.asarray(decided, np.int64)[which]
