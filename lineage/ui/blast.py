"""The page about what a loss could cost: what is within reach, where it would arrive, and what to remove, in order of effect."""

import streamlit as st

from lineage.columns import Kind
from lineage.errors import AmbiguousName
from lineage.export import wording
from lineage.export.blast_sections import BOUND, SWITCHED_OFF, blast_sections
from lineage.export.text import clean
from lineage.model.blast_answers import BlastAnswer
from lineage.model.ids import Id
from lineage.pipeline import ACCESS_SUBJECTS, Asked, Opened
from lineage.policy.blast.window import Window
from lineage.ui import workspace
from lineage.ui.arrivals import arrivals, hops
from lineage.ui.containment import containment
from lineage.ui.coverage import gaps_badge, gaps_table, seen, things
from lineage.ui.downloads import downloads
from lineage.ui.frame import framed
from lineage.ui.leading import Way, buttons
from lineage.ui.plain import counted, plain
from lineage.ui.question import day_asked, inactive_asked
from lineage.ui.reach import bounds, datasets, elements, ways
from lineage.ui.subject import KINDS, ask, invite, named, several, sort_of
from lineage.ui.unseen import unseen_surfaces

_OFFERED = (Kind.APPLICATION, Kind.CHANNEL, Kind.PRINCIPAL, Kind.SYSTEM)
_NONE = "This snapshot has nothing that could be lost: no applications, channels, principals or Systems."


def show() -> None:
    """Show the page."""
    framed(_content, "blast-radius")


def _content(opened: Opened) -> None:
    subject, day = ask(opened, tuple(KINDS))
    window, inactive = _incident()
    asked = Asked(as_of=day, today=workspace.today(), include_inactive=inactive)
    unseen_surfaces(opened)
    if not subject:
        invite(opened, _OFFERED, _NONE)
        return
    try:
        answer = workspace.blast_radius(opened, subject, asked, window)
    except AmbiguousName as error:
        several(opened, error)
        return
    _answer(answer)


def _incident() -> tuple[Window, bool]:
    first, last, more = st.columns([3, 3, 5], vertical_alignment="bottom")
    with first:
        since = day_asked("First day of the incident", "since")
    with last:
        until = day_asked("Last day of the incident", "until")
    with more:
        inactive = inactive_asked()
    return Window(since, until), inactive


def _answer(answer: BlastAnswer) -> None:
    _head(answer)
    containment(answer)
    elements(answer)
    arrivals(answer)
    if answer.possible_onward:
        hops(wording.ONWARD, "onward", answer.possible_onward)
    bounds(BOUND, answer.bounds)
    ways(answer.ways)
    datasets(answer.datasets)
    if answer.inactive:
        hops(SWITCHED_OFF, "inactive_hops", answer.inactive)
    if answer.gaps:
        said = f"{things(len(answer.gaps))} could not be seen that may touch this answer: more may be within reach than is shown."
        gaps_table(answer.gaps, "gaps", said)
    downloads(f"blast-radius-{answer.subject.name}", answer, lambda: blast_sections(answer))


def _head(answer: BlastAnswer) -> None:
    subject = answer.subject
    what = sort_of(subject.subtype or subject.kind)
    st.subheader(
        f"If {plain(what)} {plain(named(Id(subject.id)) if subject.kind == 'field' else subject.name)} is lost", anchor=False
    )
    compared = f", compared with {answer.today}" if answer.today and answer.today != answer.as_of else ""
    st.caption(
        plain(f"{Id(subject.id).decoded} – rights and memberships as of {answer.as_of}{compared}. {seen(answer.coverage)}")
    )
    _badges(answer)
    for note in answer.notes:
        st.text(clean(note))
    if answer.since or answer.until:
        days = f"from {answer.since or 'the beginning'} to {answer.until or 'today'}"
        st.text(
            f"Asked about the days {days}: what could leave is told as of {answer.as_of}; what did leave only event logs tell."
        )
    buttons("from_blast", _ways_on(subject.kind, subject.id))


def _ways_on(kind: str, id: str) -> list[Way]:
    found: list[Way] = []
    if kind in {sort.name.lower() for sort in ACCESS_SUBJECTS}:
        found.append(("access", "Who can read it" if kind in ("field", "dataset") else "What it can read", id))
    if kind in ("field", "dataset", "system"):
        found.append(("trace", "Where it goes", id))
    return found


def _badges(answer: BlastAnswer) -> None:
    reached = {row.system for row in (*answer.arrives, *answer.onward)}
    with st.container(horizontal=True, gap="xsmall"):
        within = (
            f"{counted(answer.fields, 'field')} of {counted(len(answer.datasets), 'dataset')}"
            if answer.fields
            else "no field known"
        )
        st.badge(f"{within} within reach", color="gray")
        if answer.sensitive:
            st.badge(f"{answer.sensitive:,} sensitive", color="red")
        if answer.unclassified:
            st.badge(f"? {answer.unclassified:,} not classified", color="gray")
        st.badge(counted(len(reached), "destination"), color="gray")
        gaps_badge(answer.gaps)
