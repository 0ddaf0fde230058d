"""The exposure matrix: which element reaches which System, and the fields behind a cell."""

from collections.abc import Sequence

import streamlit as st

from lineage.analysis.holdings import UNCLASSIFIED
from lineage.export import wording
from lineage.export.verdict import State, explained
from lineage.model.answers import ExposureAnswer, ExposureCell, ExposureRow, ExposureSystem
from lineage.model.elements import FREE_TEXT
from lineage.model.ids import Id
from lineage.pipeline import Asked, Opened
from lineage.policy.exposure import fields_of_cell
from lineage.ui import workspace
from lineage.ui.components import colours, mount, table
from lineage.ui.leading import lead
from lineage.ui.plain import plain
from lineage.ui.verdict import Cell, reading, right_cell, transit_cell

_WIDEST = 30
_KEPT = frozenset({UNCLASSIFIED, FREE_TEXT})


def exposure(opened: Opened, answer: ExposureAnswer) -> None:
    """The matrix; choosing a cell lists its fields."""
    if not answer.systems:
        st.info("Nothing was found to leave its System; what could not be looked at stands above.", icon=":material/info:")
        return
    columns = _columns(answer)
    rows = _rows(answer)
    chosen = _chosen(answer)
    data: dict[str, object] = {
        "corner": "Element",
        "rows": [{"id": row.row, "label": row.label, "note": _held(row)} for row in rows],
        "columns": [{"id": one.system, "label": one.label, "note": one.operator or "operator unknown"} for one in columns],
        "cells": [_cell(cell) for cell in answer.cells],
        "colours": colours(),
        "chosen": [chosen.row, chosen.system] if chosen else ["", ""],
    }
    mount("matrix", "matrix", data, _choose)
    st.caption(plain(_legend(answer)))
    if chosen:
        _fields_of(opened, answer, chosen)
    else:
        st.caption("Choose a cell to see its fields.")


def _legend(answer: ExposureAnswer) -> str:
    """What the marks in this matrix mean."""
    marks = sorted({mark for cell in answer.cells for mark in wording.marks(cell)})
    said = [*explained(reading(cell.transit, cell.authorization).state for cell in answer.cells)]
    said += [f"{mark}: {wording.MARKS[mark]}" for mark in marks]
    return f"In the cells: {' · '.join(said)}"


def _columns(answer: ExposureAnswer) -> Sequence[ExposureSystem]:
    """The Systems that are shown: all, or, where they are too many to read, those that were asked for, else the worst."""
    if len(answer.systems) <= _WIDEST:
        return answer.systems
    labels = {one.system: one.label or one.system for one in answer.systems}
    wanted = st.multiselect(
        f"Systems (the worst {_WIDEST} of {len(labels)} unless chosen; the download has all)",
        list(labels),
        format_func=lambda system: plain(labels[system]),
        key="systems",
    )
    shown = set(wanted) or set(_worst(answer)[:_WIDEST])
    return [one for one in answer.systems if one.system in shown]


def _worst(answer: ExposureAnswer) -> list[str]:
    worst: dict[str, tuple[State, int]] = {}
    for cell in answer.cells:
        state = reading(cell.transit, cell.authorization).state
        before, count = worst.get(cell.system, (State.INTERNAL, 0))
        worst[cell.system] = (max(before, state), count + cell.fields)
    return sorted(worst, key=lambda system: (-worst[system][0], -worst[system][1], system))


def _rows(answer: ExposureAnswer) -> list[ExposureRow]:
    """Elements that reach something, and always what nobody classified and what nobody can know."""
    going = {cell.row for cell in answer.cells}
    staying = [row for row in answer.rows if row.row not in going | _KEPT]
    if staying and st.toggle(f"Also elements that are held but were not found to leave ({len(staying)})", key="all_elements"):
        return list(answer.rows)
    return [row for row in answer.rows if row.row in going | _KEPT]


def _held(row: ExposureRow) -> str:
    held = f"{row.fields:,} field{'s' * (row.fields != 1)}"
    return f"sensitive · {held}" if row.sensitive else held


def _cell(cell: ExposureCell) -> dict[str, object]:
    found = reading(cell.transit, cell.authorization)
    words = (
        found.short.removeprefix(f"{found.symbol} ").split(" · ")
        if found.short
        else [f"{cell.transit}, right {wording.rights(cell.authorization)}"]
    )
    words[0] = f"{found.symbol} {words[0]}".strip()
    notes = wording.marks(cell)
    count = f"{cell.fields:,} field{'s' * (cell.fields != 1)}"
    claims = (
        count,
        f"transit {cell.transit}",
        f"authorization {wording.rights(cell.authorization)}",
        f"form {cell.form}",
        *notes,
    )
    return {
        "row": cell.row,
        "column": cell.system,
        "count": count,
        "words": [*words, *notes],
        "state": found.state.word,
        "tip": "\n".join(claims),
    }


def _choose(said: object) -> None:
    match said:
        case [str(row), str(system)]:
            st.session_state["cell"] = (row, system)


def _chosen(answer: ExposureAnswer) -> ExposureCell | None:
    wanted = st.session_state.get("cell")
    return next((cell for cell in answer.cells if (cell.row, cell.system) == wanted), None)


def _fields_of(opened: Opened, answer: ExposureAnswer, chosen: ExposureCell) -> None:
    element = next(row.label for row in answer.rows if row.row == chosen.row)
    system = next(one.label for one in answer.systems if one.system == chosen.system)
    st.markdown(f"**{plain(element)} → {plain(system)}**: choose a field to trace it")
    with st.spinner("Looking up the fields…"):
        by_field = workspace.exposure(opened, "field")
    found = fields_of_cell(by_field, chosen, opened.inquiry(Asked()).holdings)
    rows = [(cell.row, _field(cell)) for cell in found]
    table("cell_fields", ("Field", "In", "Transit", "Authorization", "Arrives as", "Precision"), rows, tell=lead("trace"))


def _field(cell: ExposureCell) -> tuple[Cell | str, ...]:
    field = Id(cell.row)
    name = Cell(text=field.shown, code=True)
    return name, field.namespace.decoded, transit_cell(cell.transit), right_cell(cell.authorization), cell.form, cell.precision
