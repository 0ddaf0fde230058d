"""A server of its own and a Chromium that lets nothing leave this machine."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Route, sync_playwright

from lineage.project import Project

_LOCAL = re.compile(r"(?:https?|wss?)://127\.0\.0\.1(?::\d+)?/|data:|blob:")
# Streamlit asks for these below a page's own address before it knows better.
_PROBES = re.compile(r"/(?:trace|overview|access|blast-radius|findings)/_stcore/(?:health|host-config)$")
_PATIENCE = 30.0


@contextmanager
def served(project: Project, home: Path) -> Iterator[str]:
    """The address of pages about a project, while they are served."""
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-c", "from lineage.cli import main; main()", "ui", "--port", "0", "--project", str(project.root)]
    with (home / "errors.txt").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=os.environ | {"HOME": str(home)}
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"no address in {line!r}; {(home / 'errors.txt').read_text(encoding='utf-8')}"
            yield found[0]
            assert process.poll() is None, (
                f"the server ended with {process.returncode}: {(home / 'errors.txt').read_text(encoding='utf-8')}"
            )
        finally:
            process.terminate()
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium; the test is skipped where there is none."""
    path = os.environ.get("LINEAGE_BROWSER") or shutil.which("chromium")
    if not path:
        pytest.skip("no Chromium: LINEAGE_BROWSER names none and none is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, and everything that went wrong on it."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page and wait until it stands."""
        self.page.goto(f"{self.url}{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run and all our pieces are drawn."""
        self.until(self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]"))
        time.sleep(0.3)
        self.until(self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]"))

    def until(self, wanted: Locator) -> None:
        """Wait for an element; the policy of the pages forbids playwright's own way."""
        end = time.monotonic() + _PATIENCE
        while not wanted.count():
            assert self.page.locator("[data-testid=stException]").count() == 0, "the page failed"
            assert time.monotonic() < end, f"{wanted} did not come; wrong so far: {self.wrong}"
            time.sleep(0.05)

    def picture(self) -> Locator:
        """The network, drawn."""
        drawn = self.page.locator('.network[data-ready="1"]')
        self.until(drawn)
        return drawn

    def rows(self, heading: str) -> list[list[str]]:
        """The texts of the table that has a heading."""
        table = self.page.locator("table", has=self.page.locator("th", has_text=re.compile(f"^{heading}$"))).first
        self.until(table)
        return [[cell.inner_text() for cell in row.locator("td").all()] for row in table.locator("tbody tr").all()]


@contextmanager
def visit(browser: Browser, url: str, scheme: str = "light") -> Iterator[Visit]:
    """A page whose every misstep is recorded, and is a failure in the end."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    one = Visit(page, url)

    def gate(route: Route) -> None:
        if _LOCAL.match(route.request.url):
            route.continue_()
        else:
            one.wrong.append(f"request: {route.request.url}")
            route.abort()

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not _PROBES.search(message.location.get("url", "")):
            one.wrong.append(f"console: {message.text} {message.location.get('url')}")

    def asked(dialog: Dialog) -> None:
        one.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.route("**/*", gate)
    page.on("console", said)
    page.on("pageerror", lambda error: one.wrong.append(f"error: {error}"))
    page.on("dialog", asked)
    yield one
    assert page.locator("[data-testid=stException]").count() == 0
    assert one.wrong == []
    context.close()
