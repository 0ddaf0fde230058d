"""Snapshots: immutable folders, written whole or not at all, hashed.

`<store>/<UTC time>-<digest>/` holds one file per table and `manifest.json`. The digest is over the tables only, so that two harvests of the
same input have the same digest whenever they ran.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import ipc
from pydantic import Field as Attribute
from pydantic import ValidationError

from lineage.columns import MAPPED, SCHEMAS, Tables
from lineage.errors import AmbiguousName, NewerSnapshot, SnapshotError, UnknownName, UsageError
from lineage.model.answers import SourceLine
from lineage.model.records import Frozen

FORMAT = 1
"""Version of the folder's layout; a newer one is refused by name."""

MANIFEST = "manifest.json"
_UNFINISHED = ".unfinished-"
_NAME = re.compile(r"[0-9]{8}T[0-9.]+Z-([0-9a-f]+)")
_DIGEST_SHOWN = 12
_HASHED_WHEN_READ = 64 * 1024 * 1024
"""Larger files are hashed by `verify` only, because a question must not wait for it."""
_A_DAY = 24 * 60 * 60


class FileEntry(Frozen):
    """One file of a snapshot."""

    size: int
    """Bytes."""
    sha256: str
    """Hash of its bytes."""


class SourceEntry(SourceLine):
    """One source of a snapshot."""

    seen_at: datetime
    """When it was read (UTC)."""
    complete: bool = True
    """Whether it was read whole."""


class Manifest(Frozen):
    """What a snapshot says of itself; times stand here and nowhere in the tables."""

    format: int = FORMAT
    """Version of the folder's layout."""
    tool: str
    """Version of the program that wrote it."""
    created: datetime
    """When it was written (UTC)."""
    digest: str
    """sha256 over the tables."""
    org: str = ""
    """The project's name of the org."""
    bare: bool = False
    """Read from bare paths, without a project."""
    parent: str = ""
    """Name of the snapshot before it."""
    sources: tuple[SourceEntry, ...] = ()
    """What was read."""
    counts: dict[str, int] = Attribute(default_factory=dict)
    """Rows by table."""
    files: dict[str, FileEntry] = Attribute(default_factory=dict)
    """Files by name."""


@dataclass(frozen=True)
class Snapshot:
    """An opened snapshot; tables are loaded when they are asked for."""

    path: Path
    manifest: Manifest
    tables: Tables

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name


class Origin(Frozen):
    """What a snapshot is made from, for its manifest."""

    tool: str
    """Version of the program."""
    org: str = ""
    """The project's name of the org."""
    bare: bool = False
    """Read from bare paths, without a project."""
    sources: tuple[SourceEntry, ...] = ()
    """What was read."""


def write(store: Path, tables: Tables, origin: Origin, now: datetime) -> Snapshot:
    """Write a snapshot into the store folder; the folder appears whole or not at all, readable by its owner only."""
    store.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = names(store)
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=store))
    try:
        entries = {_file_name(name): _write_table(unfinished / _file_name(name), name, tables[name]) for name in SCHEMAS}
        digest = _digest(entries)
        manifest = Manifest(
            created=now,
            digest=digest,
            parent=before[-1] if before else "",
            **{name: getattr(origin, name) for name in Origin.model_fields},
            counts={name: tables[name].num_rows for name in SCHEMAS},
            files=entries,
        )
        _write_bytes(unfinished / MANIFEST, (manifest.model_dump_json(indent=2) + "\n").encode())
        _sync(unfinished)
        path = _publish(unfinished, store, f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%f}Z-{digest[:_DIGEST_SHOWN]}")
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return open_snapshot(path)


def _publish(unfinished: Path, store: Path, name: str) -> Path:
    """Rename the finished folder to its name; a second run of the same second and content finds it there."""
    path = store / name
    try:
        unfinished.rename(path)
    except OSError:
        if not (path / MANIFEST).exists():
            raise
    _sync(store)
    return path


