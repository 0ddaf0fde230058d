"""SVG elements: boxes, frames, lines and labels, as text; whatever is untrusted goes through `escaped`."""

from collections.abc import Iterable, Iterator
from html import escape

from lineage.export.labels import SIZE, Label
from lineage.export.layered.captions import BAR, LABEL, PADDING, SMALL
from lineage.export.layered.routes import Curve, Point
from lineage.export.layout import HEADING, Box, Column, Frame, Heading, Rectangle, Route
from lineage.export.palette import WIDTHS
from lineage.export.text import clean
from lineage.export.verdict import Reading, State

DASHES = {"solid": "", "dashed": "9 4", "dotted": "1 4.5"}

_BASELINE = 0.36


def number(value: float) -> str:
    """A length with one decimal at most."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def escaped(text: str) -> str:
    """`text` as XML character data or attribute value."""
    return escape(clean(text), quote=True)


def title(lines: Iterable[str]) -> str:
    """What is shown while the pointer rests on an element."""
    return f"<title>{chr(10).join(escaped(line) for line in lines)}</title>"


def text(where: Point, words: str, size: float, style: str, more: str = "") -> str:
    """A line of text, its baseline at `where`."""
    return (
        f'<text class="{style}" x="{number(where.x)}" y="{number(where.y)}" font-size="{number(size)}"{more}>'
        f"{escaped(words)}</text>"
    )


def rectangle(place: Rectangle, style: str, more: str = "") -> str:
    """A rectangle."""
    return (
        f'<rect class="{style}" x="{number(place.x)}" y="{number(place.y)}" width="{number(place.width)}" '
        f'height="{number(place.height)}"{more}/>'
    )


def column(value: Column, y: float) -> str:
    """The heading of a column."""
    where = Point((value.left + value.right) / 2, y)
    return text(where, value.text.upper(), SMALL, "ldf-muted", ' text-anchor="middle" letter-spacing="1.2"')


def frame(value: Frame) -> Iterator[str]:
    """A trust boundary with its System's name and operator."""
    place = value.place
    yield f"<g>{title((value.full, value.operator))}" if value.operator else f"<g>{title((value.full,))}"
    yield rectangle(place, "ldf-frame", ' rx="10" stroke-width="1.3" stroke-dasharray="6 4"')
    if value.label:
        left = place.x + 13
        yield text(Point(left, place.y + 18), value.label, HEADING, "ldf-text", ' font-weight="bold"')
        yield text(Point(left, place.y + 32), value.operator, SMALL, "ldf-muted")
    yield "</g>"


def heading(value: Heading) -> str:
    """A dataset's name above its fields."""
    where = Point(value.place.x + 1, value.place.y + value.place.height - 5)
    label = text(where, value.text, SMALL, "ldf-muted", ' font-weight="bold"')
    return f"<g>{title((value.full,))}{label}</g>"


def box(value: Box, lines: Iterable[str]) -> Iterator[str]:
    """A node in the shape of its kind."""
    yield f"<g>{title(lines)}"
    yield from _OUTLINES[value.shape](value)
    yield from _centred(value) if value.shape == "system" else _inscribed(value)
    yield "</g>"


def _outline_system(value: Box) -> Iterator[str]:
    yield rectangle(value.place, f"ldf-{value.role}", f' stroke-width="{3.2 if value.node.traced else 2}"')


def _outline_passing(value: Box) -> Iterator[str]:
    stroke = 2.8 if value.node.traced else 1.3
    radius = number(min(value.place.height / 2, 13))
    yield rectangle(value.place, f"ldf-{value.role}", f' rx="{radius}" stroke-width="{stroke}"')


def _outline_store(value: Box) -> Iterator[str]:
    """Open at its right end, with a bar at its left; the bar is filled where the question was asked of it."""
    place = value.place
    yield rectangle(place, f"ldf-{value.role}-fill")
    bar = Rectangle(x=place.x, y=place.y, width=BAR - 2, height=place.height)
    yield rectangle(bar, f"ldf-{value.role}-ink" if value.node.traced else f"ldf-{value.role}-fill")
    left, right, top, bottom = place.x, place.x + place.width, place.y, place.y + place.height
    edge = f"M{number(right)} {number(top)}H{number(left)}V{number(bottom)}H{number(right)}"
    inner = f"M{number(left + BAR - 2)} {number(top)}V{number(bottom)}"
    stroke = 2.4 if value.node.traced else 1.3
    yield f'<path class="ldf-{value.role}-line" d="{edge}{inner}" stroke-width="{stroke}"/>'


