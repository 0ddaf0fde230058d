"""The destinations of a field, or its sources: the picture, the table in the picture's order, and the evidence of what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from lineage.export import wording
from lineage.export.text import clean
from lineage.model.answers import Destination, HopAnswer, TraceAnswer
from lineage.model.ids import Id
from lineage.ui import evidence
from lineage.ui.beside import beside
from lineage.ui.components import table
from lineage.ui.picture import Picture, draw, hops_at, ordered, place_of
from lineage.ui.verdict import Cell, reading, right_cell, transit_cell

_ROWS = ("System", "Where", "Transit", "Authorization", "Arrives as", "Precision", "Known by")
_FEW = 3
_TALL = 760


@dataclass(frozen=True)
class _Shown:
    """What the picture, the tables and the evidence share."""

    picture: Picture
    names: Mapping[str, str]
    """What the picture calls its nodes, by id."""
    upstream: bool


def destinations(answer: TraceAnswer, picture: Picture, names: Mapping[str, str], about: str) -> None:
    """Show them all; a click in the picture or the table chooses."""
    rows = ordered(answer.destinations, picture)
    shown = _Shown(picture, names, answer.direction == "upstream")
    choice = _choice(about, rows)
    draw(picture, _emphasized(choice, rows), lambda said: _clicked(said, rows))
    if picture.flow.hidden_nodes:
        st.text(f"{picture.flow.hidden_nodes:,} nodes further away are not drawn; the table has every row.")
    left, right = beside()
    with left:
        _tables(rows, shown, choice)
    with right:
        _evidence(rows, shown, choice)


def _choice(about: str, rows: Sequence[Destination]) -> Mapping[str, object]:
    """What was last chosen for this question; at first its worst destination."""
    if st.session_state.get("about") != about:
        st.session_state["about"] = about
        st.session_state.pop("choice", None)
    worst = max(rows, key=lambda row: reading(row.transit, row.authorization).state)
    choice: Mapping[str, object] = st.session_state.get("choice", {"place": place_of(worst)})
    return choice


def _clicked(said: object, rows: Sequence[Destination]) -> None:
    """Remember a click in the picture: on a destination's box it means the destination, else its hops."""
    if not isinstance(said, Mapping):
        return
    node = str(said.get("node") or "")
    known = any(place_of(row) == node for row in rows)
    st.session_state["choice"] = {"place": node} if known else {"hops": _numbers(said.get("hops"))}


def _picked(place: object) -> None:
    """Remember a click in the table, and let the picture follow."""
    st.session_state["choice"] = {"place": str(place)}
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1


def _chosen_row(choice: Mapping[str, object], rows: Sequence[Destination]) -> Destination | None:
    return next((row for row in rows if place_of(row) == choice.get("place")), None)


def _emphasized(choice: Mapping[str, object], rows: Sequence[Destination]) -> list[HopAnswer]:
    row = _chosen_row(choice, rows)
    return [*row.witnesses.transit, *row.witnesses.authorization] if row else []


def _tables(rows: Sequence[Destination], shown: _Shown, choice: Mapping[str, object]) -> None:
    noun = "Sources" if shown.upstream else "Destinations"
    groups = (
        (noun, "known", [row for row in rows if not row.permitted_only]),
        (wording.PERMITTED_ONLY, "permitted", [row for row in rows if row.permitted_only]),
    )
    for title, key, group in groups:
        if group:
            st.markdown(f"**{title} ({len(group)})**")
            chosen = str(choice.get("place", ""))
            table(
                key,
                _ROWS,
                [(place_of(row), _row(row, shown.names)) for row in group],
                chosen=chosen,
                tell=_picked,
            )


def _row(row: Destination, names: Mapping[str, str]) -> tuple[Cell | str, ...]:
    node = Id(place_of(row))
    where = names.get(node, node.shown).removeprefix(f"{row.system_label}: ")
    since = f", worse since {row.expires_since}" if row.expires_since else ""
    return (
        f"{clean(row.system_label) or Id(row.system).decoded}\n{clean(row.operator) or 'operator unknown'}",
        Cell(text=wording.WHOLE_SYSTEM if node.is_system else where, code=True),
        transit_cell(row.transit),
        right_cell(row.authorization, since),
        wording.forms(row.form) or "–",
        row.precision if row.active == "yes" else f"{row.precision}, active: {row.active}",
        ", ".join(row.bases),
    )


def _evidence(rows: Sequence[Destination], shown: _Shown, choice: Mapping[str, object]) -> None:
    row = _chosen_row(choice, rows)
    hops = hops_at(shown.picture, _numbers(choice.get("hops")))
    many = len([*row.witnesses.transit, *row.witnesses.authorization] if row else hops) > _FEW
    with st.container(height=_TALL if many else "content", border=False):
        if row:
            way = "How it comes from" if shown.upstream else "How it reaches"
            evidence.of_row(row, f"{way} {shown.names.get(place_of(row)) or Id(place_of(row)).decoded}", shown.names)
        elif hops:
            evidence.of_hops(hops, shown.names)
        else:
            st.text("Choose a row, a box or a line to see what proves it.")


def _numbers(said: object) -> list[int]:
    return [number for number in said if isinstance(number, int)] if isinstance(said, Sequence) else []
