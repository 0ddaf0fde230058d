import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from lineage.export.labels import label_widths, place
from lineage.export.layout import Rectangle, arrange
from lineage.export.svg import Theme, svg
from lineage.model.answers import FlowAnswer
from tests.export import flows
from tests.export.test_layout import any_flow

_SPACE = {"svg": "http://www.w3.org/2000/svg"}
_ALL: dict[str, Callable[[], FlowAnswer]] = {
    "empty": flows.empty,
    "single": flows.single,
    "small": flows.small,
    "two-way": flows.two_way,
    "hostile": flows.hostile,
    "estate": lambda: flows.estate(60),
}


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode("utf-8"), etree.XMLParser(resolve_entities=False, no_network=True))


def words(root: etree._Element) -> str:
    return " | ".join(element.text or "" for element in root.iterfind(".//svg:text", _SPACE))


_PLAIN = {"svg", "title", "desc", "style", "rect", "g", "text", "path", "circle"}


def tags(root: etree._Element) -> set[str]:
    return {str(element.tag).rpartition("}")[2] for element in root.iter()}


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
@pytest.mark.parametrize("name", sorted(_ALL))
def test_every_picture_is_xml_without_scripts_and_references(name: str, theme: Theme) -> None:
    text = svg(_ALL[name](), theme)
    root = parsed(text)
    assert tags(root) <= _PLAIN
    assert not [key for element in root.iter() for key in map(str, element.attrib) if "href" in key or key.startswith("on")]
    assert "url(" not in text
    assert svg(_ALL[name](), theme) == text


@given(any_flow())
@settings(max_examples=40, deadline=None)
def test_any_flow_is_xml(flow: FlowAnswer) -> None:
    assert tags(parsed(svg(flow))) <= _PLAIN


@given(st.text(), st.text())
@settings(max_examples=60, deadline=None)
def test_any_label_is_text(label: str, system: str) -> None:
    base = flows.small()
    nodes = tuple(node.model_copy(update={"label": label, "system_label": system, "operator": label}) for node in base.nodes)
    hops = tuple(hop.model_copy(update={"transformation": label}) for hop in base.hops)
    assert tags(parsed(svg(base.model_copy(update={"nodes": nodes, "hops": hops, "title": label})))) <= _PLAIN


def test_it_says_what_it_is_and_what_it_may_hide() -> None:
    flow = flows.small().model_copy(update={"hidden_nodes": 7})
    root = parsed(svg(flow))
    assert root.get("role") == "img"
    assert root.findtext("svg:title", namespaces=_SPACE) == "Where Contact.SSN__c goes"
    assert str(root.findtext("svg:desc", namespaces=_SPACE)).startswith("15 nodes in 9 Systems, 13 hops: 2 not authorized, 1")
    said = words(root)
    assert "as of 2026-03-31" in said
    assert "12 gaps: some flows may be hidden · 7 nodes not drawn · 6,602 of 7,014 fields not classified" in said


def test_no_path_and_could_not_look_are_told_apart() -> None:
    assert "No flow was found to draw." in words(parsed(svg(flows.empty())))
    assert "12 gaps: some flows may be hidden" in words(parsed(svg(flows.empty())))
    assert "no gaps recorded" in words(parsed(svg(flows.single())))


def test_verdicts_are_colour_and_line_and_words() -> None:
    text = svg(flows.small(), "light")
    for said in ("not authorized: missing · unencrypted", "exceeded", "! unencrypted", "? right unknown", "crm-sync ×2"):
        assert said in text
    assert 'class="ldf-unauthorized"' in text
    assert 'stroke-dasharray="9 4"' in text
    assert 'class="ldf-fine-open"' in text


def test_long_labels_are_shortened_and_kept_as_a_title() -> None:
    flow = flows.small()
    long = "An_integration_field_with_an_endless_name_that_nobody_chose__c"
    nodes = tuple(node.model_copy(update={"label": long}) if node.traced else node for node in flow.nodes)
    root = parsed(svg(flow.model_copy(update={"nodes": nodes})))
    assert long not in words(root)
    assert any(long in (title.text or "") for title in root.iterfind(".//svg:g/svg:title", _SPACE))


def test_the_dark_theme_follows_the_reader_only_where_asked() -> None:
    assert "prefers-color-scheme" in svg(flows.single())
    assert "prefers-color-scheme" not in svg(flows.single(), "dark")
    assert svg(flows.single(), "dark") != svg(flows.single(), "light")


@pytest.mark.parametrize("name", sorted(_ALL))
def test_labels_do_not_overlap_each_other_or_boxes(name: str) -> None:
    flow = _ALL[name]()
    layout = arrange(flow, label_widths(flow))
    placed = [label.place for label in place(flow, layout)]
    taken = [box.place for box in layout.boxes]
    assert not [pair for number, one in enumerate(placed) for pair in placed[:number] + taken if _overlap(one, pair)]


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def test_too_many_nodes_are_counted_not_drawn() -> None:
    flow = flows.estate(420)
    assert "120 nodes not drawn" in words(parsed(svg(flow)))


def test_120_nodes_take_less_than_a_second() -> None:
    flow = flows.estate(120)
    svg(flow)
    start = time.process_time()
    svg(flow)
    assert time.process_time() - start < 1.0
