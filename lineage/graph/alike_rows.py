"""Rows of columns that are alike, so that what is the same of many is looked at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lineage.graph.alike import Ints, number_rows


class AlikeRows(NamedTuple):
    """The different rows of some columns."""

    first: Ints
    """Where each different row is first."""
    which: Ints
    """For each row, the number of what it is alike."""


def alike_rows(columns: Sequence[Ints]) -> AlikeRows:
    """Which rows are alike in all of these columns."""
    _, first, which = np.unique(number_rows(columns), return_index=True, return_inverse=True)
    return AlikeRows(first, which)
