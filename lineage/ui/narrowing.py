"""The widgets that narrow findings; the address says them all."""

from collections.abc import Iterable, Sequence
from typing import Final, cast

import streamlit as st

from lineage.model.elements import element_words
from lineage.model.ids import Id
from lineage.pipeline import Opened
from lineage.policy.triage import Findable, State, Wanted
from lineage.ui.plain import plain
from lineage.ui.verdict import SEVERITIES

_STATES: Final = ("all", "open", "accepted", "lapsed")
_KEYS = ("text", "state", "severity", "rule", "system", "element", "verdict")


def wanted(opened: Opened, found: Sequence[Findable]) -> Wanted:
    """The widgets, and what they say is looked for."""
    rules = sorted({one.finding.rule for one in found})
    systems = _named(system for one in found for system in one.systems)
    elements = sorted({element for one in found for element in one.finding.carries})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Words of a finding, a field or a fingerprint", key="text", type="search", live="250ms", bind="query-params",
            icon=":material/search:", on_change=_start, width=380,
        )  # fmt: skip
        state = st.segmented_control(
            "State", _STATES, default="all", required=True, key="state", bind="query-params", on_change=_start, width="content"
        )
        severities = st.pills(
            "Severity", list(SEVERITIES), selection_mode="multi", key="severity", bind="query-params", on_change=_start,
            width="content",
        )  # fmt: skip
    places = st.columns(4, vertical_alignment="bottom")
    with places[0]:
        rule = _choice("Rule", rules, "rule")
    with places[1]:
        system = _choice("System", list(systems), "system")
    with places[2]:
        element = _choice("Data element", elements, "element")
    with places[3]:
        verdict = _choice("Verdict", ["violated", "unknown"], "verdict")
    _say_words(opened, element)
    return Wanted(
        severities=tuple(severities or ()),
        rule=rule,
        system=systems.get(system, ""),
        element=element,
        verdict=verdict,
        state=cast(State, state) if state != "all" else "",
        text=text or "",
    )


def forget() -> None:
    """Look for everything again, from the first on."""
    for key in _KEYS:
        st.session_state.pop(key, None)
    _start()


def _start() -> None:
    st.session_state.pop("findings_from", None)


def _named(systems: Iterable[Id]) -> dict[str, str]:
    """Systems by the name that people write."""
    return {system.decoded: str(system) for system in sorted(set(systems))}


def _choice(label: str, options: Sequence[str], key: str) -> str:
    found = st.selectbox(label, options, index=None, placeholder="any", key=key, bind="query-params", on_change=_start)
    return found or ""


def _say_words(opened: Opened, element: str) -> None:
    """What an element that was chosen is, where its id does not say it."""
    known = opened.elements.get(element)
    words = known.label if known else element_words(element) if element else ""
    if words and words != element:
        st.caption(plain(f"{element}: {words}"))
