from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lineage.analysis.holdings import UNCLASSIFIED
from lineage.model.elements import FREE_TEXT
from lineage.project import Project, bare_project, find_project
from tests.ui.conftest import look_at
from tests.ui.sample import IMAGE, MAILER, SCRIPT, written
from tests.ui.visiting import overview, pieces, tables, texts


def test_coverage_is_said_before_the_matrix(looked_at: Project) -> None:
    page = overview().run()
    found = pieces(page)
    assert "Read on 15 June 2026 at 12:00 UTC from 1 source" in page.text[0].value
    assert "1 thing could not be seen" in page.warning[0].value
    assert ["columns" in piece and piece["columns"][0] for piece in found][:1] == ["Could not be seen"]
    assert tables(page)["Could not be seen"] == [[f"flow: {IMAGE}", SCRIPT, "sf project retrieve start", "not retrieved", ""]]


def test_the_matrix_says_its_verdicts_in_words(looked_at: Project) -> None:
    matrix = next(piece for piece in pieces(overview().run()) if "corner" in piece)
    cells = {(cell["row"], cell["column"]): (cell["count"], cell["words"], cell["state"]) for cell in matrix["cells"]}
    assert cells["ssn", str(MAILER)] == ("2 fields", ["✕ missing"], "unauthorized")
    assert {row["id"] for row in matrix["rows"]} >= {"ssn", UNCLASSIFIED, FREE_TEXT}


def test_a_cell_lists_the_fields_that_it_counts(looked_at: Project) -> None:
    page = overview()
    page.session_state["cell"] = ("ssn", str(MAILER))
    rows = tables(page.run())["Field"]
    assert [row[0] for row in rows] == ["Contact.SSN__c", "PEOPLE.SSN"]


def test_findings_are_counted_and_the_worst_come_first(looked_at: Project) -> None:
    page = overview().run()
    assert tables(page)["Severity"][0][0] == "critical"
    assert "Unknown counts as much as violated" in texts(page)


def test_a_finding_shows_what_proves_it(looked_at: Project) -> None:
    page = overview().run()
    table = next(piece for piece in pieces(page) if piece.get("columns", [""])[0] == "Severity")
    page.session_state["finding"] = table["rows"][0]["id"]
    assert "maps/acme.yaml:21" in texts(page.run())


def test_a_finding_lists_the_fields_of_its_flow_to_trace(looked_at: Project) -> None:
    page = overview().run()
    table = next(piece for piece in pieces(page) if piece.get("columns", [""])[0] == "Severity")
    row = next(row for row in table["rows"] if "Travels unencrypted" in row["cells"][4]["text"])
    page.session_state["finding"] = row["id"]
    assert tables(page.run())["Field that leaves"] == [["Contact.Email", "PEOPLE.EMAIL", "not classified", "travels unencrypted"]]


def test_accepted_findings_stand_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = written(tmp_path)
    accepted = "accept: [{finding: unencrypted-hop, select: 'system:mailer', owner: ops, reason: VPN, until: 2099-01-31}]\n"
    (tmp_path / "lineage.yaml").write_text(f"org: acme\n{accepted}", encoding="utf-8")
    look_at(project, monkeypatch)
    page = overview().run()
    assert [row[:2] for row in tables(page)["Accepted by"]] == [["ops until 2099-01-31: VPN", "high"]]
    assert not any("unencrypted" in row[4] for row in tables(page)["Severity"])
    assert "Accepted: 1." in texts(page)


def test_the_matrix_explains_the_marks_that_are_in_it(looked_at: Project) -> None:
    said = next(caption.value for caption in overview().run().caption if "In the cells" in caption.value)
    assert all(word in said for word in ("not authorized", "unknown"))
    assert "inside one System" not in said


def test_everything_is_there_to_take_away(looked_at: Project) -> None:
    labels = [button.proto.label for button in overview().run().get("download_button")]
    assert labels == ["Exposure (CSV)", "Findings (CSV)", "Map (SVG)", "Map (HTML)"]


def test_without_a_snapshot_the_page_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(bare_project([]), monkeypatch, store=tmp_path / "none")
    page = overview().run()
    assert page.header[0].value == "There is no snapshot yet"
    assert [code.value for code in page.code] == ["lineage harvest PATH", "lineage demo"]


def test_a_damaged_snapshot_is_named_with_its_remedy(sample: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "20260615T120000Z-damaged"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    look_at(sample, monkeypatch, store=tmp_path)
    page = overview().run()
    assert not page.exception
    assert "Harvest again" in page.error[0].value


def test_the_example_shows_without_an_error(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at(find_project(example), monkeypatch)
    page = overview().run()
    assert len(pieces(page)) >= 4


def test_the_script_at_the_root_starts_the_first_page(looked_at: Project) -> None:
    page = AppTest.from_file(str(Path(__file__).parents[2] / "app.py"), default_timeout=30).run()
    assert page.header[0].value == "Where the personal data of acme goes"
    assert not page.exception
