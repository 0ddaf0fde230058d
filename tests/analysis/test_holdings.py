from lineage.analysis.holdings import own_elements
from lineage.graph.source import ClassificationRow
from lineage.model.ids import Id
from lineage.model.verdicts import Form

FIELD = Id("org/Contact#F")


def held(*said: tuple[str, str]) -> dict[str, Form]:
    return own_elements(ClassificationRow(FIELD, element, Form.CLEAR, source, "") for source, element in said)[FIELD]


def test_the_highest_source_counts() -> None:
    assert held(("name", "email"), ("dictionary", "phone"), ("override", "ssn")) == {"ssn": Form.CLEAR}


def test_nothing_personal_by_a_person_stands_against_everything() -> None:
    assert held(("override", ""), ("platform", "personal"), ("name", "ssn")) == {}


def test_what_a_platform_only_calls_personal_is_named_by_a_lower_source() -> None:
    assert held(("platform", "personal"), ("dictionary", "email"), ("name", "phone")) == {"email": Form.CLEAR}
    assert held(("platform", "personal"), ("name", "phone")) == {"phone": Form.CLEAR}


def test_free_text_does_not_take_away_that_a_field_is_personal() -> None:
    assert held(("platform", "personal"), ("name", "free_text_blob")) == {"personal": Form.CLEAR, "free_text_blob": Form.CLEAR}


def test_a_lower_source_that_says_nothing_takes_nothing_away() -> None:
    assert held(("platform", "personal"), ("dictionary", ""), ("name", "email")) == {"email": Form.CLEAR}
    assert held(("platform", "personal"), ("dictionary", "")) == {"personal": Form.CLEAR}


def test_what_a_person_only_calls_personal_stays() -> None:
    assert held(("override", "personal"), ("name", "email")) == {"personal": Form.CLEAR}
