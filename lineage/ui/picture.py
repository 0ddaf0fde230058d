"""The picture of a flow, and the places that its destinations have in it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from lineage.export.details import limits, summary
from lineage.export.html import network_data
from lineage.export.legend import legend
from lineage.export.palette import PALETTES, Shade
from lineage.export.svg import stylesheet
from lineage.export.text import FAMILY
from lineage.model.answers import Destination, FlowAnswer, HopAnswer
from lineage.ui.components import Tell, mount, shade

_LEGEND = 1140.0

Part = Mapping[str, object]


@dataclass(frozen=True)
class Picture:
    """A flow, laid out."""

    flow: FlowAnswer
    nodes: Sequence[Part]
    edges: Sequence[Part]
    options: Part
    hash: str
    """Of all that is drawn, so that the browser draws anew only what changed."""


@st.cache_resource(max_entries=32, show_spinner="Drawing…")
def laid_out(_flow: FlowAnswer, theme: Shade, key: str) -> Picture:
    """The picture of a flow; `key` says which question it answers."""
    del key
    nodes, edges, options = network_data(_flow, theme)
    drawn = json.dumps([nodes, edges], sort_keys=True).encode("utf-8", "backslashreplace")
    return Picture(_flow, nodes, edges, options, hashlib.sha256(drawn).hexdigest())


def draw(picture: Picture, chosen: Iterable[HopAnswer], tell: Tell) -> None:
    """Show a picture with some hops emphasized; what is clicked is told as `{node, hops}`."""
    theme = shade()
    palette = PALETTES[theme]
    key, tall = legend(_LEGEND, picture.flow.hops)
    wanted = [number for number, hop in enumerate(picture.flow.hops) if _same(hop) in {_same(one) for one in chosen}]
    data: dict[str, object] = {
        "nodes": picture.nodes,
        "edges": picture.edges,
        "options": picture.options,
        "hash": picture.hash,
        **_size(picture),
        "summary": f"{summary(picture.flow)} {limits(picture.flow)}. The table below says the same.",
        "legend": f'<style>{stylesheet(theme)}</style><svg width="{_LEGEND}" height="{tall}" role="img" aria-label="Legend" '
        f'font-family="{FAMILY}">{"".join(key)}</svg>',
        "look": {
            "canvas": palette.canvas,
            "fill": palette.frame.fill,
            "stroke": palette.frame.stroke,
            "text": palette.text,
            "muted": palette.muted,
            "family": FAMILY,
        },
        "chosen": wanted,
        "turn": st.session_state.get("turn", 0),
    }
    mount("network", "picture", data, tell)


def _size(picture: Picture) -> dict[str, object]:
    """How large the drawing is; its points reach into its corners."""
    points = [(_number(part, "x"), _number(part, "y")) for part in picture.nodes if part.get("part") == "point"]
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    return {"wide": max(xs) + 1, "tall": max(ys) - min(ys) + 1, "top": min(ys)}


def ordered(rows: Sequence[Destination], picture: Picture) -> list[Destination]:
    """Destinations as the picture has them: frame by frame from left to right, in each from above; what is not drawn comes last."""
    boxes = {str(part["id"]): part for part in picture.nodes if part.get("part") == "node"}
    corners: dict[str, tuple[float, float]] = {}
    for row in rows:
        box = boxes.get(place_of(row))
        if box is not None:
            corners[row.system] = min(
                corners.get(row.system, (_number(box, "x"), _number(box, "y"))), (_number(box, "x"), _number(box, "y"))
            )

    def where(row: Destination) -> tuple[bool, float, float, str, float, float, str]:
        box = boxes.get(place_of(row))
        left, top = corners.get(row.system, (0.0, 0.0))
        x, y = (_number(box, "x"), _number(box, "y")) if box is not None else (0.0, 0.0)
        return box is None, left, top, row.system, x, y, place_of(row)

    return sorted(rows, key=where)


def place_of(row: Destination) -> str:
    """The finest node that a destination names."""
    return row.field or row.dataset or row.system


def hops_at(picture: Picture, numbers: Iterable[int]) -> list[HopAnswer]:
    """The hops that a click means."""
    return [picture.flow.hops[number] for number in numbers if 0 <= number < len(picture.flow.hops)]


def _same(hop: HopAnswer) -> tuple[str, ...]:
    return hop.source, hop.target, hop.job, hop.channel, hop.principal, hop.application


def _number(part: Part, name: str) -> float:
    value = part[name]
    return float(value) if isinstance(value, int | float) else 0.0
