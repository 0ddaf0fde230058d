"""Verdicts as cells: a symbol and words, and a state for the colour; nothing hangs on colour alone."""

from collections.abc import Sequence

from lineage.export import wording
from lineage.export.verdict import SYMBOLS, Reading, State, read
from lineage.model.answers import HopAnswer
from lineage.model.records import Frozen

SEVERITIES = {
    "critical": State.UNAUTHORIZED,
    "high": State.UNAUTHORIZED,
    "medium": State.UNENCRYPTED,
    "low": State.UNKNOWN,
    "info": State.INTERNAL,
}
"""How severities are coloured."""


STATUSES = {
    "yes": State.FINE,
    "potential": State.UNENCRYPTED,
    "unknown": State.UNKNOWN,
    "contributes": State.INTERNAL,
}
"""How the statuses of readers are coloured."""


class Cell(Frozen):
    """What one cell of a table shows."""

    text: str
    """Untrusted text; shown as it is."""
    state: str = ""
    """The state whose colour marks it; none if empty."""
    code: bool = False
    """A name, place or command, in a fixed-width face."""


def reading(transit: str, authorization: Sequence[str]) -> Reading:
    """A pair of verdicts as pictures show it."""
    pair = HopAnswer(
        source="-",
        target="-",
        bases=("configured",),
        active="yes",
        transit=transit,
        authorization=tuple(authorization),
        hop_authorization=tuple(authorization),
        precision="exact",
    )
    return read(pair)


def transit_cell(transit: str) -> Cell:
    """How it travels."""
    return _cell(transit, reading(transit, ("not_needed",)).state)


def right_cell(authorization: Sequence[str], more: str = "") -> Cell:
    """By what right."""
    return _cell(f"{wording.rights(authorization)}{more}", reading("internal", authorization).state)


def status_cell(status: str) -> Cell:
    """Whether somebody reads it."""
    symbol = SYMBOLS[State.UNKNOWN] if status == "unknown" else ""
    return Cell(text=f"{symbol} {status}".strip(), state=STATUSES[status].word)


def code(text: str) -> Cell:
    """A name, place or command."""
    return Cell(text=text, code=True)


def _cell(words: str, state: State) -> Cell:
    return Cell(text=f"{SYMBOLS[state]} {words}".strip(), state=state.word)
