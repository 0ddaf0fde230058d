"""Objects and their fields, in one file or one each."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.field_texts import choices, spoken
from connectors.salesforce.metadata.formulas import formula_line, kept_default, kept_formula
from connectors.salesforce.metadata.mentions import mentions_of_parts
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.metadata.web_links import web_link
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.reading.xml import Element, children, leaves, text

_CONSTANTS: Final = frozenset({"", "true", "false", "null"})


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
        history=flag(said.get("enableHistory")),
        retention=_retention(document.root) if "historyRetentionPolicy" in said else "",
        sharing=said.get("sharingModel", ""),
        external_sharing=said.get("externalSharingModel", ""),
        activities=flag(said.get("enableActivities")),
    )
    for element in children(document.root, "nameField"):
        yield _field(document, name, element, leaves(element) | {"fullName": "Name"})
    for element in children(document.root, "fields"):
        # Compact layouts and messages have `fields` as well; only those with a name of their own define one.
        said = leaves(element)
        if said.get("fullName"):
            yield _field(document, name, element, said)
    yield from mentions_of_parts(document)
    for element in children(document.root, "webLinks"):
        yield from web_link(document, element, document.name)


def _retention(root: Element) -> str:
    """How long history is kept, in the words of the fact."""
    said = leaves(next(children(root, "historyRetentionPolicy")))
    archived = said.get("archiveAfterMonths") or "an unstated number of"
    return f"archive after {archived} months, keep {said.get('archiveRetentionYears') or 'an unstated number of'} years"


def read_field(document: Document) -> Iterator[Row]:
    """The field of a file of its own; the object is the folder's name."""
    said = leaves(document.root)
    yield _field(document, document.qualified(document.whole), document.root, said)


def _field(document: Document, owner: str, element: Element, said: dict[str, str]) -> FieldRow:
    get = said.get
    written = get("formula", "")
    default = get("defaultValue", "")
    return FieldRow(
        owner,
        document.qualified(get("fullName") or document.name),
        document.at(element),
        type=get("type", ""),
        label=get("label", ""),
        formula=kept_formula(document, written) if written else "",
        compliance_group=get("complianceGroup", ""),
        security_classification=get("securityClassification", ""),
        remote_name=get("externalDeveloperName", ""),
        formula_line=formula_line(element) if written else 0,
        default=kept_default(document, default) if default.lower() not in _CONSTANTS else "",
        refers_to=_targets(document, element) if "referenceTo" in said else (),
        target_field=_qualified_path(document, get("referenceTargetField", "")),
        summary=get("summaryOperation", ""),
        summarized=_qualified_path(document, get("summarizedField", "")),
        summary_key=_qualified_path(document, get("summaryForeignKey", "")),
        required=flag(get("required")),
        encryption=get("encryptionScheme", ""),
        encrypted=flag(get("encrypted")),
        mask=get("maskType", ""),
        tracked=flag(get("trackHistory")),
        help_text=spoken(said["inlineHelpText"]) if "inlineHelpText" in said else "",
        description=spoken(said["description"]) if "description" in said else "",
        choices=choices(element) if "valueSet" in said or "picklist" in said else (),
        relationship=get("relationshipName", ""),
    )


def _targets(document: Document, element: Element) -> tuple[str, ...]:
    return tuple(document.qualified(text(target)) for target in children(element, "referenceTo") if text(target))


def _qualified_path(document: Document, path: str) -> str:
    return ".".join(map(document.qualified, path.split("."))) if path else ""


READERS: Final[Readers] = {
    ("objects", "object"): Reader(
        "CustomObject", read_object, "the object's fields, formulas and classifications", expected=True
    ),
    ("objects", "field"): Reader("CustomField", read_field, "the field's type, formula and classification"),
}
