"""Flows: which version is active, and which outbound messages its actions fire."""

import re
from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.automation import FlowDefinitionRow, FlowMessage, FlowRow
from connectors.salesforce.rows.partners import PartnerUseRow
from lineage.reading.xml import children, leaves, text

_VERSIONED: Final = re.compile(r"(.+)-([0-9]{1,9})")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_SHARED: Final = "PartnerNetwork"
"""Objects whose records share others with another org."""


def read_flow(document: Document) -> Iterator[Row]:
    """The flow, or the version of it that the file name tells."""
    said = leaves(document.root)
    starts = [leaves(element) for element in children(document.root, "start")]
    owner = document.qualified(next((start["object"] for start in starts if "object" in start), ""))
    name, version = split_version(document.name)
    messages = tuple(_messages(document, owner))
    yield FlowRow(name, document.at(), version, said.get("status", ""), owner, messages)
    for element in document.root.iterdescendants("{*}object"):
        if text(element).startswith(_SHARED):
            yield PartnerUseRow(f"flow {name}", document.at(element))


def split_version(name: str) -> tuple[str, int | None]:
    """A flow's name and version, for files of one version each.

    >>> split_version("Close_Case-12")
    ('Close_Case', 12)
    >>> split_version("Close_Case")
    ('Close_Case', None)
    """
    versioned = _VERSIONED.fullmatch(name)
    return (versioned[1], int(versioned[2])) if versioned else (name, None)


def _messages(document: Document, started_by: str) -> Iterator[FlowMessage]:
    for element in children(document.root, "actionCalls"):
        said = leaves(element)
        if said.get("actionType") == "outboundMessage":
            owner, _, message = said.get("actionName", "").rpartition(".")
            yield FlowMessage(document.qualified(owner) or started_by, message, document.at(element))


def read_flow_definition(document: Document) -> Iterator[Row]:
    """Which version is active; nothing where the number is no number."""
    said = leaves(document.root).get("activeVersionNumber", "")
    if not said or _NUMBER.fullmatch(said):
        yield FlowDefinitionRow(document.name, document.at(), active_version=int(said or 0) or None)


_FIRING: Final = "which outbound messages it fires: one may be active that is not shown so"

READERS: Final[Readers] = {
    ("flows", "flow"): Reader("Flow", read_flow, _FIRING, expected=True),
    ("flowDefinitions", "flowDefinition"): Reader("FlowDefinition", read_flow_definition, _FIRING),
}
