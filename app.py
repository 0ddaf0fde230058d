"""Starts the pages: `streamlit run app.py`. `lineage ui` serves the same ones, bound to this machine."""

from lineage.ui.pages import show

show()
