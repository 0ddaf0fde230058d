"""One parsed file of metadata, and how its names and lines are told."""

import re
from typing import Final, NamedTuple

from lineage.reading.xml import Element, line_of

_UNPREFIXED: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*__[A-Za-z]+")

_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


class Document(NamedTuple):
    """A parsed file of metadata."""

    root: Element
    path: str
    name: str
    """The component's name, as the file name says."""
    whole: str = ""
    """For a part, the name of the component that it is a part of."""
    namespace: str = ""
    """The prefix of the package that the file was retrieved with; its own names are written without it."""
    beside: str = ""
    """What stands in the file beside it that holds a part of it."""
    has_lines: bool = True
    """False where the elements were told by the org itself, and stand in no file."""

    def at(self, element: Element | None = None) -> str:
        """Where an element stands: file and line."""
        if not self.has_lines:
            return self.path
        return f"{self.path}:{line_of(self.root if element is None else element)}"

    def qualified(self, name: str) -> str:
        """A custom name with the package's prefix; standard names and names that have a prefix stay."""
        return qualify(name, self.namespace)

    def packaged(self, name: str) -> str:
        """The name of a component that is no object or field, with the package's prefix where it has none."""
        return packaged(name, self.namespace)


def qualify(name: str, namespace: str) -> str:
    """A custom name with the prefix of its package, where it has none yet.

    >>> qualify("Invoice__c", "acme"), qualify("acme__Invoice__c", "acme"), qualify("Contact", "acme")
    ('acme__Invoice__c', 'acme__Invoice__c', 'Contact')
    """
    return f"{namespace}__{name}" if namespace and _UNPREFIXED.fullmatch(name) else name


def packaged(name: str, namespace: str) -> str:
    """The name of a component that is no object or field, with the prefix of its package, where it has none yet.

    >>> packaged("Reader", "acme"), packaged("acme__Reader", "acme"), packaged("Reader", "")
    ('acme__Reader', 'acme__Reader', 'Reader')
    """
    return f"{namespace}__{name}" if namespace and name and "__" not in name else name


def flag(value: str | None) -> bool | None:
    """True, false or not stated."""
    return _FLAGS.get((value or "").strip().lower())
