"""Nodes found by a part of their name or label; half a million are looked through on every key stroke."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id

MOST = 50
"""As many as a person looks through."""

Mask = npt.NDArray[np.bool_]


def matching(graph: LineageGraph, text: str, kinds: Collection[Kind], most: int = MOST) -> tuple[list[Id], int]:
    """The best nodes of some kinds for what was typed, and how many there are in all; all its words must be in the name or label."""
    words = text.replace("#", " ").replace(".", " ").split()
    found = np.isin(graph.kinds, list(kinds))
    for word in words:
        found &= _holding(graph, "id", word) | _holding(graph, "label", word)
    rows = np.flatnonzero(found)
    if not words or not len(rows):
        return [], 0
    ids = graph.tables.nodes.column("id").take(rows)
    last = words[-1]
    # A field's own name stands behind `#`, the name of everything else behind its last `/`.
    is_whole = _ending(ids, f"#{last}") | _ending(ids, f"/{last}")
    begins = _part(ids, f"#{last}") | _part(ids, f"/{last}")
    ranks = np.select([is_whole, _ending(ids, f"#{last}__c"), begins, _part(ids, last)], [0, 1, 2, 3], default=4)
    lengths = pc.utf8_length(ids).to_numpy(zero_copy_only=False)
    best = np.lexsort((rows, lengths, ranks))[:most]
    return [graph.id(int(rows[at])) for at in best], len(rows)


def matching_fields(graph: LineageGraph, text: str, most: int = MOST) -> tuple[list[Id], int]:
    """The best fields for what was typed, and how many there are in all."""
    return matching(graph, text, (Kind.FIELD,), most)


def first_of(graph: LineageGraph, kinds: Collection[Kind], most: int = MOST) -> tuple[list[Id], int]:
    """The first nodes of some kinds, by kind in the order given and then by id, and how many there are in all."""
    rows = [row for kind in kinds for row in graph.rows_of_kind(kind).tolist()]
    return [graph.id(row) for row in rows[:most]], len(rows)


def classified_fields(graph: LineageGraph, most: int = MOST) -> list[Id]:
    """The first fields that somebody classified, by id."""
    rows = np.unique(graph.tables["classifications"].column("field").to_numpy())
    return [graph.id(int(row)) for row in rows[:most]]


def _holding(graph: LineageGraph, column: str, word: str) -> Mask:
    held = pc.match_substring(graph.tables.nodes.column(column), word, ignore_case=True)
    mask: Mask = held.fill_null(False).to_numpy(zero_copy_only=False).astype(np.bool_)
    return mask


def _ending(ids: "pc.Expression", text: str) -> Mask:
    mask: Mask = pc.ends_with(ids, text, ignore_case=True).to_numpy(zero_copy_only=False).astype(np.bool_)
    return mask


def _part(ids: "pc.Expression", text: str) -> Mask:
    mask: Mask = pc.match_substring(ids, text, ignore_case=True).to_numpy(zero_copy_only=False).astype(np.bool_)
    return mask
