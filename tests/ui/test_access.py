import pytest
from streamlit.testing.v1 import AppTest

from lineage.project import Project
from tests.ui.rights import ANN, APP, BOB, CARE
from tests.ui.sample import EMAIL, IMAGE, SCRIPT, SSN
from tests.ui.visiting import access, markup, tables, texts


def test_readers_have_a_status_in_words_and_those_who_read_come_first(with_rights: Project) -> None:
    assert [row[:4] for row in tables(access(subject="Contact.SSN__c").run())["Status"]] == [
        ["yes", "Care", "permission set", "read"],
        ["yes", SCRIPT, "user", "read"],
        ["potential", "Admin", "permission set", "–"],
        ["potential", IMAGE, "user", "–"],
        ["contributes", "Half", "permission set", "–"],
    ]


def test_the_chosen_reader_shows_the_chain_of_its_grants(with_rights: Project) -> None:
    page = access(subject="Contact.SSN__c").run()
    page.session_state["reader"] = str(ANN)
    page.run()
    assert [code.value for code in page.code] == ["care.permissionset:3", "care.permissionset:9"]
    assert "Through user ann@acme.example → permission set Care" in texts(page)


def test_a_reader_ends_with_its_question(with_rights: Project) -> None:
    page = access(subject="Contact.SSN__c").run()
    page.session_state["reader"] = str(BOB)
    page.query_params["subject"] = "Contact.Email"
    assert "reader" not in page.run().session_state


def test_a_principal_is_told_by_element_and_dataset(with_rights: Project) -> None:
    page = access(subject=str(ANN)).run()
    assert tables(page)["Data element"] == [["ssn", "1", "Contact.SSN__c"]]
    assert tables(page)["Dataset"] == [["Contact", "1 of 2 fields", "0", "ssn"]]
    assert [row[:2] for row in tables(page)["Holds"]] == [["Care", "permission set"]]


def test_an_element_lists_the_fields_that_are_read(with_rights: Project) -> None:
    page = access(subject=str(CARE)).run()
    page.session_state["read_element"] = "ssn"
    assert tables(page.run())["Field it can read"] == [["Contact.SSN__c", "salesforce://acme"]]


def test_who_administers_is_said(with_rights: Project) -> None:
    assert any("may grant itself" in one.value for one in access(subject=str(BOB)).run().warning)


def test_an_application_is_told_with_whom_it_acts_as(with_rights: Project) -> None:
    page = access(subject="app:Deskly").run()
    assert tables(page)["Acts as"] == [[SCRIPT, "user", "holds a token of it", "not known", "1", "ssn"]]
    assert "Scopes: Api." in texts(page)


def test_a_search_finds_people_applications_and_fields(with_rights: Project) -> None:
    page = access().run()
    page.text_input(key="subject_search").set_value("deskly").run()
    assert tables(page)["Name"] == [["Deskly", "application", IMAGE, "salesforce://acme"]]
    page.text_input(key="subject_search").set_value("contact ssn").run()
    assert next(row[:2] for row in tables(page)["Name"]) == ["Contact.SSN__c", "field"]
    page.selectbox(key="subject_kind").set_value("applications").run()
    assert "Nothing has all of these words" in texts(page)


def test_without_a_subject_applications_and_principals_are_offered(with_rights: Project) -> None:
    assert [row[0] for row in tables(access().run())["Name"]][:2] == ["Deskly", "Admin"]


def test_nothing_is_answered_before_it_is_asked(with_rights: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("lineage.pipeline.Opened.access", lambda *_: asked.append("access"))
    page = access().run()
    page.text_input(key="subject_search").set_value("ssn").run()
    assert asked == []


def test_a_click_elsewhere_on_the_page_asks_nothing_again(with_rights: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    page = access(subject="Contact.SSN__c").run()
    monkeypatch.setattr("lineage.pipeline.Opened.access", lambda *_: pytest.fail("asked again"))
    page.text_input(key="subject_search").set_value("ssn").run()
    assert tables(page)["Status"]


def test_the_gaps_stand_beside_every_answer(with_rights: Project) -> None:
    for subject in (str(SSN), str(ANN), str(APP)):
        page = access(subject=subject).run()
        assert tables(page)["Could not be seen"] == [[f"flow: {IMAGE}", SCRIPT, "sf project retrieve start", "not retrieved", ""]]
        assert any("1 thing could not be seen, listed below" in one for one in markup(page))


def test_a_snapshot_without_permissions_says_so_and_what_brings_them(looked_at: Project) -> None:
    page = access(subject="Contact.SSN__c").run()
    assert any("This snapshot has no permissions" in one.value for one in page.warning)
    assert any("Nobody was found who can read it" in one.value for one in page.info)
    assert "search for a field" in access().run().info[0].value


def test_a_wrong_name_is_answered_with_the_nearest(with_rights: Project) -> None:
    assert r"Contact\.SSN\_\_c" in access(subject="Contact.SSN").run().error[0].value


def test_a_name_of_several_lists_them(with_rights: Project) -> None:
    page = access(subject="PEOPLE.EMAIL").run()
    assert [(row[0], row[3]) for row in tables(page)["Name"]] == [("PEOPLE.EMAIL", "mailer"), ("PEOPLE.EMAIL", "warehouse")]


def test_everything_is_there_to_take_away(with_rights: Project) -> None:
    for subject in (str(SSN), str(ANN), str(APP)):
        labels = [button.proto.label for button in access(subject=subject).run().get("download_button")]
        assert labels == ["Tables (CSV)", "Tables (Markdown)", "Answer (JSON)"]


def test_rights_can_be_judged_on_another_day(with_rights: Project) -> None:
    assert "as of 2020-01-01" in texts(access(subject=str(EMAIL), as_of="2020-01-01").run()).replace("\\", "")


@pytest.mark.parametrize("subject", ["", str(SSN), str(ANN), str(BOB), str(APP), IMAGE])
def test_no_markup_of_an_org_reaches_what_reads_markup(with_rights: Project, subject: str) -> None:
    page: AppTest = access(subject=subject).run()
    assert not [text for text in markup(page) if IMAGE in text or "<img" in text.replace("\\<", "")]
