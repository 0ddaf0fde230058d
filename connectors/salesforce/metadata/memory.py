"""What files said in an earlier run, so that only those that changed are read again.

The memory is one file in the store. It holds rows, which hold no secrets, and is good only for the code that made it: other readers
mean another memory. Whatever is wrong with it, it is forgotten, and everything is read.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from connectors.salesforce.metadata.packing import Packed, pack, unpack
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
    parts: dict[str, int]


class _Stored(msgspec.Struct):
    readers: str
    entries: dict[str, _Entry]
    packed: Packed
    """The rows of each entry, in order."""


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
                file.write(msgspec.msgpack.encode(_stored(self._now)))
            unfinished.replace(self._path)
        finally:
            unfinished.unlink(missing_ok=True)


def _stored(kept: Mapping[str, Kept]) -> _Stored:
    entries = {file: _Entry(one.stamp, one.namespace, dict(one.parts)) for file, one in kept.items()}
    return _Stored(readers(), entries, pack(one.rows for one in kept.values()))


def _load(path: Path) -> dict[str, Kept]:
    try:
        stored = msgspec.msgpack.decode(path.read_bytes(), type=_Stored)
        if stored.readers != readers():
            return {}
        both = zip(stored.entries.items(), unpack(stored.packed), strict=True)
        return {file: Kept(stamp, namespace, rows, parts) for (file, (stamp, namespace, parts)), rows in both}
    except (OSError, msgspec.DecodeError, KeyError, ValueError):
        return {}


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
