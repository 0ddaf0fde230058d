"""Trees of files: a folder or a zip, listed once, read one file at a time, never written.

What cannot be read safely is refused by name and the rest is read: links that leave the tree or loop, members with
climbing paths, files over the limit. Hidden folders and those that tools fill are left out, for they hold no sources.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from lineage.errors import UnreadableInput

_MIB: Final = 1024 * 1024
_TOOLS_OWN: Final = frozenset({"node_modules", "__pycache__", "__MACOSX"})


@dataclass(frozen=True)
class Limits:
    """How much is read before reading it could do harm; sizes in bytes."""

    file: int = 128 * _MIB
    """The largest single file; larger ones are refused, the rest is read."""
    archive: int = 4096 * _MIB
    """The largest sum of a zip's members, unpacked."""
    ratio: int = 200
    """The most that a zip may grow by unpacking, once it is larger than `harmless`."""
    harmless: int = 64 * _MIB
    """Below this sum no ratio is suspicious."""
    files: int = 2_000_000
    """The largest number of files."""


LIMITS: Final = Limits()


class Refused(NamedTuple):
    """Something in the tree that was not read, and why."""

    path: str
    why: str


class RefusedFile(UnreadableInput):
    """A listed file could not be read after all."""

    def __init__(self, path: str, why: str) -> None:
        self.path, self.why = path, why
        super().__init__(f"{path} could not be read: {why}.")


@dataclass(frozen=True)
class FileTree:
    """The files of a folder or a zip, named by their path inside it with `/` between folders."""

    name: str
    """The folder's own name, or the zip's without suffix."""
    files: tuple[str, ...]
    """Every readable file, in order of path."""
    refused: tuple[Refused, ...]
    """What was not listed, in order of path."""
    read: Callable[[str], bytes]
    """The content of one file; raises `RefusedFile`."""
    stamp: Callable[[str], str] = lambda _: ""
    """What is the same for one file at two times only if it did not change in between; empty where nothing tells."""
    left_out: tuple[str, ...] = ()
    """Folders of tools, which were not looked into, in order of path."""
    dotted: tuple[str, ...] = ()
    """Folders that are named as files are, with a dot, in order of path."""


def is_tools_own(folder: str) -> bool:
    """Whether a folder of this name is hidden or filled by a tool."""
    return folder.startswith(".") or folder in _TOOLS_OWN


def in_mib(size: int) -> str:
    """A size as people read it."""
    return f"{size / _MIB:,.0f} MiB"
