"""What was read and what could not be: said before anything else, so that 'no path' and 'could not look' never look alike."""

from collections.abc import Sequence

import streamlit as st

from lineage.export.text import clean
from lineage.export.verdict import SYMBOLS, State
from lineage.model.answers import Coverage
from lineage.model.records import Gap, is_command
from lineage.pipeline import Opened
from lineage.ui.components import table
from lineage.ui.plain import counted
from lineage.ui.verdict import Cell

_SOURCES = ("Connector", "Read", "When (UTC)", "Files", "Calls", "Whole")
_GAPS = ("Could not be seen", "What that hides", "What opens it", "Why", "Where")


def coverage(opened: Opened) -> None:
    """The sources, when they were read, and every gap with what it hides and what would open it."""
    manifest = opened.snapshot.manifest
    counts = opened.graph.counts()
    unknown = counts["fields"] - counts["classified"]
    when = max((entry.seen_at for entry in manifest.sources), default=manifest.created)
    st.text(
        f"Read on {when:%d %B %Y at %H:%M} UTC from {len(manifest.sources)} source{'s' * (len(manifest.sources) != 1)}: "
        f"{counts['fields']:,} fields ({counts['classified']:,} classified, {unknown:,} unknown), {counts['hops']:,} hops."
    )
    found = opened.graph.gaps()
    if found:
        gaps_table(found, "gaps", f"{things(len(found))} could not be seen: flows may be missing from every answer below.")
    else:
        st.text("No gaps were recorded: everything that was looked for was read.")
    with st.expander("Sources"):
        rows = [
            (str(number), (entry.connector, Cell(text=clean(entry.path), code=True), f"{entry.seen_at:%Y-%m-%d %H:%M}",
                           f"{entry.files:,}", f"{entry.calls:,}", "yes" if entry.complete else "no"))
            for number, entry in enumerate(manifest.sources)
        ]  # fmt: skip
        table("sources", _SOURCES, rows)


def gaps_table(gaps: Sequence[Gap], key: str, says: str) -> None:
    """Gaps with what each hides and what would open it."""
    st.warning(says, icon=":material/visibility_off:")
    table(key, _GAPS, [(str(number), _gap(gap)) for number, gap in enumerate(gaps)], height=400)


def gaps_badge(gaps: Sequence[Gap]) -> None:
    """Beside the counts of an answer: how much of it could not be seen."""
    if gaps:
        st.badge(f"{SYMBOLS[State.UNKNOWN]} {things(len(gaps))} could not be seen, listed below", color="gray")


def _gap(gap: Gap) -> tuple[Cell | str, ...]:
    remedy = Cell(text=clean(gap.remedy) or "None known.", code=is_command(gap.remedy))
    return (
        f"{clean(gap.surface)}: {clean(gap.what)}",
        clean(gap.hides),
        remedy,
        clean(gap.why),
        Cell(text=clean(gap.locator), code=True),
    )


def seen(answer: Coverage) -> str:
    """Coverage in one line."""
    unknown = answer.fields - answer.classified
    gaps = f"{things(answer.gaps)} could not be seen" if answer.gaps else "no gaps recorded"
    return (
        f"Seen: {answer.fields:,} fields ({answer.classified:,} classified, {unknown:,} unknown), {answer.hops:,} hops; {gaps}."
    )


def things(number: int) -> str:
    """A number of things, in words."""
    return counted(number, "thing")
