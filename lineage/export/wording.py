"""How verdicts and marks are said: one wording for the terminal, documents, pictures and pages."""

from collections.abc import Iterable, Mapping
from typing import Final

from lineage.export.text import clean
from lineage.model.answers import BlockLine, ExposureCell
from lineage.model.elements import element_words
from lineage.model.ids import Id

WHOLE_SYSTEM: Final = "whole System"
"""In place of a dataset or field, where nobody knows where in a System data lands."""

PERMITTED_ONLY: Final = "Permitted only: readable, nothing seen or declared"
"""The title of destinations that are known from permissions alone."""

ONWARD: Final = "Possible onward: out of Systems that are reached as a whole, not walked"
"""The title of hops that may go on from a destination."""

SWITCHED_OFF: Final = "Switched off where the walks came by, not walked"
"""The title of hops that are inactive."""

BLOCKED: Final = "Elements that do not go on, as somebody says"
"""The title of blocks that take effect."""

BLOCK_COLUMNS: Final = ("elements", "where", "reason", "by", "declared")
"""What is said of a block."""


def rights(values: Iterable[str]) -> str:
    """Verdicts about a right.

    >>> rights(["not_needed"])
    'not needed'
    """
    return ", ".join(clean(value).replace("_", " ") for value in values) or "unknown"


def elements(ids: Iterable[str]) -> str:
    """Elements, with what is not known in words.

    >>> elements(["ssn", "unclassified"])
    'ssn, not classified'
    """
    return ", ".join(clean(element_words(id)) for id in ids)


def block(line: BlockLine) -> str:
    """A block in one line."""
    said = f"{elements(line.elements)} by a block ({clean(line.place)}): {clean(line.reason)}"
    return f"{said} ({clean(line.by)})" if line.by else said


def block_cells(line: BlockLine) -> tuple[str, ...]:
    """A block as the cells of `BLOCK_COLUMNS`."""
    return (elements(line.elements), *map(clean, (line.place, line.reason, line.by, line.locator)))


def forms(arriving: Mapping[str, str]) -> str:
    """Elements with the form in which each arrives.

    >>> forms({"unclassified": "clear", "ssn": "hash"})
    'ssn: hash, not classified: clear'
    """
    return ", ".join(f"{clean(element_words(element))}: {clean(form)}" for element, form in sorted(arriving.items()))


def place(node: str) -> str:
    """A node inside its System, as people call it; untrusted text."""
    id = Id(node)
    return WHOLE_SYSTEM if id.is_system else id.shown


MARKS: Final = {
    "permitted only": "readable, nothing seen or declared",
    "dataset level": "any field of a dataset, nobody knows which",
}
"""What a cell of the exposure matrix may have to be read with, and what that means."""


def marks(cell: ExposureCell) -> list[str]:
    """What this cell of the exposure matrix must be read with."""
    is_marked = {"permitted only": cell.permitted_only, "dataset level": cell.precision != "exact"}
    return [mark for mark in MARKS if is_marked[mark]]
