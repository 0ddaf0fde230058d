"""The page Findings, without a browser."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lineage.model.acceptance import Acceptance
from lineage.model.answers import CheckAnswer
from lineage.model.records import Gap
from lineage.pipeline import Asked, open_snapshot
from lineage.policy.check import check
from lineage.policy.findings import View
from lineage.project import Project, bare_project
from lineage.ui import workspace
from tests.ui.conftest import look_at
from tests.ui.sample import IMAGE, SCRIPT, written
from tests.ui.visiting import findings, markup, overview, pieces, tables, texts

HEAD = ["Severity", "Verdict", "What is wrong", "Where", "What was found", "Effort"]
ACCEPTED = (
    "accept:\n  # known\n  - {finding: unencrypted-hop, select: 'system:mailer', owner: ops, reason: VPN, until: 2099-01-31}\n"
)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of the test's own."""
    project = written(tmp_path)
    look_at(project, monkeypatch)
    return project


def listed(page: AppTest) -> list[list[str]]:
    return tables(page)["Severity"]


def named(page: AppTest) -> list[str]:
    """The fingerprints of the findings that are listed."""
    table = next(piece for piece in pieces(page) if piece.get("columns") == HEAD)
    return [row["id"] for row in table["rows"]]


def fingerprint(page: AppTest, words: str) -> str:
    return next(name for name, row in zip(named(page), listed(page), strict=True) if words in " ".join(row))


def filled(page: AppTest, reason: str = "VPN only") -> AppTest:
    """The form, filled in and sent."""
    for label, value in (("Owner", "ops@acme.example"), ("Reason", reason)):
        next(one for one in page.text_input if one.label.startswith(label)).set_value(value)
    page.date_input[0].set_value(date(2099, 12, 31))
    page.checkbox[0].check()
    return press(page, "Show the change")


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label.startswith(label)).click().run()


def test_findings_are_all_there_the_worst_first_with_coverage(looked_at: Project) -> None:
    page = findings().run()
    answer = open_snapshot(looked_at).check(Asked(today=workspace.today()))
    assert named(page) == [one.fingerprint for one in answer.findings]
    assert [row[0] for row in listed(page)][:1] == ["critical"]
    assert "Unknown counts as much as violated" in texts(page)
    assert any("could not be seen" in one.value for one in page.caption)
    assert any("Not seen, whole or in part: flow" in one.value for one in page.warning)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ({"severity": "critical"}, lambda row: row[0] == "critical"),
        ({"rule": "unencrypted-hop"}, lambda row: "unencrypted" in row[4]),
        ({"verdict": "unknown"}, lambda row: row[1] == "unknown"),
        ({"text": "travels UNENCRYPTED"}, lambda row: "Travels unencrypted" in row[4]),
    ],
)
def test_the_address_narrows(looked_at: Project, address: dict[str, str], kept: object) -> None:
    assert callable(kept)
    every = listed(findings().run())
    rows = listed(findings(**address).run())
    assert rows == [row for row in every if kept(row)]
    assert 0 < len(rows) < len(every)


def test_a_system_and_an_element_narrow(looked_at: Project) -> None:
    page = findings(system="warehouse", element="ssn").run()
    assert listed(page)
    assert all("Warehouse" in row[3] for row in listed(page))
    assert listed(findings(text="ssn warehouse").run())


def test_nothing_found_is_said(looked_at: Project) -> None:
    assert "No finding is like that." in texts(findings(text="nothing of the kind").run())


def test_a_rule_leads_to_its_findings(looked_at: Project) -> None:
    page = findings(severity="low").run()
    rules = [row[0] for row in tables(page)["Rule"]]
    assert "unencrypted-hop" in rules
    page.session_state["rule"] = "unencrypted-hop"
    page.session_state["severity"] = []
    assert all("unencrypted" in row[4] for row in listed(page.run()))


def test_a_deep_link_shows_one_finding_whole(looked_at: Project) -> None:
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = findings(finding=name).run()
    assert tables(page)["Field that leaves"][0][:4] == [
        "Contact.Email",
        "PEOPLE.EMAIL",
        "not classified",
        "violated: travels unencrypted",
    ]
    assert "maps/acme.yaml:28" in texts(page)
    assert name in "".join(one.value for one in page.caption)
    assert [button.label.replace("\\", "") for button in page.button if "Email" in button.label] == [
        "Trace Contact.Email",
        "Access: Contact.Email",
        "Blast radius of Contact.Email",
    ]
    assert "Why it matters" in "".join(one.value for one in page.markdown)


def test_the_fingerprint_of_a_hop_leads_to_its_finding(looked_at: Project) -> None:
    name = fingerprint(findings().run(), "Travels unencrypted")
    hop = tables(findings(finding=name).run())["Field that leaves"][0][4]
    assert hop != name
    assert tables(findings(finding=hop).run())["Field that leaves"][0][4] == hop


def test_a_finding_that_is_not_there_is_said(looked_at: Project) -> None:
    assert any(
        "No finding of this snapshot goes by f000000000000000" in one.value
        for one in findings(finding="f000000000000000").run().warning
    )


