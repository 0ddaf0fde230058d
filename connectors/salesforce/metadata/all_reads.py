"""All files of a tree: those that did not change are remembered, the others read."""

from collections.abc import Iterator, Sequence
from functools import partial

from connectors.salesforce.metadata.file_reads import FileRead, Wanted, beside, read_file
from connectors.salesforce.metadata.memory import Kept, Memory
from connectors.salesforce.metadata.two_readers import pays, read_by_two
from lineage.reading.tree import FileTree


def read_files(tree: FileTree, wanted: Sequence[Wanted], memory: Memory) -> Iterator[tuple[Wanted, FileRead]]:
    """Each file with what it says, in order; those that did not change are not read again."""
    stamps = [_stamp(tree, one) if memory.remembers else "" for one in wanted]
    known = [memory.recall(one.place.path, stamp, one.namespace) for one, stamp in zip(wanted, stamps, strict=True)]
    reads = _read(tree, [one for one, kept in zip(wanted, known, strict=True) if kept is None])
    for one, stamp, kept in zip(wanted, stamps, known, strict=True):
        if kept:
            yield one, FileRead(kept.rows, kept.parts, remembered=True)
            continue
        read = next(reads)
        if read.error is None:
            memory.keep(one.place.path, Kept(stamp, one.namespace, read.rows, read.parts))
        yield one, read


def _read(tree: FileTree, wanted: Sequence[Wanted]) -> Iterator[FileRead]:
    read = partial(read_file, tree)
    return read_by_two(wanted, read) if pays(len(wanted)) else map(read, wanted)


def _stamp(tree: FileTree, wanted: Wanted) -> str:
    """What is the same only if neither the file nor the one beside it changed."""
    other = beside(tree, wanted)
    stamps = [tree.stamp(wanted.place.path), *([tree.stamp(other)] if other else [])]
    return " ".join(stamps) if all(stamps) else ""
