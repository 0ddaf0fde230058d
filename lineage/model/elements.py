"""Data elements: the kinds of personal data that the law tells apart, from the dictionary beside this file.

The dictionary states Californian law: category letters of Civ. Code §1798.140(v)(1), sensitivity and its
clause by §1798.140(ae), breach elements by §1798.82(h), damages by §1798.150 through §1798.81.5(d)(1). Beside
these stand the special categories of the GDPR, and the terms of two vocabularies: Fides and the Data Privacy
Vocabulary. What the law leaves open stays open in it.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

LETTERS = tuple("ABCDEFGHIJKL")
"""The category letters of personal information."""

UNSAID: Final = "personal"
"""The element of a field that is known to be personal, but not as what."""

FREE_TEXT: Final = "free_text_blob"
"""The element of free text and files, whose content nobody knows."""

UNCLASSIFIED: Final = "unclassified"
"""In place of an element: data that nobody classified."""

Answer: TypeAlias = Literal["yes", "no", "conditional", "unclear", "anchor"]
"""What the law says of an element; `anchor` for a name, which makes other elements a breach."""

Match: TypeAlias = Literal["", "exact", "close", "broader", "composite", "none"]
"""How well a term of a vocabulary fits; `composite`: the terms of its parts together."""

_LISTS: Final = ("companions", "compliance_groups", "fides", "dpv")


class Element(BaseModel):
    """One kind of personal data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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
    condition: str = ""
    """What must be so for it to be sensitive, or why it is not; in words."""
    breach: Answer = "unclear"
    """Whether its loss is a notifiable breach; `anchor` for a name, which makes other elements one."""
    breach_clause: str = ""
    """The clause of Civ. Code §1798.82 that says so."""
    needs_name: Literal["", "yes", "no", "is the name", "unclear"] = ""
    """Whether it is a breach only together with a name; empty where it is none."""
    companions: tuple[str, ...] = ()
    """Elements of which one must be lost with it for a breach."""
    companion_condition: str = ""
    """When a companion is needed; empty: always."""
    damages: Answer = "unclear"
    """Whether its theft gives the person statutory damages, by Civ. Code §1798.150."""
    damages_clause: str = ""
    """The clause that says so."""
    identity_theft_offer: bool = False
    """Whether twelve months of identity-theft services are due after a breach of it."""
    gdpr: str = ""
    """The article of the GDPR that makes it special, such as `Art 9`."""
    compliance_groups: tuple[str, ...] = ()
    """The groups of a platform's own classification to suggest for it."""
    security_classification: str = ""
    """The confidentiality to suggest for it."""
    fides: tuple[str, ...] = ()
    """Data categories of the Fides taxonomy."""
    fides_match: Match = ""
    """How well they fit."""
    dpv: tuple[str, ...] = ()
    """Concepts of the Data Privacy Vocabulary."""
    dpv_match: Match = ""
    """How well they fit."""
    checked: Literal["", "text", "secondary text", "own reading", "unverified"] = ""
    """How the row was checked: against the text of the statute or regulation, against somebody who quotes it, by our own reading
    of what it implies, or not yet."""


@cache
def load_elements() -> Mapping[str, Element]:
    """The built-in dictionary by element id, in its own order.

    >>> load_elements()["ssn"].clause
    'ae(1)(A)'
    """
    text = files("lineage.model").joinpath("elements.csv").read_text(encoding="utf-8")
    read = map(_element, csv.DictReader(text.splitlines()))
    return MappingProxyType({element.id: element for element in read})


def _element(row: Mapping[str, str]) -> Element:
    lists = {name: row[name].split() for name in ("categories", *_LISTS)}
    return Element.model_validate({**row, **lists})


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
