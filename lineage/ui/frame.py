"""What every page has around it: the snapshot that is looked at, and what to do where there is none or something is wrong."""

from collections.abc import Callable

import streamlit as st

from lineage.errors import LineageError
from lineage.pipeline import Opened
from lineage.ui import workspace
from lineage.ui.leading import Path, follow
from lineage.ui.plain import plain, shown


def framed(content: Callable[[Opened], None], here: Path | None = None) -> None:
    """Show what a page says of the chosen snapshot; where something was chosen that another page answers, leave for it."""
    follow(here)
    try:
        names = workspace.names()
        if names:
            content(workspace.opened(_chosen(names)))
        else:
            _nothing_yet()
    except LineageError as error:
        wrong(error)


def wrong(error: LineageError) -> None:
    """What is wrong and how to put it right."""
    first, *rest = str(error).splitlines() or [""]
    st.error(plain(first), icon=":material/error:")
    for line in rest:
        st.text(shown(line))


def _chosen(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    with st.container(horizontal=True, horizontal_alignment="right"):
        return st.selectbox("Snapshot", names, key="snapshot", bind="query-params", width=330)


def _nothing_yet() -> None:
    place = workspace.workspace()
    st.header("There is no snapshot yet")
    st.text(f"Nothing was harvested into {place.store}. A snapshot is made on the command line; then load this page again.")
    if place.project.bare:
        st.text("Read a metadata folder or a map:")
        st.code("lineage harvest PATH", language=None)
        st.text("Or look at the bundled example first:")
        st.code("lineage demo", language=None)
    else:
        st.text("Read what the project names:")
        st.code(f"lineage harvest --project {place.project.file or place.project.root}", language=None)
