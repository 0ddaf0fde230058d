"""A folder as a tree of files."""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lineage.errors import UnreadableInput
from lineage.reading.tree import FileTree, Limits, Refused, RefusedFile, in_mib, is_tools_own

# A file that becomes a link or a pipe between listing and reading is refused rather than followed or waited for.
_SAFELY: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# The clock of a file system may stand still for some milliseconds, on old ones for two seconds.
_A_MOMENT: Final = 2_000_000_000


@dataclass
class _Listing:
    root: str
    limit: int
    files: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    linked: dict[str, str] = field(default_factory=dict)
    folders: list[tuple[str, bool]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    dotted: list[str] = field(default_factory=list)


def list_folder(path: Path, limits: Limits) -> FileTree:
    """The files under `path`, read as they are asked for; raises `UnreadableInput` where there are too many."""
    root = os.path.realpath(path)
    listing = _Listing(root, limits.files)
    listing.folders.append(("", False))
    while listing.folders:
        prefix, linked = listing.folders.pop()
        for entry in _entries(listing, prefix):
            _list_entry(listing, prefix, entry, linked)
        if len(listing.files) > listing.limit:
            message = f"{path} holds more than {listing.limit:,} files: name a folder inside it."
            raise UnreadableInput(message)

    def read(file: str) -> bytes:
        return _read(listing.linked.get(file) or f"{root}/{file}", file, limits.file)

    def stamp(file: str) -> str:
        return _stamp(listing.linked.get(file) or f"{root}/{file}")

    return FileTree(
        Path(root).name,
        tuple(sorted(listing.files)),
        tuple(sorted(listing.refused)),
        read,
        stamp,
        left_out=tuple(sorted(listing.left_out)),
        dotted=tuple(sorted(listing.dotted)),
    )


def _entries(listing: _Listing, prefix: str) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(f"{listing.root}/{prefix}") as entries:
            yield from entries
    except OSError as error:
        listing.refused.append(Refused(prefix.rstrip("/") or ".", f"it cannot be listed ({error.strerror})"))


def _list_entry(listing: _Listing, prefix: str, entry: "os.DirEntry[str]", linked: bool) -> None:
    path = f"{prefix}{entry.name}"
    if not path.isascii() and path != path.encode("utf-8", "replace").decode():
        listing.refused.append(Refused(path.encode("utf-8", "replace").decode(), "its name is not UTF-8"))
    elif entry.is_symlink():
        _list_link(listing, path, linked)
    elif entry.is_dir(follow_symlinks=False):
        _list_folder(listing, path, entry.name, linked)
    elif entry.is_file(follow_symlinks=False):
        listing.files.append(path)
    else:
        listing.refused.append(Refused(path, "it is neither a file nor a folder"))


def _list_folder(listing: _Listing, path: str, name: str, linked: bool) -> None:
    if is_tools_own(name):
        listing.left_out.append(path)
        return
    listing.folders.append((f"{path}/", linked))
    if "." in name:
        listing.dotted.append(path)


def _list_link(listing: _Listing, path: str, linked: bool) -> None:
    """Follow a link to another place inside the root, one deep: chains of links could name one file without end."""
    here = f"{listing.root}/{path}"
    target = os.path.realpath(here)
    if target != listing.root and not target.startswith(f"{listing.root}{os.sep}"):
        listing.refused.append(Refused(path, "it is a link that leaves the folder"))
    elif Path(target).is_file():
        listing.files.append(path)
        listing.linked[path] = target
    elif not Path(target).is_dir():
        listing.refused.append(Refused(path, "it is a link to nothing, or to itself"))
    elif here.startswith(f"{target}{os.sep}"):
        listing.refused.append(Refused(path, "it is a link that loops"))
    elif linked:
        listing.refused.append(Refused(path, "it is a link inside a folder that is itself reached by a link"))
    else:
        listing.folders.append((f"{path}/", True))


def _stamp(place: str) -> str:
    """Size, times and number of a file; empty for one that changed a moment ago, which could change again without a trace."""
    try:
        status = os.stat(place)  # noqa: PTH116 - making a Path takes longer than the look itself
    except OSError:
        return ""
    if time.time_ns() - status.st_ctime_ns < _A_MOMENT:
        return ""
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}"


def _read(place: str, file: str, limit: int) -> bytes:
    try:
        handle = os.open(place, _SAFELY)
        try:
            return _content(handle, file, limit)
        finally:
            os.close(handle)
    except OSError as error:
        raise RefusedFile(file, error.strerror or "the system refuses it") from error


def _content(handle: int, file: str, limit: int) -> bytes:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        raise RefusedFile(file, "it is not a plain file")
    if status.st_size > limit:
        raise RefusedFile(file, f"it has {in_mib(status.st_size)}, more than the {in_mib(limit)} that are read of one file")
    data = os.read(handle, status.st_size + 1)
    while 0 < len(data) < status.st_size:
        more = os.read(handle, status.st_size - len(data))
        if not more:
            break
        data += more
    return data
