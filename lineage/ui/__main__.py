"""The script that Streamlit runs, once for every visit and click."""

from lineage.ui.pages import show

show()
