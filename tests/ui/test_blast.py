import pytest
from streamlit.testing.v1 import AppTest

from lineage.pipeline import Asked, open_snapshot
from lineage.project import Project
from lineage.ui import workspace
from tests.ui.rights import ANN, APP, CARE
from tests.ui.sample import EMAIL, IMAGE, MAILER, SCRIPT, SSN
from tests.ui.visiting import blast, markup, rows, tables, texts


def test_what_an_application_reads_is_told_by_element(with_rights: Project) -> None:
    page = blast(subject="app:Deskly").run()
    assert [row[:4] for row in tables(page)["Data element"]] == [["Social Security number – sensitive", "critical", "1", "clear"]]
    assert any("1 field of 1 dataset within reach" in one for one in markup(page))


def test_the_containment_list_says_what_to_remove_and_where_it_stands(with_rights: Project) -> None:
    page = blast(subject="app:Deskly").run()
    revoke = f"Revoke the token by which {IMAGE} acts as user {SCRIPT}."
    assert rows(page, "No.") == [["1", revoke, "1", "1 field", "ssn", "care.permissionset:1"]]
    assert any("the smallest set, 1 removal, cuts off all 1 sensitive fields" in one for one in markup(page))


def test_what_to_remove_stands_in_the_order_of_the_command_line(with_rights: Project) -> None:
    answer = open_snapshot(with_rights).blast_radius(str(SSN), Asked(today=workspace.today()))
    assert len(answer.containment.items) == 2
    assert [row[1] for row in rows(blast(subject=str(SSN)).run(), "No.")] == [item.what for item in answer.containment.items]


def test_other_sets_with_the_same_effect_are_shown(with_rights: Project) -> None:
    page = blast(subject="app:Deskly").run()
    assert [one.label for one in page.expander if one.label.startswith("Instead")] == ["Instead, with the same effect (3)"]


def test_the_worst_known_destination_is_shown_first(with_rights: Project) -> None:
    page = blast(subject=str(SSN)).run()
    assert [code.value for code in page.code] == ["maps/acme.yaml:14", "maps/acme.yaml:21"]


def test_destinations_have_verdicts_and_the_chosen_one_its_walk(with_rights: Project) -> None:
    page = blast(subject=str(SSN)).run()
    onward = {row[0]: row for row in tables(page)["System"]}
    assert onward[f"{SCRIPT}\n{IMAGE}"][3:5] == ["encrypted", "✕ missing"]
    page.session_state["arrival"] = f"Where it goes on from there|{MAILER}"
    assert "maps/acme.yaml:21" in [code.value for code in page.run().code]


def test_a_destination_leads_to_a_trace_and_to_its_own_radius(with_rights: Project) -> None:
    labels = [button.label.replace("\\", "") for button in blast(subject=str(EMAIL)).run().button]
    assert [label for label in labels if label.startswith(("Trace", "Blast"))] == [
        "Trace Contact.Email",
        f"Blast radius of {SCRIPT}",
    ]


def test_an_element_lists_fields_to_trace(with_rights: Project) -> None:
    page = blast(subject=str(CARE)).run()
    page.session_state["reached_element"] = "ssn"
    assert tables(page.run())["Field within reach"] == [["Contact.SSN__c", "salesforce://acme"]]


def test_the_days_of_the_incident_stand_in_the_address_and_in_the_answer(with_rights: Project) -> None:
    page = blast(subject="app:Deskly", since="2026-06-01", until="2026-06-03").run()
    assert "from 2026-06-01 to 2026-06-03" in texts(page)
    assert any("between 2026-06-01 and 2026-06-03" in row[0] for row in tables(page)["Could not be seen"])


def test_days_in_the_wrong_order_are_said(with_rights: Project) -> None:
    page = blast(subject="app:Deskly", since="2026-06-03", until="2026-06-01").run()
    assert "exchange the two days" in page.error[0].value.replace("\\", "")


def test_nothing_is_answered_before_it_is_asked(with_rights: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lineage.pipeline.Opened.blast_radius", lambda *_: pytest.fail("asked"))
    page = blast().run()
    assert tables(page)["Name"][0] == ["Deskly", "application", IMAGE, "salesforce://acme"]


def test_a_click_elsewhere_on_the_page_asks_nothing_again(with_rights: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    page = blast(subject="app:Deskly").run()
    monkeypatch.setattr("lineage.pipeline.Opened.blast_radius", lambda *_: pytest.fail("asked again"))
    page.text_input(key="subject_search").set_value("ssn").run()
    assert tables(page)["Data element"]


def test_a_snapshot_without_permissions_says_so(looked_at: Project) -> None:
    page = blast(subject="system:warehouse").run()
    assert any("This snapshot has no permissions" in one.value for one in page.warning)
    assert tables(page)["Could not be seen"]


def test_what_stays_and_what_is_not_seen_is_said(with_rights: Project) -> None:
    page = blast(subject="app:Deskly").run()
    assert "Afterwards nothing stays." in texts(page)
    assert [row[0] for row in tables(page)["Could not be seen"] if row[0].startswith("event log")] != []


def test_everything_is_there_to_take_away(with_rights: Project) -> None:
    labels = [button.proto.label for button in blast(subject="app:Deskly").run().get("download_button")]
    assert labels == ["Tables (CSV)", "Tables (Markdown)", "Answer (JSON)"]


@pytest.mark.parametrize("subject", ["", str(SSN), str(EMAIL), str(ANN), str(APP), str(MAILER), IMAGE])
def test_no_markup_of_an_org_reaches_what_reads_markup(with_rights: Project, subject: str) -> None:
    page: AppTest = blast(subject=subject).run()
    assert not [text for text in markup(page) if IMAGE in text or "<img" in text.replace("\\<", "")]
