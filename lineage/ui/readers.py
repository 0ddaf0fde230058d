"""Who can read a field or dataset: everybody with a status, and the chain of grants behind the one that is chosen."""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import streamlit as st

from lineage.export.text import clean
from lineage.model.access_answers import AccessAnswer, ReaderLine, StatusWord, ViaLine
from lineage.model.ids import Id
from lineage.ui.beside import beside
from lineage.ui.components import Made, table
from lineage.ui.coverage import gaps_badge, seen
from lineage.ui.held import held
from lineage.ui.leading import Way, buttons
from lineage.ui.plain import plain, shown
from lineage.ui.subject import named, sort_of
from lineage.ui.verdict import Cell, status_cell

_COLUMNS = ("Status", "Who", "What it is", "May", "Because")
_COLOURS: dict[StatusWord, Literal["blue", "orange", "gray"]] = {
    "yes": "blue",
    "potential": "orange",
    "unknown": "gray",
    "contributes": "gray",
}
_WORDS: dict[StatusWord, str] = {
    "yes": "can read it",
    "potential": "could come to read it",
    "unknown": "unknown: not all grants were read",
    "contributes": "hold one of the two permissions only",
}
_MANY = 12
_GRANTS = 20
_TALL = 760


def readers(answer: AccessAnswer) -> None:
    """Show them; a click on one shows its grants."""
    node = Id(answer.field)
    counts = Counter(line.status for line in answer.readers)
    st.subheader(f"Who can read {plain(named(node))}", anchor=False)
    st.text(held(answer.elements))
    st.caption(plain(f"{node.decoded} – memberships as of {answer.as_of}. {seen(answer.coverage)}"))
    with st.container(horizontal=True, gap="xsmall"):
        for status, words in _WORDS.items():
            if counts[status] or status == "yes":
                st.badge(f"{counts[status]:,} {words}", color=_COLOURS[status])
        gaps_badge(answer.gaps)
    trace: list[Way] = [
        ("trace", "Where it goes", str(node)),
        ("blast-radius", "What is within its reach", str(node)),
    ]
    buttons("from_readers", trace)
    if not answer.readers:
        st.info(
            "Nobody was found who can read it, by what was read; what could not be looked at stands below.",
            icon=":material/info:",
        )
        return
    found = _narrowed(answer.readers, counts)
    if not found:
        st.text("Nobody of these is found; choose other statuses or words.")
        return
    chosen = _chosen(found, f"{answer.snapshot} {node}")
    left, right = beside()
    with left:
        rows = Made(found, lambda line: (line.principal.id, _row(line)))
        table("readers", _COLUMNS, rows, chosen=chosen.principal.id, tell=_choose, height=_TALL)
    with right:
        _grants(chosen)


def _narrowed(lines: Sequence[ReaderLine], counts: Counter[StatusWord]) -> Sequence[ReaderLine]:
    """Those that were asked for, where they are many."""
    if len(lines) <= _MANY:
        return lines
    left, right = st.columns([5, 3], vertical_alignment="bottom")
    with left:
        statuses = [status for status in _WORDS if counts[status]]
        wanted = st.pills(
            "Show those whose status is", statuses, selection_mode="multi", key="statuses", default=statuses,
            format_func=lambda status: f"{status} ({counts[status]:,})",
        )  # fmt: skip
    with right:
        words = st.text_input("Find among them", key="reader_search", live="250ms", placeholder="a part of a name or kind") or ""
    parts = words.casefold().split()
    return [line for line in lines if line.status in (wanted or statuses) and all(part in _spoken(line) for part in parts)]


def _spoken(line: ReaderLine) -> str:
    return f"{line.principal.kind} {line.principal.name} {line.principal.id}".casefold()


def _row(line: ReaderLine) -> tuple[Cell | str, ...]:
    who = line.principal
    return (
        status_cell(line.status),
        Cell(text=clean(who.name), code=True),
        sort_of(who.kind),
        ", ".join(line.operations) or "–",
        line.why,
    )


def _choose(principal: object) -> None:
    st.session_state["reader"] = str(principal)


def _chosen(lines: Sequence[ReaderLine], about: str) -> ReaderLine:
    """The one that was last chosen for this question; else the first."""
    if st.session_state.get("reader_of") != about:
        st.session_state["reader_of"] = about
        st.session_state.pop("reader", None)
    wanted = st.session_state.get("reader")
    return next((line for line in lines if line.principal.id == wanted), lines[0])


def _grants(line: ReaderLine) -> None:
    who = line.principal
    st.markdown(f"**{plain(sort_of(who.kind))} {plain(who.name)}: {line.status}**")
    st.text(f"It {line.why}.")
    buttons("of_reader", [("access", "What it can read", who.id), ("blast-radius", "Its blast radius", who.id)])
    if not line.via:
        st.text("No grant of it was read.")
    for via in line.via[:_GRANTS]:
        _grant(via)
    if len(line.via) > _GRANTS:
        st.caption(f"The first {_GRANTS} of {len(line.via):,} grants; the download has all.")


def _grant(via: ViaLine) -> None:
    may = ", ".join(map(sort_of, via.operations)) or "nothing left"
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{via.leg.capitalize()} permission on {plain(named(Id(via.grant)))}: {may}**")
        st.text("Through " + shown(" → ".join(_part(one) for one in via.through)))
        if via.muted_by:
            st.text("Muted by " + shown(", ".join(_part(one) for one in via.muted_by)))
        st.code(clean(via.evidence.locator) or "no place given", language=None, wrap_lines=True)
        read = f" · read {via.evidence.seen_at}" if via.evidence.seen_at else ""
        st.caption(plain(f"{via.evidence.basis} · connector {via.evidence.connector}{read}"))


def _part(id: str) -> str:
    return f"{sort_of(Id(id).kind)} {Id(id).name}".strip()
