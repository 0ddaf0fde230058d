"""What must hold on any machine, and the targets of the design; `make bench` runs them."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.columns import records, tables
from benchmarks.generate import organisation
from benchmarks.measures import make_snapshot
from benchmarks.size import FULL
from lineage.graph.build import build

pytestmark = pytest.mark.bench


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("benchmarks")
    make_snapshot(made / "full")
    make_snapshot(made / "tenth", 0.1)
    return made


def test_columns_are_what_the_build_makes_of_the_records() -> None:
    made = organisation(FULL.times(0.02))
    direct, built = tables(made), build(records(made))
    for name in ("nodes", "hops", "hop_order", "classifications", "authorizations", "hop_evidence"):
        assert direct[name].equals(built[name]), name


@pytest.mark.parametrize(
    "name",
    [
        "open",
        "exposure",
        "networkx",
        "networkx-full",
        "trace",
        "blast",
        "check",
        "sarif",
        "page",
        "help",
        "build",
        "classify",
        "metadata",
        "metadata-memory",
        "reports",
        "grants",
        "exports",
    ],
)
def test_target(name: str, folder: Path) -> None:
    run = subprocess.run([sys.executable, "-m", "benchmarks", name, str(folder)], check=True, capture_output=True, text=True)
    print(run.stdout)
    assert "MISSED" not in run.stdout, run.stdout
