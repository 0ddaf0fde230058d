import csv
from pathlib import Path

import pytest

from lineage.model.elements import LETTERS, UNSAID, load_elements

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
