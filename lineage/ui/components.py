"""The pieces that Streamlit does not have: a network to click, a matrix of buttons, a table whose text wraps."""

from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Generic, Literal, TypeAlias, TypeVar, overload

import streamlit as st
from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from lineage.errors import UsageError
from lineage.export.palette import PALETTES, Shade
from lineage.ui.verdict import Cell

Piece = Literal["network", "matrix", "table"]
Row: TypeAlias = tuple[str, Sequence[Cell | str]]
"""A row of a table: the name that it is told by, and its cells."""
Tell = Callable[[object], None]
"""Takes what was clicked."""

_OURS = "lineage"
_ROWS = 200


T = TypeVar("T")


class Made(Sequence[Row], Generic[T]):
    """Rows that are made of things only as far as they are shown: there may be a hundred thousand."""

    def __init__(self, things: Sequence[T], make: Callable[[T], Row]) -> None:
        self._things, self._make = things, make

    def __len__(self) -> int:
        """How many there are in all."""
        return len(self._things)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        """Some of them."""
        return [self._make(one) for one in self._things[at]] if isinstance(at, slice) else self._make(self._things[at])


def shade() -> Shade:
    """The theme of whoever looks."""
    return "dark" if st.context.theme.type == "dark" else "light"


def colours() -> dict[str, str]:
    """The colour of every state."""
    return {state.word: colour for state, colour in PALETTES[shade()].hops.items()}


def table(
    key: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    chosen: str = "",
    tell: Tell | None = None,
    height: int = 460,
) -> None:
    """Show rows, each with a name that `tell` takes when it is clicked."""
    more = max(len(rows) - _ROWS, 0)
    made = [(name, [cell if isinstance(cell, Cell) else Cell(text=cell) for cell in cells]) for name, cells in rows[:_ROWS]]
    data = {
        "columns": list(columns),
        "rows": [{"id": name, "cells": [cell.model_dump() for cell in cells]} for name, cells in made],
        "more": f"{more:,} more rows are in the download." if more else "",
        "colours": colours(),
        "chosen": chosen,
        "clickable": tell is not None,
        "height": height,
    }
    mount("table", key, data, tell)


def mount(piece: Piece, key: str, data: dict[str, object], tell: Tell | None = None) -> None:
    """Show one of our pieces; `tell` takes what is clicked, before the page runs again."""
    _register()
    draw = component(f"{_OURS}.{piece}", html=f'<div class="{piece}"></div>', css=f"{piece}.css", js=f"{piece}.js")
    # In a list: what lies in a dictionary Streamlit asks pandas about, and importing that takes longer than drawing.
    draw(key=key, data=[data], on_chosen_change=partial(_told, key, tell))


def _told(key: str, tell: Tell | None) -> None:
    said = st.session_state.get(key)
    if tell is not None and said is not None and said.get("chosen") is not None:
        tell(said["chosen"])


def _register() -> None:
    """Tell Streamlit where our scripts are, and the one that pyvis brings.

    It finds them by itself only in packages named as their distribution, which ours is not.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{_OURS}.network") is not None:
        return
    ours = [ComponentConfig(name, "assets") for name in ("network", "matrix", "table")]
    manager.register_from_manifest(ComponentManifest(_OURS, "1", ours), Path(__file__).parent)
    theirs = ComponentManifest("pyvis", "1", [ComponentConfig("vis", "templates/lib/vis-9.1.2")])
    manager.register_from_manifest(theirs, _pyvis())


def _pyvis() -> Path:
    """The folder of pyvis, found without the second that importing it takes."""
    found = find_spec("pyvis")
    if found is None or not found.submodule_search_locations:
        raise UsageError("pyvis is not installed; install the package again.")
    return Path(next(iter(found.submodule_search_locations)))
