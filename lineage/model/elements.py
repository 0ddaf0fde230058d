"""Data elements: the kinds of personal data that the law tells apart, from the dictionary beside this file.

The dictionary states Californian law: category letters of Civ. Code §1798.140(v)(1), sensitivity and its
clause by §1798.140(ae), breach elements by §1798.82(h). What the law leaves open stays open in it.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

LETTERS = tuple("ABCDEFGHIJKL")
"""The category letters of personal information."""

UNSAID: Final = "personal"
"""The element of a field that is known to be personal, but not as what."""

FREE_TEXT: Final = "free_text_blob"
"""The element of free text and files, whose content nobody knows."""

UNCLASSIFIED: Final = "unclassified"
"""In place of an element: data that nobody classified."""


class Element(BaseModel):
    """One kind of personal data."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    id: str
    """How maps and answers name it."""
    label: str = ""
    """How people call it."""
    categories: frozenset[str] = frozenset()
    """Letters of the categories of personal information that it belongs to."""
    spi: Literal["yes", "no", "conditional", "unclear"] = "unclear"
    """Whether it is sensitive personal information."""
    clause: str = ""
    """The clause that makes it sensitive, such as `ae(1)(A)`; a question mark ends it where that is open."""
    breach: Literal["yes", "no", "conditional", "unclear", "anchor"] = "unclear"
    """Whether its loss is a notifiable breach; `anchor` for a name, which makes other elements one."""


@cache
def load_elements() -> Mapping[str, Element]:
    """The built-in dictionary by element id, in its own order.

    >>> load_elements()["ssn"].clause
    'ae(1)(A)'
    """
    text = files("lineage.model").joinpath("elements.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    read = [Element.model_validate({**row, "categories": row["categories"].split()}) for row in rows]
    return MappingProxyType({element.id: element for element in read})


def element_label(id: str, elements: Mapping[str, Element]) -> str:
    """How headings name an element: its label in the dictionary, else its id.

    >>> element_label("unclassified", {})
    'Not classified'
    """
    if id == UNCLASSIFIED:
        return "Not classified"
    return (elements[id].label if id in elements else "") or id


def element_words(id: str) -> str:
    """How lists and sentences name an element: its id, but in words where it stands for something that is not known.

    >>> element_words("ssn"), element_words("personal"), element_words("unclassified")
    ('ssn', 'unspecified personal data', 'not classified')
    """
    if id not in (UNSAID, FREE_TEXT, UNCLASSIFIED):
        return id
    label = element_label(id, load_elements())
    return label[0].lower() + label[1:]
