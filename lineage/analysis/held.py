"""What walks bring to every node: computed once for a snapshot, because no date moves it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from lineage.analysis.edges import edges
from lineage.analysis.explore import explore
from lineage.analysis.holdings import UNCLASSIFIED
from lineage.analysis.origins import CHUNK, Origins, Own, group, own_by_row
from lineage.analysis.planes import EXACT, REACHED
from lineage.analysis.states import Ints, StateGraph
from lineage.analysis.sweep import Bits, Ground, Sweep, is_set, set_bits
from lineage.analysis.terrain import Options
from lineage.columns import HELD, Kind, Tables
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Form

_Found = dict[tuple[int, int, str, int, int, int], bool]
"""Node, origin inside it, element, form, came from, came by → whether by an exact walk."""


def with_held(tables: Tables, options: Options | None = None) -> Tables:
    """The tables with `held` filled in."""
    graph = LineageGraph(tables)
    found = _held(graph, options or Options())
    rows = sorted((*key[:4], exact, *key[4:]) for key, exact in found.items())
    names = HELD.names
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(column, HELD.field(name).type) for name, column in zip(names, columns, strict=True)]
    return tables.replace(held=pa.Table.from_arrays(arrays, schema=HELD))


def _held(graph: LineageGraph, options: Options) -> _Found:
    own = own_by_row(graph)
    classified = np.fromiter(own, np.int64, len(own))
    made = explore(graph, np.union1d(classified, _without_fields(graph)), options)
    ground = Ground(edges(graph, made), len(made.states))
    is_own = np.isin(made.origins, classified)
    numbers: dict[Own, int] = {}
    classes = np.asarray([numbers.setdefault(own[row], len(numbers)) for row in made.origins[is_own].tolist()], np.int64)
    origins = group(graph, replace(made, origins=made.origins[is_own], starts=made.starts[is_own]), classes)
    found: _Found = {}
    for first in range(0, len(origins), CHUNK):
        _add_held(found, graph, made, ground, origins, list(numbers), first)
    for state in _reached_by_unclassified(graph, made, ground, np.unique(made.starts[~is_own])):
        found[state.node, -1, UNCLASSIFIED, state.cap, state.came_from, state.came_by] = False
    return found


def _without_fields(graph: LineageGraph) -> Ints:
    """Rows of the fields, and of the datasets and Systems without fields."""
    fields, datasets, systems = (graph.rows_of_kind(kind) for kind in (Kind.FIELD, Kind.DATASET, Kind.SYSTEM))
    bare = np.setdiff1d(datasets, graph.parents[fields]), np.setdiff1d(systems, graph.parents[datasets])
    return np.concatenate([fields, *bare]).astype(np.int64)


def _add_held(  # noqa: PLR0913, PLR0917 - what one chunk needs of the whole
    found: _Found, graph: LineageGraph, made: StateGraph, ground: Ground, origins: Origins, own: Sequence[Own], first: int
) -> None:
    """Add what the origins of one chunk bring."""
    chunk = slice(first, first + CHUNK)
    starts = origins.starts[chunk]
    sweep = Sweep(ground, Bits(len(starts), starts, origins.own[chunk]))
    planes = sweep.reach(planes=EXACT + 1)
    state, bit = set_bits(planes[:, REACHED])
    exact = is_set(planes[:, EXACT], state, bit)
    arrives = made.states.take(sweep.states).is_arrival[state]
    arrivals = _arrivals(made, sweep.states[state[arrives]])
    for arrival, at, is_exact in zip(arrivals, (first + bit[arrives]).tolist(), exact[arrives].tolist(), strict=True):
        for row in _rows(graph, arrival, origins, at, _left(own[origins.classes[at]], made.gone[arrival.gone])):
            found[row] = found.get(row, False) or is_exact


class _Arrival(NamedTuple):
    """A state at which a hop ends."""

    node: int
    restored: bool
    cap: int
    gone: int
    came_from: int
    came_by: int


def _arrivals(made: StateGraph, numbers: Ints) -> Iterator[_Arrival]:
    chosen = made.states.take(numbers)
    columns = (getattr(chosen, name).tolist() for name in _Arrival._fields)
    return map(_Arrival._make, zip(*columns, strict=True))


def _left(own: Own, gone: frozenset[str]) -> Own:
    """What is left of a field's elements behind blocks. What is left where nothing is, nobody knows: a block does not classify."""
    if not (own and gone):
        return own
    return tuple(one for one in own if one[0] not in gone) or ((UNCLASSIFIED, Form.CLEAR),)


def _rows(
    graph: LineageGraph, arrival: _Arrival, origins: Origins, bit: int, own: Own
) -> Iterator[tuple[int, int, str, int, int, int]]:
    rows = origins.rows[origins.offsets[bit] : origins.offsets[bit + 1]]
    inside = rows[graph.parents[rows] == arrival.node].tolist()
    for origin in inside if len(inside) == len(rows) else [*inside, -1]:
        for element, start in own or (("", Form.CLEAR),):
            form = arrival.cap if arrival.restored else max(int(start), arrival.cap)
            yield arrival.node, origin, element, form, arrival.came_from, arrival.came_by


def _reached_by_unclassified(graph: LineageGraph, made: StateGraph, ground: Ground, starts: Ints) -> Iterable[_Arrival]:
    """States on Systems and in flight that data reaches which nobody classified.

    One bit stands for all such origins: whether some walk of one of them arrives does not depend on re-entering it.
    """
    if not len(starts):
        return []
    sweep = Sweep(ground, Bits(len(starts), starts, np.full(len(starts), -1, np.int64)).shared())
    is_wanted = graph.kinds == Kind.SYSTEM
    is_wanted[graph.hop_column("target")[graph.hop_column("flight") & 2 != 0]] = True
    wanted = made.states.is_arrival & is_wanted[made.states.node]
    return _arrivals(made, sweep.states[wanted[sweep.states]])
