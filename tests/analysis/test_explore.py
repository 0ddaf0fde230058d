"""The states that walks reach, and those who may read there, on graphs small enough to say all of it."""

from collections.abc import Sequence

import numpy as np

from lineage.analysis.explore import explore
from lineage.analysis.grouped import Grouped
from lineage.analysis.readings import NO_READINGS, Reading, Readings
from lineage.analysis.states import Place, StateGraph
from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.field_sets import FieldSet
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import Hop
from lineage.model.verdicts import Transit
from tests.graph.records import graph

Edge = tuple[str, str, bool, str]
"""From, to (nodes, pools marked), whether exact, whose own walks it spares."""


def hop(source: str, target: str) -> Hop:
    return Hop(source=Id(source), target=Id(target))


def said(made: LineageGraph, found: StateGraph) -> set[Edge]:
    places, nodes = found.states.place.tolist(), found.states.node.tolist()
    names = [made.id(node) + {Place.POOL: " pool", Place.START: " start", Place.READ: " read"}.get(Place(place), "")
             for place, node in zip(places, nodes, strict=True)]  # fmt: skip
    columns = (found.source.tolist(), found.target.tolist(), found.exact.tolist(), found.spared.tolist())
    return {
        (names[source], names[target], exact, made.id(spared) if spared >= 0 else "")
        for source, target, exact, spared in zip(*columns, strict=True)
    }


def explored(made: LineageGraph, readings: Readings = NO_READINGS) -> set[Edge]:
    return said(made, explore(made, made.rows_of_kind(Kind.FIELD).astype(np.int64), Options(), readings=readings))


def read_by(made: LineageGraph, target: str, fields: Sequence[str]) -> Readings:
    """One who reads these fields of `a`."""
    rows = made.rows_of_kind(Kind.FIELD)
    home, at = made.row(Id("a")), made.row(Id(target))
    assert home is not None
    assert at is not None
    readable = np.asarray([made.id(row) in fields for row in rows.tolist()], np.bool_)
    return Readings(rows, (Reading(home=home, target=at, transit=int(Transit.ENCRYPTED), readable=FieldSet.of(readable)),))


def test_a_hop_of_a_field_is_exact_and_one_of_its_dataset_is_taken_from_a_pool() -> None:
    made = graph(hop("a/T#f", "b/U#g"), hop("a/T", "c/V"))
    assert explored(made) == {
        ("a/T#f", "b/U#g", True, ""),
        ("a/T#f", "a/T pool", False, ""),
        ("a/T pool", "c/V", False, ""),
    }


def test_whoever_stands_on_a_dataset_takes_the_hops_of_its_fields_but_does_not_leave_through_his_origin() -> None:
    made = graph(hop("a/T#f", "b/U"), hop("b/U#g", "c/V#h"))
    assert ("b/U", "c/V#h", False, "b/U#g") in explored(made)


def test_who_may_read_a_field_that_others_enter_gets_it_exactly() -> None:
    made = graph(hop("a/T#f", "b/U#g"), hop("d/X#y", "a/T#f"), hop("b/U#g", "c/V#h"))
    assert ("a/T#f", "c", True, "") in explored(made, read_by(made, "c", ["a/T#f"]))


def test_a_field_that_nothing_enters_is_read_from_its_readers_own_state() -> None:
    made = graph(hop("a/T#f", "b/U#g"), hop("b/U#g", "c/V#h"))
    found = explored(made, read_by(made, "c", ["a/T#f"]))
    assert ("a read", "c", True, "") in found
    assert ("a/T#f", "c", True, "") not in found


def test_what_comes_back_is_read_from_every_field() -> None:
    made = graph(hop("a/T#f", "b/U#g"), hop("c", "d/X"), hop("d/X", "a/T"))
    assert ("a/T#f", "c", True, "") in explored(made, read_by(made, "c", ["a/T#f"]))


def test_who_may_read_nothing_gets_nothing() -> None:
    made = graph(hop("a/T#f", "b/U#g"), hop("b/U#g", "c/V#h"))
    assert {edge for edge in explored(made, read_by(made, "c", [])) if edge[0] != "a read"} == explored(made)


def test_who_may_read_one_field_of_a_dataset_does_not_get_that_field_through_its_own_dataset() -> None:
    made = graph(hop("b/U#g", "a/T"), hop("a/T#f", "b/U#g"), hop("a/T#e", "b/U#g"))
    one = explored(made, read_by(made, "b", ["a/T#f"]))
    both = explored(made, read_by(made, "b", ["a/T#e", "a/T#f"]))
    assert ("a/T", "b", False, "a/T#f") in one
    assert ("a/T", "b", False, "") in both


def test_a_reader_of_another_system_does_not_read_here() -> None:
    made = graph(hop("b/U#g", "c/V#h"))
    fields = made.rows_of_kind(Kind.FIELD)
    home, target = made.row(Id("c")), made.row(Id("b"))
    assert home is not None
    assert target is not None
    readable = np.ones(len(fields), np.bool_)
    readings = Readings(
        fields, (Reading(home=home, target=target, transit=int(Transit.UNKNOWN), readable=FieldSet.of(readable)),)
    )
    assert not {edge for edge in explored(made, readings) if edge[0] == "b/U#g" and edge[1] == "b"}


def test_rows_are_found_by_node_one_node_after_the_other() -> None:
    grouped = Grouped(np.asarray([2, 0, 2, 1]), 4, np.asarray([True, True, True, False]))
    at, rows = grouped.pairs(np.asarray([0, 1]), np.asarray([2, 0]))
    assert (at.tolist(), rows.tolist(), grouped.of(np.asarray([1, 2])).tolist(), grouped.has.tolist()) == (
        [0, 0, 1],
        [0, 2, 1],
        [0, 2],
        [True, False, True, False],
    )
