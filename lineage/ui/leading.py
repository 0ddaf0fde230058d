"""Ways from a page to another: what is chosen here is asked about there."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import streamlit as st

from lineage.ui.components import Tell

Path: TypeAlias = Literal["trace", "access", "blast-radius", "findings"]
Way: TypeAlias = tuple[Path, str, str]
"""A page, words of ours for it, and the id that is asked about there."""

ASKED: dict[Path, str] = {"trace": "field", "access": "subject", "blast-radius": "subject", "findings": "finding"}
"""What each page's address calls the thing that it is asked about."""

_KEPT = ("snapshot", "as_of")
"""Widgets whose values go along: the same snapshot, judged on the same day."""
_WAYS: dict[Path, tuple[str, str]] = {
    "trace": ("Trace", ":material/conversion_path:"),
    "access": ("Access", ":material/key:"),
    "blast-radius": ("Blast radius", ":material/crisis_alert:"),
    "findings": ("Findings", ":material/rule:"),
}


def page(path: Path, show: Callable[[], None] | None = None) -> st.Page:
    """A page; Streamlit knows it by its path, so that who leads there need not know what it shows."""
    title, icon = _WAYS[path]
    return st.Page(show or _nothing, title=title, icon=icon, url_path=path)


def _nothing() -> None:
    """Shown nowhere: the page that is registered under the path is."""


def lead(path: Path) -> Tell:
    """Leave for a page with what is clicked, before anything else is shown."""
    return lambda said: _go(path, str(said))


def _go(path: Path, subject: str) -> None:
    st.session_state["going"] = (path, subject)


def follow(here: Path | None) -> None:
    """Ask about what was chosen: on the page that is shown, or on another one, for which it is left."""
    going = st.session_state.pop("going", None)
    if going is None:
        return
    path, subject = going
    if path == here:
        st.query_params[ASKED[path]] = subject
        return
    for name in _KEPT:
        if name in st.session_state:
            # What a widget says is forgotten with its page, what is said by hand is not.
            st.session_state[name] = st.session_state[name]
    st.switch_page(page(path), query_params={ASKED[path]: subject} if subject else {})


def buttons(key: str, ways: Sequence[Way]) -> None:
    """Buttons that lead on."""
    with st.container(horizontal=True, gap="small"):
        for number, (path, words, subject) in enumerate(ways):
            st.button(words, key=f"{key}_{number}", icon=_WAYS[path][1], on_click=_go, args=(path, subject))
