"""What a page about somebody or something is asked of: found by a part of its name, and said in the address."""

from collections.abc import Collection, Sequence
from datetime import date

import streamlit as st

from lineage.analysis.search import first_of, matching
from lineage.columns import Kind
from lineage.errors import AmbiguousName
from lineage.model.ids import Id
from lineage.pipeline import Opened
from lineage.ui.components import table
from lineage.ui.plain import plain
from lineage.ui.question import day_asked
from lineage.ui.verdict import Cell

KINDS: dict[Kind, str] = {
    Kind.APPLICATION: "applications",
    Kind.PRINCIPAL: "users, profiles, permission sets",
    Kind.FIELD: "fields",
    Kind.DATASET: "datasets",
    Kind.SYSTEM: "Systems",
    Kind.CHANNEL: "channels",
    Kind.JOB: "jobs",
}
"""The kinds of nodes, as one looks for them."""

_EVERYTHING = "everything"
_COLUMNS = ("Name", "What it is", "Label", "In")


def ask(opened: Opened, kinds: Collection[Kind]) -> tuple[str, date | None]:
    """The widgets that find a subject of some kinds: the one that the address names, or nothing, and the day that is asked about."""
    left, middle, right = st.columns([5, 3, 3], vertical_alignment="bottom")
    with left:
        typed = st.text_input(
            "Find whom or what to ask about",
            key="subject_search",
            type="search",
            live="250ms",
            placeholder="Contact.SSN__c, an application, a user: words of a name or label",
            icon=":material/search:",
        )
    with middle:
        words = [_EVERYTHING, *(word for kind, word in KINDS.items() if kind in kinds)]
        among = st.selectbox("Look among", words, key="subject_kind")
    with right:
        day = day_asked("Rights as of (default: the harvest)", "as_of")
    if typed and typed.strip():
        wanted = [kind for kind in kinds if among in (_EVERYTHING, KINDS[kind])]
        _matches(opened, typed.strip(), wanted)
    return st.query_params.get("subject", ""), day


def invite(opened: Opened, kinds: Sequence[Kind], none: str) -> None:
    """Offer the first subjects of some kinds while nobody looks for others; `none` is said where there are none."""
    if st.session_state.get("subject_search", "").strip():
        return
    found, total = first_of(opened.graph, kinds)
    if not found:
        st.info(none, icon=":material/info:")
        return
    st.text(f"Search above, or choose{f' one of the first {len(found)} of {total:,}' if total > len(found) else ''}:")
    subjects(opened, "offered", found)


def several(opened: Opened, error: AmbiguousName) -> None:
    """A name means several things: they are listed to choose from."""
    st.warning(f"{plain(error.name)} could be one of these; choose one.", icon=":material/help:")
    subjects(opened, "candidates", [Id.parse(candidate) for candidate in error.candidates])


def subjects(opened: Opened, key: str, ids: Sequence[Id]) -> None:
    """Subjects to choose from."""
    nodes = {node.id: node for node in opened.graph.nodes(ids)}
    rows = []
    for id in ids:
        node = nodes[id]
        sort = sort_of(node.subtype or (id.kind if node.kind == "principal" else node.kind))
        rows.append((str(id), (Cell(text=named(id), code=True), sort, node.label, id.namespace.decoded)))
    table(key, _COLUMNS, rows, tell=_choose)


def named(id: Id) -> str:
    """A node as people call it inside its System."""
    return id.name if id.shown.startswith("@") else id.shown


def sort_of(word: str) -> str:
    """What sort of thing something is, in words."""
    return word.replace("-", " ")


def _matches(opened: Opened, typed: str, kinds: Collection[Kind]) -> None:
    found, total = matching(opened.graph, typed, kinds)
    if not found:
        st.text("Nothing has all of these words in its name or label.")
        return
    shown = f", the best {len(found)} shown" if total > len(found) else ""
    st.text(f"{total:,} found{shown}. Choose one:")
    subjects(opened, "matches", found)


def _choose(subject: object) -> None:
    st.query_params["subject"] = str(subject)
    st.session_state["subject_search"] = ""
