"""Sets of fields by word are those in whole, and numbers of rows stand in the order of the rows."""

from datetime import date
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.columns import GrantBatch
from lineage.graph.access import Access
from lineage.graph.access_sweep import AccessSweep
from lineage.graph.alike import number_rows
from lineage.graph.build import build
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.read_legs import FieldBits, ReadLegs
from lineage.model.ids import Id
from lineage.model.records import Dataset, Field, System
from tests.graph.test_grants import SAID

ORG = Id.system("org")
SIZES = (1, 8, 9, 300, 64)


def bits() -> FieldBits:
    """Datasets of some sizes."""
    datasets = [ORG.dataset(f"D{number}") for number in range(len(SIZES))]
    fields = [one.field(f"F{at}") for one, size in zip(datasets, SIZES, strict=True) for at in range(size)]
    records: list[System | Dataset | Field | GrantBatch] = [
        System(id=ORG, evidence=SAID),
        *(Dataset(id=one, evidence=SAID) for one in datasets),
        *(Field(id=one, evidence=SAID) for one in fields),
    ]
    graph = LineageGraph(build(records))
    grants = GrantTable(graph)
    return FieldBits(graph, AccessSweep(graph, grants, Access(grants, date(2026, 12, 1))))


LAID = bits()


@given(
    st.lists(st.sampled_from(LAID.at.tolist()), max_size=20, unique=True), st.sets(st.sampled_from(LAID.at.tolist()), max_size=9)
)
def test_what_is_kept_by_word_adds_what_the_whole_set_would(some: list[int], before: set[int]) -> None:
    fields, words = LAID.by_word(np.asarray(some, np.int32))
    added = LAID.packed(np.asarray(sorted(before), np.int32))
    ReadLegs(np.zeros(len(SIZES), np.uint8), fields, words).add_to(np.zeros(len(SIZES), np.uint8), added)
    assert added.tolist() == LAID.packed(np.asarray(sorted({*some, *before}), np.int32)).tolist()


def test_few_fields_are_kept_by_word_and_many_in_whole() -> None:
    few, many = LAID.by_word(LAID.at[:1]), LAID.by_word(LAID.at)
    assert few[1] is not None
    assert many[1] is None


def test_a_dataset_spreads_to_its_own_fields_alone() -> None:
    objects = np.zeros(len(SIZES), np.uint8)
    objects[3] = 0xFF
    first = sum(SIZES[:3])
    expected = LAID.packed(LAID.at[first : first + SIZES[3]])
    every = LAID.packed(LAID.at)
    assert (LAID.spread(objects) & every).tolist() == expected.tolist()


@given(st.lists(st.tuples(st.integers(-(2**40), 2**40), st.integers(-(2**40), 2**40), st.integers(0, 3)), max_size=12))
def test_rows_are_numbered_in_their_order_however_wide_their_columns(rows: list[tuple[int, int, int]]) -> None:
    columns = [np.asarray(column, np.int64) for column in zip(*rows, strict=True)] or [np.empty(0, np.int64)]
    numbered = sorted(zip(rows, number_rows(columns).tolist(), strict=True))
    assert all((one < other) == (mine < theirs) for (one, mine), (other, theirs) in pairwise(numbered))
