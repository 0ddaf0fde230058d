"""A table with what is told of its chosen row: beside it, or on a narrow screen under it."""

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

BESIDE: Final = "@media (max-width: 1000px) { .st-key-beside .stColumn { min-width: 100%; } }"
"""The style that puts one under the other."""


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The places of a table and of what is told of its chosen row; once on a page."""
    with st.container(key="beside"):
        left, right = st.columns([8, 5])
    return left, right
