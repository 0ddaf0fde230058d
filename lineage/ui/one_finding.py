"""One finding whole: what was found and what to do, the hops that prove it, its rule, where to go on, who accepts it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import streamlit as st

from lineage.columns import Kind
from lineage.export import wording
from lineage.export.text import clean
from lineage.model.answers import FindingAnswer, FindingMember
from lineage.model.ids import Id
from lineage.pipeline import Opened
from lineage.policy.findings import Card
from lineage.policy.rules import RULES
from lineage.ui import evidence
from lineage.ui.acceptance import acceptance
from lineage.ui.components import Made, Row, table
from lineage.ui.leading import Way, buttons, lead
from lineage.ui.plain import counted, plain, shown
from lineage.ui.subject import named
from lineage.ui.verdict import Cell

_HOPS = ("Field that leaves", "Reaches", "Carries", "What is wrong", "Fingerprint")
_SHOWN = 5
_COLOURS = {"critical": "red", "high": "red", "medium": "orange", "low": "gray", "info": "gray"}
_CARDS = {rule.card.id: rule.card for rule in RULES}
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


def one_finding(opened: Opened, one: FindingAnswer, as_of: date) -> None:
    """Show it."""
    st.divider()
    st.subheader(plain(one.title), anchor=False)
    st.markdown(f"**{plain(one.where or Id(one.subject).decoded)}**")
    _badges(one, as_of)
    buttons("from_finding", list(_ways(opened, one)))
    for line in (one.detail, f"What to do ({one.effort}): {one.remedy}"):
        st.text(clean(line))
    if one.carries:
        st.text(f"Touches: {wording.elements(one.carries)}")
    _proof(one)
    _about(_CARDS[one.rule])
    acceptance(opened, one)


def _badges(one: FindingAnswer, as_of: date) -> None:
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge(one.severity, color=_COLOURS[one.severity])  # type: ignore[arg-type]
        st.badge(one.verdict, color="gray")
        st.badge("accepted" if one.accepted else "open, acceptance lapsed" if one.lapsed else "open", color="gray")
        if one.expires_since:
            st.badge(f"worse since {one.expires_since}, after {as_of}", color="orange")
        st.caption(plain(f"rule {one.rule} · fingerprint {one.fingerprint}"))


def _ways(opened: Opened, one: FindingAnswer) -> Iterator[Way]:
    """Where the subject is asked about further: of a flow its first field and the System that it reaches."""
    if one.members:
        hop = one.members[0].hop
        yield from _ways_of(opened, Id(hop.source))
        target = Id(hop.target).namespace
        if target != Id(hop.source).namespace:
            yield from _ways_of(opened, target)
    else:
        yield from _ways_of(opened, Id(one.subject))


def _ways_of(opened: Opened, node: Id) -> Iterator[Way]:
    row = opened.graph.row(node)
    if row is None:
        return
    kind = Kind(int(opened.graph.kinds[row]))
    name = shown(named(node))
    if kind in (Kind.FIELD, Kind.DATASET):
        yield "trace", f"Trace {plain(name)}", str(node)
    if kind in (Kind.FIELD, Kind.DATASET, Kind.APPLICATION, Kind.PRINCIPAL):
        yield "access", f"Access: {plain(name)}", str(node)
    yield "blast-radius", f"Blast radius of {plain(name)}", str(node)


def _proof(one: FindingAnswer) -> None:
    if one.members:
        st.markdown(f"**{counted(len(one.members), 'hop')}**: choose one to trace its field")
        table("finding_hops", _HOPS, Made(one.members, _hop), tell=lead("trace"), height=360)
        with st.expander(f"Evidence of {'each hop' if len(one.members) <= _SHOWN else f'the first {_SHOWN} hops'}"):
            evidence.of_hops([member.hop for member in one.members[:_SHOWN]], {})
        return
    if not one.evidence:
        st.text("Evidence: none that names a place.")
    for line in one.evidence:
        st.code(clean(line.locator) or "no place given", language=None, wrap_lines=True)
        st.caption(plain(f"connector {line.connector}"))


def _hop(one: FindingMember) -> Row:
    answered = f" (accepted by {one.accepted})" if one.accepted else f" (lapsed: {one.lapsed})" if one.lapsed else ""
    cells: Sequence[Cell | str] = (
        Cell(text=wording.place(one.hop.source), code=True),
        Cell(text=wording.place(one.hop.target), code=True),
        wording.elements(one.carries) or "nothing personal",
        f"{one.verdict}: {one.reason}{answered}",
        Cell(text=one.fingerprint, code=True),
    )
    return one.hop.source, cells


def _about(card: Card) -> None:
    with st.expander(f"About the rule {card.id}"):
        for title, text in (
            ("Why it matters", card.why),
            ("Severity", card.severity),
            ("What to do", f"{card.remedy} ({card.effort})"),
            ("Fires although all is well when", card.false_positives),
            ("Reference", _LINK.sub(r"\1 (docs/\2)", card.reference)),
        ):
            st.markdown(f"**{title}**")
            st.text(text)
