"""What one file of metadata says: its rows, the parts that it holds, or what is wrong with it."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from connectors.salesforce.metadata.census import parts_of
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.layout import SOURCE_SUFFIX, Place
from connectors.salesforce.metadata.reader import Reader
from connectors.salesforce.metadata.secrets import find_secrets
from connectors.salesforce.rows import Row
from lineage.reading.tree import FileTree, RefusedFile
from lineage.reading.xml import MalformedXml, line_of, local, parse


class Wanted(NamedTuple):
    """A file to read."""

    place: Place
    reader: Reader
    namespace: str
    """The prefix of the package that the file was retrieved with."""


class FileRead(NamedTuple):
    """What a file says."""

    rows: Sequence[Row] = ()
    parts: Mapping[str, int] = {}
    """How many parts stand inside it, by their type."""
    error: MalformedXml | RefusedFile | None = None
    """Why it could not be read; then it says nothing."""
    remembered: bool = False
    """It has not changed since it was read before."""


def beside(tree: FileTree, wanted: Wanted) -> str:
    """The path of the file beside it that holds a part of what it says; empty where there is none."""
    if not wanted.reader.beside:
        return ""
    folder, _, file = wanted.place.path.rpartition("/")
    stem = file.removesuffix(SOURCE_SUFFIX).removesuffix(f".{wanted.place.suffix}")
    paths = (f"{folder}/{stem}.{suffix}".removeprefix("/") for suffix in wanted.reader.beside)
    return next((path for path in paths if _is_there(tree, path)), "")


def _is_there(tree: FileTree, path: str) -> bool:
    at = bisect_left(tree.files, path)
    return tree.files[at : at + 1] == (path,)


def read_file(tree: FileTree, wanted: Wanted) -> FileRead:
    """What one file says, with the file beside it."""
    place = wanted.place
    if place.kind.part_of and not place.whole:
        return FileRead(error=RefusedFile(place.path, f"no folder tells which {place.kind.part_of} it is a part of"))
    try:
        data = tree.read(place.path)
        if wanted.reader.content and not place.path.endswith(SOURCE_SUFFIX):
            return FileRead(tuple(wanted.reader.content(place.name, place.path, data)))
        root = parse(data)
        said_beside = _said_beside(tree, wanted)
    except (MalformedXml, RefusedFile) as error:
        return FileRead(error=error)
    if not wanted.reader.takes(local(root)):
        return FileRead(error=MalformedXml(line_of(root), f"its outermost element is not {wanted.reader.root}"))
    document = Document(root, place.path, place.name, place.whole, wanted.namespace, said_beside)
    return FileRead((*wanted.reader.read(document), *find_secrets(document)), parts_of(place.kind.name, root))


def _said_beside(tree: FileTree, wanted: Wanted) -> str:
    path = beside(tree, wanted)
    return tree.read(path).decode("utf-8-sig", errors="replace") if path else ""
