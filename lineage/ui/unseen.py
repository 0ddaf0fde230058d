"""Surfaces of which a snapshot has nothing, with what brings them: no answer looks more complete than it is."""

import streamlit as st

from lineage.pipeline import Opened

_BRINGS = {
    "permissions": "retrieve the metadata with profiles and permission sets, or export object and field permissions; harvest again",
    "memberships": "export users and their assignments, and harvest them with the metadata",
    "tokens": "export the tokens of applications, and harvest them with the metadata",
    "event logs": "no connector reads them yet, so what did leave cannot be told",
}
"""What to do about each; docs/access-exports.md has the exports."""


def unseen_surfaces(opened: Opened) -> None:
    """Say what the snapshot does not have at all, and what would bring it."""
    missing = [said.partition(": ") for said in opened.unseen]
    if not missing:
        return
    if any(surface == "permissions" for surface, _, _ in missing):
        st.warning(
            "This snapshot has no permissions: nobody can be shown to read or not to read anything. To have them, "
            f"{_BRINGS['permissions']}. The document “Who holds what” (docs/access-exports.md) tells how.",
            icon=":material/key_off:",
        )
    lines = [f"No {surface} ({hides}): {_BRINGS[surface]}." for surface, _, hides in missing if surface != "permissions"]
    if lines:
        with st.expander(
            f"Nothing in this snapshot says: {', '.join(hides for surface, _, hides in missing if surface != 'permissions')}"
        ):
            st.text("\n".join(lines))
