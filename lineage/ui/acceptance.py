"""Accepting a finding, or withdrawing that: the change of the project file is shown first, and written by a second click."""

from datetime import date

import streamlit as st

from lineage import accepting
from lineage.accepting import Change
from lineage.errors import LineageError
from lineage.model.acceptance import Acceptance
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.member_lines import lines_of
from lineage.pipeline import Opened
from lineage.policy import triage
from lineage.ui import workspace
from lineage.ui.frame import wrong
from lineage.ui.plain import counted, plain, shown

_ONE = "this finding"
_RULE = "its rule, for what a selector selects"
_NAMED = 5


def acceptance(opened: Opened, one: FindingAnswer) -> None:
    """Who accepts it, and the form by which somebody does."""
    st.markdown("**Who answers for it**")
    if opened.project.file is None:
        st.text("There is no project to accept it in: `lineage init` writes a lineage.yaml.")
        return
    there = triage.accepting(one, opened.project.accept)
    for number, entry in enumerate(there):
        _entry(opened, one, entry, number)
    with st.expander("Accept it for a while" if not there else "Accept it otherwise"):
        _form(opened, one)
    change = _shown(one)
    if change is not None:
        _confirm(opened, change)


def _entry(opened: Opened, one: FindingAnswer, entry: Acceptance, number: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        what = " ".join(filter(None, (entry.finding, entry.select)))
        st.text(shown(f"{what}: {entry.said}"))
        if st.button("Withdraw…", key=f"withdraw_{number}", icon=":material/undo:"):
            try:
                _show(one, accepting.withdrawing(opened.project, entry.finding, entry.select))
            except LineageError as error:
                wrong(error)


def _form(opened: Opened, one: FindingAnswer) -> None:
    today = workspace.today()
    what = st.radio("What is accepted", (_ONE, _RULE), key=f"accept_what_{one.fingerprint}", horizontal=True)
    with st.form(f"accept_{one.fingerprint}"):
        select = ""
        if what == _RULE:
            select = st.text_input("Selector", placeholder="system:NAME, Contact.SSN__c, element:ssn", max_chars=300)
            st.caption("What it is accepted for; also for findings that come later.")
        left, right = st.columns([3, 2])
        owner = left.text_input("Owner: who answers for it", max_chars=200)
        until = right.date_input("Until: the last day", value=None, min_value=today, max_value=date.max, format="YYYY-MM-DD")
        reason = st.text_input("Reason: why it is acceptable until then", max_chars=500)
        far = st.checkbox("A last day more than a year ahead is meant")
        if st.form_submit_button("Show the change", icon=":material/difference:"):
            said = {"finding": one.rule if what == _RULE else one.fingerprint, "select": select, "owner": owner, "reason": reason}
            _ask(opened, one, said, until if isinstance(until, date) else None, far)


def _ask(opened: Opened, one: FindingAnswer, said: dict[str, str], until: date | None, far: bool) -> None:
    _forget()
    try:
        asked = accepting.acceptance(said, until, workspace.today(), far=far)
        _show(one, accepting.accepting(opened.project, asked))
    except LineageError as error:
        wrong(error)


def _show(one: FindingAnswer, change: Change) -> None:
    st.session_state["change"] = (one.fingerprint, change)


def _shown(one: FindingAnswer) -> Change | None:
    """The change that is shown, if it is about this finding."""
    match st.session_state.get("change"):
        case (one.fingerprint, Change() as change):
            return change
    return None


def _forget() -> None:
    st.session_state.pop("change", None)


def _confirm(opened: Opened, change: Change) -> None:
    if change.is_none:
        st.info(f"{plain(change.file.name)} says so already; there is nothing to write.")
        return
    st.markdown(f"**What would change in {plain(change.file.name)}**")
    st.code(change.diff, language="diff", wrap_lines=True)
    try:
        with st.spinner("Judging with this change…"):
            after = workspace.check(opened.under(change.project))
    except LineageError as error:
        wrong(error)
        return
    st.text(_effect(workspace.check(opened), after))
    with st.container(horizontal=True):
        if st.button(f"Write it into {change.file.name}", type="primary", icon=":material/save:"):
            _write(change)
        st.button("Leave it", on_click=_forget)


def _effect(before: CheckAnswer, after: CheckAnswer) -> str:
    """Which findings are accepted or open by it that were not."""
    was = {one.fingerprint for one in before.findings if one.accepted}
    now = {one.fingerprint for one in after.findings if one.accepted}
    said = [_those("Accepts", now - was, after), _those("Opens again", was - now, after)]
    hops = _hops(after) - _hops(before)
    if now == was and hops:
        said.append(
            f"Accepts {counted(hops, 'hop')} of findings that stay open." if hops > 0 else f"Opens {counted(-hops, 'hop')} again."
        )
    return " ".join(filter(None, said)) or "No finding of this snapshot is accepted or opened by it."


def _hops(answer: CheckAnswer) -> int:
    return sum(bool(line.accepted) for one in answer.findings for line in lines_of(one.members))


def _those(word: str, names: set[str], answer: CheckAnswer) -> str:
    if not names:
        return ""
    places = [shown(one.where or one.subject) for one in answer.findings if one.fingerprint in names]
    more = f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else ""
    return f"{word} {counted(len(names), 'finding')}: {'; '.join(places[:_NAMED])}{more}."


def _write(change: Change) -> None:
    _forget()
    try:
        accepting.write(change)
    except LineageError as error:
        wrong(error)
        return
    st.session_state["finding_said"] = f"{change.file.name} was written."
    st.rerun()
