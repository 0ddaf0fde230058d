import pytest
from streamlit.testing.v1 import AppTest

from lineage.project import Project
from tests.ui.sample import EMAIL, IMAGE, MAILER, SCRIPT, SSN, WAREHOUSE
from tests.ui.visiting import picture, pieces, tables, texts, trace


def test_the_address_opens_a_field(looked_at: Project) -> None:
    page = trace(field="Contact.SSN__c").run()
    assert page.subheader[0].value == r"Contact\.SSN\_\_c"
    assert [row[:4] for row in tables(page)["System"]] == [
        ["Warehouse\nAcme", "PEOPLE.SSN", "encrypted", "not needed"],
        [f"{SCRIPT}\n{IMAGE}", f"PEOPLE.{IMAGE}", "encrypted", "✕ missing"],
    ]


def test_the_table_has_the_boxes_of_the_picture_in_its_order(looked_at: Project) -> None:
    page = trace(field="Contact.SSN__c").run()
    boxes = [part for part in picture(page)["nodes"] if part["part"] == "node" and part["id"] != str(SSN)]
    ordered = sorted(boxes, key=lambda part: (part["x"], part["y"]))
    table = next(piece for piece in pieces(page) if piece.get("columns", [""])[0] == "System")
    assert [row["id"] for row in table["rows"]] == [part["id"] for part in ordered]


def test_the_worst_destination_is_proved_to_file_and_line(looked_at: Project) -> None:
    page = trace(field="Contact.SSN__c").run()
    assert [code.value for code in page.code] == ["maps/acme.yaml:14", "maps/acme.yaml:21"]


def test_a_row_shows_its_own_walk_and_the_picture_follows(looked_at: Project) -> None:
    page = trace(field="Contact.SSN__c").run()
    page.session_state["choice"] = {"place": str(WAREHOUSE.dataset("PEOPLE").field("SSN"))}
    assert [code.value for code in page.run().code] == ["maps/acme.yaml:14"]
    assert picture(page)["chosen"] == [0]


def test_a_line_of_the_picture_shows_its_hop(looked_at: Project) -> None:
    page = trace(field="Contact.SSN__c").run()
    page.session_state["choice"] = {"hops": [1, 99]}
    assert [code.value for code in page.run().code] == ["maps/acme.yaml:21"]


def test_a_choice_ends_with_its_question(looked_at: Project) -> None:
    page = trace(field="Contact.SSN__c").run()
    page.session_state["choice"] = {"hops": [1]}
    page.query_params["field"] = "Contact.Email"
    page.run()
    assert "choice" not in page.session_state


def test_what_is_only_permitted_stands_apart(looked_at: Project) -> None:
    page = trace(field="Contact.Email").run()
    groups = [piece["rows"] for piece in pieces(page) if piece.get("columns", [""])[0] == "System"]
    assert [[row["cells"][1]["text"] for row in rows] for rows in groups] == [["PEOPLE.EMAIL"], ["PEOPLE.EMAIL"]]
    assert any("Permitted only" in element.value for element in page.markdown)


def test_upstream_answers_where_it_comes_from(looked_at: Project) -> None:
    page = trace(field=str(MAILER.dataset("PEOPLE").field("EMAIL")), direction="upstream").run()
    assert [row["id"] for row in _rows(page)] == [str(EMAIL)]


def test_a_search_finds_by_name_and_label(looked_at: Project) -> None:
    page = trace().run()
    page.text_input(key="search").set_value("contact ssn").run()
    assert tables(page)["Field"] == [["Contact.SSN__c", SCRIPT, "ssn", "salesforce://acme"]]
    page.text_input(key="search").set_value("onerror").run()
    assert [row[0] for row in tables(page)["Field"]] == ["Contact.SSN__c"]


def test_a_wrong_name_is_answered_with_the_nearest(looked_at: Project) -> None:
    page = trace(field="Contact.SSN").run()
    assert not page.exception
    assert r"Contact\.SSN\_\_c" in page.error[0].value


def test_without_a_field_the_classified_ones_are_offered(looked_at: Project) -> None:
    assert [row[0] for row in tables(trace().run())["Field"]] == ["Contact.SSN__c"]


def test_rights_can_be_judged_on_another_day(looked_at: Project) -> None:
    assert "rights as of 2020-01-01" in texts(trace(field="Contact.SSN__c", as_of="2020-01-01").run()).replace("\\", "")


def test_no_path_is_not_said_without_the_gaps(looked_at: Project) -> None:
    page = trace(field=str(MAILER.dataset("PEOPLE").field("EMAIL"))).run()
    assert "No path to another System was found in what was read" in page.info[0].value
    assert tables(page)["Could not be seen"]


@pytest.mark.parametrize("address", [{}, {"field": "Contact.SSN__c"}, {"field": "Contact.Email"}, {"field": IMAGE}])
def test_no_markup_of_an_org_reaches_what_reads_markup(looked_at: Project, address: dict[str, str]) -> None:
    page = trace(**address).run()
    read = [*page.markdown, *page.caption, *page.subheader, *page.warning, *page.error, *page.info]
    assert not [element.value for element in read if IMAGE in element.value or "<img" in element.value.replace("\\<", "")]


def _rows(page: AppTest) -> list[dict[str, str]]:
    table = next(piece for piece in pieces(page) if piece.get("columns", [""])[0] == "System")
    rows: list[dict[str, str]] = table["rows"]
    return rows
