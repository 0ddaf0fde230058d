"""An answer to take away: the same files as the command line writes."""

import re
from collections.abc import Callable, Sequence

import streamlit as st
from pydantic import BaseModel

from lineage.export.sections import Table
from lineage.export.tables import to_csv, to_json, to_markdown


def downloads(name: str, answer: BaseModel, tables: Callable[[], Sequence[Table]]) -> None:
    """Buttons for the tables as CSV and Markdown, and the whole answer as JSON; nothing is written before one is pressed."""
    stem = file_stem(name)
    with st.container(horizontal=True):
        st.download_button("Tables (CSV)", lambda: to_csv(tables()), f"{stem}.csv", "text/csv", on_click="ignore")
        st.download_button("Tables (Markdown)", lambda: to_markdown(tables()), f"{stem}.md", "text/markdown", on_click="ignore")
        st.download_button("Answer (JSON)", lambda: to_json(answer), f"{stem}.json", "application/json", on_click="ignore")


def file_stem(name: str) -> str:
    """A name as a file's, without what file systems take amiss."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "answer"
