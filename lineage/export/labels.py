"""What is written on hops, and where: the job in a pill, the verdict in words, each where it hides least."""

from collections.abc import Iterable, Iterator
from math import ceil, dist
from typing import Literal, NamedTuple, TypeAlias

from lineage.export.layered.routes import Curve, Point
from lineage.export.layout import Layout, Rectangle
from lineage.export.text import clean, shorten, width
from lineage.export.verdict import Reading, State, read
from lineage.model.answers import FlowAnswer, FlowNode, HopAnswer
from lineage.model.ids import Id
from lineage.model.records import Frozen

Kind: TypeAlias = Literal["job", "word"]

SIZE = 10.0
HEIGHT = 15.0

_JOB_ROOM = 120.0
_PILL = 14.0
_CELL = 20.0
_STEP = 8.0
_AIR = 5.0
_TRIES = 28
_ARROW = 14.0
_CROSSED = 3.0
_SHORTER = 2.5
_WORDLESS = 14.0
_FAR = 8.0
_PREFERRED: dict[Kind, float] = {"job": 0.36, "word": 0.62}


class Label(Frozen):
    """A text on a hop."""

    hop: int
    """The place of its hop among the hops."""
    kind: Kind
    """A job's pill, or a verdict's words."""
    text: str
    """What it says."""
    state: State
    """The state of its hop."""
    framed: bool
    """It stands inside a System's frame."""
    place: Rectangle
    """Where it stands."""


class _Wish(NamedTuple):
    """A label without a place."""

    hop: int
    kind: Kind
    texts: tuple[str, ...]
    """Longest first; the last one is put down wherever there is no room for any."""
    must: bool
    state: State


def carrier(hop: HopAnswer) -> str:
    """The name of what moves the data: the job, else the application, else the channel."""
    identity = hop.job or hop.application or hop.channel
    name = clean(Id(identity).name) if identity else ""
    return " · ".join(part for part in (name, clean(hop.transformation)) if part)


def label_widths(flow: FlowAnswer) -> list[float]:
    """How much is to be written on each hop, in pixels."""
    return [_pill_width(_job_text(hop, 1)) + width(read(hop).short, SIZE, bold=True) for hop in flow.hops]


def _pill_width(text: str) -> float:
    return width(text, SIZE) + _PILL if text else 0.0


def _job_text(hop: HopAnswer, count: int) -> str:
    text = shorten(carrier(hop), _JOB_ROOM, SIZE)
    return f"{text} ×{count}" if text and count > 1 else text


def place(flow: FlowAnswer, layout: Layout) -> tuple[Label, ...]:
    """The labels of `flow`, those of the worst hops first to choose, in the order of the hops."""
    ground = _Ground(layout)
    wishes = sorted(_wishes(flow, ground), key=lambda wish: (-wish.state, not wish.must, wish.hop, wish.kind))
    found = [label for wish in wishes for label in ground.put(wish)]
    return tuple(sorted(found, key=lambda label: (label.hop, label.kind)))


