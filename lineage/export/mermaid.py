"""The data flow diagram as a Mermaid flowchart, for places that take text only."""

import re
from collections.abc import Iterator, Sequence

from lineage.errors import UsageError
from lineage.export.details import limits, origin
from lineage.export.focus import MOST, focused
from lineage.export.labels import carrier
from lineage.export.layered.captions import operated
from lineage.export.layered.roles import is_passing, roles
from lineage.export.layered.skeleton import skeleton
from lineage.export.palette import PALETTES, WIDTHS, Role, Shade
from lineage.export.shapes import DASHES
from lineage.export.text import capped, clean
from lineage.export.verdict import Reading, State, read
from lineage.model.answers import FlowAnswer, FlowNode
from lineage.model.ids import Id

# Mermaid's own limits: it draws nothing beyond them.
_MOST_LETTERS = 50_000
_MOST_LINKS = 500

_LONGEST = 60
_LINE = 200
_SIZES = (MOST, 200, 120, 80, 40, 20, 10)
# Everything that could be markup, a directive, or Markdown: emphasis at a word's edge, lists, and addresses, too.
_RISKY = re.compile(r"[^0-9A-Za-z ,.:;/_()'=+\-×·✕?…→]|(?<![0-9A-Za-z_])_+|_+(?![0-9A-Za-z_])|^\d+[.)]|^[-+=]|:(?=//)|(?<=www)\.")
_NAMED = {"&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;"}


def mermaid(flow: FlowAnswer, theme: Shade = "light") -> str:
    """The diagram of `flow`, or of its middle where all of it is more than Mermaid draws.

    Raises:
        UsageError: Even a few nodes are more than Mermaid draws.

    """
    for size in _SIZES:
        part = focused(flow, size)
        links = _links(part)
        text = "\n".join(_lines(part, links, theme)) + "\n"
        if len(text) <= _MOST_LETTERS and len(links) <= _MOST_LINKS:
            return text
    raise UsageError("This is more than a Mermaid diagram can show. Export it as svg or html, or ask about one field.")


def escaped(text: str, limit: int = _LONGEST) -> str:
    """`text` as it may stand between quotes: nothing in it is markup, Markdown or a directive."""
    return _RISKY.sub(_entities, capped(clean(text), limit))


def _entities(found: re.Match[str]) -> str:
    return "".join(_NAMED.get(letter, f"#{ord(letter)};") for letter in found.group())


Links = dict[tuple[int, int, str, str], list[Reading]]


def _links(flow: FlowAnswer) -> Links:
    """Hops that would read alike are one link."""
    index = {node.id: number for number, node in enumerate(flow.nodes)}
    links: Links = {}
    for hop in flow.hops:
        reading = read(hop)
        words = " · ".join(part for part in (reading.words, "possible" if reading.possible else "") if part)
        key = (index[hop.source], index[hop.target], carrier(hop), words)
        links.setdefault(key, []).append(reading)
    return links


def _lines(flow: FlowAnswer, links: Links, theme: Shade) -> Iterator[str]:
    yield f'%%{{init: {{"theme": "{"dark" if theme == "dark" else "neutral"}", "securityLevel": "strict"}}}}%%'
    for line in (flow.title, origin(flow), limits(flow)):
        yield f"%% {escaped(line, _LINE)}"
    yield "flowchart LR"
    parts = roles(flow, skeleton(flow))
    for number, system in enumerate(dict.fromkeys(node.system for node in flow.nodes)):
        yield from _subgraph(flow, parts, number, system)
    if not flow.nodes:
        yield '  nothing["No flow was found to draw."]'
    if flow.hidden_nodes:
        yield f'  hidden["{escaped(limits(flow), _LINE)}"]:::muted'
    for (source, target, moved, words), readings in links.items():
        yield _link(source, target, moved, words, readings)
    yield from _styles(links, theme)


def _subgraph(flow: FlowAnswer, parts: Sequence[Role], number: int, system: str) -> Iterator[str]:
    members = [(place, node) for place, node in enumerate(flow.nodes) if node.system == system]
    first = members[0][1]
    name = f"{escaped(clean(first.system_label) or first.system)} · {escaped(operated(first.operator))}"
    yield f'  subgraph s{number}["{name}"]'
    for place, node in members:
        yield f"    n{place}{_shape(node)}:::{parts[place]}"
    yield "  end"
    yield f"  class s{number} boundary"


def _shape(node: FlowNode) -> str:
    label = f'"{escaped(_name(node))}"'
    if is_passing(node):
        return f"([{label}])"
    return f"[({label})]" if node.kind == "dataset" else f"[{label}]"


def _name(node: FlowNode) -> str:
    label, dataset = clean(node.label) or Id(node.id).decoded, clean(node.dataset_label)
    if node.kind != "field" or not dataset or label.startswith(f"{dataset}."):
        return label
    return f"{capped(dataset, _LONGEST // 2)}.{capped(label, _LONGEST // 2 - 1)}"


def _link(source: int, target: int, moved: str, words: str, readings: list[Reading]) -> str:
    several = f"×{len(readings)}" if len(readings) > 1 else ""
    label = " · ".join(part for part in (f"{escaped(moved)} {several}".strip(), escaped(words)) if part)
    return f'  n{source} -->|"{label}"| n{target}' if label else f"  n{source} --> n{target}"


def _styles(links: Links, theme: Shade) -> Iterator[str]:
    palette = PALETTES[theme]
    yield f"  classDef boundary fill:{palette.frame.fill},stroke:{palette.frame.stroke},stroke-dasharray:6 4,color:{palette.text}"
    yield f"  classDef muted fill:{palette.canvas},stroke:{palette.canvas},color:{palette.warning}"
    for role, ink in palette.roles.items():
        yield f"  classDef {role} fill:{ink.fill},stroke:{ink.stroke},color:{palette.text}"
    looks: dict[tuple[State, str], list[int]] = {}
    for number, readings in enumerate(links.values()):
        looks.setdefault((readings[0].state, DASHES[readings[0].line]), []).append(number)
    for (state, dashes), numbers in sorted(looks.items()):
        style = f"stroke:{palette.hops[state]},stroke-width:{WIDTHS[state]}px"
        style += f",stroke-dasharray:{dashes}" if dashes else ""
        yield f"  linkStyle {','.join(map(str, numbers))} {style}"