def _sync(folder: Path) -> None:
    """Make sure that what was renamed or made in a folder is on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(entries: Mapping[str, FileEntry]) -> str:
    return hashlib.sha256("".join(f"{name}:{entries[name].sha256}\n" for name in sorted(entries)).encode()).hexdigest()


def _file_name(table: str) -> str:
    return f"{table}.arrow" if table in MAPPED else f"{table}.parquet"


def _write_table(path: Path, name: str, table: pa.Table) -> FileEntry:
    sink = pa.BufferOutputStream()
    if name in MAPPED:
        with ipc.new_file(sink, SCHEMAS[name]) as writer:
            writer.write_table(table.combine_chunks())
    else:
        pq.write_table(table, sink, compression="zstd")
    content = sink.getvalue()
    _write_bytes(path, content)
    return FileEntry(size=content.size, sha256=hashlib.sha256(content).hexdigest())


def _write_bytes(path: Path, content: bytes | pa.Buffer) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def names(store: Path) -> list[str]:
    """Names of the snapshots in a store, oldest first."""
    if not store.is_dir():
        return []
    found = (path for path in store.glob(f"*/{MANIFEST}") if path.is_file())
    return sorted(path.parent.name for path in found if not path.parent.name.startswith("."))


def listed(store: Path) -> Iterator[tuple[str, Manifest | SnapshotError]]:
    """Every snapshot of a store, oldest first: its manifest, or why it cannot be opened."""
    bare = [path.name for path in store.iterdir() if _NAME.fullmatch(path.name)] if store.is_dir() else []
    for name in sorted({*names(store), *bare}):
        try:
            yield name, open_snapshot(store / name).manifest
        except SnapshotError as error:
            yield name, error


def find(store: Path, selector: str = "latest") -> Path:
    """The folder that `latest`, `latest~N`, a prefix of a name or digest, or a path means.

    Raises `SnapshotError` where there are not so many, `UnknownName`, or `AmbiguousName` where a prefix fits different contents.
    """
    found = names(store)
    if selector == "latest" or selector.startswith("latest~"):
        back = selector.partition("~")[2] or "0"
        if not back.isdecimal():
            raise UsageError(f"{selector!r}: after `latest~` stands how many snapshots to go back, such as latest~1.")
        if int(back) < len(found):
            return store / found[-1 - int(back)]
        raise SnapshotError(_nothing_there(store, selector, found))
    fitting = [name for name in found if selector and (name.startswith(selector) or _digest_in(name).startswith(selector))]
    if len({_digest_in(name) for name in fitting}) > 1:
        raise AmbiguousName(selector, fitting, "Give more of the name.")
    if fitting:
        return store / fitting[-1]
    if (Path(selector) / MANIFEST).is_file():
        return Path(selector)
    raise UnknownName("snapshot", selector, found[-3:])


def _digest_in(name: str) -> str:
    return name.partition("-")[2]


def _nothing_there(store: Path, selector: str, found: Sequence[str]) -> str:
    if not found:
        return f"There is no snapshot in {store}. Run `lineage harvest` first."
    return f"{selector!r}: {store} holds {len(found)} snapshots only; `lineage snapshots list` shows them."


def open_snapshot(path: Path) -> Snapshot:
    """Open a snapshot folder: checks format and file sizes; raises `SnapshotError`."""
    manifest = read_manifest(path)
    for name, entry in manifest.files.items():
        file = path / name
        if not file.is_file() or file.stat().st_size != entry.size:
            raise SnapshotError(f"{file} is missing or not {entry.size} bytes long. Harvest again, or restore it from a copy.")
    there = [name for name in SCHEMAS if _file_name(name) in manifest.files]
    return Snapshot(path, manifest, Tables({name: _loader(path, name, manifest) for name in there}))


def read_manifest(path: Path) -> Manifest:
    """The manifest of a snapshot folder; raises `SnapshotError`."""
    if not (path / MANIFEST).is_file():
        raise SnapshotError(f"{path / MANIFEST} is missing. Harvest again, or restore it from a copy.")
    try:
        text = (path / MANIFEST).read_text(encoding="utf-8")
        version = json.loads(text).get("format", 0)
        if isinstance(version, int) and version > FORMAT:
            raise NewerSnapshot(f"{path} has format {version}; this program reads up to {FORMAT}. Update it.")
        return Manifest.model_validate_json(text)
    except (OSError, ValueError, AttributeError, RecursionError, ValidationError) as error:
        raise SnapshotError(
            f"{path / MANIFEST} cannot be read ({type(error).__name__}). Harvest again, or restore it."
        ) from error


def _loader(folder: Path, name: str, manifest: Manifest) -> Callable[[], pa.Table]:
    """Reads a table when it is touched; raises `SnapshotError` where its bytes are not those that were written."""
    path = folder / _file_name(name)
    entry = manifest.files[path.name]

    def load() -> pa.Table:
        if entry.size <= _HASHED_WHEN_READ and _sha256(path) != entry.sha256:
            raise SnapshotError(f"{path}: {_CHANGED}. Harvest again, or restore it from a copy.")
        table = _read(path, mapped=name in MAPPED)
        if table.schema.names != SCHEMAS[name].names:
            message = f"{path} was written by version {manifest.tool} with other columns. Harvest again."
            raise SnapshotError(message)
        return table

    return load


def _read(path: Path, *, mapped: bool) -> pa.Table:
    if mapped:
        with pa.memory_map(str(path)) as source:
            return ipc.open_file(source).read_all()
    # `read_table` would import all of pyarrow.dataset, and pandas with it.
    with pq.ParquetFile(path) as file:
        return file.read()


_CHANGED = "its bytes are not those that were written"


def verify(path: Path) -> Mapping[str, str]:
    """What is wrong with each file of a snapshot; empty where all hashes agree."""
    manifest = read_manifest(path)
    wrong: dict[str, str] = {}
    for name, entry in sorted(manifest.files.items()):
        file = path / name
        if not file.is_file():
            wrong[name] = "missing"
        elif _sha256(file) != entry.sha256:
            wrong[name] = _CHANGED
    digest = _digest(manifest.files)
    named = _NAME.fullmatch(path.name)
    if digest != manifest.digest or (named and not digest.startswith(named[1])):
        wrong[MANIFEST] = "its list of files is not the one that was written"
    return wrong


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prune(store: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` snapshots and what runs that ended a day ago left unfinished; gives the names removed."""
    removed = names(store)[: -keep or None] if keep > 0 else names(store)
    yesterday = time.time() - _A_DAY
    leftovers = [path.name for path in store.glob(f"{_UNFINISHED}*") if path.stat().st_mtime < yesterday]
    for name in removed:
        # Under its new name it is no snapshot any more, so that a prune that is killed leaves no half of one.
        (store / name).rename(store / f"{_UNFINISHED}{name}")
    for name in [*leftovers, *(f"{_UNFINISHED}{name}" for name in removed)]:
        shutil.rmtree(store / name)
    return removed
