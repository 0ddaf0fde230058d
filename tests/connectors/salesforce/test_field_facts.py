"""How fields and objects are protected and kept."""

from pathlib import Path

import pytest

from connectors.salesforce.assemble.field_facts import states_at_rest
from connectors.salesforce.rows.schema import FieldRow
from lineage.connector import Harvested
from lineage.model.records import Fact, Field
from tests.connectors.salesforce.writing import harvested, of, tag, write, xml


def facts(records: list[Harvested], *names: str) -> list[tuple[str, str, str]]:
    return [(fact.subject.shown, fact.name, fact.value) for fact in of(Fact, records) if not names or fact.name in names]


def described(tmp_path: Path, *parts: str, on: str = "Visit__c") -> list[Harvested]:
    return harvested(write(tmp_path, {f"objects/{on}.object": xml("CustomObject", *parts)}))


def one(tmp_path: Path, **said: str) -> tuple[Field, list[tuple[str, str]]]:
    records = described(tmp_path, tag("fields", fullName="F__c", **said))
    (field,) = of(Field, records)
    return field, [(name, value) for _, name, value in facts(records)]


@pytest.mark.parametrize(
    ("said", "at_rest", "found"),
    [
        ({"encryptionScheme": "ProbabilisticEncryption"}, "encrypted", [("encryption-scheme", "ProbabilisticEncryption")]),
        ({"encryptionScheme": "None"}, "unencrypted", []),
        ({"encrypted": "true"}, "encrypted", [("encryption-scheme", "not stated")]),
        ({"encrypted": "false"}, "unencrypted", []),
        (
            {"type": "EncryptedText", "maskType": "creditCard", "maskChar": "X"},
            "encrypted",
            [("encryption-scheme", "classic"), ("masked", "creditCard")],
        ),
        ({"type": "EncryptedText"}, "encrypted", [("encryption-scheme", "classic"), ("masked", "not stated")]),
        ({"type": "EncryptedText", "encryptionScheme": "None"}, "encrypted", [("encryption-scheme", "classic"), ("masked", "not stated")]),
        ({"type": "Text"}, "", []),
    ],
)  # fmt: skip
def test_encryption_and_masks_are_told(tmp_path: Path, said: dict[str, str], at_rest: str, found: list[tuple[str, str]]) -> None:
    field, told = one(tmp_path, **said)
    assert (field.at_rest, told) == (at_rest, found)


def test_of_several_definitions_the_worst_state_counts() -> None:
    rows = [FieldRow("A", "F__c", "a", encryption=scheme) for scheme in ("ProbabilisticEncryption", "None", "X")]
    assert states_at_rest(rows) == {("a", "f__c"): "unencrypted"}
    assert states_at_rest([*rows[:1], FieldRow("a", "f__C", "b", encrypted=True)]) == {("a", "f__c"): "encrypted"}


@pytest.mark.parametrize(
    ("said", "with_object"),
    [
        ({"required": "true"}, True),
        ({"required": "false"}, False),
        ({}, False),
        ({"type": "MasterDetail", "referenceTo": "Person__c"}, True),
        ({"type": "Lookup", "referenceTo": "Person__c"}, False),
        ({"type": "Summary", "summaryForeignKey": "A__c.F__c"}, False),
    ],
)
def test_required_and_master_detail_fields_are_read_with_their_object(
    tmp_path: Path, said: dict[str, str], with_object: bool
) -> None:
    field = next(
        found for found in of(Field, described(tmp_path, tag("fields", fullName="F__c", **said))) if found.id.name == "F__c"
    )
    assert field.read_with_object is with_object


def test_names_and_system_fields_are_read_with_their_object(tmp_path: Path) -> None:
    parts = [tag("nameField", type="Text"), *(tag("fields", fullName=name) for name in ("OwnerId", "CreatedById", "Fax"))]
    fields = {field.id.name: field.read_with_object for field in of(Field, described(tmp_path, *parts, on="Contact"))}
    expected = {"Name": True, "OwnerId": True, "CreatedById": True, "Fax": False, "FirstName": True, "LastName": True}
    assert fields == fields | expected


@pytest.mark.parametrize(
    ("history", "tracked", "value"),
    [
        ("true", "true", ""),
        (None, "true", "its object does not say whether it keeps a history"),
        ("false", "true", None),
        ("true", "false", None),
        ("true", None, None),
    ],
)
def test_a_history_is_kept_unless_the_object_says_that_it_is_not(
    tmp_path: Path, history: str | None, tracked: str | None, value: str | None
) -> None:
    parts = [tag("enableHistory", history)] if history else []
    field = {"fullName": "F__c"} | ({"trackHistory": tracked} if tracked else {})
    found = facts(described(tmp_path, *parts, tag("fields", **field)), "history-tracked")
    assert found == ([] if value is None else [("Visit__c.F__c", "history-tracked", value)])


def test_the_name_field_says_as_much_as_any(tmp_path: Path) -> None:
    name = tag("nameField", type="Text", label="Patient", trackHistory="true", encryptionScheme="X")
    records = described(tmp_path, tag("enableHistory", "true"), name)
    assert facts(records) == [("Visit__c.Name", "encryption-scheme", "X"), ("Visit__c.Name", "history-tracked", "")]
    assert [(field.label, field.at_rest, field.read_with_object) for field in of(Field, records)] == [
        ("Patient", "encrypted", True)
    ]


def test_sharing_and_retention_are_facts_of_the_object(tmp_path: Path) -> None:
    retention = tag("historyRetentionPolicy", archiveAfterMonths="6", archiveRetentionYears="5", description="Law")
    parts = [tag("sharingModel", "Private"), tag("externalSharingModel", "ControlledByParent"), retention]
    assert facts(described(tmp_path, *parts)) == [
        ("Visit__c", "history-retention", "archive after 6 months, keep 5 years"),
        ("Visit__c", "sharing-model", "Private"),
        ("Visit__c", "external-sharing-model", "ControlledByParent"),
    ]
    assert facts(described(tmp_path / "none", tag("label", "Visit"))) == []
