"""A zip as a tree of files: nothing is unpacked to disk, and nothing is unpacked that could do harm."""

import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from lineage.errors import UnreadableInput
from lineage.reading.tree import FileTree, Limits, Refused, RefusedFile, in_mib, is_tools_own

_ENCRYPTED: Final = 0x1
_DEEPEST: Final = 64
"""So many folders in each other have names that are looked at; a name of thousands would be spelt out thousands of times."""


@contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[FileTree]:
    """The members of the zip at `path`; raises `UnreadableInput` where it is damaged or would unpack to too much."""
    with _opened(path) as archive:
        _refuse_bomb(path, archive, limits)
        yield _tree(path, archive, limits)


def _opened(path: Path) -> ZipFile:
    try:
        return ZipFile(path)
    except BadZipFile as error:
        message = f"{path} is not a whole zip ({error}): fetch it again, or unpack it and name the folder."
        raise UnreadableInput(message) from error
    except OSError as error:
        message = f"{path} could not be opened: {error.strerror or error}."
        raise UnreadableInput(message) from error


def _refuse_bomb(path: Path, archive: ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    packed = max(1, path.stat().st_size)
    unpacked = sum(member.file_size for member in members)
    remedy = "if it can be trusted, unpack it and name the folder."
    if len(members) > limits.files:
        message = f"{path} holds {len(members):,} members, more than {limits.files:,}: {remedy}"
        raise UnreadableInput(message)
    if unpacked > limits.archive:
        message = f"{path} would unpack to {in_mib(unpacked)}, more than {in_mib(limits.archive)}: {remedy}"
        raise UnreadableInput(message)
    if unpacked > limits.harmless and unpacked // packed > limits.ratio:
        message = f"{path} would unpack to {unpacked // packed:,} times its size, as zip bombs do: {remedy}"
        raise UnreadableInput(message)


def _tree(path: Path, archive: ZipFile, limits: Limits) -> FileTree:
    members: dict[str, ZipInfo] = {}
    refused: list[Refused] = []
    left_out: set[str] = set()
    dotted: set[str] = set()
    for member in archive.infolist():
        why = _why_not(member) or ("it is there twice" if member.filename in members else "")
        if why:
            refused.append(Refused(member.orig_filename.encode("utf-8", "replace").decode(), why))
            continue
        above = member.filename.split("/")[:-1]
        tools = next((at for at, name in enumerate(above) if is_tools_own(name)), len(above))
        dotted.update("/".join(above[: at + 1]) for at, name in enumerate(above[: min(tools, _DEEPEST)]) if "." in name)
        if tools < len(above):
            left_out.add("/".join(above[: tools + 1]))
        elif not member.is_dir():
            members[member.filename] = member

    def read(file: str) -> bytes:
        return _read(archive, members[file], limits.file)

    def stamp(file: str) -> str:
        return f"{members[file].file_size}-{members[file].CRC:08x}"

    return FileTree(
        path.stem,
        tuple(sorted(members)),
        tuple(sorted(refused)),
        read,
        stamp,
        left_out=tuple(sorted(left_out)),
        dotted=tuple(sorted(dotted)),
    )


def _why_not(member: ZipInfo) -> str:
    """Why a member may not be read; empty where it may."""
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ":" in parts[0] or ".." in parts:
        return "its path leads out of the zip"
    if "\\" in name or "\x00" in name or name != name.encode("utf-8", "replace").decode():
        return "its name holds characters that no path has"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a link or a device"
    return "it is encrypted" if member.flag_bits & _ENCRYPTED else ""


def _read(archive: ZipFile, member: ZipInfo, limit: int) -> bytes:
    if member.file_size > limit:
        why = f"it has {in_mib(member.file_size)}, more than the {in_mib(limit)} that are read of one file"
        raise RefusedFile(member.filename, why)
    try:
        with archive.open(member) as content:
            return content.read(limit + 1)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise RefusedFile(member.filename, f"the zip is damaged there ({error})") from error
