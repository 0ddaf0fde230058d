"""Rows by the node that they are about, for many nodes at once."""

import numpy as np

from lineage.analysis.states import Flags, Ints


def ranges(first: Ints, length: Ints) -> tuple[Ints, Ints]:
    """Which range each number lies in, and the numbers `first`, `first` + 1, … of all ranges one after the other."""
    which = np.repeat(np.arange(len(first)), length)
    before = np.cumsum(length) - length
    return which, np.arange(len(which)) - before[which] + first[which]


def distinct(numbers: Ints) -> Ints:
    """The different numbers, in order; `np.unique` finds them by hashing, which takes several times as long here."""
    ordered = np.sort(numbers)
    kept: Ints = ordered[np.concatenate((np.ones(len(ordered[:1]), np.bool_), ordered[1:] != ordered[:-1]))]
    return kept


class Grouped:
    """Rows by node."""

    def __init__(self, nodes: Ints, size: int, kept: Flags | None = None) -> None:
        """`nodes` has the node of each row, out of `size`; only rows that are `kept` count."""
        rows = np.arange(len(nodes)) if kept is None else np.flatnonzero(kept)
        self._rows = rows[np.argsort(nodes[rows], kind="stable")].astype(np.int64)
        counts = np.bincount(nodes[rows], minlength=size)
        self._offsets = np.concatenate(([0], np.cumsum(counts)))
        self.has: Flags = counts > 0
        """Whether a node has rows."""

    def pairs(self, at: Ints, nodes: Ints) -> tuple[Ints, Ints]:
        """Each of the numbers `at` with every row of the node that `nodes` has there."""
        which, rows = self._ranges(nodes[at])
        return at[which], self._rows[rows]

    def of(self, nodes: Ints) -> Ints:
        """The rows of these nodes, one node after the other."""
        return self._rows[self._ranges(nodes)[1]]

    def _ranges(self, nodes: Ints) -> tuple[Ints, Ints]:
        first = self._offsets[nodes]
        return ranges(first, self._offsets[nodes + 1] - first)
