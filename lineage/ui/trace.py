"""The page that follows one field: the picture, the table that agrees with it, and the evidence of what is chosen."""

import re
import secrets
from collections.abc import Mapping, Sequence

import streamlit as st

from lineage.analysis.search import classified_fields
from lineage.export import wording
from lineage.export.details import node_name
from lineage.export.html import page
from lineage.export.svg import svg
from lineage.export.tables import to_csv
from lineage.export.verdict import SYMBOLS, State
from lineage.model.answers import Destination, HopAnswer, TraceAnswer
from lineage.model.ids import Id
from lineage.pipeline import Opened
from lineage.ui.components import shade, table
from lineage.ui.coverage import gaps_table, seen, things
from lineage.ui.destinations import destinations
from lineage.ui.frame import framed
from lineage.ui.held import held
from lineage.ui.leading import Way, buttons
from lineage.ui.picture import Picture, laid_out
from lineage.ui.plain import plain
from lineage.ui.question import Question, ask, fields, find
from lineage.ui.verdict import Cell, reading, right_cell, transit_cell

_INSIDE_SHOWN = 12
_HOPS = ("From", "To", "By", "Transit", "Authorization", "Evidence")


def show() -> None:
    """Show the page."""
    framed(_content, "trace")


def _content(opened: Opened) -> None:
    question = ask(opened)
    if not question.field:
        _invite(opened)
        return
    node = find(opened, question.field)
    if node is not None:
        _answer(opened, question, node)


def _invite(opened: Opened) -> None:
    found = classified_fields(opened.graph)
    if not found:
        st.info("Nothing is classified yet; search for any field above.", icon=":material/info:")
        return
    st.text("Search for a field above, or choose one that is classified:")
    fields(opened, "classified", found)


def _answer(opened: Opened, question: Question, node: Id) -> None:
    answer = opened.trace(str(node), question.asked, upstream=question.upstream)
    flow = opened.flow(str(node), question.asked, upstream=question.upstream)
    about = f"{opened.snapshot.path} {node} {question}"
    picture = laid_out(flow, shade(), about)
    names = {part.id: node_name(part) for part in flow.nodes}
    _head(answer, node)
    if answer.inside:
        copies = ", ".join(Id(one).shown for one in answer.inside[:_INSIDE_SHOWN])
        rest = len(answer.inside) - _INSIDE_SHOWN
        st.text(f"Inside its own System it reaches {copies}{f' and {rest:,} more' if rest > 0 else ''}.")
    if answer.destinations:
        destinations(answer, picture, names, about)
    else:
        st.info(
            "No path to another System was found in what was read; what could not be looked at stands below.",
            icon=":material/info:",
        )
    _beside(answer, names)
    _downloads(answer, picture, node)


def _head(answer: TraceAnswer, node: Id) -> None:
    st.subheader(plain(node.shown), anchor=False)
    st.text(held(answer.elements))
    compared = f", compared with {answer.today}" if answer.today and answer.today != answer.as_of else ""
    st.caption(plain(f"{node.decoded} – rights as of {answer.as_of}{compared}. {seen(answer.coverage)}"))
    counts = _counts(answer.destinations)
    with st.container(horizontal=True, gap="xsmall"):
        noun = "source" if answer.direction == "upstream" else "destination"
        st.badge(f"{len(answer.destinations)} {noun}{'s' * (len(answer.destinations) != 1)}", color="gray")
        if counts[State.UNAUTHORIZED]:
            st.badge(f"{SYMBOLS[State.UNAUTHORIZED]} {counts[State.UNAUTHORIZED]} not authorized", color="red")
        if counts[State.UNENCRYPTED]:
            st.badge(f"{SYMBOLS[State.UNENCRYPTED]} {counts[State.UNENCRYPTED]} authorized but unencrypted", color="orange")
        if counts[State.UNKNOWN]:
            st.badge(f"{SYMBOLS[State.UNKNOWN]} {counts[State.UNKNOWN]} unknown", color="gray")
        if counts[State.FINE]:
            st.badge(f"{counts[State.FINE]} encrypted, with a right or needing none", color="blue")
    readers: list[Way] = [] if node.is_system else [("access", "Who can read it", str(node))]
    buttons("from_trace", [*readers, ("blast-radius", "What is within its reach", str(node))])


def _counts(rows: Sequence[Destination]) -> Mapping[State, int]:
    states = [reading(row.transit, row.authorization).state for row in rows]
    return {state: states.count(state) for state in State}


def _beside(answer: TraceAnswer, names: Mapping[str, str]) -> None:
    beside = (
        (wording.ONWARD, "onward", answer.possible_onward),
        (wording.SWITCHED_OFF, "inactive_hops", answer.inactive),
    )
    for title, key, hops in beside:
        if hops:
            st.markdown(f"**{title} ({len(hops)})**")
            table(key, _HOPS, [(str(number), _hop(hop, names)) for number, hop in enumerate(hops)])
    for block in answer.blocks:
        st.info(plain(f"Does not go on: {wording.block(block)}"), icon=":material/block:")
    if answer.gaps:
        gaps_table(
            answer.gaps,
            "gaps",
            f"{things(len(answer.gaps))} could not be seen that may touch this answer: more may flow than is shown.",
        )


def _hop(hop: HopAnswer, names: Mapping[str, str]) -> tuple[Cell | str, ...]:
    by = ", ".join(Id(part).name for part in (hop.job, hop.channel, hop.principal, hop.application) if part)
    return (
        names.get(hop.source) or Id(hop.source).decoded,
        names.get(hop.target) or Id(hop.target).decoded,
        by,
        transit_cell(hop.transit),
        right_cell(hop.authorization),
        Cell(text=", ".join(line.locator for line in hop.evidence), code=True),
    )


def _downloads(answer: TraceAnswer, picture: Picture, node: Id) -> None:
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", node.shown).strip("-.") or "trace"
    theme = shade()
    with st.container(horizontal=True):
        st.download_button("Picture (SVG)", lambda: svg(picture.flow), f"{stem}.svg", "image/svg+xml", on_click="ignore")
        st.download_button(
            "Page (HTML)",
            lambda: page(picture.flow, theme, secrets.token_urlsafe(16)),
            f"{stem}.html",
            "text/html",
            on_click="ignore",
        )
        st.download_button("Tables (CSV)", lambda: to_csv(answer), f"{stem}.csv", "text/csv", on_click="ignore")
