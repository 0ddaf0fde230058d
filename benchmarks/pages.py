"""How long the first page takes in a browser, from a server that has answered nobody yet."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.measures import Line
from benchmarks.timing import RUNS

_PATIENCE = 60_000


def first_page(path: Path) -> Iterator[Line]:
    """The Overview: until it says something, until all of it stands, and the map's picture after that."""
    program = os.environ.get("LINEAGE_BROWSER") or shutil.which("chromium")
    if program is None:
        yield Line("first page in a browser", "no Chromium here")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        runs = [_visited(browser, path.parent) for _ in range(RUNS)]
        browser.close()
    said, whole, drawn = (min(column) for column in zip(*runs, strict=True))
    yield Line("first page in a browser, all of it", f"{whole:.2f} s", "≤ 3 s", whole <= 3)
    yield Line("  its first words", f"{said:.2f} s")
    yield Line("  the map as SVG, afterwards", f"{drawn:.2f} s")


def _visited(browser: Browser, store: Path) -> tuple[float, float, float]:
    with _served(store) as address:
        page = browser.new_page()
        started = time.perf_counter()
        page.goto(address)
        page.get_by_text("Where the personal data").first.wait_for(timeout=_PATIENCE)
        said = time.perf_counter() - started
        page.get_by_text("Map (HTML)").first.wait_for(timeout=_PATIENCE)
        whole = time.perf_counter() - started
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=_PATIENCE)
        started = time.perf_counter()
        with page.expect_download(timeout=_PATIENCE) as drawing:
            page.get_by_text("Map (SVG)").click()
        drawing.value.path()
        drawn = time.perf_counter() - started
        page.close()
        return said, whole, drawn


@contextmanager
def _served(store: Path) -> Iterator[str]:
    program = [sys.executable, "-c", "from lineage.cli import run; run()", "ui", "--port", "0", "--store", str(store)]
    with tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen(
            program, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "HOME": home}
        )
        try:
            assert server.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
            assert found, "the server gave no address"
            yield found[0]
        finally:
            server.terminate()
            server.wait(10)
            if server.stdout is not None:
                server.stdout.close()
