"""What is within reach of something that was lost, and by which ways it leaves."""

from collections.abc import Sequence

import streamlit as st

from lineage.export import wording
from lineage.export.text import clean
from lineage.model.blast_answers import BlastAnswer, BlastBound, BlastDataset, BlastElement, BlastWay
from lineage.model.ids import Id
from lineage.ui.components import Made, table
from lineage.ui.leading import lead
from lineage.ui.plain import counted, plain
from lineage.ui.subject import sort_of
from lineage.ui.verdict import SEVERITIES, Cell, code

_ELEMENTS = ("Data element", "Weighs", "Fields", "Clearest form", "Such as")
_DATASETS = ("Dataset", "Within reach", "Sensitive", "Not classified", "Data elements")
_BOUNDS = ("Why it is only a bound", "Fields at most", "Sensitive", "Data elements", "About")
_WAYS = ("How it leaves", "By", "To", "Fields", "Sensitive", "Last used", "Where it stands")
_NAMES = 12


def elements(answer: BlastAnswer) -> None:
    """Data elements; choosing one lists fields that hold it, each of which leads to its trace."""
    st.markdown(
        f"**Data elements within reach ({len(answer.elements):,})**" + (": choose one to see fields" if answer.elements else "")
    )
    if not answer.elements:
        st.info(
            "Nothing was found within its reach, by what was read; what could not be looked at stands below.",
            icon=":material/info:",
        )
        return
    chosen = next((one for one in answer.elements if one.element == st.session_state.get("reached_element")), None)
    rows = [(one.element, _element(one)) for one in answer.elements]
    table("reached_elements", _ELEMENTS, rows, chosen=chosen.element if chosen else "", tell=_choose)
    if chosen:
        many = f"{len(chosen.such_as):,} of {chosen.fields:,}" if len(chosen.such_as) < chosen.fields else f"{chosen.fields:,}"
        st.markdown(f"**{plain(chosen.label)} ({many})**: choose a field to trace it")
        found = [(field, (code(clean(Id(field).shown)), Id(field).namespace.decoded)) for field in chosen.such_as]
        table("reached_fields", ("Field within reach", "In"), found, tell=lead("trace"))


def _choose(element: object) -> None:
    st.session_state["reached_element"] = str(element)


def _element(one: BlastElement) -> tuple[Cell | str, ...]:
    label = f"{clean(one.label)} – sensitive" if one.sensitive else clean(one.label)
    rest = one.fields - len(one.such_as)
    names = ", ".join(Id(field).shown for field in one.such_as) + (f" and {rest:,} more" if rest > 0 else "")
    return label, Cell(text=one.severity, state=SEVERITIES[one.severity].word), f"{one.fields:,}", one.form, code(clean(names))


def datasets(found: Sequence[BlastDataset]) -> None:
    """Datasets; choosing one tells who can read it."""
    if not found:
        return
    st.markdown(f"**Datasets within reach ({len(found):,})**: choose one to see its own blast radius")
    rows = Made(found, lambda one: (one.dataset, _dataset(one)))
    table("reached_datasets", _DATASETS, rows, tell=lead("blast-radius"))


def _dataset(one: BlastDataset) -> tuple[Cell | str, ...]:
    return (
        code(clean(wording.place(one.dataset))),
        f"{one.reached:,} of {one.fields:,} fields",
        f"{one.sensitive:,}",
        f"{one.unclassified:,}",
        wording.elements(one.elements),
    )


def bounds(title: str, found: Sequence[BlastBound]) -> None:
    """What is no path but could become one."""
    if not found:
        return
    st.markdown(f"**{title} ({len(found):,})**")
    table("bounds", _BOUNDS, Made(found, lambda one: ("", _bound(one))))


def _bound(one: BlastBound) -> tuple[Cell | str, ...]:
    rest = len(one.principals) - _NAMES
    about = ", ".join(Id(who).name for who in one.principals[:_NAMES]) + (f" and {rest:,} more" if rest > 0 else "")
    return clean(one.says), f"{one.fields:,}", f"{one.sensitive:,}", wording.elements(one.elements), clean(about)


def ways(found: Sequence[BlastWay]) -> None:
    """How it leaves."""
    if not found:
        return
    st.markdown(f"**How it leaves ({len(found):,})**")
    rows = Made(found, lambda one: ("", _way(one)))
    table("ways", _WAYS, rows)


def _way(one: BlastWay) -> tuple[Cell | str, ...]:
    how = one.how or ("reads" if one.sort == "permission" else counted(one.hops, "hop"))
    return (
        how,
        code(clean(_by(one))),
        Id(one.target).decoded if one.target else "not known",
        f"{one.fields:,}",
        f"{one.sensitive:,}",
        str(one.last_used or ""),
        code(", ".join(dict.fromkeys(line.locator for line in one.evidence if line.locator))),
    )


def _by(one: BlastWay) -> str:
    if one.sort == "permission":
        who = f"{sort_of(Id(one.principal).kind)} {one.name}"
        return f"{Id(one.application).name} as {who}" if one.application else who
    over = f" over {Id(one.channel).name}" if one.channel else ""
    return f"{Id(one.job).name if one.job else 'no job'}{over}"
