from collections.abc import Sequence

import pytest

from lineage.model.field_texts import FieldTexts
from lineage.model.ids import Id
from lineage.model.records import Classification, Fact, Field
from lineage.policy.classification.statements import classifications

ORG = Id("salesforce://acme")


def field(name: str, type: str = "Number", refers_to: Sequence[str] = ()) -> Field:
    return Field(id=Id(f"{ORG}/{name.replace('.', '#')}"), type=type, texts=FieldTexts(refers_to=tuple(refers_to)))


def said(*fields: Field) -> list[tuple[str, str]]:
    found = []
    for record in classifications(fields):
        if isinstance(record, Classification):
            found += [(record.field.field_name, element) for element in record.elements]
        else:
            assert isinstance(record, Fact)
            found.append((record.subject.field_name, record.name))
    return found


def test_what_cannot_be_told_is_a_fact_and_no_classification() -> None:
    assert said(field("Ping__c.Latitude__c")) == [("Latitude__c", "undecided-content")]


@pytest.mark.parametrize(
    "beside",
    [
        field("Ping__c.Birthdate__c", "Date"),
        field("Ping__c.Contact__c", "Lookup", ["Contact"]),
    ],
)
def test_coordinates_in_a_dataset_that_names_a_person_are_a_persons(beside: Field) -> None:
    assert ("Latitude__c", "precise_geo") in said(field("Ping__c.Latitude__c"), beside)


def test_a_record_is_not_about_the_users_that_it_refers_to() -> None:
    owner = field("Ping__c.Approver__c", "Lookup", ["User"])
    assert ("Latitude__c", "undecided-content") in said(field("Ping__c.Latitude__c"), owner)


def test_accounts_that_may_be_persons_have_their_places() -> None:
    last_name = field("Account.LastName", "Text")
    assert ("Latitude__c", "precise_geo") in said(field("Account.Latitude__c"), last_name)
    assert ("Latitude__c", "undecided-content") in said(field("Account.Latitude__c"))


def test_coordinates_of_a_building_are_nothing_whomever_it_names() -> None:
    assert said(field("Building__c.Latitude__c"), field("Building__c.Contact__c", "Lookup", ["Contact"])) == [
        ("Contact__c", "unique_id")
    ]
