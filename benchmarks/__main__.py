"""Print every figure in one table: `python -m benchmarks [NAME …]`; each is measured in a process of its own."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measures import (
    Line,
    against_a_sample,
    against_networkx,
    building,
    checking,
    exporting,
    exposing,
    granting,
    helping,
    make_snapshot,
    opening,
    reading,
    reporting,
    reporting_findings,
    tracing,
)
from benchmarks.pages import first_page
from benchmarks.size import FULL
from benchmarks.timing import machine

MEASURES: dict[str, Callable[[Path], Iterator[Line]]] = {
    "open": lambda folder: opening(make_snapshot(folder / "full")),
    "exposure": lambda folder: exposing(make_snapshot(folder / "full")),
    "exposure-tenth": lambda folder: exposing(make_snapshot(folder / "tenth", FULL.times(0.1))),
    "exposure-third": lambda folder: exposing(make_snapshot(folder / "third", FULL.times(0.3))),
    "networkx": lambda folder: against_networkx(make_snapshot(folder / "tenth", FULL.times(0.1))),
    "networkx-full": lambda folder: against_a_sample(make_snapshot(folder / "full")),
    "check": lambda folder: checking(make_snapshot(folder / "full")),
    "sarif": lambda folder: reporting_findings(folder / "syncs"),
    "page": lambda folder: first_page(make_snapshot(folder / "full")),
    "trace": lambda folder: tracing(make_snapshot(folder / "full")),
    "help": lambda _: helping(),
    "build": lambda _: building(FULL.times(0.1)),
    "metadata": lambda folder: reading(folder / "metadata"),
    "reports": lambda folder: reporting(folder / "reports"),
    "grants": lambda folder: granting(folder / "grants"),
    "exports": lambda folder: exporting(folder / "exports"),
}


def show(line: Line) -> None:
    verdict = "" if line.met is None else "met" if line.met else "MISSED"
    print(f"{line.work:<72} {line.figure:<44} {line.target:<10} {verdict}", flush=True)


def main(names: list[str]) -> None:
    if len(names) == 2 and Path(names[1]).is_dir():
        for line in MEASURES[names[0]](Path(names[1])):
            show(line)
        return
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for store, size in (("full", FULL), ("third", FULL.times(0.3)), ("tenth", FULL.times(0.1))):
            make_snapshot(Path(folder) / store, size)
        for name in names or MEASURES:
            subprocess.run([sys.executable, "-m", "benchmarks", name, folder], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
