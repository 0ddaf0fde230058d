"""How often and how long: best and median of some runs, and what they ran on."""

import gc
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

RUNS = 5


class Timing(NamedTuple):
    """Seconds of some runs of one thing."""

    best: float
    median: float

    def __str__(self) -> str:
        return f"{self.best:.3f} s (median {self.median:.3f})"


def timed(work: Callable[[], object], runs: int = RUNS) -> Timing:
    """Best and median wall time of some runs; garbage of one run is not collected in the next."""
    seconds = []
    for _ in range(runs):
        gc.collect()
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return Timing(min(seconds), statistics.median(seconds))


def peak() -> float:
    """The most memory that this process has held, in GB; on Linux without what its parent held when it forked."""
    status = Path("/proc/self/status")
    for line in status.read_text(encoding="utf-8").splitlines() if status.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1e6
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size / (1e9 if sys.platform == "darwin" else 1e6)


def machine() -> str:
    """What the figures are of."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}{load}"
