"""How the verdicts of a hop are shown: one state, one line, and the words, so that nothing hangs on colour alone."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Literal, TypeAlias

from lineage.model.answers import HopAnswer
from lineage.model.records import Frozen

Line: TypeAlias = Literal["solid", "dashed", "dotted"]

_VIOLATED = frozenset({"missing", "expired", "exceeded"})
_GRANTED = frozenset({"authorized", "not_needed"})
_LINES: dict[str, Line] = {"internal": "solid", "encrypted": "solid", "unencrypted": "dashed"}


class State(IntEnum):
    """What a hop looks like; the greater, the worse."""

    INTERNAL = 0
    FINE = 1
    UNKNOWN = 2
    UNENCRYPTED = 3
    UNAUTHORIZED = 4

    @property
    def word(self) -> str:
        """The state as a name for styles."""
        return self.name.lower()


SYMBOLS = {
    State.INTERNAL: "",
    State.FINE: "",
    State.UNKNOWN: "?",
    State.UNENCRYPTED: "!",
    State.UNAUTHORIZED: "✕",
}

MEANINGS = {
    State.INTERNAL: "inside one System",
    State.FINE: "encrypted and authorized",
    State.UNKNOWN: "unknown",
    State.UNENCRYPTED: "unencrypted",
    State.UNAUTHORIZED: "not authorized: missing, expired or exceeded",
}
"""What legends say of each state."""


def explained(states: Iterable[State]) -> Iterator[str]:
    """What these states mean, with their symbols, best first; the unknown always, so that its absence is seen."""
    for state in sorted({*states, State.UNKNOWN}):
        yield f"{SYMBOLS[state]} {MEANINGS[state]}".strip()


class Reading(Frozen):
    """A hop's verdicts as they are shown."""

    state: State
    """Its colour and width: the worst of both verdicts."""
    line: Line
    """Its dashes, by transit: solid encrypted, dashed unencrypted, dotted unknown."""
    words: str
    """Both verdicts in words; empty where nothing is wrong."""
    short: str
    """The same in fewer words."""
    symbol: str
    """The state in one character; empty where nothing is wrong."""
    possible: bool
    """It could happen, but is not known to: permitted only, or not known to be switched on."""
    inactive: bool
    """It is switched off."""


def read(hop: HopAnswer) -> Reading:
    """The verdicts of `hop` as they are shown; a value that is not known to be good reads as unknown."""
    transit, rights = hop.transit, frozenset(hop.authorization)
    state = _state(transit, rights)
    symbol = SYMBOLS[state]
    lead = f"{symbol} " if symbol else ""
    claims = _rights_words(rights), _transit_words(transit)
    inactive = hop.active == "no"
    tail = ("inactive",) if inactive else ()
    long = [part for part in (*claims, *tail) if part]
    short = [part.replace("not authorized: ", "") for part in long]
    return Reading(
        state=state,
        line=_LINES.get(transit, "dotted"),
        words=lead + _joined(long),
        short=lead + _joined(short),
        symbol=symbol,
        possible=set(hop.bases) == {"permitted"} or hop.active == "unknown",
        inactive=inactive,
    )


def _joined(parts: list[str]) -> str:
    if {"right unknown", "transit unknown"} <= set(parts):
        parts = ["right and transit unknown", *(part for part in parts if not part.endswith(" unknown"))]
    return " · ".join(parts)


def _state(transit: str, rights: frozenset[str]) -> State:
    if rights & _VIOLATED:
        return State.UNAUTHORIZED
    if transit == "unencrypted":
        return State.UNENCRYPTED
    if not rights or rights - _GRANTED or transit not in {"internal", "encrypted"}:
        return State.UNKNOWN
    return State.INTERNAL if transit == "internal" else State.FINE


def _rights_words(rights: frozenset[str]) -> str:
    if rights & _VIOLATED:
        return f"not authorized: {', '.join(sorted(rights & _VIOLATED))}"
    return "right unknown" if not rights or rights - _GRANTED else ""


def _transit_words(transit: str) -> str:
    if transit in {"internal", "encrypted"}:
        return ""
    return "unencrypted" if transit == "unencrypted" else "transit unknown"
