"""Damaged files, many ways: nothing crashes or hangs, the rest is read, and each loss is one gap."""

import pytest

from tests.connectors.salesforce.fuzzing import fuzz, real_files


@pytest.mark.parametrize("seed", range(6))
def test_one_damaged_file_is_all_that_is_lost(seed: int) -> None:
    assert [str(wrong) for wrong in fuzz(seed, 25, real=False)] == []


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(100, 106))
def test_one_damaged_file_of_a_real_org_is_all_that_is_lost(seed: int, shared: object) -> None:
    assert real_files()
    assert [str(wrong) for wrong in fuzz(seed, 25)] == []
