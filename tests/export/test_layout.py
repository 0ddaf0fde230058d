import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.export.layout import Layout, Rectangle, arrange
from lineage.model.answers import FlowAnswer
from tests.export import flows
from tests.export.flows import hop, node

_SYSTEMS = ("org", "mule", "dwh", "mail")


@st.composite
def any_flow(draw: st.DrawFn) -> FlowAnswer:
    """Systems, datasets and fields with hops between any of them, cycles, loops and parallel hops included."""
    names = st.builds(
        lambda system, dataset, field: "|".join(part for part in (system, dataset, field if dataset else "") if part),
        st.sampled_from(_SYSTEMS),
        st.sampled_from(["", "A", "B", "@in-flight/job"]),
        st.sampled_from(["", "f", "g", "h", "a long name of a field that nobody should have to read"]),
    )
    chosen = draw(st.lists(names, min_size=1, max_size=24, unique=True))
    ends = st.sampled_from(chosen)
    jobs = st.sampled_from(["", "sync", "other"])
    pairs = draw(st.lists(st.tuples(ends, ends, jobs), max_size=40, unique=True))
    traced = draw(st.sets(ends, max_size=2))
    return flows.flow([node(name, traced=name in traced) for name in chosen], [hop(*pair) for pair in pairs])


def _inside(inner: Rectangle, outer: Rectangle) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    slack = 0.01
    return (
        one.x + slack < other.x + other.width
        and other.x + slack < one.x + one.width
        and one.y + slack < other.y + other.height
        and other.y + slack < one.y + one.height
    )


def check(layout: Layout) -> None:
    """What must hold of every layout."""
    places = [box.place for box in layout.boxes] + [heading.place for heading in layout.headings]
    assert not [pair for pair in combinations(places, 2) if _overlap(*pair)]
    assert not [pair for pair in combinations([frame.place for frame in layout.frames], 2) if _overlap(*pair)]
    frames = {frame.system: frame.place for frame in layout.frames}
    assert all(_inside(box.place, frames[box.node.system]) for box in layout.boxes)
    assert all(frame.place.x >= 0 and frame.place.y >= 0 for frame in layout.frames)
    assert all(frame.place.x + frame.place.width <= layout.width for frame in layout.frames)
    assert all(frame.place.y + frame.place.height <= layout.height + 0.01 for frame in layout.frames)


def check_routes(flow: FlowAnswer, layout: Layout) -> None:
    """Every line begins at its source's box and ends at its target's."""
    boxes = {box.node.id: box.place for box in layout.boxes}
    for route, value in zip(layout.routes, flow.hops, strict=True):
        for point, place in (
            (route.curves[0].start, boxes[value.source]),
            (route.curves[-1].end, boxes[value.target]),
        ):
            assert point.x in {place.x, place.x + place.width}
            assert place.y <= point.y <= place.y + place.height
        for one, other in pairwise(route.curves):
            assert one.end == other.start


@given(any_flow())
@settings(max_examples=150, deadline=None)
def test_nothing_overlaps_and_everything_is_in_its_frame(flow: FlowAnswer) -> None:
    layout = arrange(flow)
    check(layout)
    check_routes(flow, layout)
    assert arrange(flow) == layout


@pytest.mark.parametrize("size", [40, 120])
def test_large_flows_keep_the_rules(size: int) -> None:
    flow = flows.estate(size)
    layout = arrange(flow)
    check(layout)
    check_routes(flow, layout)


def test_hops_lead_right_unless_they_close_a_cycle() -> None:
    layout = arrange(flows.two_way())
    left = {frame.system: frame.place.x for frame in layout.frames}
    assert left["salesforce://acme"] < left["mule"] < left["erp"]
    assert [column.text for column in layout.columns] == ["Asked about", "Middleware", "Destinations"]
    back = [route for route in layout.routes if route.curves[0].start.x > route.curves[-1].end.x]
    assert len(back) == 6


def test_sources_stand_left_of_what_was_asked_about() -> None:
    layout = arrange(flows.small())
    assert layout.columns[0].text == "Sources"
    assert layout.columns[1].text == "Asked about"


def test_fields_stand_under_their_dataset() -> None:
    layout = arrange(flows.small())
    assert [heading.full for heading in layout.headings] == ["in-flight crm-sync", "Contact", "CRM.CONTACT"]
    labels = {box.node.id: box.label for box in layout.boxes}
    assert labels["salesforce://acme/Contact#SSN__c"] == "SSN__c"
    assert labels["salesforce://acme/Lead#SSN_Copy__c"] == "Lead.SSN_Copy__c"


def test_a_dataset_that_takes_part_heads_its_fields() -> None:
    flow = flows.flow([node("org|Contact"), node("org|Contact|A"), node("out|T")], [hop("org|Contact", "out|T")])
    layout = arrange(flow)
    boxes = {box.node.id: box.place for box in layout.boxes}
    assert boxes["org/Contact"].y < boxes["org/Contact#A"].y
    assert layout.headings == ()


def test_a_system_beside_its_datasets_is_not_named_twice() -> None:
    flow = flows.flow([node("org|Contact|A"), node("mc"), node("mc|T|A")], [hop("org|Contact|A", "mc"), hop("mc", "mc|T|A")])
    assert {box.label for box in arrange(flow).boxes} == {"Contact.A", "Any of its data", "T.A"}


def test_without_a_question_the_busiest_system_is_the_middle() -> None:
    nodes = [node("hr|T"), node("org|A"), node("org|B"), node("out|T"), node("mail|T")]
    hops = [hop("hr|T", "org|A"), hop("org|A", "out|T"), hop("org|B", "mail|T")]
    layout = arrange(flows.flow(nodes, hops))
    roles = {box.node.id: box.role for box in layout.boxes}
    assert roles == {"hr/T": "source", "org/A": "origin", "org/B": "origin", "out/T": "recipient", "mail/T": "recipient"}
    assert {column.text for column in layout.columns} == {""}


def test_elements_never_cost_a_label_its_letters() -> None:
    elements = ["family_medical_history", "email", "phone", "birth_date"]
    name = "A_custom_field_of_some_length__c"
    layout = arrange(flows.flow([node(f"org|T|{name}", elements=elements), node("org|T|x", elements=elements)], []))
    notes = {box.full: (box.label, box.note) for box in layout.boxes}
    assert notes == {name: (name, ""), "x": ("x", "4 elements")}


def test_nothing_to_lay_out() -> None:
    assert arrange(flows.empty()).boxes == ()
    check(arrange(flows.single()))


def test_120_nodes_take_less_than_a_second() -> None:
    flow = flows.estate(120)
    arrange(flow)
    start = time.process_time()
    arrange(flow)
    assert time.process_time() - start < 1.0
