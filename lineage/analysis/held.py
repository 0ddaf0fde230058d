"""What walks bring to every node: computed once for a snapshot, because no date moves it."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa

from lineage.analysis.holdings import UNCLASSIFIED, own_elements
from lineage.analysis.states import AT_ORIGIN, Edges, Key, Place, StateGraph, edges, explore
from lineage.analysis.sweep import EXACT, REACHED, Bits, columns_of, sweep
from lineage.analysis.terrain import Options
from lineage.columns import HELD, Kind, Tables
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Form

_CHUNK = 4096
"""Origins in one sweep, so that memory stays bounded."""

_Row = tuple[int, int, str, int, bool, int, int]


def with_held(tables: Tables, options: Options | None = None) -> Tables:
    """The tables with `held` filled in."""
    graph = LineageGraph(tables)
    rows = sorted(_held(graph, options or Options()))
    names = HELD.names
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    arrays = [pa.array(column, HELD.field(name).type) for name, column in zip(names, columns, strict=True)]
    return tables.replace(held=pa.Table.from_arrays(arrays, schema=HELD))


def _held(graph: LineageGraph, options: Options) -> set[_Row]:
    statements = [graph.classification(row) for row in range(graph.tables["classifications"].num_rows)]
    own = {row: elements for id, elements in own_elements(statements).items() if (row := graph.row(id)) is not None}
    made = explore(graph, [*own, *_unclassified(graph, own)], options)
    lines = edges(graph, made)
    found: dict[tuple[int, int, str, int, int, int], bool] = {}
    origins = sorted(origin for origin in made.starts if origin in own)
    for first in range(0, len(origins), _CHUNK):
        chunk = origins[first : first + _CHUNK]
        starts = np.asarray([made.starts[origin] for origin in chunk], np.int64)
        reached = sweep(len(made.keys), lines, Bits(len(chunk), starts, np.asarray(chunk, np.int64)), None, None, planes=2)
        for state, key in _arrivals(made):
            exact = set(columns_of(reached[state, EXACT]).tolist())
            for bit in columns_of(reached[state, REACHED]).tolist():
                for row in _rows(graph, key, chunk[bit], own[chunk[bit]]):
                    found[row] = found.get(row, False) or bit in exact
    for key in _reached_by_unclassified(graph, made, lines, own):
        found[key.node, -1, UNCLASSIFIED, key.cap, key.came_from, key.came_by] = False
    return {(node, origin, element, form, exact, came_from, came_by) for (node, origin, element, form, came_from, came_by), exact in found.items()}


def _unclassified(graph: LineageGraph, own: Collection[int]) -> list[int]:
    """Rows of the fields, and of the datasets and Systems without fields, that nobody classified."""
    fields = graph.rows_of_kind(Kind.FIELD)
    datasets = np.setdiff1d(graph.rows_of_kind(Kind.DATASET), graph.parents[fields])
    systems = np.setdiff1d(graph.rows_of_kind(Kind.SYSTEM), graph.parents[graph.rows_of_kind(Kind.DATASET)])
    return [row for rows in (fields, datasets, systems) for row in rows.tolist() if row not in own]


def _reached_by_unclassified(graph: LineageGraph, made: StateGraph, lines: Edges, own: Collection[int]) -> list[Key]:
    """States on Systems and in flight that data reaches which nobody classified.

    One bit stands for all such origins: whether some walk of one of them arrives does not depend on re-entering it.
    """
    starts = np.unique([state for origin, state in made.starts.items() if origin not in own]).astype(np.int64)
    if not len(starts):
        return []
    bits = Bits(len(starts), starts, np.full(len(starts), -1, np.int64))
    reached = sweep(len(made.keys), lines, bits.shared(), None, None, planes=2)
    flights = set(graph.hop_column("target")[graph.hop_column("flight") & 2 != 0].tolist())
    wanted = flights | set(graph.rows_of_kind(Kind.SYSTEM).tolist())
    return [key for state, key in _arrivals(made) if key.node in wanted and reached[state, REACHED].any()]


def _arrivals(made: StateGraph) -> Iterator[tuple[int, Key]]:
    for state, key in enumerate(made.keys):
        if key.place == Place.STAND and key.came_from != AT_ORIGIN:
            yield state, key


def _rows(graph: LineageGraph, key: Key, origin: int, own: Mapping[str, Form]) -> Iterable[tuple[int, int, str, int, int, int]]:
    inside = origin if int(graph.parents[origin]) == key.node else -1
    for element, start in own.items() or (("", Form.CLEAR),):
        form = key.cap if key.restored else max(int(start), key.cap)
        yield key.node, inside, element, form, key.came_from, key.came_by
