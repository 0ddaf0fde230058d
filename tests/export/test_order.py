from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lineage.export.layered.board import Board
from lineage.export.layered.coordinates import isotonic
from lineage.export.layered.crossings import crossings
from lineage.export.layered.ordering import order
from lineage.export.layered.ranks import ranks
from lineage.export.layered.skeleton import skeleton
from tests.export import flows
from tests.export.flows import hop, node

_links = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@given(_links, st.sets(st.integers(0, 9), max_size=3))
def test_no_link_stays_within_a_rank(links: list[tuple[int, int]], starts: set[int]) -> None:
    found = ranks(10, links, sorted(starts))
    assert all(found[source] != found[target] for source, target in links if source != target)
    assert min(found) == 0


def test_a_cycle_is_opened_where_it_leads_back_to_the_start() -> None:
    assert ranks(3, [(0, 1), (1, 2), (2, 0)], [1]) == [2, 0, 1]


@given(
    st.lists(
        st.tuples(st.floats(-100, 100), st.floats(0.1, 9), st.floats(0, 20)),
        min_size=1,
        max_size=12,
    )
)
def test_positions_keep_their_distance_and_are_the_nearest(values: list[tuple[float, float, float]]) -> None:
    wanted, weights, spans = ([value[number] for value in values] for number in range(3))
    found = isotonic(wanted, weights, spans[:-1])
    for number, (one, other) in enumerate(pairwise(found)):
        assert other - one >= spans[number] - 1e-6
    pull = sum(weight * (want - place) for want, weight, place in zip(wanted, weights, found, strict=True))
    assert abs(pull) < 1e-6


def test_what_can_be_drawn_without_crossings_is() -> None:
    ends = [("a", "z"), ("b", "y"), ("c", "x")]
    nodes = [node(f"org|T|{source}") for source, _ in ends] + [node(f"out|T|{target}") for _, target in ends]
    flow = flows.flow(nodes, [hop(f"org|T|{source}", f"out|T|{target}") for source, target in ends])
    assert crossings(order(skeleton(flow))) == 0


def test_order_takes_most_crossings_away() -> None:
    bones = skeleton(flows.estate(120))
    assert crossings(order(bones)) * 8 < crossings(Board(bones))
