"""Objects and fields as datasets and fields, and what the platform's own classification says of them."""

from collections.abc import Iterable, Iterator
from typing import Final

from connectors.salesforce.assemble.field_facts import states_at_rest
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from connectors.salesforce.standard import ANY, StandardField, standard_field
from lineage.model.elements import UNSAID
from lineage.model.field_texts import NO_TEXTS, FieldTexts
from lineage.model.ids import Id
from lineage.model.records import Classification, Dataset, Field
from lineage.model.verdicts import Form

EXTERNAL: Final = "external object"

_MASTER_DETAIL: Final = "MasterDetail"

_SUBTYPES: Final = {
    "__x": EXTERNAL,
    "__e": "platform event",
    "__b": "big object",
    "__mdt": "custom metadata type",
    "__kav": "knowledge article",
    "__ChangeEvent": "change event",
}


def assemble_objects(org: Org, rows: Rows) -> Iterator[Dataset]:
    """A dataset for every object; its definition lists the custom fields, but never the system's own."""
    for row in rows.of(ObjectRow):
        subtype = "custom setting" if row.setting else object_kind(row.name)
        evidence = org.said(row.at) if row.described else org.inferred(row.at)
        yield Dataset(
            id=org.dataset(row.name),
            subtype=subtype,
            label=row.label,
            stored=subtype != EXTERNAL,
            lists=("__c",) if row.described and row.lists_custom else (),
            evidence=evidence,
        )


def object_kind(name: str) -> str:
    """What sort of object a name is of, by its ending."""
    if "__" not in name:
        return "sObject"
    return _SUBTYPES.get(name[name.rindex("__") :], "sObject")


def assemble_fields(org: Org, rows: Rows) -> Iterator[Field | Classification]:
    """A field for every row, and a classification for each that its ComplianceGroup calls personal."""
    owners: dict[str, Id] = {}
    at_rest = states_at_rest(rows.of(FieldRow))
    for row in rows.of(FieldRow):
        owner = owners.get(row.object) or owners.setdefault(row.object, org.dataset(row.object))
        id = owner.field(row.name)
        evidence = org.said(row.at)
        standard = None if row.name.endswith("__c") else standard_field(row.object, row.name)
        groups = compliance_groups(row.compliance_group) if row.compliance_group else ()
        yield Field(
            id=id,
            type=row.type or (standard.type if standard else ""),
            label=row.label,
            read_with_object=is_read_with_object(row, standard),
            at_rest=at_rest.get((row.object.casefold(), row.name.casefold()), "") if at_rest else "",
            security_classification=row.security_classification,
            compliance_groups=groups,
            texts=texts_of(row, standard),
            evidence=evidence,
        )
        if groups:
            yield Classification(
                field=id,
                elements={UNSAID: Form.CLEAR},
                source="platform",
                says=f"complianceGroup {';'.join(groups)}",
                evidence=evidence,
            )


def texts_of(row: FieldRow, standard: StandardField | None) -> FieldTexts:
    """What is written about a field, beside its name."""
    refers_to = row.refers_to or (targets(standard) if standard else ())
    if not (row.help_text or row.description or row.mask or row.choices or refers_to):
        return NO_TEXTS
    return FieldTexts(row.help_text, row.description, row.mask, row.choices, refers_to)


def targets(standard: StandardField | None) -> tuple[str, ...]:
    """The objects that a standard lookup points to; not of those that every object has, which only say who worked on a record."""
    return standard.refers_to if standard and standard.object != ANY else ()


def is_read_with_object(row: FieldRow, standard: StandardField | None) -> bool:
    """Whether a field has no permission of its own: it is required, a master-detail field, the name, or the system's own."""
    if row.permissionable is not None:
        return not row.permissionable
    return row.required is True or row.type == _MASTER_DETAIL or bool(standard and standard.read_with_object)


def on_activities(rows: Iterable[FieldRow]) -> Iterator[FieldRow]:
    """The fields of Activity as those of Task and Event: defined there, they are read and sent by these names."""
    for row in rows:
        if row.object.casefold() == "activity":
            yield row._replace(object="Task")
            yield row._replace(object="Event")


def compliance_groups(text: str) -> tuple[str, ...]:
    """The groups of a list; the word None stands for none.

    >>> compliance_groups("PII; CCPA;None")
    ('PII', 'CCPA')
    """
    named = (part.strip() for part in text.split(";"))
    return tuple(part for part in named if part and part.lower() != "none")
