"""Objects and their fields, in one file or one each."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.reading.xml import Element, children, leaves


def read_object(document: Document) -> Iterator[Row]:
    """The object, its name field and the fields that its file holds."""
    said = leaves(document.root)
    name = document.qualified(document.name)
    yield ObjectRow(
        name,
        document.at(),
        label=said.get("label", ""),
        deployment=said.get("deploymentStatus", ""),
        data_source=said.get("externalDataSource", ""),
        remote_name=said.get("externalName", ""),
        setting="customSettingsType" in said,
    )
    for element in children(document.root, "nameField"):
        named = leaves(element)
        yield FieldRow(name, "Name", document.at(element), type=named.get("type", ""), label=named.get("label", ""))
    for element in children(document.root, "fields"):
        # Compact layouts and messages have `fields` as well; only those with a name of their own define one.
        said = leaves(element)
        if said.get("fullName"):
            yield _field(document, name, element, said)


def read_field(document: Document) -> Iterator[Row]:
    """The field of a file of its own; the object is the folder's name."""
    said = leaves(document.root)
    yield _field(document, document.qualified(document.whole), document.root, said)


def _field(document: Document, owner: str, element: Element, said: dict[str, str]) -> FieldRow:
    return FieldRow(
        owner,
        document.qualified(said.get("fullName") or document.name),
        document.at(element),
        type=said.get("type", ""),
        label=said.get("label", ""),
        formula=said.get("formula", ""),
        compliance_group=said.get("complianceGroup", ""),
        security_classification=said.get("securityClassification", ""),
        remote_name=said.get("externalDeveloperName", ""),
    )


READERS: Final[Readers] = {
    ("objects", "object"): Reader(
        "CustomObject", read_object, "the object's fields, formulas and classifications", expected=True
    ),
    ("objects", "field"): Reader("CustomField", read_field, "the field's type, formula and classification"),
}
