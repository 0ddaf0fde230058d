"""How the files of one folder and suffix are read: what every table of readers holds."""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeAlias

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.rows import Row

Read: TypeAlias = Callable[[Document], Iterator[Row]]


ReadContent: TypeAlias = Callable[[str, str, bytes], Iterator[Row]]
"""Takes a component's name, the path of its file, and the content."""


class Reader(NamedTuple):
    """How the files of one folder and suffix are read."""

    root: str
    """What the outermost element is called."""
    read: Read
    hides: str
    """What an unreadable file of this sort hides from answers."""
    expected: bool = False
    """Nearly every org has some: where a folder holds none, answers lack something."""
    beside: tuple[str, ...] = ()
    """Suffixes of the file that may lie beside, under the same name, and that holds a part of what this file says."""
    content: ReadContent | None = None
    """For types whose components are files of another sort, what such a file tells; the file that describes it ends in `-meta.xml`."""
    also: frozenset[str] = frozenset()
    """What else the outermost element may be called; `*` stands for anything."""

    def takes(self, root: str) -> bool:
        """Whether a file with this outermost element is of this sort."""
        return root == self.root or any(fnmatchcase(root, pattern) for pattern in self.also)


Readers: TypeAlias = Mapping[tuple[str, str], Reader]
"""Readers by the folder of their type and the suffix of its files, as the registry names them."""
