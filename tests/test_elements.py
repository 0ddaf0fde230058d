import csv
from pathlib import Path

import pytest

from lineage.model.elements import FREE_TEXT, LETTERS, UNSAID, load_elements

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "data_elements.csv"


def test_an_element_says_what_the_law_says_of_it() -> None:
    ssn = load_elements()["ssn"]
    assert (ssn.categories, ssn.spi, ssn.clause, ssn.breach) == (frozenset("ABL"), "yes", "ae(1)(A)", "yes")


def test_personal_data_of_no_said_kind_is_unclear_in_everything() -> None:
    unsaid = load_elements()[UNSAID]
    assert (unsaid.categories, unsaid.spi, unsaid.clause, unsaid.breach) == (frozenset(), "unclear", "", "unclear")


def test_categories_are_letters_of_the_statute() -> None:
    assert {letter for element in load_elements().values() for letter in element.categories} <= set(LETTERS)


@pytest.mark.shared
@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is not beside the repository")
def test_the_dictionary_holds_the_facts_of_the_reference() -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    elements = load_elements()
    assert set(elements) == {*rows, UNSAID}
    assert {id: elements[id].spi for id in rows} == {id: row["spi"].replace("unknown", "unclear") for id, row in rows.items()}
    yes = {id for id, row in rows.items() if row["breach_1798_82h"] == "yes"}
    assert {id for id, element in elements.items() if element.breach == "yes"} == yes


def test_what_the_law_names_has_its_clause() -> None:
    for element in load_elements().values():
        said = element.clause or element.condition
        assert element.spi == "no" or said or element.id in (UNSAID, FREE_TEXT), element.id
        assert element.breach in ("no", "unclear") or element.breach_clause, element.id
        assert element.damages in ("no", "unclear") or element.damages_clause, element.id


def test_a_breach_element_says_whether_it_needs_a_name() -> None:
    for element in load_elements().values():
        assert (element.needs_name == "") == (element.breach == "no"), element.id


def test_companions_are_elements() -> None:
    elements = load_elements()
    assert {one for element in elements.values() for one in element.companions} <= set(elements)


def test_a_password_is_a_breach_only_beside_an_account() -> None:
    assert load_elements()["password"].companions == ("username", "email", "bank_account")


def test_every_element_has_something_to_suggest_and_terms_of_both_vocabularies_or_none() -> None:
    for element in load_elements().values():
        assert element.compliance_groups, element.id
        assert element.security_classification in ("Internal", "Confidential", "Restricted", "MissionCritical"), element.id
        assert element.fides_match, element.id
        assert element.fides, element.id
        assert element.dpv_match, element.id
        assert element.dpv, element.id


@pytest.mark.shared
@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is not beside the repository")
def test_the_dictionary_holds_the_terms_of_the_reference() -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    elements = load_elements()
    written = {
        id: (
            ";".join(elements[id].compliance_groups),
            elements[id].security_classification,
            ";".join(elements[id].fides),
            ";".join(elements[id].dpv),
            elements[id].gdpr,
            elements[id].breach_clause,
            elements[id].damages_clause,
        )
        for id in rows
    }
    assert written == {
        id: (
            row["sf_compliance_group"],
            row["sf_security_classification"],
            row["fides_key"],
            row["dpv_concept"],
            row["gdpr_special"],
            row["breach_clause"],
            row["pra_clause"],
        )
        for id, row in rows.items()
    }
