"""The question that a visitor puts: which field, in which direction, judged when and over which hops. The address says it all."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from lineage.analysis.search import matching_fields
from lineage.analysis.terrain import ALL_BASES
from lineage.errors import AmbiguousName
from lineage.export import wording
from lineage.model.ids import Id
from lineage.model.verdicts import Basis
from lineage.pipeline import Asked, Opened
from lineage.ui import workspace
from lineage.ui.components import table
from lineage.ui.plain import plain
from lineage.ui.verdict import Cell

_DIRECTIONS = ("downstream", "upstream")
_BASES = [str(basis.name).lower() for basis in Basis]
_COLUMNS = ("Field", "Label", "Holds", "System")


@dataclass(frozen=True)
class Question:
    """What is asked."""

    field: str
    """As it stands in the address: a short name or a whole id; empty where nothing was asked for."""
    upstream: bool
    """Where it comes from, instead of where it goes."""
    asked: Asked
    """How."""


def ask(opened: Opened) -> Question:
    """The widgets of a question, and what they say."""
    left, right, more = st.columns([5, 3, 1.2], vertical_alignment="bottom")
    with left:
        typed = st.text_input(
            "Find a field",
            key="search",
            type="search",
            live="250ms",
            placeholder="Contact.SSN__c, or words of its name or label",
            icon=":material/search:",
        )
    with right:
        direction = st.segmented_control(
            "Where it goes, or where it comes from", _DIRECTIONS, default="downstream", required=True,
            key="direction", bind="query-params",
        )  # fmt: skip
    with more, st.popover("Options", icon=":material/tune:", width="stretch"):
        asked = _options()
    if typed and typed.strip():
        _matches(opened, typed.strip())
    return Question(st.query_params.get("field", ""), direction == "upstream", asked)


def _options() -> Asked:
    day = day_asked("Judge rights on (default: the day of the harvest)", "as_of")
    inactive = inactive_asked()
    known = st.pills("Walk hops that are", _BASES, selection_mode="multi", default=_BASES, key="basis", bind="query-params")
    bases = Basis(0)
    for word in known or []:
        bases |= Basis[word.upper()]
    if not known:
        st.caption("Nothing chosen: all are walked.")
    return Asked(
        as_of=day,
        today=workspace.today(),
        bases=bases or ALL_BASES,
        include_inactive=inactive,
    )


def day_asked(label: str, key: str) -> date | None:
    """A day that may be asked for; the address says it."""
    day = st.date_input(label, value=None, format="YYYY-MM-DD", key=key, bind="query-params")
    return day if isinstance(day, date) else None


def inactive_asked() -> bool:
    """Whether hops that are switched off are walked; the address says it."""
    return st.toggle("Walk hops that are switched off, too", key="inactive", bind="query-params")


def find(opened: Opened, name: str) -> Id | None:
    """The node that a name in the address means; several are listed to choose from."""
    try:
        return opened.find(name)
    except AmbiguousName as error:
        st.warning(f"{plain(error.name)} could be one of these; choose one.", icon=":material/help:")
        fields(opened, "candidates", [Id.parse(candidate) for candidate in error.candidates])
        return None


def _matches(opened: Opened, typed: str) -> None:
    found, total = matching_fields(opened.graph, typed)
    if not found:
        st.text("No field has all of these words in its name or label.")
        return
    st.text(
        f"{total:,} field{'s' * (total != 1)} found"
        + (f", the best {len(found)} shown" if total > len(found) else "")
        + ". Choose one:"
    )
    fields(opened, "matches", found)


def fields(opened: Opened, key: str, ids: list[Id]) -> None:
    """Fields to choose from."""
    inquiry = opened.inquiry(Asked())
    nodes = {node.id: node for node in opened.graph.nodes(ids)}
    rows = []
    for id in ids:
        held = wording.elements(sorted({item.element for item in inquiry.holdings.of(id) if item.element}))
        label = nodes[id].label if id in nodes else ""
        rows.append((str(id), (Cell(text=id.shown, code=True), label, held, id.namespace.decoded)))
    table(key, _COLUMNS, rows, tell=choose)


def choose(field: object) -> None:
    """Ask about a field; the address says so from now on."""
    st.query_params["field"] = str(field)
    st.session_state["search"] = ""
