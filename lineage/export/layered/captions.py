"""What stands in the boxes and above them, and how much room it takes."""

from collections.abc import Sequence
from typing import NamedTuple

from lineage.export.layered.parts import Skeleton
from lineage.export.layered.roles import is_passing
from lineage.export.text import capped, clean, shorten, width
from lineage.model.answers import FlowAnswer, FlowNode
from lineage.model.elements import element_words
from lineage.model.ids import Id

LABEL = 12.0
SMALL = 10.0
PADDING = 9.0
BAR = 8.0
"""The left bar of a store."""
WIDEST = 250.0
NARROWEST = 84.0

_ANY = ("Any of its data", "no dataset is named")
# Wide enough for the longest wording of what is not known.
_NOTE = 132.0
_ELEMENTS = 3
_PORT = 6.0
_ROW = 24.0
_SYSTEM = 42.0
_GROWTH = 60.0


class Caption(NamedTuple):
    """The text of a box."""

    label: str
    full: str
    """The label, not shortened."""
    note: str
    """The elements that it holds; a System's operator."""
    bold: bool
    wanted: float
    """How wide the box should be."""


def operated(operator: str) -> str:
    """Who runs a System, in words."""
    return clean(operator) or "operator unknown"


def captions(flow: FlowAnswer, skeleton: Skeleton) -> tuple[Caption, ...]:
    """The caption of every node."""
    titled = titles(flow, skeleton)
    below = {
        member
        for number, stack in enumerate(skeleton.stacks)
        for member in stack.rows
        if number in titled or stack.head is not None
    }
    silent = compact(flow, skeleton)
    return tuple(
        _whole(node, skeleton.items[number].block in silent) if node.kind == "system" else _caption(node, number in below)
        for number, node in enumerate(flow.nodes)
    )


def _whole(node: FlowNode, alone: bool) -> Caption:
    """The caption of a System: its name and operator, unless its frame already says them."""
    full, below = (_name(node, under=False), operated(node.operator)) if alone else _ANY
    room = WIDEST - 2 * PADDING
    label, note = shorten(full, room, LABEL, bold=True), shorten(below, room, SMALL)
    return Caption(label, full, note, True, max(width(label, LABEL, bold=True), width(note, SMALL)) + 2 * PADDING)


def _caption(node: FlowNode, under: bool) -> Caption:
    full = _name(node, under)
    bold = node.kind != "field"
    room = WIDEST - 2 * PADDING - BAR
    label = shorten(full, room, LABEL, bold)
    note = _elements(node.elements, min(room - width(label, LABEL, bold) - PADDING, _NOTE))
    taken = 2 * PADDING + BAR + (width(note, SMALL) + PADDING if note else 0)
    return Caption(label, full, note, bold, width(label, LABEL, bold) + taken)


def _name(node: FlowNode, under: bool) -> str:
    """A field's own name under its dataset's, both where that is not written above it."""
    label, dataset = capped(clean(node.label)), capped(clean(node.dataset_label))
    if node.kind != "field" or not dataset:
        return label or clean(Id(node.id).decoded)
    own = label.removeprefix(f"{dataset}.") or clean(Id(node.id).decoded)
    return own if under else f"{dataset}.{own}"


def _elements(elements: Sequence[str], room: float) -> str:
    """As many elements as fit, and the number of the others; nothing where not even their number fits."""
    names = [clean(element_words(element)) for element in elements]
    for shown in range(min(len(names), _ELEMENTS), -1, -1):
        more = len(names) - shown
        said = ", ".join(names[:shown])
        text = said if not more else f"{said} +{more}" if shown else _counted(more)
        if width(text, SMALL) <= room:
            return text
    return ""


def _counted(number: int) -> str:
    return "1 element" if number == 1 else f"{number} elements"


def heights(flow: FlowAnswer, skeleton: Skeleton) -> list[float]:
    """The height of every item: boxes grow with the hops at their busier side, so that arrows can be told apart."""
    leaving = [0] * len(flow.nodes)
    entering = [0] * len(flow.nodes)
    for chain in skeleton.chains:
        leaving[chain.items[0]] += 1
        entering[chain.items[-1]] += 1
    result = [0.0] * len(skeleton.items)
    for number, node in enumerate(flow.nodes):
        base = _SYSTEM if node.kind == "system" else _ROW
        busy = _PORT * (max(leaving[number], entering[number]) + 1)
        result[number] = min(max(base, busy), base + _GROWTH)
    return result


def titles(flow: FlowAnswer, skeleton: Skeleton) -> dict[int, str]:
    """The heading of each stack of several fields, or of something in flight, without the dataset's own node."""
    return {
        number: clean(flow.nodes[stack.rows[0]].dataset_label) or clean(flow.nodes[stack.rows[0]].dataset)
        for number, stack in enumerate(skeleton.stacks)
        if stack.head is None and _is_titled([flow.nodes[row] for row in stack.rows])
    }


def _is_titled(rows: Sequence[FlowNode]) -> bool:
    return len(rows) > 1 or (rows[0].kind == "field" and is_passing(rows[0]))


def compact(flow: FlowAnswer, skeleton: Skeleton) -> frozenset[int]:
    """Systems that show nothing but themselves; their box names them, so their frame need not."""
    shown: dict[str, list[FlowNode]] = {}
    for node in flow.nodes:
        shown.setdefault(node.system, []).append(node)
    return frozenset(
        number for number, system in enumerate(skeleton.systems) if len(shown[system]) == 1 and shown[system][0].kind == "system"
    )
