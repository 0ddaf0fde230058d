"""A layered picture of a flow, left to right: frames, headings, boxes and lines with their places in pixels.

Every System has one frame. Frames stand in columns by their distance along the hops from what was asked for;
hops that pass a column run between its frames. What closes a cycle is drawn back, from right to left.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from lineage.export.layered.across import LOOP_ROOM, Across, across
from lineage.export.layered.captions import (
    NARROWEST,
    WIDEST,
    Caption,
    captions,
    compact,
    heights,
    operated,
    titles,
)
from lineage.export.layered.coordinates import FRAME_PAD, TITLE, Sizes, Vertical, vertical
from lineage.export.layered.ordering import order
from lineage.export.layered.parts import Skeleton
from lineage.export.layered.roles import is_passing, roles
from lineage.export.layered.routes import Curve, routes
from lineage.export.layered.skeleton import skeleton
from lineage.export.palette import Role
from lineage.export.text import clean, shorten, width
from lineage.model.answers import FlowAnswer, FlowNode
from lineage.model.records import Frozen

Shape: TypeAlias = Literal["field", "dataset", "passing", "system"]

_ELSEWHERE = 0.6

HEADING = 12.0
SECOND = 10.0


class Rectangle(Frozen):
    """A place in the picture, from its upper left corner."""

    x: float
    """Left."""
    y: float
    """Top."""
    width: float
    """To the right."""
    height: float
    """Downwards."""


class Box(Frozen):
    """A node."""

    node: FlowNode
    """What it shows."""
    shape: Shape
    """An open store, a store, something in flight or a whole System."""
    role: Role
    """What its System is to the question."""
    label: str
    """Its text, shortened."""
    full: str
    """Its text."""
    note: str
    """The elements that it holds, or a System's operator."""
    bold: bool
    """Whether the text is set in bold."""
    place: Rectangle
    """Where it stands."""


class Heading(Frozen):
    """The name of a dataset above its fields."""

    text: str
    """The name, shortened."""
    full: str
    """The name."""
    place: Rectangle
    """Where it stands."""


class Frame(Frozen):
    """The trust boundary of a System."""

    system: str
    """The System's id."""
    label: str
    """Its name, shortened; empty where its only box says it."""
    full: str
    """Its name."""
    operator: str
    """Who runs it, shortened."""
    place: Rectangle
    """Where it stands."""


class Column(Frozen):
    """The Systems at one distance."""

    text: str
    """What they are to the question."""
    left: float
    """Where it begins."""
    right: float
    """Where it ends."""


class Route(Frozen):
    """The line of a hop."""

    hop: int
    """Its place among the hops."""
    curves: tuple[Curve, ...]
    """From its source to its target."""
    loop: bool
    """It begins and ends at the right side of one stack."""


class Layout(Frozen):
    """A picture without colours."""

    width: float
    """To the right end of the last frame."""
    height: float
    """To the lower end of the lowest frame."""
    columns: tuple[Column, ...]
    """From left to right."""
    frames: tuple[Frame, ...]
    """By System id."""
    headings: tuple[Heading, ...]
    """By System and dataset."""
    boxes: tuple[Box, ...]
    """In the order of the nodes."""
    routes: tuple[Route, ...]
    """In the order of the hops."""


class _Bones(NamedTuple):
    flow: FlowAnswer
    skeleton: Skeleton
    captions: tuple[Caption, ...]
    roles: tuple[Role, ...]
    heights: Sequence[float]
    titles: Mapping[int, str]
    compact: frozenset[int]
    loops: frozenset[int]
    """Layers with hops inside one stack."""


def arrange(flow: FlowAnswer, label_widths: Sequence[float] = ()) -> Layout:
    """The layout of `flow`; `label_widths` say how much will be written on each hop, so that room is left for it."""
    bones = _bones(flow)
    down = vertical(order(bones.skeleton), Sizes(bones.heights, frozenset(bones.titles), bones.compact))
    beside = across(bones.skeleton, _layer_widths(bones), _label_room(bones, label_widths), bones.loops)
    lines = routes(bones.skeleton, beside, down.centres, bones.heights)
    loops = set(bones.skeleton.loops)
    return Layout(
        width=max(beside.leave, default=0.0),
        height=down.height,
        columns=tuple(_columns(bones, beside)),
        frames=tuple(_frame(bones, beside, down, system) for system in range(len(bones.skeleton.systems))),
        headings=tuple(_heading(bones, beside, down, stack) for stack in sorted(bones.titles)),
        boxes=tuple(_box(bones, beside, down, number) for number in range(len(flow.nodes))),
        routes=tuple(Route(hop=hop, curves=curves, loop=hop in loops) for hop, curves in enumerate(lines)),
    )


