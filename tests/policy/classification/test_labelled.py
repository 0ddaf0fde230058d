import pytest

from lineage.model.elements import FREE_TEXT
from tests.policy.classification.evaluation import LABELS, ORGS, compare, read_labels, total

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not ORGS.exists(), reason="the organisations are not beside the repository")]


def test_three_hundred_labels_were_given() -> None:
    assert len(read_labels()) >= 300
    assert LABELS.exists()


def test_labelled_fields_are_classified_as_well_as_documented() -> None:
    scores, _ = compare(read_labels())
    named = {name: score for name, score in scores.items() if name != FREE_TEXT}
    assert total(named).precision >= 0.90
    assert total(named).recall >= 0.85
    assert scores[FREE_TEXT].recall == 1


def test_what_a_name_or_type_says_plainly_is_never_missed() -> None:
    scores, _ = compare(read_labels())
    plain = ("birth_date", "email", "fax", "passport", "password", "phone", "postal_address", "ssn", "name_first", "name_last")
    assert {name: scores[name].missed for name in plain} == dict.fromkeys(plain, 0)


def test_almost_no_field_without_personal_data_is_called_personal() -> None:
    labels = [label for label in read_labels() if not label.elements]
    _, differing = compare(labels)
    assert len([one for one in differing if one.found - {FREE_TEXT}]) <= 0.04 * len(labels)
