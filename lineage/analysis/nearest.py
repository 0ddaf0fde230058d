"""The known names that are most like one that nothing has: what difflib says, without asking it of every name.

`difflib` compares a few thousand names a second; a large org has half a million fields. So the letters that two names share are
counted for all names at once, which bounds from above how alike they are, and only the best of those are compared.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.by_node import numbers, take
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id

_SHOWN = 3
_COMPARED = 300
_LONGEST = 120
"""Letters of a name that are looked at; longer ones are no spelling mistakes."""
ALIKE = 0.6
"""From this ratio on one name is probably meant for the other."""
_NAMESAKE = 0.75
"""How alike fields of one name are, whatever their datasets are called."""

Ratios = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int32]


def nearest(graph: LineageGraph, name: str, kinds: Sequence[Kind]) -> tuple[list[str], bool]:
    """The nearest names of nodes of these kinds, best first, and whether they are probably what was meant."""
    id = Id(name)
    inside = name if id.is_system else f"{id.path}.{id.field_name}" if id.is_field else id.path
    wanted = inside.replace("#", ".").casefold()[:_LONGEST]
    ratios: dict[str, float] = {}
    for shown, compared in (*_by_letters(graph, wanted, kinds), *_few(graph, kinds)):
        ratios[shown] = max(SequenceMatcher(None, compared, wanted).ratio(), ratios.get(shown, 0.0))
    for shown in _namesakes(graph, id, kinds):
        ratios[shown] = max(_NAMESAKE, ratios.get(shown, 0.0))
    best = sorted(ratios, key=lambda shown: (-ratios[shown], shown))
    alike = [shown for shown in best if ratios[shown] >= ALIKE]
    return (alike or [shown for shown in best if ratios[shown] > 0])[:_SHOWN], bool(alike)


def _namesakes(graph: LineageGraph, id: Id, kinds: Sequence[Kind]) -> list[str]:
    """Fields of the same name in other datasets."""
    name = id.field_name or id.path.rpartition(".")[2] or id.rpartition(".")[2]
    rows = graph.rows_ending(name, Kind.FIELD) if Kind.FIELD in kinds and name else ()
    return [f"{one.path}.{one.field_name}" for one in map(graph.id, map(int, rows[:_SHOWN])) if not one.path.startswith("@")]


def _few(graph: LineageGraph, kinds: Iterable[Kind]) -> Iterable[tuple[str, str]]:
    """Names of nodes that there are few of, as shown and as compared."""
    for kind in kinds:
        for row in () if kind in (Kind.FIELD, Kind.DATASET) else graph.rows_of_kind(kind).tolist():
            node = graph.node(row)
            own = node.id.decoded if node.id.is_system else node.id.name
            aliases = node.detail.get("aliases")
            names = [*map(str, aliases if isinstance(aliases, list) else ()), own]
            for name in (*names, node.label):
                yield names[0], name.casefold()[:_LONGEST]


def _by_letters(graph: LineageGraph, wanted: str, kinds: Iterable[Kind]) -> Iterable[tuple[str, str]]:
    """Names of the fields and datasets that share the most letters with what is wanted, as shown and as compared."""
    mask = np.isin(graph.kinds, [kind for kind in kinds if kind in (Kind.FIELD, Kind.DATASET)])
    found = [one for one in (_inside(graph, system, mask, wanted) for system in graph.rows_of_kind(Kind.SYSTEM).tolist()) if one]
    if not found:
        return
    rows, names = (
        np.concatenate([rows for rows, _ in found]),
        pa.chunked_array([name for _, names in found for name in names.chunks]),
    )
    for at in _best(_shared(names, wanted)).tolist():
        id = graph.id(int(rows[at]))
        if not id.path.startswith("@"):
            yield f"{id.path}.{id.field_name}" if id.is_field else id.path, str(names[at].as_py())


def _inside(graph: LineageGraph, system: int, mask: npt.NDArray[np.bool_], wanted: str) -> tuple[Rows, pa.ChunkedArray] | None:
    """Rows of the wanted nodes of one System, and their names as they are compared; `None` where it has none."""
    place = graph.id(system)
    below = graph.below(place)
    inside = np.flatnonzero(mask[below.start : below.stop])
    if not len(inside):
        return None
    rows = (inside + below.start).astype(np.int32)
    return rows, _plain(take(graph.tables.nodes.column("id"), rows), len(place) + 1, whole="." in wanted)


def _plain(ids: pa.ChunkedArray, start: int, *, whole: bool) -> pa.ChunkedArray:
    """`dataset.field` of each id, or its last part where the name that is looked for has no dataset."""
    paths = pc.utf8_lower(pc.utf8_slice_codeunits(ids, start=start))
    return pc.replace_substring(paths, "#", ".") if whole else pc.replace_substring_regex(paths, "^.*#", "")


def _shared(names: pa.ChunkedArray, wanted: str) -> Ratios:
    """An upper bound of how alike each name is to what is wanted: difflib's `quick_ratio`."""
    lengths = numbers(pc.utf8_length(names)).astype(np.int64)
    shared = np.zeros(len(lengths), np.int64)
    for letter, times in Counter(wanted).items():
        shared += np.minimum(numbers(pc.count_substring(names, letter)), times)
    return 2.0 * shared / np.maximum(lengths + len(wanted), 1)


def _best(ratios: Ratios) -> Rows:
    """Positions of the highest."""
    if len(ratios) <= _COMPARED:
        return np.arange(len(ratios), dtype=np.int32)
    return np.argpartition(-ratios, _COMPARED)[:_COMPARED].astype(np.int32)
