"""What goes by another name than in an older snapshot, found by what the platform numbers."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from lineage.graph.by_node import numbers
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id


class Renames:
    """Ids of an older snapshot in the names of a newer one."""

    def __init__(self, then: LineageGraph, now: LineageGraph) -> None:
        old, new = _by_number(then), _by_number(now)
        both = old.keys() & new.keys()
        self._new: Mapping[Id, Id] = {old[one]: new[one] for one in sorted(both) if old[one] != new[one]}

    def of(self, id: Id) -> Id:
        """What this is called now; a field of a dataset with another name is that field there."""
        if id in self._new or not id.is_field:
            return self._new.get(id, id)
        owner = self._new.get(id.owner)
        return owner.field(id.field_name) if owner is not None else id

    def of_all(self, ids: pa.ChunkedArray) -> pa.ChunkedArray:
        """The same of a column of ids."""
        if not any(id.is_field or not id.kind for id in self._new):
            return ids
        return pa.chunked_array([pa.array([self.of(Id(one)) for one in ids.to_pylist()], ids.type)])


def _by_number(graph: LineageGraph) -> Mapping[tuple[Id, str], Id]:
    """Nodes by System and number; a number that stands twice tells nothing."""
    column = graph.tables.nodes.column("platform_id")
    # Comparing with a single value would make Arrow import pandas.
    rows = numbers(pc.binary_length(column)).nonzero()[0].tolist()
    found: dict[tuple[Id, str], list[Id]] = {}
    for row in rows:
        id = graph.id(row)
        found.setdefault((id.namespace, column[row].as_py()), []).append(id)
    return {key: ids[0] for key, ids in found.items() if len(ids) == 1}
