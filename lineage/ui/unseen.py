"""Surfaces of which a snapshot has nothing, with what brings them: no answer looks more complete than it is."""

import streamlit as st

from lineage.pipeline import Opened


def unseen_surfaces(opened: Opened) -> None:
    """Say what the snapshot does not have at all, and what would bring it."""
    missing = {one.surface: one for one in opened.unseen}
    permissions = missing.pop("permissions", None)
    if permissions:
        st.warning(
            "This snapshot has no permissions: nobody can be shown to read or not to read anything. What would bring them:",
            icon=":material/key_off:",
        )
        st.code(permissions.remedy, language=None, wrap_lines=True)
    if missing:
        with st.expander(f"Nothing in this snapshot says: {', '.join(one.leaves_open for one in missing.values())}"):
            st.text("\n".join(f"{one.surface}: {one.remedy}" for one in missing.values()))
