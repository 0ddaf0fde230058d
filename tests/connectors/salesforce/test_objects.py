from pathlib import Path

from connectors.salesforce.assemble.schema import compliance_groups
from lineage.model.records import Classification, Dataset, Field, Gap
from lineage.model.verdicts import Basis, Form
from tests.connectors.salesforce.writing import ORG, SOURCE, counts, harvested, of, surfaces, tag, write, xml

SSN = {
    "fullName": "SSN__c",
    "label": "Social",
    "type": "EncryptedText",
    "complianceGroup": "PII;CCPA",
    "securityClassification": "Restricted",
}


def test_both_formats_give_the_same_objects_and_fields(tmp_path: Path) -> None:
    one = write(
        tmp_path / "mdapi",
        {
            "objects/Person__c.object": xml(
                "CustomObject",
                tag("compactLayouts", fullName="Short", fields="SSN__c"),
                tag("fields", **SSN),
                tag("label", "Person"),
                tag("nameField", label="Person name", type="Text"),
            )
        },
    )
    many = write(
        tmp_path / "source",
        {
            f"{SOURCE}/objects/Person__c/Person__c.object-meta.xml": xml(
                "CustomObject", tag("label", "Person"), tag("nameField", label="Person name", type="Text")
            ),
            f"{SOURCE}/objects/Person__c/compactLayouts/Short.compactLayout-meta.xml": xml("CompactLayout"),
            f"{SOURCE}/objects/Person__c/fields/SSN__c.field-meta.xml": xml("CustomField", *(tag(k, v) for k, v in SSN.items())),
        },
    )
    assert {record.model_copy(update={"evidence": ()}) for record in of(Field, harvested(one))} == {
        record.model_copy(update={"evidence": ()}) for record in of(Field, harvested(many))
    }
    assert (
        counts(harvested(one))
        == counts(harvested(many))
        == {
            "CompactLayout": 1,
            "CustomField": 1,
            "CustomField (classic encryption)": 1,
            "CustomField (compliance group)": 1,
            "CustomField (security classification)": 1,
            "CustomObject": 1,
        }
    )


def test_a_field_has_its_type_label_and_line(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, {"objects/Contact.object": xml("CustomObject", tag("fields", **SSN))}))
    (field,) = of(Field, records)
    assert (field.id, field.type, field.label) == (ORG.dataset("Contact").field("SSN__c"), "EncryptedText", "Social")
    assert [(e.basis, e.connector, e.locator, e.stated) for e in field.evidence] == [
        (Basis.CONFIGURED, "salesforce-metadata", "objects/Contact.object:3", True)
    ]


def test_a_compliance_group_says_personal_and_not_which(tmp_path: Path) -> None:
    fields = [
        tag("fields", **SSN),
        tag("fields", fullName="Note__c", complianceGroup="None", securityClassification="Confidential"),
    ]
    records = harvested(write(tmp_path, {"objects/Contact.object": xml("CustomObject", *fields)}))
    (one,) = of(Classification, records)
    assert (one.field.name, one.elements, one.source, one.says) == (
        "SSN__c",
        {"personal": Form.CLEAR},
        "platform",
        "complianceGroup PII;CCPA",
    )


def test_the_word_none_is_no_group() -> None:
    assert compliance_groups("None") == compliance_groups("") == compliance_groups(" ; none") == ()
    assert compliance_groups("None;HIPAA") == ("HIPAA",)


def test_the_kind_of_an_object_is_told_by_its_name(tmp_path: Path) -> None:
    names = ("Contact", "A__c", "A__e", "A__b", "A__mdt", "A__x", "A__kav", "ns__A__c")
    files: dict[str, str | bytes] = {f"objects/{name}.object": xml("CustomObject") for name in names}
    files["objects/S__c.object"] = xml("CustomObject", tag("customSettingsType", "Hierarchy"))
    datasets = of(Dataset, harvested(write(tmp_path, files)))
    assert {dataset.id.path: (dataset.subtype, dataset.stored) for dataset in datasets} == {
        "Contact": ("sObject", True),
        "A__c": ("sObject", True),
        "A__e": ("platform event", True),
        "A__b": ("big object", True),
        "A__mdt": ("custom metadata type", True),
        "A__x": ("external object", False),
        "A__kav": ("knowledge article", True),
        "ns__A__c": ("sObject", True),
        "S__c": ("custom setting", True),
    }
    assert not any(dataset.complete for dataset in datasets)


def test_an_object_of_which_only_fields_are_there_is_a_dataset(tmp_path: Path) -> None:
    path = f"{SOURCE}/objects/Case/fields/X__c.field-meta.xml"
    records = harvested(write(tmp_path, {path: xml("CustomField", tag("fullName", "X__c"))}))
    assert [(one.id.path, one.evidence[0].stated) for one in of(Dataset, records)] == [("Case", False)]
    assert counts(records)["CustomObject"] == 1


def test_fields_of_activity_are_fields_of_task_and_event(tmp_path: Path) -> None:
    field = xml("CustomField", tag("fullName", "Patient__c"), tag("complianceGroup", "HIPAA"))
    records = harvested(write(tmp_path, {f"{SOURCE}/objects/Activity/fields/Patient__c.field-meta.xml": field}))
    assert sorted(one.field.path for one in of(Classification, records)) == ["Activity", "Event", "Task"]


def test_a_field_that_is_defined_twice_is_kept_and_told_with_both_places(tmp_path: Path) -> None:
    field = xml("CustomField", tag("fullName", "X__c"))
    paths = [f"{folder}/objects/Case/fields/{name}.field-meta.xml" for folder, name in (("a", "X__c"), ("b", "x__C"))]
    field_b = xml("CustomField", tag("fullName", "x__C"))
    records = harvested(write(tmp_path, {paths[0]: field, paths[1]: field_b}))
    assert sorted(one.id.name for one in of(Field, records)) == ["X__c", "x__C"]
    (gap,) = [gap for gap in of(Gap, records) if gap.surface == "field"]
    assert f"{paths[0]}:2 and {paths[1]}:2" in gap.what


def test_names_with_signs_and_long_labels_are_kept(tmp_path: Path) -> None:
    label = "x" * 10_000
    field = xml("CustomField", tag("fullName", "A__c"), tag("label", label))
    records = harvested(write(tmp_path, {"objects/Odd%2FName__c/fields/A__c.field-meta.xml": field}))
    assert [(one.id.owner.path, one.label) for one in of(Field, records)] == [("Odd/Name__c", label)]


def test_a_field_in_no_folder_of_an_object_is_a_gap(tmp_path: Path) -> None:
    path = "objects/X__c.field-meta.xml"
    records = harvested(write(tmp_path, {path: xml("CustomField", tag("fullName", "X__c"))}))
    assert surfaces(records) == [("custom field", path)]
    assert of(Field, records) == []
