"""What no source defines and every org has: standard fields that something names, compound fields, person accounts.

It looks at all records, and adds what the dictionary knows of the fields that they name.
"""

from collections.abc import Iterable, Iterator, Mapping

from connectors.salesforce.assemble.compounds import compound_hops, find_compounds
from connectors.salesforce.assemble.field_facts import states_at_rest
from connectors.salesforce.assemble.names import Named, Names
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.person_accounts import alias_hops, find_aliases, has_person_accounts
from connectors.salesforce.assemble.schema import EXTERNAL, is_read_with_object, object_kind, targets, texts_of
from connectors.salesforce.assemble.shared_grants import share_grants
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.mentions import MentionRow
from connectors.salesforce.rows.schema import FieldRow
from connectors.salesforce.standard import StandardField, standard_field
from lineage.columns import GrantBatch
from lineage.connector import Harvested
from lineage.model.field_texts import NO_TEXTS, FieldTexts
from lineage.model.ids import Id
from lineage.model.records import Classification, Dataset, Field, Hop
from lineage.model.verdicts import Form

_INFERRED, _STATED = 1, 2
"""How far a record of its own describes a field; see `Named`."""


def complete(org: Org, rows: Rows, records: Iterable[Harvested]) -> Iterator[Harvested]:
    """The records, and then what they leave out."""
    names = Names(org)
    batches: list[GrantBatch] = []
    leaving: dict[str, list[Hop]] = {}
    for record in records:
        names.see(record)
        _keep(record, batches, leaving)
        yield record
    for row in rows.of(MentionRow):
        for name in row.names:
            names.add(org.dataset(row.object).field(name), row.at)
    with_persons = has_person_accounts(names)
    on_contact = (
        {row.name.casefold(): row for row in rows.of(FieldRow) if row.object.casefold() == "contact"} if with_persons else {}
    )
    twins: dict[Id, FieldRow] = {}
    shown_by: dict[Id, list[Id]] = {}
    for compound in list(find_compounds(org, rows, names, with_persons=with_persons)):
        _share(names, shown_by, compound.id, compound.parts, compound.at)
    for alias in list(find_aliases(org, names)) if with_persons else ():
        _share(names, shown_by, alias.account, (alias.contact,), alias.at)
        _share(names, shown_by, alias.contact, (alias.account,), alias.at)
        yield from alias_hops(org, alias)
        if alias.contact.field_name.casefold() in on_contact:
            twins[alias.account] = on_contact[alias.contact.field_name.casefold()]
    for compound in list(find_compounds(org, rows, names, with_persons=with_persons)):
        _share(names, shown_by, compound.id, compound.parts, compound.at)
        yield from compound_hops(org, compound, leaving.get(compound.id.lower(), ()))
    yield from share_grants(batches, shown_by)
    yield from _records(org, names, twins, with_persons=with_persons)


def _keep(record: Harvested, batches: list[GrantBatch], leaving: dict[str, list[Hop]]) -> None:
    """Keep what is looked at again at the end: grants, and hops by their folded source."""
    if isinstance(record, GrantBatch):
        batches.append(record)
    elif isinstance(record, Hop):
        leaving.setdefault(str(record.source).lower(), []).append(record)


def _share(names: Names, shown_by: dict[Id, list[Id]], whole: Id, parts: tuple[Id, ...], at: str) -> None:
    """Whoever may read `whole` reads the parts."""
    shown_by.setdefault(whole, []).extend(parts)
    for id in (whole, *parts):
        names.add(id, at)


def _records(
    org: Org, names: Names, twins: Mapping[Id, FieldRow], *, with_persons: bool
) -> Iterator[Dataset | Field | Classification]:
    """A dataset and a field for each that is named and not described, and what standard fields hold."""
    for object in names.owners():
        owner = names.objects[org.dataset(object).casefold()]
        if not owner.described:
            kind = object_kind(object)
            yield Dataset(id=owner.id, subtype=kind, stored=kind != EXTERNAL, evidence=org.inferred(owner.at))
        for name, named in sorted(names.fields(object).items()):
            standard = None if name.endswith("__c") else standard_field(object, name)
            if named.described < (_STATED if standard else _INFERRED):
                yield (
                    _field(org, named, standard) if standard or named.id not in twins else _on_person(org, named, twins[named.id])
                )
            if standard and standard.elements and (with_persons or not standard.person):
                yield Classification(
                    field=named.id,
                    elements=dict.fromkeys(standard.elements, Form.CLEAR),
                    source="dictionary",
                    says=f"standard field {standard.object}.{standard.name}",
                    evidence=org.inferred(named.at),
                )


def _field(org: Org, named: Named, standard: StandardField | None) -> Field:
    return Field(
        id=named.id,
        type=standard.type if standard else "",
        read_with_object=bool(standard and standard.read_with_object),
        texts=FieldTexts(refers_to=targets(standard)) if targets(standard) else NO_TEXTS,
        evidence=org.inferred(named.at),
    )


def _on_person(org: Org, named: Named, twin: FieldRow) -> Field:
    """A person account's field, which is defined on its contact."""
    return Field(
        id=named.id,
        type=twin.type,
        label=twin.label,
        read_with_object=is_read_with_object(twin, None),
        at_rest=next(iter(states_at_rest([twin]).values()), ""),
        security_classification=twin.security_classification,
        texts=texts_of(twin, None),
        evidence=org.inferred(twin.at),
    )
