"""The page in a real browser: nothing is fetched, nothing fails, clicks tell what is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request

from lineage.export.html import page
from lineage.export.svg import svg
from lineage.model.answers import FlowAnswer
from tests.export import flows
from tests.export.test_html import NONCE
from tests.ui.browsing import chromium

pytestmark = pytest.mark.browser

_PLACE_OF_A_LABEL = """words => {
  const network = globalThis.lineageNetwork;
  const label = network.body.data.nodes.get().find(item => item.part === "label" && item.label.includes(words));
  const place = network.canvasToDOM({ x: label.x, y: label.y });
  const corner = document.getElementById("picture").getBoundingClientRect();
  return [place.x + corner.left, place.y + corner.top];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def opened(browser: Browser, folder: Path, name: str, text: str, complaints: list[str]) -> Page:
    """The page, with everything that it asks for or complains about noted."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1600, "height": 1000})

    def asked(request: Request) -> None:
        if request.url != file.as_uri():
            complaints.append(request.url)

    def told(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    tab.on("request", asked)
    tab.on("dialog", told)
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(file.as_uri())
    return tab


@pytest.mark.parametrize("flow", [flows.small(), flows.hostile(), flows.empty()], ids=["small", "hostile", "empty"])
def test_the_page_needs_nothing_and_complains_of_nothing(browser: Browser, tmp_path: Path, flow: FlowAnswer) -> None:
    complaints: list[str] = []
    tab = opened(browser, tmp_path, "page.html", page(flow, "light", NONCE), complaints)
    tab.wait_for_selector("body[data-ready='1']")
    assert complaints == []
    tab.close()


def test_a_click_on_a_hop_tells_what_is_known_of_it(browser: Browser, tmp_path: Path) -> None:
    complaints: list[str] = []
    tab = opened(browser, tmp_path, "page.html", page(flows.small(), "dark", NONCE), complaints)
    tab.wait_for_selector("body[data-ready='1']")
    tab.mouse.click(*tab.evaluate(_PLACE_OF_A_LABEL, "missing"))
    tab.wait_for_selector("#details li")
    told = tab.inner_text("aside")
    assert "Salesforce (acme): Contact.Email → SendGrid" in told
    assert "✕ not authorized: missing · unencrypted" in told
    assert "Evidence: force-app/WelcomeMail.xml:12" in told
    assert complaints == []
    tab.close()


def test_a_hostile_picture_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    complaints: list[str] = []
    tab = opened(browser, tmp_path, "picture.svg", svg(flows.hostile()), complaints)
    assert tab.evaluate("document.documentElement.tagName") == "svg"
    assert complaints == []
    tab.close()
