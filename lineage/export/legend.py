"""The legend of a picture: every line and shape with its meaning, wrapped to the width that there is."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lineage.export.labels import HEIGHT
from lineage.export.layered.routes import Curve, Point
from lineage.export.layout import Rectangle
from lineage.export.shapes import line, rectangle, text
from lineage.export.text import width
from lineage.export.verdict import Line, Reading, State

_SIZE = 10.0
_SAMPLE = 44.0
_GAP = 8.0
_APART = 26.0
_STEP = 22.0

_LINES: tuple[tuple[str, State, Line, bool], ...] = (
    ("inside one System", State.INTERNAL, "solid", False),
    ("encrypted and authorized", State.FINE, "solid", False),
    ("? unknown (dotted: transit)", State.UNKNOWN, "dotted", False),
    ("! unencrypted", State.UNENCRYPTED, "dashed", False),
    ("✕ not authorized: missing, expired or exceeded", State.UNAUTHORIZED, "solid", False),
    ("✕ not authorized and unencrypted", State.UNAUTHORIZED, "dashed", False),
    ("possible, not known to happen", State.FINE, "solid", True),
)


class _Entry(NamedTuple):
    sample: Callable[[Point], str]
    """Draws the sample, given its left middle."""
    words: str


def legend(room: float) -> tuple[list[str], float]:
    """The elements of the legend from the upper left corner down, and their height, within `room` pixels of width."""
    elements: list[str] = []
    x, y = 0.0, _STEP / 2
    for entry in _entries():
        wide = _SAMPLE + _GAP + width(entry.words, _SIZE)
        if x and x + wide > room:
            x, y = 0.0, y + _STEP
        elements.append(entry.sample(Point(x, y)))
        elements.append(text(Point(x + _SAMPLE + _GAP, y + 3.5), entry.words, _SIZE, "ldf-muted"))
        x += wide + _APART
    return elements, y + _STEP / 2


def _entries() -> Iterator[_Entry]:
    for words, state, dashes, possible in _LINES:
        yield _Entry(_line_sample(state, dashes, possible=possible), words)
    yield _Entry(_frame_sample, "trust boundary of a System")
    yield _Entry(_pill_sample, "job ×hops")


def _line_sample(state: State, dashes: Line, *, possible: bool) -> Callable[[Point], str]:
    def draw(where: Point) -> str:
        end = Point(where.x + _SAMPLE, where.y)
        curve = Curve(where, where, where, end)
        reading = Reading(state=state, line=dashes, words="", short="", symbol="", possible=possible, inactive=False)
        return line((curve,), reading)

    return draw


def _frame_sample(where: Point) -> str:
    place = Rectangle(x=where.x, y=where.y - 7, width=_SAMPLE, height=14)
    return rectangle(place, "ldf-frame", ' rx="5" stroke-width="1.3" stroke-dasharray="6 4"')


def _pill_sample(where: Point) -> str:
    place = Rectangle(x=where.x, y=where.y - HEIGHT / 2, width=_SAMPLE, height=HEIGHT)
    middle = Point(where.x + _SAMPLE / 2, where.y + 3.5)
    return rectangle(place, "ldf-pill", f' rx="{HEIGHT / 2}"') + text(
        middle, "sync ×3", _SIZE, "ldf-text", ' text-anchor="middle"'
    )
