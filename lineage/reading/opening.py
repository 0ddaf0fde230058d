"""Opening a tree of files, whatever holds it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import is_zipfile

from lineage.errors import UnreadableInput
from lineage.reading.archive import open_archive
from lineage.reading.folder import list_folder
from lineage.reading.tree import LIMITS, FileTree, Limits


@contextmanager
def open_tree(path: Path, limits: Limits = LIMITS) -> Iterator[FileTree]:
    """The files of the folder or zip at `path`; raises `UnreadableInput` where there is none, or where a zip could do harm."""
    if path.is_dir():
        yield list_folder(path, limits)
    elif path.is_file() and is_zipfile(path):
        with open_archive(path, limits) as tree:
            yield tree
    else:
        what = "is neither a folder nor a zip" if path.exists() else "does not exist"
        message = f"{path} {what}: name a folder of metadata or a zip of one."
        raise UnreadableInput(message)
