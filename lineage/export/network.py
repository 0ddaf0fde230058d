"""A layout as the nodes and edges of a vis network, everything in its place; nothing here needs pyvis.

Boxes are nodes. The line of a hop is a row of edges between points that are not seen, so that it runs as in the SVG;
hops that run together share them. Labels are nodes, too. Frames and headings are hidden nodes: whoever shows the
network draws them beneath it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from lineage.export.details import hop_lines, node_lines, node_name
from lineage.export.labels import SIZE, Label, label_widths, place
from lineage.export.layered.captions import LABEL
from lineage.export.layered.routes import Curve, Point
from lineage.export.layout import HEADING, SECOND, Box, Layout, arrange
from lineage.export.palette import PALETTES, WIDTHS, Palette, Shade
from lineage.export.text import FAMILY, capped
from lineage.export.verdict import Reading, State, read
from lineage.model.answers import FlowAnswer

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value]"
Part: TypeAlias = dict[str, Value]
"""A node or an edge of a vis network, with the keys that vis knows."""

_DASHES: dict[str, Value] = {"solid": False, "dashed": [9, 4], "dotted": [2, 5]}
_ABOVE = 26.0
# A tooltip tells the ends and the verdict; the rest is for a panel.
_TOLD = 2
_RADIUS = {"field": 3, "dataset": 3, "passing": 13, "system": 0}

OPTIONS: Part = {
    "physics": {"enabled": False},
    "groups": {"point": {"size": 0.01, "borderWidth": 0, "color": "rgba(0,0,0,0)", "chosen": False}},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "tooltipDelay": 150,
        "multiselect": False,
    },
    "nodes": {"labelHighlightBold": False, "scaling": {"label": {"drawThreshold": 1}}},
    "edges": {"selectionWidth": 1.6, "hoverWidth": 0.8},
}
"""What vis is told besides nodes and edges."""


def network(flow: FlowAnswer, theme: Shade) -> tuple[list[Part], list[Part]]:
    """The nodes and edges of `flow`."""
    layout = arrange(flow, label_widths(flow))
    palette = PALETTES[theme]
    points: dict[Point, int] = {}
    edges = list(_edges(flow, layout, palette, points))
    hops = _hops_of(flow)
    nodes = [
        *_frames(layout),
        *_texts(layout),
        *(_point(number, where) for where, number in points.items()),
        # vis fits the view to what it draws; these two are the corners of all there is.
        _point(len(points), Point(0, -_ABOVE)),
        _point(len(points) + 1, Point(layout.width, layout.height)),
        *(_box(box, palette, hops[box.node.id]) for box in layout.boxes),
        *(_label(number, label, palette) for number, label in enumerate(place(flow, layout))),
    ]
    return nodes, edges


def _hops_of(flow: FlowAnswer) -> dict[str, list[int]]:
    result: dict[str, list[int]] = {node.id: [] for node in flow.nodes}
    for number, hop in enumerate(flow.hops):
        for end in dict.fromkeys((hop.source, hop.target)):
            result[end].append(number)
    return result


def _frames(layout: Layout) -> Iterator[Part]:
    for number, frame in enumerate(layout.frames):
        yield {
            "id": f"frame:{number}",
            "part": "frame",
            "label": frame.full,
            "hidden": True,
            "hops": [],
            "left": frame.place.x,
            "top": frame.place.y,
            "wide": frame.place.width,
            "tall": frame.place.height,
        }


def _texts(layout: Layout) -> Iterator[Part]:
    for number, (words, where, size, bold, muted, align) in enumerate(_written(layout)):
        yield {
            "id": f"text:{number}",
            "part": "text",
            "label": words,
            "hidden": True,
            "hops": [],
            "left": where.x,
            "top": where.y,
            "size": size,
            "bold": bold,
            "muted": muted,
            "align": align,
        }


def _written(layout: Layout) -> Iterator[tuple[str, Point, float, bool, bool, str]]:
    for column in layout.columns:
        middle = Point((column.left + column.right) / 2, -_ABOVE / 2)
        yield column.text.upper(), middle, SECOND, False, True, "center"
    for frame in layout.frames:
        if frame.label:
            x, y = frame.place.x + 13, frame.place.y
            yield frame.label, Point(x, y + 18), HEADING, True, False, "left"
            yield frame.operator, Point(x, y + 32), SECOND, False, True, "left"
    for heading in layout.headings:
        corner = Point(heading.place.x + 1, heading.place.y + heading.place.height - 5)
        yield heading.text, corner, SECOND, True, True, "left"


def _point(number: int, where: Point) -> Part:
    return {
        "id": number,
        "part": "point",
        "hops": [],
        "label": " ",
        "shape": "dot",
        "group": "point",
        "x": where.x,
        "y": where.y,
    }


def _box(box: Box, palette: Palette, hops: Sequence[int]) -> Part:
    ink = palette.roles[box.role]
    system = box.shape == "system"
    joint = "\n" if system else "   "
    return {
        "id": str(box.node.id),
        "part": "node",
        "hops": hops,
        "label": joint.join(part for part in (box.label, box.note) if part),
        "title": "\n".join(node_lines(box.node)),
        "shape": "box",
        "x": box.place.x + box.place.width / 2,
        "y": box.place.y + box.place.height / 2,
        "margin": {"top": 1, "bottom": 1, "left": 1, "right": 1},
        "widthConstraint": {"minimum": box.place.width, "maximum": box.place.width * 1.5},
        "heightConstraint": {"minimum": box.place.height, "valign": "middle"},
        "borderWidth": 3 if box.node.traced else 2 if system else 1,
        "borderWidthSelected": 4,
        "shapeProperties": {"borderRadius": _RADIUS[box.shape]},
        "color": _colour(ink.fill, ink.stroke, palette.text),
        "font": {"face": FAMILY, "size": LABEL, "color": palette.text, "align": "center"},
    }


def _colour(fill: str, stroke: str, chosen: str) -> Part:
    return {
        "background": fill,
        "border": stroke,
        "highlight": {"background": fill, "border": chosen},
        "hover": {"background": fill, "border": chosen},
    }


def _label(number: int, label: Label, palette: Palette) -> Part:
    job = label.kind == "job"
    side = 5 if job else 2
    ground = palette.pill.fill if job else palette.frame.fill if label.framed else palette.canvas
    edge = palette.pill.stroke if job and label.state is not State.INTERNAL else ground
    if len(label.text) == 1:
        edge = palette.hops[label.state]
    return {
        "id": f"label:{number}",
        "part": "label",
        "hops": [label.hop],
        "label": label.text,
        "shape": "box",
        "x": label.place.x + label.place.width / 2,
        "y": label.place.y + label.place.height / 2,
        "margin": {"top": 1, "bottom": 1, "left": side, "right": side},
        "borderWidth": 0 if edge == ground else 1,
        "shapeProperties": {"borderRadius": 7 if job or edge != ground else 2},
        "color": _colour(ground, edge, edge),
        "font": {
            "face": FAMILY,
            "size": SIZE,
            "color": palette.text if job else palette.hops[label.state],
        },
    }


def _edges(flow: FlowAnswer, layout: Layout, palette: Palette, points: dict[Point, int]) -> Iterator[Part]:
    """The pieces of every line, those that several hops share once, the worst drawn last."""
    names = {node.id: node_name(node) for node in flow.nodes}
    readings = [read(hop) for hop in flow.hops]
    pieces: dict[tuple[Curve, bool, Reading], list[int]] = {}
    for route in sorted(layout.routes, key=lambda route: (readings[route.hop].state, route.hop)):
        for number, curve in enumerate(route.curves):
            last = number == len(route.curves) - 1
            pieces.setdefault((curve, last, readings[route.hop]), []).append(route.hop)
    for number, ((curve, last, reading), hops) in enumerate(pieces.items()):
        lines = (line for hop in hops for line in hop_lines(flow.hops[hop], names)[:_TOLD])
        yield {
            "id": f"piece:{number}",
            "from": points.setdefault(curve.start, len(points)),
            "to": points.setdefault(curve.end, len(points)),
            "hops": sorted(hops),
            "title": capped("\n".join(lines)),
            "width": WIDTHS[reading.state],
            "dashes": _DASHES[reading.line],
            "smooth": _smooth(curve),
            "arrows": {"to": _arrow(reading)} if last else "",
            "arrowStrikethrough": False,
            "color": _line_colour(palette.hops[reading.state], reading),
        }


def _arrow(reading: Reading) -> Part:
    return {"enabled": True, "scaleFactor": 0.55, "type": "vee" if reading.possible else "arrow"}


def _line_colour(colour: str, reading: Reading) -> Part:
    opacity = 0.45 if reading.inactive else 1.0
    return {"color": colour, "highlight": colour, "hover": colour, "inherit": False, "opacity": opacity}


def _smooth(curve: Curve) -> Value:
    if curve.start.y == curve.end.y and curve.start.x != curve.end.x:
        return False
    if curve.start.x != curve.end.x:
        return {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5}
    # A bow to the right, whichever way it runs.
    turn = "curvedCW" if curve.start.y < curve.end.y else "curvedCCW"
    reach = 1.2 * (curve.out.x - curve.start.x) / max(abs(curve.end.y - curve.start.y), 1.0)
    return {"enabled": True, "type": turn, "roundness": min(reach, 1.0)}


def hop_texts(flow: FlowAnswer) -> list[tuple[str, ...]]:
    """What is known of each hop."""
    names = {node.id: node_name(node) for node in flow.nodes}
    return [hop_lines(hop, names) for hop in flow.hops]


def rows(flow: FlowAnswer, moved: Iterable[str]) -> list[tuple[str, str, str, str]]:
    """Every hop as a row: from, to, by what, verdict."""
    names = {node.id: node_name(node) for node in flow.nodes}
    return [
        (names[hop.source], names[hop.target], by, read(hop).words or hop.transit)
        for hop, by in zip(flow.hops, moved, strict=True)
    ]
