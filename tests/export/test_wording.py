"""What is not known is worded alike wherever it is shown, and names are shown as people write them."""

import pytest

from lineage.export import wording
from lineage.export.details import hop_lines, node_lines
from lineage.export.sections import sections
from lineage.model.answers import ExposureCell, FlowNode
from lineage.model.elements import FREE_TEXT, UNCLASSIFIED, UNSAID, element_label, element_words, load_elements
from tests.export import answers
from tests.export.flows import hop

ENCODED = "salesforce://acme/@job/outbound-message%2FLead.Send %231"
SHOWN = "salesforce://acme/@job/outbound-message/Lead.Send #1"


@pytest.mark.parametrize("mark", [UNSAID, UNCLASSIFIED, FREE_TEXT])
def test_a_mark_has_one_wording_in_headings_and_in_sentences(mark: str) -> None:
    heading = element_label(mark, load_elements())
    assert element_words(mark) == heading[0].lower() + heading[1:]
    assert "_" not in heading
    # In a list, a comma would make two of it.
    assert "," not in heading


def test_other_elements_are_named_by_their_ids_in_sentences() -> None:
    assert {id for id in load_elements() if element_words(id) != id} == {UNSAID, FREE_TEXT}


def test_tables_pictures_and_pages_say_the_same() -> None:
    said = "unspecified personal data"
    node = FlowNode(id="a/T#f", kind="field", label="f", dataset="a/T", system="a", system_label="A", elements=(UNSAID,))
    sent = hop("a|T|f", "b|U|g", "j").model_copy(update={"form": {UNSAID: "clear"}})
    assert f"Elements: {said}" in node_lines(node)
    assert f"Arrives as: {said}: clear" in hop_lines(sent, {})
    row = answers.trace().destinations[0].model_copy(update={"form": {UNSAID: "clear"}})
    table = sections(answers.trace().model_copy(update={"destinations": (row,)}))[0]
    assert table.rows[0][table.columns.index("form")] == f"{said}: clear" == wording.forms({UNSAID: "clear"})


def test_names_are_shown_without_the_encoding_of_ids() -> None:
    sent = hop("a|T|f", "b|U|g", "j").model_copy(update={"job": ENCODED, "source": "a/T%2F1#x%25"})
    lines = hop_lines(sent, {})
    assert lines[0].startswith("a/T/1#x% → ")
    assert f"Job: outbound-message/Lead.Send #1 ({SHOWN})" in lines
    node = FlowNode(id="a/T%2F1", kind="dataset", label="", system="a", system_label="")
    assert node_lines(node)[0] == "a: a/T/1"


def test_marks_of_a_cell_are_explained() -> None:
    values = {"row": "ssn", "system": "a", "fields": 1, "transit": "encrypted", "authorization": ("missing",)}
    for precision, permitted, marks in (("exact", False, []), ("dataset", True, ["permitted only", "dataset level"])):
        cell = ExposureCell.model_validate({**values, "precision": precision, "permitted_only": permitted})
        assert wording.marks(cell) == marks
        assert all(wording.MARKS[mark] for mark in marks)


def test_a_whole_system_is_said_so() -> None:
    assert (wording.place("warehouse"), wording.place("a/T%2F1#f")) == ("whole System", "T/1.f")
