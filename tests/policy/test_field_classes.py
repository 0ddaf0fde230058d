"""Counting the fields of sets by class on their bits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.graph.field_sets import ByGroup, FieldSet
from lineage.policy.field_classes import UNCOUNTED, FieldClasses

_FIELDS = st.lists(st.tuples(st.integers(UNCOUNTED, 5), st.integers(0, 3), st.booleans()), max_size=400)


@given(_FIELDS)
def test_fields_are_counted_by_class_however_a_set_is_laid_out(fields: list[tuple[int, int, bool]]) -> None:
    classes = np.asarray([one for one, _, _ in fields], np.int64)
    marks = np.asarray([marked for _, _, marked in fields], np.bool_)
    grouped = ByGroup(np.asarray([group for _, group, _ in fields], np.int64)).of(marks)
    counting = FieldClasses(classes, 6)
    expected = [sum(1 for of, _, marked in fields if marked and of == one) for one in range(6)]
    assert [counting.counts(one).tolist() for one in (FieldSet.of(marks), grouped, FieldSet.of(marks))] == [expected] * 3


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=100))
def test_what_two_sets_have_in_common_is_what_both_mark(fields: list[tuple[bool, bool]]) -> None:
    one = FieldSet.of(np.asarray([first for first, _ in fields], np.bool_))
    other = one.like(np.asarray([second for _, second in fields], np.bool_))
    assert (one & other).marks().tolist() == [first and second for first, second in fields]