def test_a_change_is_shown_first_and_written_by_the_second_click(own: Project) -> None:
    assert own.file is not None
    before = own.file.read_text()
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = filled(findings(finding=name).run())
    shown = next(one.value for one in page.code if "+++ lineage.yaml" in one.value)
    assert f"+  - finding: {name}" in shown
    assert "Accepts 1 finding" in texts(page)
    assert own.file.read_text() == before
    page = press(page, "Write it into lineage.yaml")
    assert f"finding: {name}" in own.file.read_text()
    assert any("lineage\\.yaml was written" in one.value for one in page.success)
    row = next(row for row in listed(page) if "ops@acme.example" in row[4])
    assert row[1] == "violated, accepted"
    page = press(press(page, "Withdraw"), "Write it into lineage.yaml")
    assert own.file.read_text() == f"{before}accept:\n"
    assert not any("accepted" in row[1] for row in listed(page))


def test_a_rule_is_accepted_for_a_selector(own: Project) -> None:
    assert own.file is not None
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = findings(finding=name).run()
    page.radio[0].set_value("its rule, for what a selector selects").run()
    next(one for one in page.text_input if one.label == "Selector").set_value("system:mailer")
    page = press(filled(page), "Write it into lineage.yaml")
    assert 'select: "system:mailer"' in own.file.read_text()
    assert any("accepted" in row[1] for row in listed(page))


def test_a_selector_that_is_none_is_refused(own: Project) -> None:
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = findings(finding=name).run()
    page.radio[0].set_value("its rule, for what a selector selects").run()
    assert any("select" in one.value for one in filled(page).error)


def test_what_is_missing_is_told_and_nothing_shown(own: Project) -> None:
    page = press(findings(finding=fingerprint(findings().run(), "Travels unencrypted")).run(), "Show the change")
    assert [one.value for one in page.error] == ["owner is missing\\."]
    assert "until is missing: the last day on which it is accepted." in texts(page)
    assert not any("+++" in one.value for one in page.code)


def test_a_file_that_changed_since_is_left_alone(own: Project) -> None:
    assert own.file is not None
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = filled(findings(finding=name).run())
    own.file.write_text("org: acme\n# somebody was here\n")
    page = press(page, "Write it into lineage.yaml")
    assert any("was changed since the change was shown" in one.value for one in page.error)
    assert own.file.read_text() == "org: acme\n# somebody was here\n"


def test_a_protected_file_is_left_alone(own: Project) -> None:
    assert own.file is not None
    own.file.chmod(0o444)
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = press(filled(findings(finding=name).run()), "Write it into lineage.yaml")
    assert any("may not be written" in one.value for one in page.error)


def test_hostile_text_stays_text(own: Project) -> None:
    assert own.file is not None
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = press(filled(findings(finding=name).run(), reason=f"{IMAGE} {SCRIPT}: *x"), "Write it into lineage.yaml")
    assert IMAGE not in "".join(markup(page))
    assert f"{IMAGE} {SCRIPT}: *x" in texts(page)


def test_a_lapsed_acceptance_is_open_again_and_can_be_withdrawn(own: Project) -> None:
    assert own.file is not None
    own.file.write_text(f"org: acme\n{ACCEPTED.replace('2099', '2020')}")
    page = findings(state="lapsed").run()
    assert [row[1] for row in listed(page)] == ["violated, lapsed"]
    page = press(findings(finding=named(page)[0]).run(), "Withdraw")
    assert "-  - {finding: unencrypted-hop" in next(one.value for one in page.code if "---" in one.value)


def test_without_a_project_nothing_can_be_accepted(sample: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(bare_project([], "acme"), monkeypatch, store=sample.store)
    page = findings(finding=fingerprint(findings().run(), "Travels unencrypted")).run()
    assert "There is no project to accept it in: `lineage init` writes a lineage.yaml." in texts(page)
    assert not page.date_input


def test_hostile_names_are_text(looked_at: Project) -> None:
    for name in named(findings().run()):
        page = findings(finding=name).run()
        assert not page.exception
        assert IMAGE not in "".join(markup(page))


def test_the_overview_leads_here(looked_at: Project) -> None:
    labels = [button.label for button in overview().run().button]
    assert "All findings" in labels


def test_findings_come_a_hundred_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gaps = [
        Gap(
            surface="flow", what="Flow", why="not read", hides="hops", remedy="", connector="declared", locator=f"{number}.flow:1"
        )
        for number in range(150)
    ]
    look_at(written(tmp_path, *gaps), monkeypatch)
    page = findings().run()
    first = named(page)
    assert len(first) == 100
    second = named(press(page, "After"))
    assert not set(first) & set(second)
    assert named(findings(finding=second[-1]).run()) == second


def test_check_is_computed_once_for_all_clicks(own: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(looked_at: View, acceptances: Sequence[Acceptance] = ()) -> CheckAnswer:
        calls.append(1)
        return check(looked_at, acceptances)

    monkeypatch.setattr("lineage.pipeline.answering.check_view", counted)
    name = fingerprint(findings().run(), "Travels unencrypted")
    page = findings(finding=name).run()
    findings(severity="critical").run()
    assert len(calls) == 1
    press(filled(page), "Write it into lineage.yaml")
    assert len(calls) == 2  # with what is accepted: shown and then written


def test_what_can_be_taken_away(looked_at: Project) -> None:
    labels = [button.proto.label for button in findings().run().get("download_button")]
    assert labels == ["Findings (CSV)", "Findings (Markdown)", "Answer (JSON)", "SARIF"]