_OUTLINES = {
    "system": _outline_system,
    "passing": _outline_passing,
    "field": _outline_store,
    "dataset": _outline_store,
}


def _inscribed(value: Box) -> Iterator[str]:
    place = value.place
    y = place.y + place.height / 2
    indent = PADDING + (BAR if value.shape != "passing" else 2.0)
    weight = ' font-weight="bold"' if value.bold else ""
    yield text(Point(place.x + indent, y + LABEL * _BASELINE), value.label, LABEL, "ldf-text", weight)
    if value.note:
        where = Point(place.x + place.width - PADDING, y + SMALL * _BASELINE)
        yield text(where, value.note, SMALL, "ldf-muted", ' text-anchor="end"')


def _centred(value: Box) -> Iterator[str]:
    x, y = value.place.x + value.place.width / 2, value.place.y + value.place.height / 2
    middle = ' text-anchor="middle"'
    yield text(Point(x, y - 3), value.label, LABEL, "ldf-text", f'{middle} font-weight="bold"')
    yield text(Point(x, y + 12), value.note, SMALL, "ldf-muted", middle)


def route(value: Route, reading: Reading, lines: Iterable[str]) -> Iterator[str]:
    """The line of a hop and its arrow."""
    faint = ' opacity="0.45"' if reading.inactive else ""
    yield f'<g data-hop="{value.hop}"{faint}>{title(lines)}'
    yield line(value.curves, reading)
    yield "</g>"


def line(curves: tuple[Curve, ...], reading: Reading) -> str:
    """A line in the style of its verdicts, with an arrow at its end."""
    wide = WIDTHS[reading.state]
    long = 6.0 + 1.6 * wide
    end = curves[-1].end
    ahead = curves[-1].ahead
    last = curves[-1]._replace(end=Point(end.x - ahead * (long - 1.0), end.y))
    dashes = DASHES[reading.line]
    dashes = f' stroke-dasharray="{dashes}"' if dashes else ""
    round_ends = ' stroke-linecap="round"' if reading.line == "dotted" else ""
    arrow = _arrow(end, ahead, long, hollow=reading.possible)
    style = f"ldf-{reading.state.word}"
    return (
        f'<path class="{style}" d="{_path((*curves[:-1], last))}" stroke-width="{number(wide)}"{dashes}{round_ends}/>'
        f'<path class="{style}-{"open" if reading.possible else "arrow"}" d="{arrow}"/>'
    )


def _arrow(tip: Point, ahead: float, long: float, *, hollow: bool) -> str:
    half = long * 0.42
    back = tip.x - ahead * long
    inset = 0.7 if hollow else 0.0
    points = [Point(tip.x - ahead * inset, tip.y), Point(back, tip.y - half), Point(back, tip.y + half)]
    return "M" + "L".join(f"{number(point.x)} {number(point.y)}" for point in points) + "Z"


def _path(curves: Iterable[Curve]) -> str:
    parts: list[str] = []
    for start, out, into, end in curves:
        if not parts:
            parts.append(f"M{number(start.x)} {number(start.y)}")
        if start.y == out.y == into.y == end.y:
            parts.append(f"H{number(end.x)}")
        else:
            parts.append("C" + " ".join(f"{number(point.x)} {number(point.y)}" for point in (out, into, end)))
    return "".join(parts)


def label(value: Label) -> str:
    """A job's pill or a verdict's words on a hop."""
    place = value.place
    middle = Point(place.x + place.width / 2, place.y + place.height / 2 + SIZE * _BASELINE)
    if value.kind == "job":
        style = "ldf-pill" if value.state is not State.INTERNAL else "ldf-pill ldf-calm"
        pill = rectangle(place, style, f' rx="{number(place.height / 2)}"')
        return pill + text(middle, value.text, SIZE, "ldf-text", ' text-anchor="middle"')
    ground = "ldf-frame-plate" if value.framed else "ldf-plate"
    words = text(middle, value.text, SIZE, f"ldf-{value.state.word}-word", ' text-anchor="middle" font-weight="bold"')
    if len(value.text) > 1:
        return rectangle(place, ground, ' rx="3"') + words
    centre = f'cx="{number(middle.x)}" cy="{number(place.y + place.height / 2)}" r="6.5"'
    return f'<circle class="{ground} ldf-{value.state.word}-ring" {centre}/>{words}'
