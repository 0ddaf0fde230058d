"""The columnar graph answers as plain dictionaries do."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage.errors import AmbiguousName
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow, MemoryHopSource
from lineage.graph.view import to_networkx
from lineage.model.ids import Id
from tests.graph.records import A, B, field, graph, hop, ids
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.semantics.cases import records_of

_AWAY = (Id("nobody"), Id("nobody/T"), Id("nobody/T#f"), Id("s0/D#nothing"), Id(""), Id("s"), Id("s0/"))


def columns(case: Raw) -> LineageGraph:
    try:
        return LineageGraph(build(records_of(case)))
    except AmbiguousName:
        return graph()


def memory(made: LineageGraph) -> MemoryHopSource:
    return MemoryHopSource(nodes=[made.node(row) for row in range(len(made))], hops=made.hops())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), data=st.data())
def test_both_stores_give_the_same_hops_and_nodes(case: Raw, data: st.DataObject) -> None:
    made = columns(case)
    plain = memory(made)
    asked = data.draw(st.sets(st.sampled_from([*map(Id, ids(made)), *_AWAY]), max_size=4))
    for below in (False, True):
        assert made.hops_from(asked, below=below) == plain.hops_from(asked, below=below)
        assert made.hops_to(asked, below=below) == plain.hops_to(asked, below=below)
    assert made.nodes(asked) == plain.nodes(asked)
    assert made.fields_of(asked) == plain.fields_of(asked)
    assert [made.datasets_of(id) for id in sorted(asked)] == [plain.datasets_of(id) for id in sorted(asked)]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_what_lies_below_a_node_is_what_its_id_begins(case: Raw) -> None:
    made = columns(case)
    every = list(map(Id, ids(made)))
    for id in every:
        inside = [
            one for one in every if one != id and (one.namespace == id if id.is_system else one.is_field and one.owner == id)
        ]
        assert [made.id(row) for row in made.below(id)] == ([] if id.is_field else inside)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_every_row_is_found_by_its_id(case: Raw) -> None:
    made = columns(case)
    assert [made.row(made.id(row)) for row in range(len(made))] == list(range(len(made)))
    assert ids(made) == sorted(ids(made))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_parents_and_systems_are_those_of_the_ids(case: Raw) -> None:
    made = columns(case)
    for row in range(len(made)):
        id = made.id(row)
        system = made.row(id.namespace)
        assert made.system_of[row] == (-1 if system is None else system)
        parent = None if id.is_system else made.row(id.owner if id.is_field else id.namespace)
        assert made.parents[row] == (-1 if parent is None else parent)


def test_a_system_whose_name_another_begins_with_has_its_own_rows_only() -> None:
    made = graph(hop("a/T#f", "ab/T#f"), hop("a-b/T#f", "a.b/T#f"), hop("a/T#f", "a/TT#f"))
    assert [made.id(row) for row in made.below(A)] == ["a/T", "a/T#f", "a/TT", "a/TT#f"]
    assert [made.id(row) for row in made.below(A.dataset("T"))] == ["a/T#f"]


def test_an_unknown_id_has_no_row() -> None:
    made = graph(hop("a/T#f", "b/U#g"))
    assert [made.row(Id(text)) for text in ("", "a/T#e", "zzz", "b/U#g2")] == [None] * 4


def test_networkx_keys_are_the_numbers_of_the_hops() -> None:
    made = graph(
        hop("a/T#f", "b/U#g", job=A.of_kind("job", "x")), hop("a/T#f", "b/U#g", job=A.of_kind("job", "y")), hop("b/U#g", "c/V#h")
    )
    edges = [(source, target, key) for source, target, key in to_networkx(made, made.hops()).edges(keys=True)]
    assert edges == [("a/T#f", "b/U#g", 0), ("a/T#f", "b/U#g", 1), ("b/U#g", "c/V#h", 2)]


def test_a_part_of_the_hops_keeps_its_keys_and_their_order_does_not_matter() -> None:
    made = graph(hop("a/T#f", "b/U#g"), hop("b/U#g", "c/V#h"), hop("c/V#h", "a/T#f"))
    some: list[HopRow] = list(made.hops())[1:]
    forwards, backwards = to_networkx(made, some), to_networkx(made, reversed(some))
    assert (
        sorted(forwards.edges(keys=True)) == sorted(backwards.edges(keys=True)) == [("b/U#g", "c/V#h", 1), ("c/V#h", "a/T#f", 2)]
    )


def test_networkx_nodes_tell_their_kind_and_system() -> None:
    nodes = to_networkx(made := graph(hop("a/T#f", "b/U#g")), made.hops()).nodes
    assert nodes["b/U#g"] == {"kind": "field", "subtype": "", "label": "", "system": "b"}


def test_ids_with_odd_characters_are_found_again() -> None:
    odd = B.dataset("a/b#c%").field("x/y#z%")
    made = graph(hop("a/T#f", "b/U#g").model_copy(update={"target": odd}))
    assert ([one.target for one in made.hops()], made.row(odd) is not None, odd.path, odd.field_name) == (
        [odd],
        True,
        "a/b#c%",
        "x/y#z%",
    )


def test_no_records_are_an_empty_graph() -> None:
    made = graph()
    assert (len(made), list(made.hops()), list(made.gaps()), made.row(field("a/T#f"))) == (0, [], [], None)
