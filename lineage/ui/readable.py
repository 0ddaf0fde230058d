"""What a principal or an application can read: by data element, by dataset, and as whom."""

from collections.abc import Sequence

import streamlit as st

from lineage.export import wording
from lineage.export.text import clean
from lineage.model.access_answers import (
    ActingLine,
    ApplicationAccessAnswer,
    HeldContainer,
    PrincipalAccessAnswer,
    ReadDataset,
    ReadElement,
)
from lineage.model.elements import element_words
from lineage.model.ids import Id
from lineage.ui.components import Made, table
from lineage.ui.coverage import gaps_badge, seen
from lineage.ui.leading import buttons, lead
from lineage.ui.plain import counted, plain, shown
from lineage.ui.reach import bounds
from lineage.ui.subject import sort_of
from lineage.ui.verdict import Cell, code

_ELEMENTS = ("Data element", "Fields", "Such as")
_DATASETS = ("Dataset", "Readable", "Editable", "Data elements")
_ACTS_AS = ("Acts as", "What it is", "How", "Last used", "Readable", "Data elements")
_HOLDS = ("Holds", "What it is", "Through", "Until", "Counts")
_SUCH_AS = 4
_HOWS = {
    "run-as": "runs as it",
    "token": "holds a token of it",
    "admitted": "is admitted for it",
    "self-authorized": "users may authorize it: a bound, no path",
}


def principal(answer: PrincipalAccessAnswer) -> None:
    """What a principal can read, and what it holds."""
    who = answer.principal
    st.subheader(f"What {plain(sort_of(who.kind))} {plain(who.name)} can read", anchor=False)
    st.caption(plain(f"{Id(who.id).decoded} – memberships as of {answer.as_of}. {seen(answer.coverage)}"))
    _counts(answer)
    if answer.administers:
        st.warning("It administers: it may grant itself whatever it lacks.", icon=":material/shield_person:")
    if answer.partial:
        st.warning("Some of its grants were not read: what is missing here is unknown, not denied.", icon=":material/help:")
    _beside(answer)
    if answer.permissions:
        with st.expander(f"Permissions beyond single objects ({len(answer.permissions):,})"):
            st.text(clean(", ".join(answer.permissions)))
    buttons("from_principal", [("blast-radius", "Its blast radius", who.id)])
    _reads(answer.elements, answer.datasets)
    if answer.holds:
        st.markdown(f"**What it holds ({len(answer.holds):,})**: choose one to see what that can read")
        rows = Made(answer.holds, lambda one: (one.container.id, _held(one)))
        table("holds", _HOLDS, rows, tell=lead("access"))


def application(answer: ApplicationAccessAnswer) -> None:
    """What an application can read, where it takes that, and as whom."""
    st.subheader(f"What application {plain(answer.label)} can read", anchor=False)
    st.caption(plain(f"{Id(answer.application).decoded} – memberships as of {answer.as_of}. {seen(answer.coverage)}"))
    st.text(f"What it reads arrives at {shown(Id(answer.system).decoded)} ({shown(answer.operator) or 'operator unknown'}).")
    if answer.scopes:
        st.text(f"Scopes: {shown(', '.join(answer.scopes))}." + ("" if answer.reads else " None of them reads data."))
    else:
        st.text("Scopes: not known.")
    _counts(answer)
    _beside(answer)
    buttons("from_application", [("blast-radius", "Its blast radius", answer.application)])
    if answer.acts_as:
        st.markdown(f"**As whom it acts, or could ({len(answer.acts_as):,})**: choose one to see what that can read")
        rows = Made(answer.acts_as, lambda one: (one.principal.id, _acting(one)))
        table("acts_as", _ACTS_AS, rows, tell=lead("access"))
    else:
        st.info(
            "Nothing that was read says as whom it acts, so nothing can be said to be readable by it; that is unknown, not denied.",
            icon=":material/info:",
        )
    _reads(answer.elements, answer.datasets)


def _counts(answer: PrincipalAccessAnswer | ApplicationAccessAnswer) -> None:
    datasets = answer.datasets
    readable, editable = sum(one.readable for one in datasets), sum(one.editable for one in datasets)
    with st.container(horizontal=True, gap="xsmall"):
        st.badge(f"{counted(readable, 'field')} of {counted(len(datasets), 'dataset')} readable", color="blue")
        st.badge(f"{editable:,} editable", color="gray")
        gaps_badge(answer.gaps)


def _beside(answer: PrincipalAccessAnswer | ApplicationAccessAnswer) -> None:
    """What else there is to know, and what could come to be read besides."""
    for note in answer.notes:
        st.text(clean(note))
    if answer.bounds:
        bounds("Only a bound, not counted above", answer.bounds)


def _reads(elements: Sequence[ReadElement], datasets: Sequence[ReadDataset]) -> None:
    if not datasets:
        st.info(
            "No field was found that it can read for certain; what could not be looked at stands below.", icon=":material/info:"
        )
        return
    chosen = next((one for one in elements if one.element == st.session_state.get("read_element")), None)
    st.markdown(f"**Data elements it can read ({len(elements):,})**: choose one to see its fields")
    rows = [(one.element, _element(one)) for one in elements]
    table("read_elements", _ELEMENTS, rows, chosen=chosen.element if chosen else "", tell=_choose)
    if chosen:
        st.markdown(
            f"**{plain(element_words(chosen.element))} ({len(chosen.fields):,})**: choose a field to see who else can read it"
        )
        fields = Made(chosen.fields, lambda field: (field, (code(clean(Id(field).shown)), Id(field).namespace.decoded)))
        table("read_fields", ("Field it can read", "In"), fields, tell=lead("access"))
    st.markdown(f"**Datasets ({len(datasets):,})**: choose one to see who else can read it")
    found = Made(datasets, lambda one: (one.dataset, _dataset(one)))
    table("read_datasets", _DATASETS, found, tell=lead("access"))


def _choose(element: object) -> None:
    st.session_state["read_element"] = str(element)


def _element(one: ReadElement) -> tuple[Cell | str, ...]:
    rest = len(one.fields) - _SUCH_AS
    names = ", ".join(Id(field).shown for field in one.fields[:_SUCH_AS]) + (f" and {rest:,} more" if rest > 0 else "")
    return element_words(one.element), f"{len(one.fields):,}", code(clean(names))


def _dataset(one: ReadDataset) -> tuple[Cell | str, ...]:
    return (
        code(clean(Id(one.dataset).shown)),
        f"{one.readable:,} of {one.fields:,} fields",
        f"{one.editable:,}",
        wording.elements(one.elements),
    )


def _acting(one: ActingLine) -> tuple[Cell | str, ...]:
    return (
        code(clean(one.principal.name)),
        sort_of(one.principal.kind),
        _HOWS[one.how],
        str(one.last_used or "not known"),
        f"{one.readable:,}",
        wording.elements(one.elements),
    )


def _counts_when(one: HeldContainer) -> str:
    if not one.in_force:
        return "not on this day"
    return "in sessions that activate it" if one.session_activated else "always"


def _held(one: HeldContainer) -> tuple[Cell | str, ...]:
    return (
        code(clean(one.container.name)),
        sort_of(one.container.kind),
        Id(one.through).name if one.through else "",
        str(one.until or ""),
        _counts_when(one),
    )
