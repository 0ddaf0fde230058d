"""What is wrong or unknown: counts, and the worst with what to do; what somebody accepted stands apart, below."""

from collections.abc import Sequence

import streamlit as st

from lineage.export import wording
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.model.member_lines import lines_of
from lineage.ui import evidence
from lineage.ui.components import table
from lineage.ui.leading import Way, buttons, lead
from lineage.ui.plain import plain, shown
from lineage.ui.verdict import SEVERITIES, Cell

_COLUMNS = ("Severity", "Verdict", "What is wrong", "Where", "What was found", "What to do", "Effort")
_ACCEPTED = ("Accepted by", "Severity", "What is wrong", "Where", "What was found")
_FIELDS = ("Field that leaves", "Reaches", "Carries", "What is wrong")
_WORST = 10
_HOPS = 5


def findings(answer: CheckAnswer) -> None:
    """The worst open findings, then the accepted ones; choosing one shows what proves it."""
    open_ = [one for one in answer.findings if not one.accepted]
    accepted = [one for one in answer.findings if one.accepted]
    counts = " · ".join(f"{count:,} {severity}" for severity, count in answer.counts.items() if count) or "none"
    st.text(f"Open: {counts}. Accepted: {len(accepted):,}. Rights as of {answer.as_of}. Unknown counts as much as violated.")
    worst = open_[:_WORST]
    chosen = st.session_state.get("finding", "")
    if worst:
        table("findings", _COLUMNS, [(one.fingerprint, _row(one)) for one in worst], chosen=chosen, tell=_choose, height=900)
    if len(open_) > len(worst):
        st.caption(f"The {len(worst)} worst of {len(open_):,}; the download has all.")
    for text in answer.unmatched:
        st.caption(plain(f"Accepted, and found nowhere: {text}."))
    if accepted:
        with st.expander(f"Accepted findings ({len(accepted):,})"):
            rows = [(one.fingerprint, _accepted_row(one)) for one in accepted]
            table("accepted", _ACCEPTED, rows, chosen=chosen, tell=_choose)
    picked = next((one for one in [*worst, *accepted] if one.fingerprint == chosen), None)
    if picked:
        _proof(picked)
    ways: list[Way] = [("findings", "Triage this finding", picked.fingerprint)] if picked else []
    buttons("from_findings", [*ways, ("findings", "All findings", "")])


def _choose(fingerprint: object) -> None:
    st.session_state["finding"] = str(fingerprint)


def _severity(one: FindingAnswer) -> Cell:
    return Cell(text=one.severity, state=SEVERITIES[one.severity].word)


def _where(one: FindingAnswer) -> str:
    return one.where or Id(one.subject).decoded


def _row(one: FindingAnswer) -> tuple[Cell | str, ...]:
    return _severity(one), one.verdict, one.title, _where(one), one.detail, one.remedy, one.effort


def _accepted_row(one: FindingAnswer) -> tuple[Cell | str, ...]:
    return one.accepted, _severity(one), one.title, _where(one), one.detail


def _proof(one: FindingAnswer) -> None:
    if one.members:
        st.markdown(f"**{plain(_where(one))}**: choose a field to trace it")
        table("finding_fields", _FIELDS, _fields(one), tell=lead("trace"))
        evidence.of_hops([member.hop for member in one.members[:_HOPS]], {})
        if len(one.members) > _HOPS:
            st.caption(f"The first {_HOPS} of {len(one.members):,} hops; the download has all.")
        return
    for line in one.evidence:
        st.code(shown(line.locator), language=None, wrap_lines=True)


def _fields(one: FindingAnswer) -> Sequence[tuple[str, tuple[Cell | str, ...]]]:
    return [
        (
            line.source,
            (
                Cell(text=wording.place(line.source), code=True),
                Cell(text=wording.place(line.target), code=True),
                wording.elements(line.carries) or "nothing personal",
                line.reason + (f" (accepted by {line.accepted})" if line.accepted else ""),
            ),
        )
        for line in lines_of(one.members)
    ]
