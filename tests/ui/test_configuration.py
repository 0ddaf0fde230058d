"""The configuration that plain `streamlit run app.py` finds, beside what `lineage ui` says itself."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lineage.ui.serve import ADDRESS, OPTIONS

FILE = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def flat(values: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def written() -> dict[str, Any]:
    return dict(flat(tomllib.loads(FILE.read_text(encoding="utf-8"))))


def test_the_pages_tell_nobody_and_listen_to_this_machine_only() -> None:
    said = {name: written().get(name) for name in ("server.address", "browser.gatherUsageStats", "server.allowedHosts")}
    assert said == {
        "server.address": ADDRESS,
        "browser.gatherUsageStats": False,
        "server.allowedHosts": ["localhost", ADDRESS],
    }


def test_the_file_says_nothing_that_the_command_says_otherwise() -> None:
    assert {name: value for name, value in written().items() if OPTIONS[name] != value} == {}
