"""Print every figure in one table: `python -m benchmarks [NAME …]`; each is measured in a process of its own."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks import classification
from benchmarks.measures import (
    Line,
    against_a_sample,
    against_networkx,
    blasting,
    building,
    checking,
    exporting,
    exposing,
    granting,
    helping,
    holding,
    make_snapshot,
    opening,
    reading,
    reporting,
    reporting_findings,
    reviewing,
    tracing,
)
from benchmarks.pages import first_page
from benchmarks.size import FULL
from benchmarks.timing import machine

STORES: Final[Mapping[str, float]] = {"full": 1, "third": 0.3, "tenth": 0.1}
"""Snapshots by name, and how much of the whole organisation each has."""

OF_A_STORE: Final[Mapping[str, tuple[str, Callable[[Path], Iterator[Line]]]]] = {
    "open": ("full", opening),
    "exposure": ("full", exposing),
    "exposure-tenth": ("tenth", exposing),
    "exposure-third": ("third", exposing),
    "networkx": ("tenth", against_networkx),
    "networkx-full": ("full", against_a_sample),
    "check": ("full", checking),
    "review": ("full", reviewing),
    "page": ("full", first_page),
    "trace": ("full", tracing),
    "blast": ("full", blasting),
}
"""Measures of a snapshot."""

OF_NOTHING: Final[Mapping[str, Callable[[Path], Iterator[Line]]]] = {
    "sarif": lambda folder: reporting_findings(folder / "syncs"),
    "help": lambda _: helping(),
    "build": lambda _: building(FULL.times(0.1)),
    "classify": lambda _: (Line(*line) for line in classification.lines()),
    "metadata": lambda folder: reading(folder / "metadata"),
    "metadata-memory": lambda folder: holding(folder / "holding"),
    "reports": lambda folder: reporting(folder / "reports"),
    "grants": lambda folder: granting(folder / "grants"),
    "exports": lambda folder: exporting(folder / "exports"),
}
"""Measures that make what they need."""


def measure(name: str, folder: Path) -> Iterator[Line]:
    """One measure; the snapshots lie in the folder."""
    if name in OF_NOTHING:
        return OF_NOTHING[name](folder)
    store, of_store = OF_A_STORE[name]
    return of_store(make_snapshot(folder / store, STORES[store]))


def show(line: Line) -> None:
    verdict = "" if line.met is None else "met" if line.met else "MISSED"
    print(f"{line.work:<72} {line.figure:<44} {line.target:<10} {verdict}", flush=True)


def main(names: list[str]) -> None:
    if len(names) == 2 and Path(names[1]).is_dir():
        for line in measure(names[0], Path(names[1])):
            show(line)
        return
    unknown = sorted(set(names) - OF_A_STORE.keys() - OF_NOTHING.keys())
    if unknown:
        sys.exit(f"{', '.join(unknown)}: there is no such measure. There are {', '.join([*OF_A_STORE, *OF_NOTHING])}.")
    print(machine())
    wanted = names or [*OF_A_STORE, *OF_NOTHING]
    with tempfile.TemporaryDirectory() as folder:
        # Made here, so that what making takes is not measured.
        for store in sorted({OF_A_STORE[name][0] for name in wanted if name in OF_A_STORE}):
            make_snapshot(Path(folder) / store, STORES[store])
        for name in wanted:
            subprocess.run([sys.executable, "-m", "benchmarks", name, folder], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
