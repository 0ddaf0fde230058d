"""What one file of metadata says: its rows, the parts that it holds, or what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from connectors.salesforce.metadata.census import parts_of
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.layout import Place
from connectors.salesforce.metadata.memory import Kept, Memory
from connectors.salesforce.metadata.reader import Reader
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


def read_files(tree: FileTree, wanted: Sequence[Wanted], memory: Memory) -> Iterator[tuple[Wanted, FileRead]]:
    """Each file with what it says, in order; those that did not change are not read again."""
    for one in wanted:
        stamp = tree.stamp(one.place.path)
        kept = memory.recall(one.place.path, stamp, one.namespace)
        if kept:
            yield one, FileRead(kept.rows, kept.parts, remembered=True)
            continue
        read = _read(tree, one)
        if read.error is None:
            memory.keep(one.place.path, Kept(stamp, one.namespace, read.rows, read.parts))
        yield one, read


def _read(tree: FileTree, wanted: Wanted) -> FileRead:
    place = wanted.place
    if place.kind.part_of and not place.whole:
        return FileRead(error=RefusedFile(place.path, f"no folder tells which {place.kind.part_of} it is a part of"))
    try:
        root = parse(tree.read(place.path))
    except (MalformedXml, RefusedFile) as error:
        return FileRead(error=error)
    if local(root) != wanted.reader.root:
        return FileRead(error=MalformedXml(line_of(root), f"its outermost element is not {wanted.reader.root}"))
    document = Document(root, place.path, place.name, place.whole, wanted.namespace)
    return FileRead(tuple(wanted.reader.read(document)), parts_of(place.kind.name, root))
