"""The data flow diagram as SVG: trust boundaries, stores, hops with their verdicts, legend and coverage."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from lineage.export.details import hop_lines, limits, node_lines, node_name, origin, summary
from lineage.export.focus import focused
from lineage.export.labels import label_widths, place
from lineage.export.layered.routes import Point
from lineage.export.layout import Layout, arrange
from lineage.export.legend import legend
from lineage.export.palette import PALETTES, Palette, Shade
from lineage.export.shapes import box, column, escaped, frame, heading, label, number, route, text
from lineage.export.text import FAMILY, shorten
from lineage.export.verdict import read
from lineage.model.answers import FlowAnswer

Theme: TypeAlias = Literal["light", "dark", "auto"]

_MARGIN = 28.0
_NARROWEST = 760.0
_HEAD = 112.0
_TITLE = 20.0
_SUBTITLE = 12.0
_FOOT = 26.0


def svg(flow: FlowAnswer, theme: Theme = "auto") -> str:
    """The diagram of `flow`; `auto` follows the reader's colour scheme."""
    flow = focused(flow)
    layout = arrange(flow, label_widths(flow))
    wide = max(layout.width, _NARROWEST)
    key, key_height = legend(wide, flow.hops)
    height = _HEAD + layout.height + _FOOT + key_height + _MARGIN
    left = (wide - layout.width) / 2
    body = "\n".join(
        [
            *_head(flow, wide),
            f'<g transform="translate({number(_MARGIN + left)} {number(_HEAD)})">',
            *_drawing(flow, layout),
            "</g>",
            f'<g transform="translate({number(_MARGIN)} {number(_HEAD + layout.height + _FOOT)})">',
            *key,
            "</g>",
        ]
    )
    full = wide + 2 * _MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(full)}" height="{number(height)}" '
        f'viewBox="0 0 {number(full)} {number(height)}" role="img" aria-labelledby="ldf-title ldf-desc" '
        f'font-family="{escaped(FAMILY)}">\n'
        f'<title id="ldf-title">{escaped(shorten(flow.title, 4000, _TITLE))}</title>\n'
        f'<desc id="ldf-desc">{escaped(f"{summary(flow)} {limits(flow)}.")}</desc>\n'
        f"<style>{stylesheet(theme)}</style>\n"
        f'<rect class="ldf-ground" width="{number(full)}" height="{number(height)}"/>\n{body}\n</svg>\n'
    )


def _head(flow: FlowAnswer, wide: float) -> Iterator[str]:
    title = shorten(flow.title, wide, _TITLE, bold=True)
    yield text(Point(_MARGIN, 38), title, _TITLE, "ldf-text", ' font-weight="bold"')
    yield text(Point(_MARGIN, 58), shorten(origin(flow), wide, _SUBTITLE), _SUBTITLE, "ldf-muted")
    style = "ldf-warning" if flow.coverage.gaps or flow.gaps or flow.hidden_nodes else "ldf-muted"
    yield text(Point(_MARGIN, 76), shorten(limits(flow), wide, _SUBTITLE), _SUBTITLE, style)


def _drawing(flow: FlowAnswer, layout: Layout) -> Iterator[str]:
    names = {node.id: node_name(node) for node in flow.nodes}
    if not flow.nodes:
        yield text(Point(0, 8), "No flow was found to draw.", _SUBTITLE, "ldf-text")
    for band in layout.columns:
        yield column(band, -12)
    for boundary in layout.frames:
        yield from frame(boundary)
    readings = [read(hop) for hop in flow.hops]
    # The worst are drawn last, so that nothing covers them.
    for line in sorted(layout.routes, key=lambda line: (readings[line.hop].state, line.hop)):
        yield from route(line, readings[line.hop], hop_lines(flow.hops[line.hop], names))
    for name in layout.headings:
        yield heading(name)
    for node in layout.boxes:
        yield from box(node, node_lines(node.node))
    for mark in place(flow, layout):
        yield label(mark)


def stylesheet(theme: Theme) -> str:
    """The colours of a theme as style rules."""
    if theme != "auto":
        return _rules(theme)
    return f"{_rules('light')}@media (prefers-color-scheme:dark){{{_rules('dark')}}}"


def _rules(shade: Shade) -> str:
    return "".join(f".ldf-{name}{{{value}}}" for name, value in _declarations(PALETTES[shade]))


def _declarations(palette: Palette) -> Iterator[tuple[str, str]]:
    yield "ground", f"fill:{palette.canvas}"
    yield "text", f"fill:{palette.text}"
    yield "muted", f"fill:{palette.muted}"
    yield "warning", f"fill:{palette.warning}"
    yield "frame", f"fill:{palette.frame.fill};stroke:{palette.frame.stroke}"
    yield "pill", f"fill:{palette.pill.fill};stroke:{palette.pill.stroke}"
    yield "calm", "stroke:none"
    yield "plate", f"fill:{palette.canvas}"
    yield "frame-plate", f"fill:{palette.frame.fill}"
    for role, ink in palette.roles.items():
        yield role, f"fill:{ink.fill};stroke:{ink.stroke}"
        yield f"{role}-fill", f"fill:{ink.fill}"
        yield f"{role}-ink", f"fill:{ink.stroke}"
        yield f"{role}-line", f"fill:none;stroke:{ink.stroke}"
    for state, colour in palette.hops.items():
        yield state.word, f"fill:none;stroke:{colour}"
        yield f"{state.word}-arrow", f"fill:{colour}"
        yield f"{state.word}-open", f"fill:{palette.canvas};stroke:{colour};stroke-width:1.3px"
        yield f"{state.word}-word", f"fill:{colour}"
        yield f"{state.word}-ring", f"stroke:{colour};stroke-width:1.2px"
