"""The page about what is wrong: findings counted, narrowed and chosen, worst first; one of them whole, accepted or not."""

from collections.abc import Sequence

import streamlit as st

from lineage.export.sarif import sarif
from lineage.export.tables import to_csv, to_json, to_markdown
from lineage.export.text import clean
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.pipeline import Opened, tool_version
from lineage.policy.triage import Findable, RuleCount, by_rule, narrowed, prints, states
from lineage.ui import workspace
from lineage.ui.components import Made, Row, table
from lineage.ui.coverage import seen
from lineage.ui.frame import framed
from lineage.ui.leading import ASKED
from lineage.ui.narrowing import forget, wanted
from lineage.ui.one_finding import one_finding
from lineage.ui.plain import plain
from lineage.ui.verdict import SEVERITIES, Cell

_COLUMNS = ("Severity", "Verdict", "What is wrong", "Where", "What was found", "Effort")
_RULES = ("Rule", "What is wrong", *SEVERITIES, "Accepted")
_AT_ONCE = 100
_TALL = 420
_LONGEST = 140
"""Letters of what was found that a row shows; the chosen finding says all of it."""


def show() -> None:
    """Show the page."""
    framed(_content, "findings")


def _content(opened: Opened) -> None:
    with st.spinner("Judging every hop…"):
        answer = workspace.check(opened)
        found = workspace.findable(opened)
    _head(answer)
    rules = by_rule(answer.findings)
    with st.expander(f"Rules that found something ({len(rules):,}): choose one to see its findings"):
        table("rules", _RULES, [(one.rule, _rule(one)) for one in rules], tell=_choose_rule)
    rows = narrowed(found, wanted(opened, found))
    chosen = _chosen(found)
    _rows(rows, chosen)
    if chosen is not None:
        one_finding(opened, chosen, answer.as_of)
    _downloads(answer)


def _head(answer: CheckAnswer) -> None:
    st.header("Findings", anchor=False)
    counts = " · ".join(f"{count:,} {severity}" for severity, count in answer.counts.items() if count) or "none"
    accepted = sum(answer.accepted.values())
    st.text(f"Open: {counts}. Accepted: {accepted:,}. Rights as of {answer.as_of}. Unknown counts as much as violated.")
    st.caption(plain(seen(answer.coverage)))
    if answer.not_seen:
        st.warning(
            f"Not seen, whole or in part: {plain(', '.join(answer.not_seen))}. That nothing is found there says nothing; "
            "the Overview lists what would open it.",
            icon=":material/visibility_off:",
        )
    if answer.note:
        st.info(plain(answer.note), icon=":material/info:")
    for text in answer.unmatched:
        st.caption(plain(f"Accepted, and found nowhere: {text}."))
    said = st.session_state.pop("finding_said", "")
    if said:
        st.success(plain(said), icon=":material/check:")


def _rule(one: RuleCount) -> tuple[Cell | str, ...]:
    counts = [f"{one.open.get(severity, 0):,}" if one.open.get(severity) else "" for severity in SEVERITIES]
    return Cell(text=one.rule, code=True), one.title, *counts, f"{one.accepted:,}" if one.accepted else ""


def _choose_rule(rule: object) -> None:
    forget()
    st.session_state["rule"] = str(rule)


def _chosen(found: Sequence[Findable]) -> FindingAnswer | None:
    """The finding that the address names, by any of its fingerprints or one of a hop."""
    name = st.query_params.get(ASKED["findings"], "")
    if not name:
        return None
    chosen = next((one.finding for one in found if name in prints(one.finding)), None)
    if chosen is None:
        st.warning(
            f"No finding of this snapshot goes by {plain(name)}: it is no longer there, or another snapshot has it.",
            icon=":material/search_off:",
        )
    return chosen


def _rows(rows: Sequence[FindingAnswer], chosen: FindingAnswer | None) -> None:
    """A hundred findings at a time; at first those among which the chosen one is."""
    name = chosen.fingerprint if chosen else ""
    if not rows:
        st.text("No finding is like that.")
        return
    place = next((at for at, one in enumerate(rows) if one.fingerprint == name), 0)
    begins = st.session_state.get("findings_from", place) // _AT_ONCE * _AT_ONCE
    begins = begins if begins < len(rows) else 0
    page = rows[begins : begins + _AT_ONCE]
    with st.container(horizontal=True, vertical_alignment="center"):
        many = f"{begins + 1:,} to {begins + len(page):,} of {len(rows):,}" if len(rows) > len(page) else f"{len(rows):,}"
        st.text(f"Findings: {many}, worst first. Choose one:")
        if len(rows) > len(page):
            st.button("Before", disabled=not begins, on_click=_turn, args=(begins - _AT_ONCE,), icon=":material/chevron_left:")
            ends = begins + len(page) >= len(rows)
            st.button("After", disabled=ends, on_click=_turn, args=(begins + _AT_ONCE,), icon=":material/chevron_right:")
    table("findings", _COLUMNS, Made(page, _row), chosen=name, tell=_choose, height=_TALL)


def _turn(begins: int) -> None:
    st.session_state["findings_from"] = begins


def _choose(fingerprint: object) -> None:
    st.query_params[ASKED["findings"]] = str(fingerprint)


def _row(one: FindingAnswer) -> Row:
    severity = Cell(text=one.severity, state=SEVERITIES[one.severity].word)
    state = states(one)[-1]
    verdict = one.verdict if state == "open" else f"{one.verdict}, {state}"
    said = clean(" ".join(filter(None, (one.accepted and f"Accepted by {one.accepted}.", one.detail))))
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST].rstrip()}…"
    return one.fingerprint, (severity, verdict, one.title, one.where or Id(one.subject).decoded, said, one.effort)


def _downloads(answer: CheckAnswer) -> None:
    st.markdown("**All findings to take away**")
    with st.container(horizontal=True):
        st.download_button("Findings (CSV)", lambda: to_csv(answer), "findings.csv", "text/csv", on_click="ignore")
        st.download_button("Findings (Markdown)", lambda: to_markdown(answer), "findings.md", "text/markdown", on_click="ignore")
        st.download_button("Answer (JSON)", lambda: to_json(answer), "findings.json", "application/json", on_click="ignore")
        st.download_button(
            "SARIF", lambda: sarif(answer, tool_version()), "lineage.sarif", "application/sarif+json", on_click="ignore"
        )
