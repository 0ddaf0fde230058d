"""The dictionary of standard fields, by itself and against answers and permissions of real orgs."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from connectors.salesforce.standard import (
    ANY,
    WITH_ACTIVITIES,
    alias_on_contact,
    compound_parts,
    custom_parts,
    load_fields,
    standard_field,
)
from lineage.model.elements import load_elements

KINDS = {
    *("Address", "AutoNumber", "Checkbox", "Currency", "Date", "DateTime", "Email", "File", "Id", "Location", "LongTextArea"),
    *("Lookup", "Number", "Phone", "Picklist", "Text", "TextArea", "Url"),
}


def test_every_row_names_known_types_elements_and_compounds() -> None:
    for object, fields in load_fields().items():
        for name, field in fields.items():
            assert (field.object.casefold(), field.name.casefold()) == (object, name)
            assert field.type in KINDS, field
            assert set(field.elements) <= set(load_elements()), field
            assert bool(field.refers_to) == (field.type == "Lookup"), field
            assert not field.part_of or standard_field(field.object, field.part_of), field


def test_a_relationship_to_the_dictionary_leads_to_an_object_that_it_has() -> None:
    """Lookups to objects that hold people's data can be followed on."""
    people = {"Account", "Contact", "Lead", "User", "Individual", "Case", "Employee", "MessagingEndUser"}
    targets = {target for fields in load_fields().values() for field in fields.values() for target in field.refers_to}
    assert people & targets <= {field.object for fields in load_fields().values() for field in fields.values()}
    assert WITH_ACTIVITIES in targets


def test_fields_of_every_object_are_known_on_each_and_objects_outrank_them() -> None:
    assert [standard_field(name, "CREATEDBYID") for name in ("Visit__c", "Contact")] == [load_fields()[ANY]["createdbyid"]] * 2
    owners = {name: getattr(standard_field(name, "OwnerId"), "refers_to", None) for name in ("Visit__c", "Contact", "Case")}
    assert owners == {"Visit__c": ("User", "Group"), "Contact": ("User",), "Case": ("User", "Group")}


def test_change_events_and_activities_are_known_by_their_objects() -> None:
    assert standard_field("ContactChangeEvent", "Email") == standard_field("Contact", "Email")
    assert standard_field("Activity", "WhoId") == standard_field("Task", "WhoId")


def test_an_address_has_parts_of_its_own_name() -> None:
    parts = [part.name for part in compound_parts("Contact")["mailingaddress"]]
    assert parts[:5] == ["MailingStreet", "MailingCity", "MailingState", "MailingStateCode", "MailingPostalCode"]
    assert next(part.name for part in compound_parts("User")["address"]) == "Street"
    assert [part.name for part in compound_parts("lead")["name"]] == [
        "Salutation",
        "FirstName",
        "MiddleName",
        "LastName",
        "Suffix",
    ]
    assert custom_parts("Address", "Home__c")[0] == "Home__Street__s"
    assert custom_parts("Text", "Home__c") == ()


@pytest.mark.parametrize(
    ("account", "contact"),
    [
        ("PersonEmail", "Email"),
        ("PersonBirthdate", "Birthdate"),
        ("PersonMailingAddress", "MailingAddress"),
        ("PersonMailingCity", "MailingCity"),
        ("FirstName", "FirstName"),
        ("Name", "Name"),
        ("Phone", "Phone"),
        ("Fax", "Fax"),
        ("ns__Shoe_Size__pc", "ns__Shoe_Size__c"),
        ("BillingCity", ""),
        ("Id", ""),
        ("Description", ""),
        ("PersonContactId", ""),
        ("Shoe_Size__c", ""),
    ],
)
def test_fields_of_a_person_account_are_those_of_its_contact(account: str, contact: str) -> None:
    assert alias_on_contact(account) == contact


def described(shared: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every standard field that a recorded answer of an org describes."""
    folder = shared / "api_recordings" / "cumulusci" / "decoded_json"
    for name in ("Account", "Case", "Contact", "Event", "Lead", "Opportunity"):
        answer: Any = json.loads((folder / f"GET_sobjects_{name}_describe.json").read_text(encoding="utf-8"))
        while "fields" not in answer:
            answer = answer.get("response") or answer["body"]
            answer = json.loads(answer) if isinstance(answer, str) else answer
        yield from ((name, field) for field in answer["fields"] if not field["custom"])


@pytest.mark.shared
def test_a_real_org_says_the_same_of_lookups_parts_and_permissions(shared: Path) -> None:
    differing, known = [], 0
    for object, said in described(shared):
        field = standard_field(object, said["name"])
        if field is None:
            continue
        known += 1
        compound = said["compoundFieldName"] or ""
        if (object, field.name) != ("Event", "WhatId") and set(said["referenceTo"]) != set(field.refers_to):
            differing.append((object, field.name, "refers to"))
        # An account's name is a compound only of a person.
        if compound not in (field.part_of, field.name):
            differing.append((object, field.name, "part of"))
        if said["permissionable"] == field.read_with_object:
            differing.append((object, field.name, "permission"))
    assert differing == []
    assert known > 190


@pytest.mark.shared
def test_no_permission_of_a_real_org_is_on_a_field_that_is_said_to_have_none(shared: Path) -> None:
    files = (path for path in (shared / "orgs").rglob("*") if re.search(r"\.(profile|permissionset)(-meta\.xml)?$", path.name))
    found = {
        (owner, name)
        for path in files
        for owner, name in re.findall(
            r"<field>(\w+)\.(\w+)</field>\s*(?:<hidden>|<readable>)", path.read_text(encoding="utf-8", errors="replace")
        )
    }
    assert len(found) > 2_000
    known = [(owner, name, standard_field(owner, name)) for owner, name in sorted(found) if "__" not in owner + name]
    assert [(owner, name) for owner, name, field in known if field and field.read_with_object] == []
