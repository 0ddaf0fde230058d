"""Grants from exports: tables of field permissions of some size, into batches and into a snapshot."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.timing import timed
from connectors.salesforce.exports.harvest import ExportSettings, harvest
from connectors.salesforce.exports.platform_ids import long_id
from lineage.analysis.held import with_held
from lineage.columns import GrantBatch
from lineage.garbage import paused
from lineage.graph.build import build
from lineage.store import snapshot

_OBJECTS, _FIELDS = 250, 40
_HEADER = "Id,ParentId,SobjectType,Field,PermissionsRead,PermissionsEdit\n"


class Export(NamedTuple):
    """Rows that were written."""

    folder: Path
    rows: int


def write(folder: Path, rows: int) -> Export:
    """A folder with this many field permissions, by container, as an export is sorted; made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "FieldPermissions.csv"
    containers = [long_id(f"0PS{number:012d}") for number in range(rows // (_OBJECTS * _FIELDS) + 1)]
    if not file.exists():
        with file.open("w", encoding="utf-8") as out:
            out.write(_HEADER)
            out.writelines(_row(at, containers[at // (_OBJECTS * _FIELDS)]) for at in range(rows))
        sets = "".join(f"{one},Set{number},false\n" for number, one in enumerate(containers))
        (folder / "PermissionSet.csv").write_text(f"Id,Name,IsOwnedByProfile\n{sets}", encoding="utf-8")
    return Export(folder, rows)


def _row(at: int, container: str) -> str:
    place = at % (_OBJECTS * _FIELDS)
    object_ = f"Object{place // _FIELDS}__c"
    edits = "true" if at % 3 else "false"
    return f"{long_id(f'01k{at:012d}')},{container},{object_},{object_}.Field_{place % _FIELDS}__c,true,{edits}\n"


def read(made: Export) -> int:
    """Read an export; gives how many grants there are."""
    settings = ExportSettings(path=made.folder, org="acme")
    return sum(one.table.num_rows for one in harvest(settings) if isinstance(one, GrantBatch))


def into_snapshot(made: Export, store: Path) -> None:
    """Read an export and write a snapshot of it."""
    tables = with_held(build(harvest(ExportSettings(path=made.folder, org="acme"))))
    snapshot.write(store, tables, snapshot.Origin(tool="benchmarks", org="acme"), datetime.now(UTC))


def held(made: Export) -> float:
    """The most memory that reading takes, in GB, in a process of its own."""
    code = (
        "from pathlib import Path; from benchmarks import exports, timing; "
        f"exports.read(exports.Export(Path({str(made.folder)!r}), 0)); print(timing.peak())"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(run.stdout)


class Figure(NamedTuple):
    """What was measured of one size."""

    rows: int
    reading: str
    rate: float
    snapshot_rate: float


def figures(folder: Path, rows: int) -> Figure:
    """How fast an export is read, and read into a snapshot."""
    made = write(folder / str(rows), rows)
    assert read(made) == rows
    with paused():  # as a harvest does
        reading = timed(lambda: read(made))
        whole = timed(lambda: into_snapshot(made, folder / "store"), runs=3)
    return Figure(rows, str(reading), rows / reading.best / 1e6, rows / whole.best / 1e6)


def growth(folder: Path, small: int, large: int) -> float:
    """The bytes that a further row takes while it is read: its grant, which stays, and nothing of its text."""
    few, many = (write(folder / str(rows), rows) for rows in (small, large))
    return (held(many) - held(few)) * 1e9 / (large - small)
