"""Which fields layouts, lists, field sets, quick actions and validation rules name: standard ones are defined nowhere else."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from connectors.languages import formula
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.mentions import MentionRow
from lineage.reading.xml import Element, descend, leaves, local, text

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

_LAYOUT: Final = (
    ("layoutSections", "layoutColumns", "layoutItems", "field"),
    ("miniLayout", "fields"),
    ("multilineLayoutFields",),
)
_QUICK_ACTION: Final = (
    ("quickActionLayout", "quickActionLayoutColumns", "quickActionLayoutItems", "field"),
    ("fieldOverrides", "field"),
)
_PARTS: Final = {
    "compactLayouts": ("compact layout", (("fields",),)),
    "fieldSets": ("field set", (("displayedFields", "field"), ("availableFields", "field"))),
    "listViews": ("list view", (("columns",), ("filters", "field"))),
    "searchLayouts": (
        "search layout",
        (
            ("customTabListAdditionalFields",),
            ("lookupDialogsAdditionalFields",),
            ("lookupFilterFields",),
            ("lookupPhoneDialogsAdditionalFields",),
            ("searchFilterFields",),
            ("searchResultsAdditionalFields",),
        ),
    ),
    "validationRules": ("validation rule", (("errorDisplayField",),)),
}
"""For each part of an object that names fields: what it is called, and where in it the names stand."""
_OF_FILES: Final = {
    "CompactLayout": "compactLayouts",
    "FieldSet": "fieldSets",
    "ListView": "listViews",
    "ValidationRule": "validationRules",
}


def read_layout(document: Document) -> Iterator[Row]:
    """The fields of a layout, whose object its own name begins with."""
    owner = document.name.partition("-")[0]
    yield from _mention(
        document, owner, "layout", document.root, (found for path in _LAYOUT for found in _at(document.root, path))
    )


def read_quick_action(document: Document) -> Iterator[Row]:
    """The fields of a quick action: of the object that it makes records of, else of the one that it is an action of."""
    owner = leaves(document.root).get("targetObject") or (document.name.partition(".")[0] if "." in document.name else "")
    names = (found for path in _QUICK_ACTION for found in _at(document.root, path))
    yield from _mention(document, owner, "quick action", document.root, names)


def read_part(document: Document) -> Iterator[Row]:
    """The fields that a part of an object in a file of its own names; the object is the folder's name."""
    yield from _part(document, document.whole, document.root, _OF_FILES[local(document.root)])


def mentions_of_parts(document: Document) -> Iterator[Row]:
    """The fields that the parts inside the file of an object name."""
    for element in document.root:
        kind = local(element)
        if kind in _PARTS:
            yield from _part(document, document.name, element, kind)


def _part(document: Document, owner: str, element: Element, kind: str) -> Iterator[Row]:
    by, paths = _PARTS[kind]
    names = [found for path in paths for found in _at(element, path)]
    read = formula.read(leaves(element).get("errorConditionFormula", ""))
    names += [reference.path[0] for reference in read.references if len(reference.path) == 1]
    yield from _mention(document, owner, by, element, names)


def _at(element: Element, path: tuple[str, ...]) -> Iterator[str]:
    return (text(found) for found in descend(element, *path))


def _mention(document: Document, owner: str, by: str, element: Element, names: Iterable[str]) -> Iterator[Row]:
    """Names of fields are those of the API; lists have words in upper case for some, which only a table would tell."""
    fields = dict.fromkeys(document.qualified(name) for name in names if _NAME.fullmatch(name) and name != name.upper())
    if owner and fields:
        yield MentionRow(document.qualified(owner), tuple(fields), by, document.at(element))


_HIDES: Final = "which fields it names, and so that some standard fields are in use"

READERS: Final[Readers] = {
    ("layouts", "layout"): Reader("Layout", read_layout, _HIDES),
    ("quickActions", "quickAction"): Reader("QuickAction", read_quick_action, _HIDES),
    ("objects", "compactLayout"): Reader("CompactLayout", read_part, _HIDES),
    ("objects", "fieldSet"): Reader("FieldSet", read_part, _HIDES),
    ("objects", "listView"): Reader("ListView", read_part, _HIDES),
    ("objects", "validationRule"): Reader("ValidationRule", read_part, _HIDES),
}