def _bones(flow: FlowAnswer) -> _Bones:
    bones = skeleton(flow)
    return _Bones(
        flow,
        bones,
        captions(flow, bones),
        roles(flow, bones),
        heights(flow, bones),
        titles(flow, bones),
        compact(flow, bones),
        frozenset(bones.items[bones.ends[hop][0]].layer for hop in bones.loops),
    )


def _layer_widths(bones: _Bones) -> dict[int, float]:
    """How wide the boxes of each layer are: all the same, for the widest of their texts."""
    result: dict[int, float] = {}

    def widen(layer: int, wanted: float) -> None:
        result[layer] = max(result.get(layer, NARROWEST), min(wanted, WIDEST))

    for number, caption in enumerate(bones.captions):
        widen(bones.skeleton.items[number].layer, caption.wanted)
    for stack, title in bones.titles.items():
        widen(bones.skeleton.stacks[stack].layer, width(title, SECOND, bold=True))
    for system in range(len(bones.skeleton.systems)):
        first, last = _span(bones, system)
        if first == last and system not in bones.compact:
            node = _first_node(bones, system)
            widen(first, width(clean(node.system_label), HEADING, bold=True))
            widen(first, width(operated(node.operator), SECOND))
    return result


def _label_room(bones: _Bones, label_widths: Sequence[float]) -> dict[int, float]:
    """Layer → the widest label of a hop that ends in the next layer; longer hops have other parts to write on."""
    result: dict[int, float] = {}
    for chain in bones.skeleton.chains if label_widths else ():
        layer = bones.skeleton.items[chain.items[-1]].layer - 1
        wanted = label_widths[chain.hop] * (1.0 if chain.is_short else _ELSEWHERE)
        result[layer] = max(result.get(layer, 0.0), wanted)
    return result


def _span(bones: _Bones, system: int) -> tuple[int, int]:
    layers = [stack.layer for stack in bones.skeleton.stacks if stack.system == system]
    return min(layers), max(layers)


def _first_node(bones: _Bones, system: int) -> FlowNode:
    return next(node for node in bones.flow.nodes if node.system == bones.skeleton.systems[system])


def _columns(bones: _Bones, beside: Across) -> Iterator[Column]:
    for number, band in enumerate(bones.skeleton.bands):
        yield Column(
            text=_column_text(bones, number),
            left=beside.left[band.layers[0]] - FRAME_PAD,
            right=beside.leave[band.layers[-1]] - 2.0,
        )


def _column_text(bones: _Bones, number: int) -> str:
    if not any(node.traced for node in bones.flow.nodes):
        return ""
    if number == bones.skeleton.start_band:
        return "Asked about"
    if number < bones.skeleton.start_band:
        return "Sources"
    own = {system for system, band in zip(bones.skeleton.systems, bones.skeleton.ranks, strict=True) if band == number}
    passing = {node.system for node in bones.flow.nodes if is_passing(node)}
    return "Middleware" if own <= passing else "Destinations" if not own & passing else "Middleware, destinations"


def _frame(bones: _Bones, beside: Across, down: Vertical, system: int) -> Frame:
    first, last = _span(bones, system)
    left = beside.left[first] - FRAME_PAD
    right = beside.right[last] + FRAME_PAD + (LOOP_ROOM if last in bones.loops else 0.0)
    top, bottom = down.blocks[system]
    node = _first_node(bones, system)
    full = clean(node.system_label) or clean(node.system)
    room = right - left - 2 * FRAME_PAD
    silent = system in bones.compact
    return Frame(
        system=node.system,
        label="" if silent else shorten(full, room, HEADING, bold=True),
        full=full,
        operator="" if silent else shorten(operated(node.operator), room, SECOND),
        place=Rectangle(x=left, y=top, width=right - left, height=bottom - top),
    )


def _heading(bones: _Bones, beside: Across, down: Vertical, number: int) -> Heading:
    stack = bones.skeleton.stacks[number]
    left, right = beside.left[stack.layer], beside.right[stack.layer]
    top = min(down.centres[row] - bones.heights[row] / 2 for row in stack.rows)
    full = bones.titles[number]
    return Heading(
        text=shorten(full, right - left, SECOND, bold=True),
        full=full,
        place=Rectangle(x=left, y=top - TITLE, width=right - left, height=TITLE),
    )


def _box(bones: _Bones, beside: Across, down: Vertical, number: int) -> Box:
    node, caption = bones.flow.nodes[number], bones.captions[number]
    layer = bones.skeleton.items[number].layer
    tall = bones.heights[number]
    return Box(
        node=node,
        shape="passing" if is_passing(node) else node.kind,
        role=bones.roles[number],
        label=caption.label,
        full=caption.full,
        note=caption.note,
        bold=caption.bold,
        place=Rectangle(
            x=beside.left[layer],
            y=down.centres[number] - tall / 2,
            width=beside.right[layer] - beside.left[layer],
            height=tall,
        ),
    )
