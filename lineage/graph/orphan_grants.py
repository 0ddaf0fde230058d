"""Permissions of one source for fields that another source, which lists the object's fields, does not have."""

from collections.abc import Iterable, Mapping

from lineage.columns import GrantBatch
from lineage.graph.resolve import Spelling
from lineage.model.ids import Id
from lineage.model.records import Dataset, Field, Gap

_SHOWN = 5


def orphan_grants(
    batches: Iterable[GrantBatch], spelling: Spelling, datasets: Mapping[Id, Dataset], fields: Mapping[Id, Field]
) -> list[Gap]:
    """One gap for each connector whose permissions name fields that are not there."""
    listing: dict[str, Mapping[Id, Dataset]] = {}
    seen: dict[str, set[str]] = {}
    missing: dict[str, dict[Id, str]] = {}
    for batch in batches:
        name = batch.connector
        if name not in listing:
            listing[name] = {id: one for id, one in datasets.items() if _is_listed_by_another(one, name)}
        fresh = set(batch.table.column("subject").unique().to_pylist() if listing[name] else ()) - seen.setdefault(name, set())
        seen[name] |= fresh
        for text in sorted(fresh):
            field = spelling.of(Id(text))
            if field.is_field and field.owner in listing[name] and _is_missing(field, listing[name][field.owner], fields):
                missing.setdefault(name, {}).setdefault(field, batch.table.column("locator")[0].as_py())
    return [_gap(connector, named) for connector, named in sorted(missing.items())]


def _is_listed_by_another(dataset: Dataset, connector: str) -> bool:
    lists = dataset.complete or bool(dataset.lists)
    return lists and any(one.stated and one.connector != connector for one in dataset.evidence)


def _is_missing(field: Id, dataset: Dataset, fields: Mapping[Id, Field]) -> bool:
    described = fields.get(field)
    if described is not None and any(evidence.stated for evidence in described.evidence):
        return False
    return dataset.complete or field.field_name.endswith(dataset.lists or ("\0",))


def _gap(connector: str, named: Mapping[Id, str]) -> Gap:
    names = sorted(field.shown for field in named)
    rest = len(names) - _SHOWN
    listed = ", ".join(names[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
    return Gap(
        surface="permission",
        what=f"Permissions of {connector} name {len(names):,} field{'' if len(names) == 1 else 's'} that the other sources do not have: "
        f"{listed}.",
        why="the fields were deleted or made in between, or the sources are of different orgs",
        hides="what these fields hold, and whether the sources fit together at all",
        remedy="Read all sources of one org on one day, and check that `org:` is right for each.",
        locator=min(named.values()),
        connector=connector,
        candidates=tuple(names[:_SHOWN]),
    )
