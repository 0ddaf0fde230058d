"""Rules about sensitive fields where they rest."""

from typing import Any

import pytest

from lineage.model.ids import Id
from lineage.model.records import Classification, Dataset, Evidence, Field, Hop, System
from lineage.model.verdicts import Basis, Form
from tests.graph.test_grants import SAID
from tests.policy.org import PERSON, SSN, VENDOR, answers, fact, found

TABLE = VENDOR.dataset("T")
NUMBER = TABLE.field("number")
IS_SSN = Classification(field=NUMBER, elements={"ssn": Form.CLEAR}, source="override", evidence=SAID)
INFERRED = (Evidence(basis=Basis.CONFIGURED, connector="metadata", locator="l.layout:3", stated=False),)
REST, HISTORY = "unencrypted-at-rest", "untracked-field"


def test_a_sensitive_field_in_the_clear_is_a_finding_of_its_object() -> None:
    (one,) = answers(REST, Field(id=SSN, at_rest="unencrypted", evidence=SAID))
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "Acme: sObject Person__c")
    assert (one.detail, one.carries) == ("1 sensitive field in the clear: Person__c.SSN__c (ssn (1)).", ("ssn",))


def test_an_encrypted_field_is_clean() -> None:
    assert found(REST, Field(id=SSN, at_rest="encrypted", evidence=SAID)) == []


def test_what_nobody_says_is_unknown_once_for_each_system() -> None:
    second = PERSON.field("Tax__c")
    more = Classification(field=second, elements={"ssn": Form.CLEAR}, source="override", evidence=SAID)
    (one,) = answers(REST, Field(id=second, evidence=SAID), more)
    assert (one.severity, one.verdict, one.where) == ("high", "unknown", "Acme")
    assert one.detail.startswith("Nothing says whether 2 sensitive fields in 1 dataset rest encrypted: Person__c.SSN__c, ")


@pytest.mark.parametrize(("dataset", "verdicts"), [("encrypted", []), ("unencrypted", ["violated"]), ("", ["unknown"])])
def test_what_is_nearest_counts(dataset: str, verdicts: list[str]) -> None:
    inside = Field(id=SSN, at_rest="encrypted", evidence=SAID)
    told = [IS_SSN, Dataset(id=TABLE, at_rest=dataset, evidence=SAID), Field(id=NUMBER, evidence=SAID)]
    assert [one.verdict for one in answers(REST, inside, *told)] == verdicts


def test_a_system_that_is_encrypted_as_a_whole_is_clean() -> None:
    other = Id.system("store")
    table = other.dataset("T")
    told = Classification(field=table.field("n"), elements={"ssn": Form.CLEAR}, source="override", evidence=SAID)
    whole = System(id=other, at_rest="encrypted", evidence=SAID)
    assert (
        found(REST, Field(id=SSN, at_rest="encrypted", evidence=SAID), whole, Field(id=table.field("n"), evidence=SAID), told)
        == []
    )


def test_what_only_shows_data_of_another_system_rests_nowhere() -> None:
    assert (
        found(REST, Field(id=SSN, at_rest="encrypted", evidence=SAID), Dataset(id=TABLE, stored=False, evidence=SAID), IS_SSN)
        == []
    )


def test_a_sensitive_field_without_a_history_is_a_finding_of_its_object() -> None:
    file = (Evidence(basis=Basis.CONFIGURED, connector="metadata", locator="Person__c/SSN__c.field:2"),)
    (one,) = answers(HISTORY, Field(id=SSN, evidence=file))
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "Acme: sObject Person__c")
    assert one.detail == "No history of 1 sensitive field: Person__c.SSN__c (ssn (1))."
    assert "Person__c/SSN__c.field:2" in [line.locator for line in one.evidence]


def test_a_field_whose_history_is_kept_is_clean() -> None:
    assert found(HISTORY, fact(SSN, "history-tracked")) == []


def test_a_field_that_is_only_named_is_unknown() -> None:
    tracked, named = fact(SSN, "history-tracked"), PERSON.field("Passport")
    told = Classification(field=named, elements={"ssn": Form.CLEAR}, source="override", evidence=SAID)
    (one,) = answers(HISTORY, tracked, told, Field(id=named, evidence=INFERRED))
    assert (one.verdict, one.remedy, one.effort) == (
        "unknown",
        "sf project retrieve start --metadata CustomObject",
        "one command",
    )


@pytest.mark.parametrize("rule", [REST, HISTORY])
def test_the_parts_of_a_geolocation_are_told_with_the_whole(rule: str) -> None:
    place, part = PERSON.field("Home__c"), PERSON.field("Home__Latitude__s")
    told = [
        Classification(field=one, elements={"precise_geo": Form.CLEAR}, source="override", evidence=SAID) for one in (place, part)
    ]
    tracked = [fact(SSN, "history-tracked"), Field(id=SSN, at_rest="encrypted", evidence=SAID)]
    (one,) = answers(rule, *tracked, *told, Field(id=place, evidence=SAID), Field(id=part, evidence=INFERRED))
    assert "1 sensitive field" in one.detail
    assert "Person__c.Home__c (precise_geo (1))" in one.detail


def test_a_formula_has_no_history_of_its_own() -> None:
    formula: dict[str, Any] = {"source": SSN, "target": PERSON.field("Shown__c"), "transform": "derive", "evidence": SAID}
    assert found(HISTORY, fact(SSN, "history-tracked"), Hop(**formula)) == []


@pytest.mark.parametrize("rule", [REST, HISTORY])
def test_that_nothing_is_known_to_be_sensitive_is_no_all_clear(rule: str) -> None:
    other = Id.system("salesforce://beta")
    told = [
        System(id=other, kind="salesforce", label="Beta", evidence=SAID),
        Field(id=other.dataset("A").field("b"), evidence=SAID),
    ]
    found_in_beta = [one for one in answers(rule, *told) if one.where == "Beta"]
    assert [(one.severity, one.verdict) for one in found_in_beta] == [("info", "unknown")]
    assert found_in_beta[0].detail.startswith(
        "No field is known to be sensitive, and 1 field is not classified: which of them ought"
    )
    nothing = Classification(field=other.dataset("A").field("b"), elements={}, source="override", evidence=SAID)
    assert [one for one in answers(rule, *told, nothing) if one.where == "Beta"] == []


def test_other_systems_have_histories_of_their_own() -> None:
    assert found(HISTORY, fact(SSN, "history-tracked"), Field(id=NUMBER, evidence=SAID), IS_SSN) == []
