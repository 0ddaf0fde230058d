from itertools import pairwise

from lineage.export.focus import focused
from tests.export import flows
from tests.export.flows import hop, node


def test_a_small_flow_stays_as_it_is() -> None:
    flow = flows.small()
    assert focused(flow) is flow


def test_the_nearest_stay_and_the_others_are_counted() -> None:
    names = [f"s{number}|t|f" for number in range(6)]
    flow = flows.flow(
        [node(name, traced=name == names[3]) for name in names],
        [hop(one, other) for one, other in pairwise(names)],
    )
    part = focused(flow, 3)
    assert [value.system for value in part.nodes] == ["s2", "s3", "s4"]
    assert [(value.source, value.target) for value in part.hops] == [("s2/t#f", "s3/t#f"), ("s3/t#f", "s4/t#f")]
    assert part.hidden_nodes == 3


def test_what_is_in_a_dataset_is_near_it() -> None:
    nodes = [node("a|t|f", traced=True), node("b|t"), node("b|t|x"), node("b|u|y"), node("c|v|z")]
    flow = flows.flow(nodes, [hop("a|t|f", "b|t"), hop("b|t|x", "c|v|z")])
    assert [value.id for value in focused(flow, 4).nodes] == ["a/t#f", "b/t", "b/t#x", "c/v#z"]
