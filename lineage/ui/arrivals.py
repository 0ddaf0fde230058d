"""Where what could leave would arrive and go on to, with the walk that shows the worst of it."""

from collections.abc import Sequence

import streamlit as st

from lineage.export import wording
from lineage.export.blast_sections import ARRIVES, GOES_ON
from lineage.export.text import clean
from lineage.model.blast_answers import BlastAnswer, BlastDestination, BlastHop
from lineage.model.ids import Id
from lineage.ui.beside import beside
from lineage.ui.components import Made, table
from lineage.ui.leading import Way, buttons
from lineage.ui.plain import plain, shown
from lineage.ui.verdict import Cell, code, reading, right_cell, transit_cell

_COLUMNS = ("System", "Fields", "Sensitive", "Transit", "Authorization", "Arrives as", "Precision")
_HOPS = ("From", "To", "By", "Transit", "Authorization", "Evidence")


def arrivals(answer: BlastAnswer) -> None:
    """Show the Systems where it arrives, then those to which it goes on; a click shows the walk."""
    every = [*((ARRIVES, row) for row in answer.arrives), *((GOES_ON, row) for row in answer.onward)]
    if not every:
        st.markdown(f"**{ARRIVES} (0)**")
        st.text("No System was found where any of it arrives, in what was read.")
        return
    title, row = _chosen(every, f"{answer.snapshot} {answer.subject.id}")
    left, right = beside()
    with left:
        _group(ARRIVES, "arrives", answer.arrives, row if title == ARRIVES else None)
        _group(GOES_ON, "goes_on", answer.onward, row if title == GOES_ON else None)
    with right:
        _walk(row)


def _group(title: str, key: str, rows: Sequence[BlastDestination], chosen: BlastDestination | None) -> None:
    known = [row for row in rows if not row.permitted_only]
    permitted = [row for row in rows if row.permitted_only]
    for name, part, found in ((title, key, known), (f"{title} – {wording.PERMITTED_ONLY}", f"{key}_permitted", permitted)):
        if found:
            st.markdown(f"**{name} ({len(found):,})**")
            made = Made(found, lambda row: (f"{title}|{row.system}", _row(row)))
            table(part, _COLUMNS, made, chosen=f"{title}|{chosen.system}" if chosen else "", tell=_choose)


def _row(row: BlastDestination) -> tuple[Cell | str, ...]:
    since = f", worse since {row.expires_since}" if row.expires_since else ""
    return (
        f"{clean(row.system_label) or Id(row.system).decoded}\n{clean(row.operator) or 'operator unknown'}",
        f"{row.fields:,}",
        f"{row.sensitive:,}",
        transit_cell(row.transit),
        right_cell(row.authorization, since),
        wording.forms(row.form) or "–",
        row.precision if row.active == "yes" else f"{row.precision}, active: {row.active}",
    )


def _choose(said: object) -> None:
    st.session_state["arrival"] = str(said)


def _chosen(every: Sequence[tuple[str, BlastDestination]], about: str) -> tuple[str, BlastDestination]:
    """The one that was last chosen for this question; at first the worst, of those that are not only permitted where there are some."""
    if st.session_state.get("arrival_of") != about:
        st.session_state["arrival_of"] = about
        st.session_state.pop("arrival", None)
    wanted = st.session_state.get("arrival")
    worst = max(every, key=lambda one: (not one[1].permitted_only, reading(one[1].transit, one[1].authorization).state))
    return next(((title, row) for title, row in every if f"{title}|{row.system}" == wanted), worst)


def _walk(row: BlastDestination) -> None:
    label = clean(row.system_label) or Id(row.system).decoded
    st.markdown(f"**How it reaches {plain(label)}**")
    st.caption(
        plain(f"The shortest walk with the worst: transit {row.transit}, authorization {wording.rights(row.authorization)}")
    )
    for hop in row.path:
        _hop(hop)
    first = row.path[0].source if row.path else ""
    trace: list[Way] = [("trace", f"Trace {plain(Id(first).shown)}", first)] if first else []
    buttons("from_arrival", [*trace, ("blast-radius", f"Blast radius of {plain(label)}", row.system)])


def _hop(hop: BlastHop) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(Id(hop.source).decoded)} → {plain(Id(hop.target).decoded)}**")
        by = _by(hop)
        st.text(
            f"Transit: {hop.transit}\nAuthorization: {wording.rights(hop.authorization)}" + (f"\nBy: {shown(by)}" if by else "")
        )
        for line in hop.evidence:
            st.code(clean(line.locator) or "no place given", language=None, wrap_lines=True)
            st.caption(plain(f"{line.basis if line.stated else f'{line.basis}, inferred'} · connector {line.connector}"))


def hops(title: str, key: str, found: Sequence[BlastHop]) -> None:
    """Hops that are listed and not counted."""
    st.markdown(f"**{title} ({len(found):,})**")
    rows = Made(found, lambda hop: ("", _listed(hop)))
    table(key, _HOPS, rows)


def _listed(hop: BlastHop) -> tuple[Cell | str, ...]:
    return (
        clean(Id(hop.source).decoded),
        clean(Id(hop.target).decoded),
        clean(_by(hop)),
        transit_cell(hop.transit),
        right_cell(hop.authorization),
        code(", ".join(line.locator for line in hop.evidence)),
    )


def _by(hop: BlastHop) -> str:
    return ", ".join(Id(part).name for part in (hop.job, hop.channel, hop.application) if part)
