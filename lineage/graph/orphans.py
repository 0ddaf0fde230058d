"""Orphans: declared fields that the org, as it was read, does not have."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from lineage.graph.merge import MergedHop
from lineage.model.ids import Id
from lineage.model.records import Dataset, Field, Gap
from lineage.model.verdicts import Basis


def orphans(hops: Iterable[MergedHop], datasets: Mapping[Id, Dataset], fields: Mapping[Id, Field]) -> list[Gap]:
    """A gap for each field end of a declared hop that no source has, where its dataset's source would have listed it."""
    declared = [hop for hop in hops if hop.bases == Basis.DECLARED]
    owners = {end.owner for hop in declared for end in hop.key[:2] if end.is_field}
    there: dict[Id, list[str]] = {}
    for field in fields.values() if owners else ():
        if field.id.owner in owners and any(evidence.basis == Basis.CONFIGURED for evidence in field.evidence):
            there.setdefault(field.id.owner, []).append(field.id.field_name)
    gaps: dict[Id, Gap] = {}
    for hop in declared:
        for end in hop.key[:2]:
            if end.is_field and end.owner in there and _is_missing(end, datasets, there):
                gaps.setdefault(end, _gap(end, there[end.owner], hop))
    return [gaps[id] for id in sorted(gaps)]


def _is_missing(field: Id, datasets: Mapping[Id, Dataset], there: Mapping[Id, list[str]]) -> bool:
    if field.field_name in there[field.owner]:
        return False
    dataset = datasets.get(field.owner)
    return dataset is not None and (dataset.complete or field.field_name.endswith(dataset.lists or ("\0",)))


def _gap(field: Id, there: list[str], hop: MergedHop) -> Gap:
    near = get_close_matches(field.field_name, sorted(there), n=1, cutoff=0.5)
    hint = f"Did you mean {field.path}.{near[0]}?" if near else "Was it renamed or deleted?"
    return Gap(
        surface="declared field",
        what=f"The map names {field.shown}, which the source of {field.path} does not have.",
        why="no field of that name was read",
        hides="what really happens: the declaration may be meant for another field",
        remedy=f"{hint} Correct the map, or retrieve the field.",
        locator=hop.evidence[0].locator if hop.evidence else "",
        connector=hop.evidence[0].connector if hop.evidence else "",
        subject=field,
        candidates=tuple(f"{field.path}.{name}" for name in near),
    )
