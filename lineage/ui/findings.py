"""What is wrong or unknown: counts, and the worst with what to do."""

import streamlit as st

from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.ui import evidence, search
from lineage.ui.components import table
from lineage.ui.exposure import follow, go
from lineage.ui.plain import shown
from lineage.ui.verdict import SEVERITIES, Cell

_COLUMNS = ("Severity", "Verdict", "What is wrong", "Where", "What was found", "What to do", "Effort")
_WORST = 10


def findings(answer: CheckAnswer) -> None:
    """The worst open findings; choosing one shows what proves it."""
    accepted = sum(bool(one.accepted) for one in answer.findings)
    counts = " · ".join(f"{count:,} {severity}" for severity, count in answer.counts.items() if count) or "none"
    st.text(f"Open: {counts}. Accepted: {accepted:,}. Rights as of {answer.as_of}. Unknown counts as much as violated.")
    worst = [one for one in answer.findings if not one.accepted][:_WORST]
    if not worst:
        return
    chosen = st.session_state.get("finding", "")
    table("findings", _COLUMNS, [(one.fingerprint, _row(one)) for one in worst], chosen=chosen, tell=_choose, height=900)
    if len(answer.findings) > len(worst):
        st.caption(f"The {len(worst)} worst of {len(answer.findings):,}; the download has all.")
    picked = next((one for one in worst if one.fingerprint == chosen), None)
    if picked:
        _proof(picked)


def _choose(fingerprint: object) -> None:
    st.session_state["finding"] = str(fingerprint)


def _row(one: FindingAnswer) -> tuple[Cell | str, ...]:
    since = f" Worse since {one.expires_since}." if one.expires_since else ""
    return (
        Cell(text=one.severity, state=SEVERITIES[one.severity].word),
        one.verdict,
        one.title,
        Cell(text=one.subject, code=True),
        one.detail + since,
        one.remedy,
        one.effort,
    )


def _proof(one: FindingAnswer) -> None:
    if one.hop:
        evidence.of_hops([one.hop], {})
        start = Id(one.hop.source)
        if start.is_field:
            st.button("Trace the field that leaves", icon=":material/conversion_path:", on_click=go, args=(str(start),))
            st.caption(f"`{search.short(start)}`" if "`" not in start else "")
            follow()
        return
    for line in one.evidence:
        st.code(shown(line.locator), language=None, wrap_lines=True)
