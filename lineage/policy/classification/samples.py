"""Samples of values, kept only for fields that something else knows of.

The header of a table names its fields. Where a table has none, its first row would stand for it, and values would become names.
"""

from collections.abc import Iterable, Iterator

from lineage.columns import GrantBatch
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Classification, Field, Gap, Hop


def of_known_fields(records: Iterable[AnyRecord | GrantBatch]) -> Iterator[AnyRecord | GrantBatch]:
    """The records, without what samples say of fields that no other record names; these are counted, and not named."""
    records = list(records)
    samples = [record for record in records if isinstance(record, Classification) and record.source == "sample"]
    if not samples:
        yield from records
        return
    known = {name.folded: name for record in records for name in _named(record)}
    unknown: dict[Id, list[Classification]] = {}
    for record in records:
        if isinstance(record, Classification) and record.source == "sample":
            field = known.get(record.field.folded)
            if field is None:
                unknown.setdefault(record.field.owner, []).append(record)
            else:
                yield record.model_copy(update={"field": field})
        else:
            yield record
    yield from (_gap(dataset, some) for dataset, some in sorted(unknown.items()))


def _named(record: AnyRecord | GrantBatch) -> Iterator[Id]:
    if isinstance(record, Field):
        yield record.id
    elif isinstance(record, Hop):
        yield from (end for end in (record.source, record.target) if isinstance(end, Id) and end.is_field)
    elif isinstance(record, Classification) and record.source != "sample":
        yield record.field


def _gap(dataset: Id, some: list[Classification]) -> Gap:
    count = len({record.field for record in some})
    return Gap(
        surface="value sample",
        what=f"{count:,} columns of the sample of {dataset.path} are no fields that anything else names; they are left out.",
        why="their header names no field of the dataset, or the file has no header and begins with values",
        hides="what the values of these columns look like",
        remedy="Export the sample with the fields' API names as its header.",
        locator=some[0].evidence[0].locator if some[0].evidence else "",
        connector=some[0].evidence[0].connector if some[0].evidence else "",
        subject=dataset,
    )
