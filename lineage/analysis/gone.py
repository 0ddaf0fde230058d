"""Elements that blocks did not let pass, as numbers of sets: walks that lost the same carry on alike."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from lineage.analysis.states import Ints
from lineage.errors import UsageError

MOST: Final = 1 << 20
"""Different sets of elements that walks may lose; a map would need twenty blocks one after another, each of other elements."""


class GoneSets:
    """The sets of elements that walks over some hops can have lost; number 0 is the empty one."""

    def __init__(self, blocked: Mapping[int, frozenset[str]], rows: Ints) -> None:
        """`blocked` are the elements that do not pass a hop, by its row; `rows` are those of the hops that are walked."""
        self.sets: list[frozenset[str]] = [frozenset()]
        self._numbers = {self.sets[0]: 0}
        self._hops = np.asarray(
            [self._number(blocked.get(row, self.sets[0])) for row in rows.tolist()] if blocked else [], np.int64
        )
        self._after: dict[tuple[int, int], int] = {}
        self.most: Final = MOST if blocked else 1

    def after(self, before: Ints, hops: Ints) -> Ints:
        """The number of what is lost after each of these hops, by their place among those that are walked."""
        if not len(self._hops):
            return before
        pairs, which = np.unique(before * MOST + self._hops[hops], return_inverse=True)
        united = [self._united(*divmod(pair, MOST)) for pair in pairs.tolist()]
        return np.asarray(united, np.int64)[which]

    def _united(self, before: int, more: int) -> int:
        key = (before, more)
        if key not in self._after:
            self._after[key] = self._number(self.sets[before] | self.sets[more])
        return self._after[key]

    def _number(self, elements: frozenset[str]) -> int:
        number = self._numbers.setdefault(elements, len(self.sets))
        if number == len(self.sets):
            if number >= MOST:
                raise UsageError(f"The map has blocks that give more than {MOST:,} different results; block at fewer places.")
            self.sets.append(elements)
        return number
