"""What others take for the same: networkx for reach, lxml for reading."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import networkx as nx
import numpy as np
from lxml import etree

from lineage.analysis.readings import Readings
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Active

Reached = Mapping[int, frozenset[int]]
"""Row of a field → rows of the Systems outside its own that it reaches; fields that reach none are left out."""


def walkable(graph: LineageGraph, readings: Readings) -> "nx.DiGraph[tuple[str, int]]":
    """The places where walks stand, as a graph: a field passes into its dataset and System, a dataset takes the hops of its fields.

    Whoever stands on a dataset or System as a whole stands at `on`; whoever may take its hops from below passes `in`; what may be read
    passes `as` an application.
    """
    made: nx.DiGraph[tuple[str, int]] = nx.DiGraph()
    source, target, active = (graph.hop_column(name).tolist() for name in ("source", "target", "active"))
    for row in graph.rows_of_kind(Kind.FIELD).tolist():
        made.add_edge(("on", row), ("in", int(graph.parents[row])))
        made.add_edge(("on", row), ("in", int(graph.system_of[row])))
    for hop in np.flatnonzero(np.asarray(active) != Active.NO).tolist():
        end = ("on", target[hop])
        left_out = graph.left_out.get(hop, frozenset())
        made.add_edge(("on", source[hop]), end)
        if graph.kinds[source[hop]] == Kind.FIELD:
            made.add_edge(("on", int(graph.parents[source[hop]])), end)
        elif not left_out:
            made.add_edge(("in", source[hop]), end)
        for row in graph.below(graph.id(source[hop])) if left_out else ():
            if graph.kinds[row] == Kind.FIELD and row not in left_out:
                made.add_edge(("on", row), end)
    for row in graph.rows_of_kind(Kind.DATASET).tolist():
        made.add_edge(("on", row), ("in", int(graph.system_of[row])))
    made.add_edges_from(_read(graph, readings))
    return made


def _read(graph: LineageGraph, readings: Readings) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    for number, reader in enumerate(readings.readers):
        yield ("as", number), ("on", reader.target)
        of_home = readings.fields[reader.readable.marks() & (graph.system_of[readings.fields] == reader.home)]
        for row in (*of_home.tolist(), *np.unique(graph.parents[of_home]).tolist()):
            yield ("on", row), ("as", number)


def traversed(graph: LineageGraph, walks: "nx.DiGraph[tuple[str, int]]", every: int = 1) -> Reached:
    """What every field reaches, or one in so many, by one traversal of each."""
    found: dict[int, frozenset[int]] = {}
    system_of = graph.system_of.tolist()
    for row in graph.rows_of_kind(Kind.FIELD)[::every].tolist():
        stands = nx.descendants(walks, ("on", row))
        systems = frozenset(system_of[node] for place, node in stands if place == "on") - {system_of[row]}
        if systems:
            found[row] = systems
    return found


def bare_parse(files: list[Path]) -> int:
    """Parse files with lxml and nothing else; gives how many elements there are at the top."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return sum(len(etree.parse(str(file), parser).getroot()) for file in files)
