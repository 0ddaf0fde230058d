"""The first page: what was read and what was not, then which personal data reaches whom, then what is wrong."""

import secrets

import streamlit as st

from lineage.export import wording
from lineage.export.html import page
from lineage.export.svg import svg
from lineage.export.tables import to_csv
from lineage.pipeline import Asked, Opened
from lineage.ui import workspace
from lineage.ui.components import shade
from lineage.ui.coverage import coverage
from lineage.ui.exposure import exposure
from lineage.ui.findings import findings
from lineage.ui.frame import framed
from lineage.ui.plain import plain

_COUNTED = ("systems", "datasets", "fields", "hops", "jobs", "channels", "applications", "principals")


def show() -> None:
    """Show the page."""
    framed(_content)


def _content(opened: Opened) -> None:
    st.header(f"Where the personal data of {plain(opened.snapshot.manifest.org) or 'this org'} goes", anchor=False)
    coverage(opened)
    _counts(opened)
    st.subheader("Exposure", anchor=False)
    st.caption("Fields that hold an element and reach a System outside their own, with the worst verdicts on any way there.")
    with st.spinner("Following every field…"):
        answer = workspace.exposure(opened)
    if answer.note:
        st.warning(plain(answer.note), icon=":material/label_off:")
    exposure(opened, answer)
    for block in answer.blocks:
        st.caption(plain(f"Does not go on: {wording.block(block)}"))
    st.subheader("Findings", anchor=False)
    with st.spinner("Judging every hop…"):
        checked = workspace.check(opened)
    findings(checked)
    st.subheader("Take with you", anchor=False)
    theme = shade()
    question = Asked(today=workspace.today())
    with st.container(horizontal=True):
        st.download_button("Exposure (CSV)", lambda: to_csv(answer), "exposure.csv", "text/csv", on_click="ignore")
        st.download_button("Findings (CSV)", lambda: to_csv(checked), "findings.csv", "text/csv", on_click="ignore")
        st.download_button("Map (SVG)", lambda: svg(opened.map(question)), "map.svg", "image/svg+xml", on_click="ignore")
        st.download_button(
            "Map (HTML)",
            lambda: page(opened.map(question), theme, secrets.token_urlsafe(16)),
            "map.html",
            "text/html",
            on_click="ignore",
        )


def _counts(opened: Opened) -> None:
    counts = opened.harvested().counts
    known = [(name, counts[name]) for name in _COUNTED if counts.get(name)]
    for place, (name, count) in zip(st.columns(max(len(known), 1)), known, strict=False):
        place.metric(name.capitalize(), f"{count:,}")
