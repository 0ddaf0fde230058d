"""The pages and how one moves between them."""

from pathlib import Path

import streamlit as st

from lineage.errors import LineageError
from lineage.ui import overview, trace, workspace
from lineage.ui.plain import shown

_ICON = Path(__file__).with_name("assets") / "icon.png"


def show() -> None:
    """Show the page that was asked for."""
    # Before the navigation: otherwise the first page's icon is fetched from the web as the tab's.
    st.set_page_config(page_title="Data lineage", page_icon=str(_ICON), layout="wide")
    page = st.navigation(
        [
            st.Page(overview_page, title="Overview", icon=":material/grid_view:", url_path="overview", default=True),
            trace_page(),
        ],
        position="top",
    )
    page.run()


def trace_page() -> st.Page:
    """The page to which a field leads."""
    return st.Page(_trace, title="Trace", icon=":material/conversion_path:", url_path="trace")
