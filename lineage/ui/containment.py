"""What to remove so that nothing more can leave: the smallest set, what alone cuts off most first."""

from collections.abc import Sequence

import streamlit as st

from lineage.export import wording
from lineage.export.blast_sections import INSTEAD, after_removal, removal_title
from lineage.export.text import clean
from lineage.model.blast_answers import BlastAnswer, CutItem
from lineage.ui.components import Made, table
from lineage.ui.plain import counted, plain
from lineage.ui.verdict import Cell, code

_COLUMNS = ("No.", "What to do", "Removals", "Alone cuts off", "Data elements", "Where it stands")


def containment(answer: BlastAnswer) -> None:
    """Show the set, other sets with the same effect, and what stays."""
    found = answer.containment
    st.markdown(f"**{plain(removal_title(answer))}**")
    if found.items:
        _items("cut", found.items)
    for note in after_removal(found):
        st.text(clean(note))
    if found.alternatives:
        with st.expander(f"{INSTEAD} ({len(found.alternatives):,})"):
            for number, other in enumerate(found.alternatives):
                sort = "no set of this sort is smaller" if other.size == other.at_least else f"at least {other.at_least:,}"
                st.markdown(f"**{plain(other.by)}: {counted(other.size, 'removal')}** ({sort})")
                _items(f"instead_{number}", other.items)


def _items(key: str, items: Sequence[CutItem]) -> None:
    rows = Made(list(enumerate(items, start=1)), lambda one: ("", (str(one[0]), *_item(one[1]))))
    table(key, _COLUMNS, rows)


def _item(one: CutItem) -> tuple[Cell | str, ...]:
    return (
        clean(one.what),
        f"{one.removals:,}",
        counted(one.fields, "field"),
        wording.elements(one.elements),
        code(", ".join(dict.fromkeys(line.locator for line in one.evidence if line.locator))),
    )
