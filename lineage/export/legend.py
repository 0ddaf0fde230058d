"""The legend of a picture: the lines and shapes in it with their meaning, wrapped to the width that there is."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from lineage.export.labels import HEIGHT
from lineage.export.layered.routes import Curve, Point
from lineage.export.layout import Rectangle
from lineage.export.shapes import line, rectangle, text
from lineage.export.text import width
from lineage.export.verdict import MEANINGS, SYMBOLS, Line, Reading, State, read
from lineage.model.answers import HopAnswer

_SIZE = 10.0
_SAMPLE = 44.0
_GAP = 8.0
_APART = 26.0
_STEP = 22.0


class _Sort(NamedTuple):
    """A sort of line."""

    words: str
    state: State
    line: Line
    possible: bool = False


def _plain(state: State, line: Line = "solid", more: str = "") -> _Sort:
    return _Sort(f"{SYMBOLS[state]} {MEANINGS[state]}{more}".strip(), state, line)


_UNKNOWN = _plain(State.UNKNOWN, "dotted", " (dotted: transit)")
_NEITHER = _Sort("✕ not authorized and unencrypted", State.UNAUTHORIZED, "dashed")
_POSSIBLE = _Sort("possible, not known to happen", State.FINE, "solid", possible=True)
_SORTS = (
    _plain(State.INTERNAL),
    _plain(State.FINE),
    _UNKNOWN,
    _plain(State.UNENCRYPTED, "dashed"),
    _plain(State.UNAUTHORIZED),
    _NEITHER,
    _POSSIBLE,
)


class _Entry(NamedTuple):
    sample: Callable[[Point], str]
    """Draws the sample, given its left middle."""
    words: str


def legend(room: float, hops: Iterable[HopAnswer]) -> tuple[list[str], float]:
    """The elements of the legend from the upper left corner down, and their height, within `room` pixels of width.

    It explains the lines of these hops only, and always the unknown, so that its absence is seen.
    """
    elements: list[str] = []
    x, y = 0.0, _STEP / 2
    for entry in _entries({sort for hop in hops for sort in _sorts(read(hop))}):
        wide = _SAMPLE + _GAP + width(entry.words, _SIZE)
        if x and x + wide > room:
            x, y = 0.0, y + _STEP
        elements.append(entry.sample(Point(x, y)))
        elements.append(text(Point(x + _SAMPLE + _GAP, y + 3.5), entry.words, _SIZE, "ldf-muted"))
        x += wide + _APART
    return elements, y + _STEP / 2


def _sorts(reading: Reading) -> Iterator[_Sort]:
    """The sorts of line that a hop's line is."""
    if reading.state == State.UNAUTHORIZED and reading.line == "dashed":
        yield _NEITHER
    else:
        yield next(sort for sort in _SORTS if sort.state == reading.state)
    if reading.possible:
        yield _POSSIBLE


def _entries(drawn: Collection[_Sort]) -> Iterator[_Entry]:
    for sort in _SORTS:
        if sort in drawn or sort == _UNKNOWN:
            yield _Entry(_line_sample(sort.state, sort.line, possible=sort.possible), sort.words)
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
