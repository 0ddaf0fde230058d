import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lineage.errors import UsageError
from lineage.project import Project
from lineage.ui.serve import serve
from tests.ui.browsing import Visit, chromium, served, visit
from tests.ui.sample import IMAGE, SCRIPT, SSN

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def url(sample: Project, home: Path) -> Iterator[str]:
    with served(sample, home) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_stand_in_both_themes(browser: Browser, url: str, scheme: str, tmp_path: Path) -> None:
    with visit(browser, url, scheme) as one:
        one.open("/")
        assert one.rows("Could not be seen")[0][2] == "sf project retrieve start"
        one.until(one.page.locator(".matrix button"))
        one.page.screenshot(path=tmp_path / f"overview-{scheme}.png", full_page=True)
        one.open("/trace?field=Contact.SSN__c")
        one.picture()
        one.page.screenshot(path=tmp_path / f"trace-{scheme}.png", full_page=True)


def test_the_right_destinations_stand_on_the_page_and_hostile_labels_are_text(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/trace?field=Contact.SSN__c")
        one.picture()
        assert [row[:4] for row in one.rows("System")] == [
            ["Warehouse\nAcme", "PEOPLE.SSN", "encrypted", "not needed"],
            [f"{SCRIPT}\n{IMAGE}", f"PEOPLE.{IMAGE}", "encrypted", "✕ missing"],
        ]
        assert one.page.locator("img[src*='x/y'], img[src=x]").count() == 0
        one.open("/")
        one.until(one.page.locator(".matrix button"))
        assert SCRIPT in one.page.locator(".matrix thead").inner_text()


def test_a_click_on_a_line_or_a_row_shows_its_evidence(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/trace?field=Contact.SSN__c")
        picture = one.picture()
        x, y = picture.evaluate(
            """host => {
                const pieces = host.network.body.data.edges.get().filter((piece) => piece.hops.includes(0));
                const [from, to] = [pieces[0].from, pieces[0].to].map((id) => host.network.getPosition(id));
                const at = host.network.canvasToDOM({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
                return [at.x, at.y];
            }"""
        )
        scale = picture.evaluate("host => host.network.getScale()")
        one.page.locator(".network .canvas").click(position={"x": x, "y": y})
        _shows(one, ["maps/acme.yaml:14"])
        one.page.locator("tr.choosable").nth(1).click()
        _shows(one, ["maps/acme.yaml:14", "maps/acme.yaml:21"])
        assert one.picture().evaluate("host => host.network.getScale()") == scale


def test_a_field_is_found_chosen_and_stands_in_the_address(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/trace")
        one.page.get_by_label("Find a field").type("ssn")
        one.until(one.page.get_by_text("found. Choose one"))
        one.page.locator("tr.choosable", has_text="Contact.SSN__c").first.click()
        one.picture()
        assert "field=salesforce" in one.page.url
        assert one.rows("System")[0][1] == "PEOPLE.SSN"


def test_a_cell_of_the_matrix_leads_to_its_fields_and_on_to_the_trace(browser: Browser, url: str) -> None:
    with visit(browser, url) as one:
        one.open("/")
        one.until(one.page.locator(".matrix button"))
        one.page.locator(".matrix tr", has_text="Social Security").locator("button", has_text="missing").click()
        one.until(one.page.locator("tr.choosable", has_text="Contact.SSN__c"))
        one.settle()
        one.page.locator("tr.choosable", has_text="Contact.SSN__c").first.click()  # further down, findings name it as well
        one.picture()
        assert "/trace?field=salesforce" in one.page.url
        assert str(SSN) in one.page.locator("[data-testid=stMain]").inner_text()


def test_every_answer_carries_the_policy_that_keeps_requests_here(url: str) -> None:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        policy = answer.headers["Content-Security-Policy"]
        assert "connect-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_this_machine_is_answered_and_only_under_its_own_name(url: str) -> None:
    port = int(url.rpartition(":")[2])
    asking = urllib.request.Request(url, headers={"Host": f"evil.example:{port}"})  # noqa: S310 - our own server
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(asking)  # noqa: S310 - as above
    with socket.socket(socket.AF_INET6) as other, pytest.raises(OSError, match=r"\S"):
        other.connect(("::1", port))


def test_nothing_is_written_to_the_home_folder(url: str, home: Path) -> None:
    assert sorted(path.name for path in home.iterdir()) == ["errors.txt"]


def test_a_taken_port_is_said(sample: Project) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(UsageError, match="--port 0"):
            serve(sample, sample.store, other.getsockname()[1])


def _shows(one: Visit, places: list[str]) -> None:
    one.settle()
    code = one.page.locator("[data-testid=stCode]")
    one.until(code)
    assert [text.strip() for text in code.all_inner_texts()] == places
