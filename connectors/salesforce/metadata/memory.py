"""What files said in an earlier run, so that only those that changed are read again.

The memory is one file in the store. It holds rows, which hold no secrets, and is good only for the code that made it: other readers
mean another memory. Whatever is wrong with it, it is forgotten, and everything is read.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Final, NamedTuple

import msgspec

import connectors.salesforce.rows
from connectors.salesforce.rows import Row

_READ_BY: Final = ("connectors.salesforce", "connectors.languages", "lineage.reading")


class Kept(NamedTuple):
    """What is remembered of a file."""

    stamp: str
    namespace: str
    rows: Sequence[Row]
    parts: Mapping[str, int]


class _Entry(NamedTuple):
    stamp: str
    namespace: str
    rows: list[tuple[str, int, int]]
    """Slices of the stored rows: sort, start, end."""
    parts: dict[str, int]


class _Stored(msgspec.Struct):
    readers: str
    entries: dict[str, _Entry]
    rows: dict[str, msgspec.Raw]
    """All rows of one sort, file after file."""


class Memory:
    """What the files of one tree said; without a path, nothing is remembered."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._before = _load(path) if path else {}
        self._now: dict[str, Kept] = {}
        self._changed = False

    @property
    def remembers(self) -> bool:
        """Whether anything is kept; without, nobody need know which files changed."""
        return self._path is not None

    def recall(self, file: str, stamp: str, namespace: str) -> Kept | None:
        """What an unchanged file said; an empty stamp is that of a file of which nobody knows whether it changed."""
        kept = self._before.get(file)
        if kept is None or not stamp or kept.stamp != stamp or kept.namespace != namespace:
            return None
        self._now[file] = kept
        return kept

    def keep(self, file: str, kept: Kept) -> None:
        """Remember what a file said, where it will be known whether it changed."""
        if self._path and kept.stamp:
            self._now[file] = kept
            self._changed = True

    def write(self) -> None:
        """Keep what this run remembered, and forget files that are gone."""
        if not self._path or (not self._changed and len(self._now) == len(self._before)):
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self._path.with_name(f".unfinished-{os.getpid()}-{self._path.name}")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(msgspec.msgpack.encode(_packed(self._now)))
            unfinished.replace(self._path)
        finally:
            unfinished.unlink(missing_ok=True)


def _packed(kept: Mapping[str, Kept]) -> _Stored:
    stored: dict[str, list[Row]] = {}
    entries: dict[str, _Entry] = {}
    for file, one in kept.items():
        slices = []
        for sort, rows in groupby(one.rows, lambda row: type(row).__name__):
            room = stored.setdefault(sort, [])
            start = len(room)
            room.extend(rows)
            slices.append((sort, start, len(room)))
        entries[file] = _Entry(one.stamp, one.namespace, slices, dict(one.parts))
    return _Stored(readers(), entries, {sort: msgspec.Raw(msgspec.msgpack.encode(rows)) for sort, rows in stored.items()})


def _load(path: Path) -> dict[str, Kept]:
    try:
        stored = msgspec.msgpack.decode(path.read_bytes(), type=_Stored)
        if stored.readers != readers():
            return {}
        rows = {sort: _decoded(sort, raw) for sort, raw in stored.rows.items()}
        return {
            file: Kept(stamp, namespace, [row for sort, start, end in slices for row in rows[sort][start:end]], parts)
            for file, (stamp, namespace, slices, parts) in stored.entries.items()
        }
    except (OSError, msgspec.DecodeError, KeyError):
        return {}


def _decoded(sort: str, raw: msgspec.Raw) -> list[Row]:
    found: list[Row] = msgspec.msgpack.decode(raw, type=list[sorts()[sort]])  # type: ignore[misc]
    return found


@cache
def readers() -> str:
    """A hash of all code that makes rows of files: with other code, files say other things."""
    found = hashlib.sha256()
    for package in _READ_BY:
        for name, content in sorted(_sources(files(package))):
            found.update(f"{name}:{len(content)}:".encode() + content)
    return found.hexdigest()


def _sources(folder: Traversable, at: str = "") -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{at}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, name)
        elif not name.endswith(".pyc"):
            yield name, entry.read_bytes()


@cache
def sorts() -> dict[str, type[Any]]:
    """Every sort of row by its name."""
    rows = connectors.salesforce.rows
    modules = [import_module(f"{rows.__name__}.{found.name}") for found in iter_modules(rows.__path__)]
    named = (value for module in modules for value in vars(module).values())
    return {one.__name__: one for one in named if isinstance(one, type) and issubclass(one, tuple) and hasattr(one, "_fields")}
