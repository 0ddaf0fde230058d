"""Links and buttons: addresses that are filled with values of the record at hand."""

import re
from collections.abc import Iterator
from typing import Final

from connectors.languages import formula
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import address
from connectors.salesforce.rows.browser import WebLinkRow
from lineage.reading.xml import Element, leaves

_SCRIPT: Final = "javascript"
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s\"'<>]+")
_OLD: Final = re.compile(r"([A-Z][A-Za-z]+)_([A-Za-z]\w*)")
"""Standard fields as links of old wrote them: `Contact_Email`."""


def read_web_link(document: Document) -> Iterator[Row]:
    """A link in a file of its own; the object is the folder's name."""
    yield from web_link(document, document.root, document.whole)


def read_page_link(document: Document) -> Iterator[Row]:
    """A link of a page, which no record is behind."""
    yield from web_link(document, document.root, "")


def web_link(document: Document, element: Element, owner: str) -> Iterator[WebLinkRow]:
    """The link, where it leads to another host; a script's first address is the one it goes to."""
    said = leaves(element)
    text = said.get("url", "")
    is_script = said.get("linkType", "").lower() == _SCRIPT
    found = _URL.search(text) if is_script else _URL.match(text)
    if found is None:
        return
    fields = tuple(dict.fromkeys(_field(document, one.path) for one in formula.read_template(text).references))
    yield WebLinkRow(
        document.qualified(owner) if owner else "",
        document.qualified(said.get("fullName") or document.name),
        document.at(element),
        address=address(found[0]),
        fields=tuple(field for field in fields if field),
        is_script=is_script,
    )


def _field(document: Document, path: tuple[str, ...]) -> str:
    """A merge field as `Object.Field`; empty where it is none."""
    if len(path) == 1:
        old = _OLD.fullmatch(path[0])
        return f"{old[1]}.{old[2]}" if old else ""
    return ".".join(document.qualified(step) for step in path)


READERS: Final[Readers] = {
    ("objects", "webLink"): Reader("WebLink", read_web_link, "where a link of the object sends values of its records"),
    ("weblinks", "weblink"): Reader("CustomPageWebLink", read_page_link, "where a link leads"),
    ("weblinks", "custompageweblink"): Reader("CustomPageWebLink", read_page_link, "where a link leads"),
}
