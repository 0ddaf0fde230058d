"""Grants in columns: their names resolved once for each, their rows sorted by subject."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineage.columns import GRANT_ORDER, GRANT_SOURCES, GRANTS, GrantBatch
from lineage.graph.resolve import Spelling
from lineage.model.ids import Id

_ENDS = ("principal", "subject")


def named(batches: Iterable[GrantBatch]) -> Iterator[Id]:
    """Every principal and subject of some batches, each once, as the connectors spell it."""
    columns = (batch.table.column(end) for batch in batches for end in _ENDS)
    used = [column.unique().dictionary_decode() for column in columns]
    return map(Id, pa.chunked_array(used, pa.string()).unique().to_pylist())


def granted(batches: Iterable[GrantBatch], spelling: Spelling) -> set[Id]:
    """Every principal and subject of some batches, in the one spelling of its name."""
    return set(map(spelling.of, named(batches)))


def lay_out_grants(batches: Sequence[GrantBatch], spelling: Spelling, rows: Mapping[Id, int]) -> dict[str, pa.Table]:
    """The tables `grants`, `grant_order` and `grant_sources`; the same grant at one place stands once."""
    sources = sorted({(batch.connector, locator) for batch in batches for locator in _texts(batch, "locator")})
    numbers = {source: number for number, source in enumerate(sources)}
    found: dict[str, int] = {}

    def row_of(text: str) -> int:
        if text not in found:
            found[text] = rows[spelling.of(Id(text))]
        return found[text]

    columns = [_columns(batch, row_of, numbers) for batch in batches]
    table = pa.concat_tables(columns) if columns else GRANTS.empty_table()
    order = [(name, "ascending") for name in ("principal", "leg", "subject", "removes", "source", "line", "operations")]
    table = table.take(pc.sort_indices(table, order)).combine_chunks()
    listed = pa.Table.from_pylist([{"connector": one, "locator": other} for one, other in sources], schema=GRANT_SOURCES)
    table = _once(table)
    by_subject = np.argsort(table.column("subject").to_numpy(), kind="stable").astype(np.int32)
    return {"grants": table, "grant_order": pa.table([pa.array(by_subject)], schema=GRANT_ORDER), "grant_sources": listed}


def _texts(batch: GrantBatch, name: str) -> list[str]:
    return list(batch.table.column(name).unique().to_pylist())


def _columns(batch: GrantBatch, row_of: Callable[[str], int], numbers: Mapping[tuple[str, str], int]) -> pa.Table:
    table = batch.table.unify_dictionaries().combine_chunks()
    ends = {end: _numbered(table, end, row_of) for end in _ENDS}
    source = _numbered(table, "locator", lambda text: numbers[batch.connector, text])
    kept = {name: table.column(name) for name in ("leg", "operations", "removes", "line")}
    made = {**ends, "source": source, **kept}
    return pa.table([made[name] for name in GRANTS.names], schema=GRANTS)


def _numbered(table: pa.Table, name: str, number: Callable[[str], int]) -> pa.Array:
    """A column of names as numbers, each name looked up once; names that no row uses have none."""
    if not table.num_rows:
        return pa.array([], pa.int32())
    column = table.column(name).chunk(0)
    indices = column.indices.to_numpy()
    used = np.unique(indices)
    found = np.full(len(column.dictionary), -1, np.int32)
    found[used] = [number(text) for text in column.dictionary.take(pa.array(used)).to_pylist()]
    return pa.array(found[indices])


def _once(table: pa.Table) -> pa.Table:
    """A sorted table without rows that repeat the one before."""
    if table.num_rows < 2:  # noqa: PLR2004 - one row repeats nothing
        return table
    differs = np.zeros(table.num_rows - 1, np.bool_)
    for column in table.columns:
        values = column.to_numpy()
        differs |= values[1:] != values[:-1]
    return table.filter(pa.array(np.concatenate([[True], differs])))
