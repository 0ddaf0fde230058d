"""The page Findings in a browser."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lineage.export.tables import to_csv, to_json, to_markdown
from lineage.pipeline import Asked, open_snapshot
from lineage.project import Project, find_project
from lineage.ui import workspace
from tests.ui.browsing import Visit, chromium, served, visit
from tests.ui.sample import IMAGE, SCRIPT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def project(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the example, whose project file the tests change."""
    return find_project(Path(shutil.copytree(example, tmp_path_factory.mktemp("own") / "acme")))


@pytest.fixture(scope="module")
def url(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(project, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def _at_worst(one: Visit) -> str:
    """Open the page, and choose the worst finding; gives the fingerprint that the address says."""
    one.open("/findings")
    one.page.locator("tr.choosable:visible").first.click()
    one.until(one.page.get_by_text("Who answers for it"))
    one.settle()
    return one.page.url.rpartition("finding=")[2]


def _filled(one: Visit) -> None:
    """The form, filled in and sent."""
    one.page.get_by_text("Accept it for a while").click()
    one.page.get_by_label("Owner: who answers").fill("ops@acme.example")
    one.page.get_by_label("Reason: why").fill("VPN until it moves")
    one.page.get_by_role("spinbutton", name="year, Until").click()
    one.page.keyboard.type("20991231")
    one.page.get_by_text("A last day more than a year ahead is meant").click()
    one.page.get_by_role("button", name="Show the change").click()
    one.until(one.page.get_by_text("What would change in lineage.yaml"))
    one.until(one.page.get_by_role("button", name="Write it into"))
    one.settle()


def test_findings_are_narrowed_and_the_address_says_so(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/findings")
        one.page.get_by_label("Words of a finding").type("unencrypted")
        one.until(one.page.get_by_text("worst first"))
        one.page.get_by_role("radio", name="accepted").or_(one.page.get_by_text("accepted", exact=True)).first.click()
        one.until(one.page.locator("tr.choosable", has_text="violated, accepted"))
        one.settle()
        assert "text=unencrypted" in one.page.url
        assert "state=accepted" in one.page.url
        kept = _listed(one)
        assert kept
        assert all("accepted" in row[1] for row in kept)
        again = one.page.url.removeprefix(url)
        one.open(again)
        one.until(one.page.locator("tr.choosable", has_text="violated, accepted"))
        assert _listed(one) == kept


def test_a_finding_is_accepted_with_a_shown_change_and_withdrawn(browser: Browser, url: str, project: Project) -> None:
    assert project.file is not None
    before = project.file.read_bytes()
    with visit(browser, url) as one:
        name = _at_worst(one)
        _filled(one)
        shown = one.page.locator("[data-testid=stCode]", has_text="+++ lineage.yaml").inner_text()
        assert f"- finding: {name}" in shown
        assert project.file.read_bytes() == before
        one.page.get_by_role("button", name="Write it into").click()
        one.until(one.page.get_by_text("lineage.yaml was written."))
        assert f"- finding: {name}".encode() in project.file.read_bytes()
        one.open(f"/findings?finding={name}")
        one.page.get_by_role("button", name="Withdraw").click()
        one.until(one.page.get_by_role("button", name="Write it into"))
        one.settle()
        one.page.get_by_role("button", name="Write it into").click()
        one.until(one.page.get_by_text("lineage.yaml was written."))
        assert project.file.read_bytes() == before


def test_a_file_that_changed_since_is_left_alone(browser: Browser, url: str, project: Project) -> None:
    assert project.file is not None
    before = project.file.read_bytes()
    with visit(browser, url) as one:
        _at_worst(one)
        _filled(one)
        project.file.write_bytes(before + b"# somebody was here\n")
        one.page.get_by_role("button", name="Write it into").click()
        one.until(one.page.get_by_text("was changed since the change was shown"))
        assert project.file.read_bytes() == before + b"# somebody was here\n"
    project.file.write_bytes(before)


def test_a_finding_leads_to_the_trace_of_its_field_and_the_overview_to_it(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/findings?rule=unauthorized-hop")
        one.page.locator("tr.choosable:visible").first.click()
        one.until(one.page.get_by_role("button", name="Trace "))
        one.settle()
        one.page.get_by_role("button", name="Trace ").first.click()
        one.picture()
        assert "/trace?field=" in one.page.url
        one.open("/")
        one.until(one.page.locator(".matrix button"))
        one.page.get_by_role("button", name="All findings").click()
        one.until(one.page.get_by_role("heading", name="Findings"))
        one.settle()
        assert "/findings" in one.page.url


def test_the_downloads_are_what_the_command_line_gives(browser: Browser, url: str, project: Project) -> None:
    answer = open_snapshot(project).check(Asked(today=workspace.today()))
    with visit(browser, url) as one:
        one.open("/findings")
        assert _taken(one, "Findings (CSV)") == to_csv(answer).encode()
        assert _taken(one, "Findings (Markdown)") == to_markdown(answer).encode()
        assert json.loads(_taken(one, "Answer (JSON)")) == json.loads(to_json(answer))
        assert len(json.loads(_taken(one, "SARIF"))["runs"][0]["results"]) == len(answer.findings)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_the_page_stands_in_both_themes_and_no_wider_than_the_window(
    browser: Browser, url: str, scheme: str, width: int, tmp_path: Path
) -> None:
    with visit(browser, url, scheme) as one:
        one.page.set_viewport_size({"width": width, "height": 900})
        _at_worst(one)
        assert one.page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth") <= 0
        one.page.screenshot(path=tmp_path / f"{scheme}-{width}.png", full_page=True)


def test_hostile_names_are_text(browser: Browser, sample: Project, tmp_path: Path) -> None:
    with served(sample, tmp_path / "home") as address, visit(browser, address) as one:
        one.open("/findings?text=unauthorized")
        one.page.locator("tr.choosable:visible", has_text=SCRIPT).first.click()
        one.until(one.page.get_by_text("Who answers for it"))
        one.settle()
        said = one.page.locator("[data-testid=stMain]").inner_text()
        assert SCRIPT in said
        assert IMAGE in said
        assert one.page.locator("img[src*='x/y'], img[src=x]").count() == 0


def _listed(one: Visit) -> list[list[str]]:
    return [row for row in one.rows("Effort") if len(row) == 6]


def _taken(one: Visit, name: str) -> bytes:
    one.settle()
    with one.page.expect_download() as found:
        one.page.get_by_role("button", name=name).click()
    return Path(found.value.path()).read_bytes()