def _wishes(flow: FlowAnswer, ground: "_Ground") -> Iterator[_Wish]:
    """Hops of one job between two datasets with equal verdicts are named once, on the middle one."""
    nodes = {node.id: node for node in flow.nodes}
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, hop in enumerate(flow.hops):
        key = (_dataset(nodes[hop.source]), _dataset(nodes[hop.target]), carrier(hop), hop.job, read(hop).words)
        groups.setdefault(key, []).append(number)
    for members in groups.values():
        members.sort(key=lambda number: (ground.middle(number).y, number))
        leader = members[len(members) // 2]
        for number in members:
            reading = read(flow.hops[number])
            if number == leader:
                yield from _leading(flow.hops[number], number, reading, len(members))
            elif reading.symbol:
                yield _Wish(number, "word", (reading.symbol,), must=False, state=reading.state)


def _dataset(node: FlowNode) -> str:
    return node.dataset if node.kind == "field" else node.id


def _leading(hop: HopAnswer, number: int, reading: Reading, count: int) -> Iterator[_Wish]:
    if text := _job_text(hop, count):
        yield _Wish(number, "job", (text,), must=False, state=reading.state)
    if reading.words:
        texts = dict.fromkeys((reading.words, reading.short, reading.symbol or reading.words))
        yield _Wish(number, "word", tuple(texts), must=True, state=reading.state)


class _Ground:
    """Where labels can stand: what is taken, and which hops come by."""

    def __init__(self, layout: Layout) -> None:
        self._lines = [_samples(route.curves) for route in layout.routes]
        self._passing: dict[tuple[int, int], set[int]] = {}
        for hop, line in enumerate(self._lines):
            for point in line:
                self._passing.setdefault((int(point.x // _CELL), int(point.y // _CELL)), set()).add(hop)
        self._taken: dict[tuple[int, int], list[Rectangle]] = {}
        for rectangle in _obstacles(layout):
            self._take(rectangle)
        self._frames = [frame.place for frame in layout.frames]

    def middle(self, hop: int) -> Point:
        """The middle of a hop's line."""
        return self._lines[hop][len(self._lines[hop]) // 2]

    def _take(self, rectangle: Rectangle) -> None:
        for cell in _cells(rectangle):
            self._taken.setdefault(cell, []).append(rectangle)

    def put(self, wish: _Wish) -> Iterator[Label]:
        """The label at its best place; none where there is no room and it may be left out."""
        best: tuple[float, str, Rectangle] | None = None
        for rank, text in enumerate(wish.texts):
            for cost, rectangle in self._places(wish, text):
                total = cost + rank * _SHORTER + (_WORDLESS if rank and len(text) == 1 else 0.0)
                if best is None or total < best[0]:
                    best = (total, text, rectangle)
        if best is None and wish.must:
            text = wish.texts[-1]
            best = (0.0, text, _around(self.middle(wish.hop), _wide(wish.kind, text)))
        if best is not None:
            _, text, rectangle = best
            self._take(_grown(rectangle))
            framed = any(_overlap(_point(rectangle), frame) for frame in self._frames)
            yield Label(hop=wish.hop, kind=wish.kind, text=text, state=wish.state, framed=framed, place=rectangle)

    def _places(self, wish: _Wish, text: str) -> Iterator[tuple[float, Rectangle]]:
        line = self._lines[wish.hop]
        wide = _wide(wish.kind, text)
        step = max(1, len(line) // _TRIES)
        for number in range(0, len(line), step):
            rectangle = _around(line[number], wide)
            if not self._is_taken(rectangle):
                away = abs(number / len(line) - _PREFERRED[wish.kind])
                hidden = self._crossed(rectangle, wish.hop) + self._bordering(rectangle)
                yield _FAR * away + _CROSSED * hidden, rectangle

    def _is_taken(self, rectangle: Rectangle) -> bool:
        return any(_overlap(rectangle, other) for cell in _cells(rectangle) for other in self._taken.get(cell, ()))

    def _crossed(self, rectangle: Rectangle, hop: int) -> int:
        others: set[int] = set()
        for cell in _cells(rectangle):
            others |= self._passing.get(cell, set())
        return len(others - {hop})

    def _bordering(self, rectangle: Rectangle) -> bool:
        """Whether it would cover a part of a frame's border."""
        return any(_overlap(rectangle, frame) and not _within(rectangle, frame) for frame in self._frames)


def _wide(kind: Kind, text: str) -> float:
    return _pill_width(text) if kind == "job" else width(text, SIZE, bold=True) + 6.0


def _around(point: Point, wide: float) -> Rectangle:
    return Rectangle(x=point.x - wide / 2, y=point.y - HEIGHT / 2, width=wide, height=HEIGHT)


def _grown(place: Rectangle) -> Rectangle:
    return Rectangle(x=place.x - _AIR, y=place.y, width=place.width + 2 * _AIR, height=place.height)


def _samples(curves: Iterable[Curve]) -> list[Point]:
    """Points along a line, a step apart."""
    result: list[Point] = []
    for curve in curves:
        count = max(1, ceil(dist(curve.start, curve.end) / _STEP))
        result += [curve.at(number / count) for number in range(count)]
    return result


def _obstacles(layout: Layout) -> Iterator[Rectangle]:
    yield from (box.place for box in layout.boxes)
    yield from (heading.place for heading in layout.headings)
    for end, ahead in ((route.curves[-1].end, route.curves[-1].ahead) for route in layout.routes):
        yield Rectangle(x=end.x - _ARROW * (ahead > 0), y=end.y - 4, width=_ARROW, height=8)
    for frame in layout.frames:
        if frame.label:
            yield frame.place.model_copy(update={"height": 34.0})


def _cells(rectangle: Rectangle) -> Iterator[tuple[int, int]]:
    for column in range(int(rectangle.x // _CELL), int((rectangle.x + rectangle.width) // _CELL) + 1):
        for row in range(int(rectangle.y // _CELL), int((rectangle.y + rectangle.height) // _CELL) + 1):
            yield column, row


def _within(one: Rectangle, other: Rectangle) -> bool:
    return (
        other.x <= one.x
        and one.x + one.width <= other.x + other.width
        and other.y <= one.y
        and one.y + one.height <= other.y + other.height
    )


def _point(place: Rectangle) -> Rectangle:
    return Rectangle(x=place.x + place.width / 2, y=place.y + place.height / 2, width=0.0, height=0.0)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
