"""How the files of one folder and suffix are read: what every table of readers holds."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.rows import Row

Read: TypeAlias = Callable[[Document], Iterator[Row]]


class Reader(NamedTuple):
    """How the files of one folder and suffix are read."""

    root: str
    """What the outermost element is called."""
    read: Read
    hides: str
    """What an unreadable file of this sort hides from answers."""
    expected: bool = False
    """Nearly every org has some: where a folder holds none, answers lack something."""


Readers: TypeAlias = Mapping[tuple[str, str], Reader]
"""Readers by the folder of their type and the suffix of its files, as the registry names them."""
