"""Pages without a browser."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def overview() -> AppTest:
    """The first page, not run yet."""

    def script() -> None:
        from lineage.ui.overview import show

        show()

    return AppTest.from_function(script, default_timeout=30)


def trace(**address: str) -> AppTest:
    """The page of one field, not run yet."""

    def script() -> None:
        from lineage.ui.trace import show

        show()

    return _at(AppTest.from_function(script, default_timeout=30), address)


def access(**address: str) -> AppTest:
    """The page about who and what reads, not run yet."""

    def script() -> None:
        from lineage.ui.access import show

        show()

    return _at(AppTest.from_function(script, default_timeout=30), address)


def blast(**address: str) -> AppTest:
    """The page about what a loss could cost, not run yet."""

    def script() -> None:
        from lineage.ui.blast import show

        show()

    return _at(AppTest.from_function(script, default_timeout=30), address)


def findings(**address: str) -> AppTest:
    """The page about what is wrong, not run yet."""

    def script() -> None:
        from lineage.ui.triage import show

        show()

    return _at(AppTest.from_function(script, default_timeout=30), address)


def _at(page: AppTest, address: dict[str, str]) -> AppTest:
    for name, value in address.items():
        page.query_params[name] = value
    return page


def markup(page: AppTest) -> list[str]:
    """Everything that Streamlit reads as Markdown."""
    read = [*page.markdown, *page.caption, *page.header, *page.subheader, *page.warning, *page.error, *page.info]
    labels = [button.label for button in page.button] + [one.label for one in page.expander]
    return [element.value for element in read] + labels


def pieces(page: AppTest) -> list[dict[str, Any]]:
    """The data of our own pieces, in their order."""
    assert not page.exception
    return [json.loads(piece.proto.json)[0] for piece in page.get("bidi_component")]


def tables(page: AppTest) -> dict[str, list[list[str]]]:
    """The texts of the tables, by the first of their columns."""
    found = [piece for piece in pieces(page) if piece.keys() >= {"columns", "rows", "clickable"}]
    return {table["columns"][0]: [[cell["text"] for cell in row["cells"]] for row in table["rows"]] for table in found}


def rows(page: AppTest, key: str) -> list[list[str]]:
    """The texts of the first table that begins with a column."""
    found = next(piece for piece in pieces(page) if piece.get("columns", [""])[0] == key)
    return [[cell["text"] for cell in row["cells"]] for row in found["rows"]]


def picture(page: AppTest) -> dict[str, Any]:
    """The data of the network."""
    return next(piece for piece in pieces(page) if "nodes" in piece)


def texts(page: AppTest) -> str:
    """Everything that is plain text on the page."""
    return "\n".join(str(element.value) for element in [*page.text, *page.caption, *page.code])
