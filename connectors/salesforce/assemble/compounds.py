"""Compound fields, such as an address or a name: one field shows what its parts hold."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from connectors.salesforce.assemble.names import Names
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.schema import FieldRow
from connectors.salesforce.standard import GEOCODED, StandardField, compound_parts, custom_parts, standard_field
from lineage.model.ids import Id
from lineage.model.records import Hop
from lineage.model.verdicts import Precision

_CUSTOM: Final = frozenset({"Location", "Address"})


class Compound(NamedTuple):
    """A compound field and its parts."""

    id: Id
    parts: tuple[Id, ...]
    at: str
    """The first place that names one of them."""


def find_compounds(org: Org, rows: Rows, names: Names, *, with_persons: bool) -> Iterator[Compound]:
    """Every compound field that is named, or of which a part is."""
    for object in names.owners():
        named = names.fields(object)
        for key, parts in compound_parts(object).items():
            members = (key, *(part.name.casefold() for part in parts))
            at = [named[member].at for member in members if member in named]
            compound = standard_field(object, key)
            if at and compound and (with_persons or not _is_of_persons(compound, parts)):
                owner = org.dataset(object)
                there = (part for part in parts if part.name.casefold() in named or not _is_geocoded(compound, part))
                yield Compound(owner.field(compound.name), tuple(owner.field(part.name) for part in there), at[0])
    for row in rows.of(FieldRow):
        if row.type in _CUSTOM and row.name.casefold().endswith("__c"):
            owner = org.dataset(row.object)
            yield Compound(owner.field(row.name), tuple(owner.field(part) for part in custom_parts(row.type, row.name)), row.at)


def _is_of_persons(compound: StandardField, parts: tuple[StandardField, ...]) -> bool:
    """Whether only accounts of persons have the parts: those of other accounts have a name, but no first and last one."""
    return compound.type != "Address" and all(part.person for part in parts)


def _is_geocoded(compound: StandardField, part: StandardField) -> bool:
    """Whether an address has this part only where addresses are looked up on a map."""
    return compound.type == "Address" and part.name.endswith(GEOCODED)


def compound_hops(org: Org, compound: Compound, leaving: Iterable[Hop]) -> Iterator[Hop]:
    """What is in the compound is in its parts, though not all of it in each; and whatever takes the compound takes every part.

    `leaving` are the hops that leave the compound. There is no hop from a part to the compound: through it, walks from one part would
    come to the others.
    """
    evidence = org.inferred(compound.at)
    for part in compound.parts:
        yield Hop(source=compound.id, target=part, transform="split", precision=Precision.DATASET, evidence=evidence)
    for hop in leaving:
        inferred = tuple(one.model_copy(update={"stated": False}) for one in hop.evidence)
        for part in compound.parts:
            if hop.target != part:
                yield hop.model_copy(update={"source": part, "evidence": inferred})
