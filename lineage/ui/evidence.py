"""Why we say so: the hops of a walk, each with its verdicts and the places that prove it."""

from collections.abc import Mapping, Sequence

import streamlit as st

from lineage.export import wording
from lineage.export.details import hop_lines
from lineage.export.text import clean
from lineage.model.answers import Destination, HopAnswer
from lineage.ui.plain import plain, shown


def of_row(row: Destination, title: str, names: Mapping[str, str]) -> None:
    """The walks that show the worst of both verdicts on the way to a destination, or from a source."""
    st.markdown(f"**{plain(title)}**")
    transit, right = row.witnesses.transit, row.witnesses.authorization
    here = {value for hop in right for value in hop.authorization}
    worst = wording.rights(value for value in row.authorization if value in here)
    if transit == right:
        _walk(f"One walk shows both: transit {row.transit}, authorization {worst}", transit, names)
    else:
        _walk(f"Worst transit: {row.transit}", transit, names)
        _walk(f"Worst authorization: {worst}", right, names)

    elsewhere = [value for value in row.authorization if value not in here]
    if elsewhere:
        # Missing, expired and exceeded rank equal, so the shortest walk that shows one of them need not show the others.
        st.caption(plain(f"Not on this walk but on another one in the picture: {wording.rights(elsewhere)}"))


def of_hops(hops: Sequence[HopAnswer], names: Mapping[str, str]) -> None:
    """Hops that were chosen in the picture."""
    st.markdown(f"**{len(hops)} hops**" if len(hops) != 1 else "**The chosen hop**")
    for hop in hops:
        _hop(hop, names)


def _walk(title: str, hops: Sequence[HopAnswer], names: Mapping[str, str]) -> None:
    st.caption(plain(title))
    for hop in hops:
        _hop(hop, names)


def _hop(hop: HopAnswer, names: Mapping[str, str]) -> None:
    ends, *known = hop_lines(hop.model_copy(update={"evidence": ()}), names)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(ends)}**")
        st.text("\n".join(shown(line) for line in known))
        if not hop.evidence:
            st.text("Evidence: none; the graph was built so.")
        for line in hop.evidence:
            st.code(clean(line.locator) or "no place given", language=None, wrap_lines=True)
            how = line.basis if line.stated else f"{line.basis}, inferred"
            when = f" · read {line.seen_at}" if line.seen_at else ""
            st.caption(plain(f"{how} · connector {line.connector}{when}"))
