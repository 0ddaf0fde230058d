"""Grants on a field hold for the fields that show the same values: the parts of a compound, the twin of a person account's field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from lineage.columns import GRANT_BATCH, GrantBatch
from lineage.model.ids import Id


def share_grants(batches: Iterable[GrantBatch], shown_by: Mapping[Id, Sequence[Id]]) -> Iterator[GrantBatch]:
    """For each batch with grants on such a field, a batch of the same grants on those that it shows."""
    reach = {whole.casefold(): _closure(whole, shown_by) for whole in shown_by}
    for batch in batches:
        shared = _shared(batch.table, reach)
        if shared is not None:
            yield GrantBatch(batch.connector, shared)


def _closure(whole: Id, shown_by: Mapping[Id, Sequence[Id]]) -> tuple[Id, ...]:
    """Every field that one shows, directly or by another."""
    found: dict[Id, None] = {}
    pending = list(shown_by[whole])
    while pending:
        part = pending.pop()
        if part != whole and part not in found:
            found[part] = None
            pending.extend(shown_by.get(part, ()))
    return tuple(sorted(found))


def _shared(table: pa.Table, reach: Mapping[str, Sequence[Id]]) -> pa.Table | None:
    subjects = table.column("subject").combine_chunks()
    parts = [reach.get(name.casefold(), ()) for name in subjects.dictionary.to_pylist()]
    counts = np.asarray([len(one) for one in parts], np.int32)
    # Most batches have no such field, and may have millions of rows.
    if not counts.any():
        return None
    every = subjects.indices.to_numpy(zero_copy_only=False)
    shown = np.flatnonzero(counts[every])
    codes = every[shown]
    if not len(codes):
        return None
    rows = np.repeat(shown, counts[codes])
    fields: dict[Id, int] = {}
    numbers = [np.asarray([fields.setdefault(part, len(fields)) for part in one], np.int32) for one in parts]
    targets = np.concatenate([numbers[code] for code in codes.tolist()])
    spread = table.take(pa.array(rows))
    replaced = pa.DictionaryArray.from_arrays(pa.array(targets, pa.int32()), pa.array(list(map(str, fields)), pa.string()))
    at = GRANT_BATCH.get_field_index("subject")
    return spread.set_column(at, GRANT_BATCH.field(at), replaced).cast(GRANT_BATCH)
