"""The order in which sources say things changes nothing that is written."""

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.declared import DeclaredSettings
from connectors.declared import harvest as harvest_map
from connectors.salesforce.metadata.harvest import MetadataSettings
from connectors.salesforce.metadata.harvest import harvest as harvest_metadata
from lineage.analysis.held import with_held
from lineage.connector import Harvested
from lineage.errors import AmbiguousName
from lineage.graph.build import build
from lineage.store import snapshot
from tests.example import EXAMPLE, HARVESTED
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.semantics.cases import records_of


@cache
def example_records() -> tuple[Harvested, ...]:
    declared = harvest_map(DeclaredSettings(path=EXAMPLE / "maps", org="acme"))
    return (*declared, *harvest_metadata(MetadataSettings(path=EXAMPLE / "force-app", org="acme")))


def files(records: Sequence[Harvested], store: Path) -> dict[str, str]:
    """The hash of every table's file; the names of an ambiguity where there is one."""
    try:
        tables = with_held(build(records))
    except AmbiguousName as error:
        return dict.fromkeys(error.candidates, "ambiguous")
    written = snapshot.write(store, tables, snapshot.Origin(tool="test"), HARVESTED)
    return {name: entry.sha256 for name, entry in written.manifest.files.items()}


@pytest.mark.parametrize("seed", range(8))
def test_the_example_in_any_order_is_the_same_bytes(tmp_path: Path, seed: int) -> None:
    records = list(example_records())
    usual = files(records, tmp_path)
    random.Random(seed).shuffle(records)  # noqa: S311 - the seed is the test's name
    assert files(records, tmp_path) == usual


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), chance=st.randoms(use_true_random=False))
def test_any_case_in_any_order_is_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, case: Raw, chance: random.Random
) -> None:
    records = records_of(case)
    shuffled = list(records)
    chance.shuffle(shuffled)
    store = tmp_path_factory.mktemp("store")
    assert files(shuffled, store) == files(records, store)


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_saying_everything_twice_changes_nothing(tmp_path_factory: pytest.TempPathFactory, case: Raw) -> None:
    records = records_of(case)
    store = tmp_path_factory.mktemp("store")
    assert files([*records, *records], store) == files(records, store)
