"""Declared fields that the org does not have."""

import pytest

from lineage.model.records import Dataset, Field
from lineage.model.verdicts import Basis
from tests.graph.records import ORG, graph, hop, said

CONTACT = ORG.dataset("Contact")
THERE = Field(id=CONTACT.field("SSN__c"), evidence=said("org", "Contact.object:3"))
MAP = said("declared", "map.yaml:4", Basis.DECLARED)


def orphan(name: str, *, complete: bool = True, lists: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    made = graph(
        Dataset(id=CONTACT, complete=complete, lists=lists, evidence=said("org", "Contact.object:1")),
        THERE,
        hop(f"salesforce://acme/Contact#{name}", "b/U#g", evidence=MAP),
    )
    return [(gap.remedy, gap.locator, ", ".join(gap.candidates)) for gap in made.gaps()]


def test_a_field_that_is_not_there_is_a_gap_with_the_nearest_name() -> None:
    remedy = "Did you mean Contact.SSN__c? Correct the map, or retrieve the field."
    assert orphan("SNN__c") == [(remedy, "map.yaml:4", "Contact.SSN__c")]


def test_a_name_that_is_near_to_nothing_was_renamed_or_deleted() -> None:
    assert orphan("Zodiac") == [("Was it renamed or deleted? Correct the map, or retrieve the field.", "map.yaml:4", "")]


@pytest.mark.parametrize("name", ["SSN__c", "ssn__C"])
def test_a_field_that_is_there_is_none_in_any_case(name: str) -> None:
    assert orphan(name) == []


def test_a_folder_that_lists_custom_fields_only_says_nothing_of_standard_ones() -> None:
    found = [len(orphan(name, complete=False, lists=("__c",))) for name in ("LastName", "SNN__c")]
    assert found == [0, 1]


def test_a_folder_that_lists_nothing_whole_says_nothing() -> None:
    assert orphan("SNN__c", complete=False) == []


def test_an_observed_field_is_no_orphan() -> None:
    made = graph(
        Dataset(id=CONTACT, complete=True),
        THERE,
        hop("salesforce://acme/Contact#New__c", "b/U#g", evidence=(*MAP, *said("log", "1", Basis.OBSERVED))),
    )
    assert list(made.gaps()) == []
