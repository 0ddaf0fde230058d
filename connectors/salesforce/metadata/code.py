"""Apex classes and triggers: their names, and whether they are switched on. The code itself is not read."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.code import CodeRow
from lineage.reading.xml import leaves

CLASS: Final = "Apex class"
TRIGGER: Final = "Apex trigger"

_HIDES: Final = "whether this code is switched on"


def read_code(kind: str, document: Document) -> Iterator[Row]:
    """The class or trigger that the file describes."""
    yield CodeRow(kind, document.packaged(document.name), document.at(), leaves(document.root).get("status", ""))


def read_content(kind: str, name: str, path: str, content: bytes) -> Iterator[Row]:
    """The class or trigger whose code the file is, however that reads."""
    del content
    yield CodeRow(kind, name, path)


READERS: Final[Readers] = {
    ("classes", "cls"): Reader("ApexClass", partial(read_code, CLASS), _HIDES, content=partial(read_content, CLASS)),
    ("triggers", "trigger"): Reader("ApexTrigger", partial(read_code, TRIGGER), _HIDES, content=partial(read_content, TRIGGER)),
}
