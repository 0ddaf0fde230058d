"""What every possible origin holds, for questions about all of them at once."""

import numpy as np

from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Item, Part
from lineage.analysis.origins import Holds
from lineage.analysis.states import Ints
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.policy.inquiry import Inquiry
from lineage.policy.register import Register

_PLAIN: Part = frozenset({Item(UNCLASSIFIED), Item(NOTHING)})


def origin_parts(graph: LineageGraph, inquiry: Inquiry) -> Holds:
    """What every field holds, and every dataset without fields that a hop leaves; fields that are alike are looked at once."""
    rows = _possible_origins(graph)
    is_field = graph.kinds[rows] == Kind.FIELD
    alike = -1 - rows
    alike[is_field] = graph.alike(rows[is_field].astype(np.int32))
    _, first, which = np.unique(alike, return_index=True, return_inverse=True)
    examples = [graph.id(row) for row in rows[first].tolist()]
    inquiry.holdings.load(examples)
    distinct = {_PLAIN: 0}
    numbers = [distinct.setdefault(inquiry.holdings.of(one), len(distinct)) for one in examples]
    return Holds(rows, np.asarray(numbers, np.int64)[which], tuple(distinct))


def _possible_origins(graph: LineageGraph) -> Ints:
    is_origin = np.zeros(len(graph), np.bool_)
    is_origin[graph.hop_column("source")] = True
    is_origin &= graph.kinds == Kind.DATASET
    is_field = graph.kinds == Kind.FIELD
    is_origin[graph.parents[is_field]] = False
    return np.flatnonzero(is_origin | is_field).astype(np.int64)


def told_apart(graph: LineageGraph, register: Register) -> frozenset[int]:
    """The fields that rights name, and those in flight, which they may name by where they came from."""
    if not register.named_fields:
        return frozenset()
    named = {row for field in register.named_fields if (row := graph.row(field)) is not None}
    in_flight = (id for row in graph.rows_of_kind(Kind.DATASET).tolist() if (id := graph.id(row)).kind == "in-flight")
    return frozenset(named.union(*map(graph.below, in_flight)))
