"""The pages and how one moves between them."""

from pathlib import Path

import streamlit as st

from lineage.ui import access, blast, overview, trace, triage
from lineage.ui.beside import BESIDE
from lineage.ui.leading import page

_ICON = Path(__file__).with_name("assets") / "icon.png"


def show() -> None:
    """Show the page that was asked for."""
    # Before the navigation: otherwise the first page's icon is fetched from the web as the tab's.
    st.set_page_config(page_title="Data lineage", page_icon=str(_ICON), layout="wide")
    # Less air above the first row; under 4.5 rem the header would cover it.
    st.html(f"<style>.stMainBlockContainer {{ padding-top: 4.5rem; padding-bottom: 3rem; }} {BESIDE}</style>")
    overview_page = st.Page(overview.show, title="Overview", icon=":material/grid_view:", url_path="overview", default=True)
    asking = [
        page("trace", trace.show),
        page("access", access.show),
        page("blast-radius", blast.show),
        page("findings", triage.show),
    ]
    st.navigation([overview_page, *asking], position="top").run()
