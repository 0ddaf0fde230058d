"""Rows that are alike in some columns have one number."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.graph.alike_rows import alike_rows

VALUES = st.one_of(st.integers(-3, 3), st.integers(-(1 << 40), 1 << 40))


@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES)))
def test_rows_have_the_number_of_what_they_are_alike(rows: list[tuple[int, int, int]]) -> None:
    columns = [np.asarray([row[at] for row in rows], np.int64) for at in range(3)]
    first, which = alike_rows(columns)
    assert [rows[int(first[number])] for number in which] == rows
    assert sorted(first.tolist()) == sorted({row: at for at, row in reversed(list(enumerate(rows)))}.values())
