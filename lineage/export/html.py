"""The interactive page and the data of its network: the only place that knows pyvis."""

import json
import re
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from lineage.errors import UsageError
from lineage.export.details import limits, origin, summary
from lineage.export.focus import focused
from lineage.export.labels import carrier
from lineage.export.legend import legend
from lineage.export.network import OPTIONS, Part, hop_texts, network, rows
from lineage.export.palette import PALETTES, Palette, Shade
from lineage.export.svg import stylesheet
from lineage.export.text import FAMILY, capped, clean
from lineage.model.answers import FlowAnswer

_LEGEND = 1180.0
_NONCE = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")


def page(flow: FlowAnswer, theme: Shade, nonce: str) -> str:
    """A page that needs nothing but itself; `nonce` must be new for every page that is served.

    Raises:
        UsageError: The nonce could be guessed or would end the policy it stands in.

    """
    if not _NONCE.fullmatch(nonce):
        raise UsageError("A nonce is at least 16 letters of base64; use secrets.token_urlsafe.")
    flow = focused(flow)
    net = _network(flow, theme)
    with as_file(files("lineage.export") / "templates") as templates:
        net.path = "network.html"
        net.templateEnv = _environment(templates)
        net.templateEnv.globals.update(_page_values(flow, theme, nonce))
        text: str = net.generate_html()
    return text


def network_data(flow: FlowAnswer, theme: Shade) -> tuple[list[Part], list[Part], Part]:
    """Nodes, edges and options for a vis network on a page of one's own.

    Every node and edge lists the numbers of its `hops`; nodes have a `part`: node, point, label, or what is not drawn
    by vis itself but beneath it: frame and text, with `left`, `top`, `wide` and `tall` in the network's own pixels.
    """
    net = _network(focused(flow), theme)
    nodes, edges, _, _, _, options = net.get_network_data()
    return list(nodes), list(edges), json.loads(options)


def _network(flow: FlowAnswer, theme: Shade) -> Any:
    from pyvis.network import Network  # noqa: PLC0415 - it brings IPython, which takes more than a second

    nodes, edges = network(flow, theme)
    net = Network(height="100%", width="100%", directed=True, bgcolor=PALETTES[theme].canvas)
    for node in nodes:
        net.add_node(node["id"], **{key: value for key, value in node.items() if key != "id"})
    for edge in edges:
        ends = (edge["from"], edge["to"])
        net.add_edge(*ends, **{key: value for key, value in edge.items() if key not in {"from", "to"}})
    net.options = OPTIONS
    return net


def _environment(templates: Path) -> Environment:
    import pyvis  # noqa: PLC0415 - as above

    ours, theirs = FileSystemLoader(templates), FileSystemLoader(Path(pyvis.__file__).parent / "templates")
    return Environment(loader=ChoiceLoader([ours, theirs]), autoescape=True)


def _page_values(flow: FlowAnswer, theme: Shade, nonce: str) -> dict[str, object]:
    palette = PALETTES[theme]
    elements, height = legend(_LEGEND, flow.hops)
    return {
        "nonce": nonce,
        "theme": theme,
        "family": FAMILY,
        "colours": palette,
        "stylesheet": stylesheet(theme),
        "heading_text": capped(clean(flow.title)),
        "origin": origin(flow),
        "limits": limits(flow),
        "summary": summary(flow),
        "legend": "".join(elements),
        "legend_width": _LEGEND,
        "legend_height": height,
        "rows": rows(flow, (carrier(hop) for hop in flow.hops)),
        "lines": hop_texts(flow),
        "look": _look(palette),
    }


def _look(palette: Palette) -> dict[str, object]:
    return {
        "frame": {"fill": palette.frame.fill, "stroke": palette.frame.stroke},
        "text": palette.text,
        "muted": palette.muted,
        "family": FAMILY,
    }
