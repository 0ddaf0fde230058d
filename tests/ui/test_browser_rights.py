"""The pages Access and Blast radius in a browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from lineage.export.access_sections import access_sections
from lineage.export.blast_sections import blast_sections
from lineage.export.tables import to_csv, to_json, to_markdown
from lineage.pipeline import Asked, open_snapshot
from lineage.project import Project
from lineage.ui import workspace
from tests.ui.browsing import Visit, chromium, served, visit
from tests.ui.rights import ANN, APP, EVE
from tests.ui.sample import IMAGE, SCRIPT, SSN

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def url(permitted: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(permitted, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def test_a_subject_is_found_chosen_and_stands_in_the_address(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/access")
        one.page.get_by_label("Find whom or what").type("ssn")
        one.until(one.page.get_by_text("found. Choose one"))
        one.page.locator("tr.choosable", has_text="Contact.SSN__c").first.click()
        one.until(one.page.get_by_role("heading", name="Who can read Contact.SSN__c"))
        assert "subject=salesforce" in one.page.url
        assert [row[0] for row in one.rows("Status")] == ["yes", "yes", "potential", "potential", "contributes"]
        assert one.rows("Could not be seen")[0][2] == "sf project retrieve start"


def test_the_keyboard_chooses_a_reader_and_goes_on_to_what_it_reads(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open(f"/access?subject={SSN.replace('#', '%23')}&as_of=2026-06-20")
        one.page.locator("tr.choosable", has_text=SCRIPT).focus()
        one.page.keyboard.press("Enter")
        one.until(one.page.get_by_text("Through user ann@acme.example → permission set Care").first)
        one.page.get_by_role("button", name="What it can read").focus()
        one.page.keyboard.press("Enter")
        one.until(one.page.get_by_role("heading", name="What user"))
        one.settle()
        assert one.rows("Data element")[0][0] == "ssn"
        assert f"subject={quote(ANN, safe='')}" in one.page.url
        assert "as_of=2026-06-20" in one.page.url
        one.page.get_by_role("button", name="Its blast radius").click()
        one.until(one.page.get_by_text("What to remove: the smallest set"))
        one.settle()
        assert "/blast-radius?" in one.page.url
        assert "as_of=2026-06-20" in one.page.url
        assert one.page.get_by_text("as of 2026-06-20").count() == 1
        assert one.page.locator("img[src*='x/y'], img[src=x]").count() == 0


def test_an_application_leads_to_its_blast_radius_and_a_destination_to_a_trace(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/access?subject=app:Deskly")
        one.page.get_by_role("button", name="Its blast radius").click()
        one.until(one.page.get_by_text("What to remove: the smallest set"))
        one.settle()
        assert "/blast-radius?subject=salesforce" in one.page.url
        assert one.rows("No\\.")[0][1].startswith("Revoke the token by which")
        one.open(f"/blast-radius?subject={SSN.replace('#', '%23')}")
        one.page.get_by_role("button", name="Trace Contact.SSN__c").click()
        one.picture()
        assert "/trace?field=salesforce" in one.page.url


def test_a_trace_leads_to_who_can_read_its_field(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/trace?field=Contact.SSN__c")
        one.picture()
        one.page.get_by_role("button", name="Who can read it").click()
        one.until(one.page.get_by_role("heading", name="Who can read Contact.SSN__c"))


def test_the_downloads_are_what_the_command_line_gives(browser: Browser, url: str, permitted: Project) -> None:
    opened = open_snapshot(permitted)
    asked = Asked(today=workspace.today())
    readers, lost = opened.access(str(SSN), asked), opened.blast_radius(str(APP), asked)
    with visit(browser, url) as one:
        one.open(f"/access?subject={SSN.replace('#', '%23')}")
        assert _taken(one, "Tables (CSV)") == to_csv(access_sections(readers)).encode()
        assert json.loads(_taken(one, "Answer (JSON)")) == json.loads(to_json(readers))
        one.open("/blast-radius?subject=app:Deskly")
        assert _taken(one, "Tables (CSV)") == to_csv(blast_sections(lost)).encode()
        assert _taken(one, "Tables (Markdown)") == to_markdown(blast_sections(lost)).encode()
        assert json.loads(_taken(one, "Answer (JSON)")) == json.loads(to_json(lost))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_the_pages_stand_in_both_themes_and_no_wider_than_the_window(
    browser: Browser, url: str, scheme: str, width: int, tmp_path: Path
) -> None:
    with visit(browser, url, scheme) as one:
        one.page.set_viewport_size({"width": width, "height": 900})
        for number, path in enumerate(
            ("/access?subject=Contact.SSN__c", "/access?subject=app:Deskly", "/blast-radius?subject=app:Deskly")
        ):
            one.open(path)
            one.until(one.page.locator('.table[data-ready="1"]'))
            assert one.page.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth - main.clientWidth") <= 0
            one.page.screenshot(path=tmp_path / f"{number}-{scheme}-{width}.png", full_page=True)


def test_hostile_labels_are_text_everywhere(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        for path in (
            "/access",
            "/access?subject=Contact.SSN__c",
            f"/access?subject={ANN}",
            "/blast-radius?subject=Contact.Email",
        ):
            one.open(path)
            one.until(one.page.locator('.table[data-ready="1"]'))
            shown = "".join(one.page.locator(".table").all_inner_texts())
            assert SCRIPT in shown or IMAGE in shown
            assert one.page.locator("img[src*='x/y'], img[src=x]").count() == 0


def test_an_address_in_a_name_is_no_link(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open(f"/access?subject={EVE}")
        one.until(one.page.get_by_role("heading", name="eve@"))
        assert one.page.locator("[data-testid=stMain] a").count() == 0


def _taken(one: Visit, name: str) -> bytes:
    one.settle()
    with one.page.expect_download() as found:
        one.page.get_by_role("button", name=name).click()
    return Path(found.value.path()).read_bytes()
