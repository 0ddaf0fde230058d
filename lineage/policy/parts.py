"""What every possible origin holds, for questions about all of them at once."""

import numpy as np

from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Item, Part, part_of
from lineage.analysis.origins import Holds, Own, own_by_row
from lineage.analysis.states import Ints
from lineage.columns import Kind
from lineage.graph.by_node import numbers
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.policy.inquiry import Inquiry
from lineage.policy.register import Register

_PLAIN: Part = frozenset({Item(UNCLASSIFIED), Item(NOTHING)})


def origin_parts(graph: LineageGraph, inquiry: Inquiry) -> Holds:
    """What every field holds, and every dataset without fields that a hop leaves."""
    rows = _possible_origins(graph)
    numbers = np.zeros(len(rows), np.int64)
    distinct = {_PLAIN: 0}
    own = own_by_row(graph)
    reached = _brought(graph, rows)
    by_own: dict[Own, Part] = {}
    inquiry.holdings.load([graph.id(row) for row in reached.tolist()])
    described = np.union1d(reached, np.fromiter(own, np.int64, len(own)))
    for row, at, is_reached in zip(
        described.tolist(), np.searchsorted(rows, described).tolist(), np.isin(described, reached).tolist(), strict=True
    ):
        if is_reached:
            part = inquiry.holdings.of(graph.id(row))
        else:
            part = by_own.get(own[row]) or by_own.setdefault(own[row], part_of(dict(own[row]), (), (), Id("")))
        numbers[at] = distinct.setdefault(part, len(distinct))
    return Holds(rows, numbers, tuple(distinct))


def _possible_origins(graph: LineageGraph) -> Ints:
    is_origin = np.zeros(len(graph), np.bool_)
    is_origin[graph.hop_column("source")] = True
    is_origin &= graph.kinds == Kind.DATASET
    is_field = graph.kinds == Kind.FIELD
    is_origin[graph.parents[is_field]] = False
    return np.flatnonzero(is_origin | is_field).astype(np.int64)


def _brought(graph: LineageGraph, rows: Ints) -> Ints:
    """Those of the rows that walks bring something to, directly or through their dataset."""
    held = np.unique(numbers(graph.tables["held"].column("node")))
    return rows[np.isin(rows, held) | np.isin(graph.parents[rows], held[graph.kinds[held] == Kind.DATASET])]


def told_apart(graph: LineageGraph, register: Register) -> frozenset[int]:
    """The fields that rights name, and those in flight, which they may name by where they came from."""
    if not register.named_fields:
        return frozenset()
    named = {row for field in register.named_fields if (row := graph.row(field)) is not None}
    in_flight = (id for row in graph.rows_of_kind(Kind.DATASET).tolist() if (id := graph.id(row)).kind == "in-flight")
    return frozenset(named.union(*map(graph.below, in_flight)))
