"""Statements of what fields hold, made of what sources tell of them; they stand in the snapshot beside those of the sources."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from lineage.columns import GrantBatch
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Classification, Dataset, Evidence, Field, Hop
from lineage.policy.classification.classifier import Known, Reason, classify
from lineage.policy.classification.surroundings import about_owner


def classifications(records: Iterable[AnyRecord | GrantBatch]) -> Iterator[Classification]:
    """What names, labels, texts, types, masks and choices say of every field that is described, or named by a hop."""
    owners: dict[str, frozenset[str]] = {}
    fields: list[Field] = []
    named: dict[Id, tuple[Evidence, ...]] = {}
    for record in records:
        if isinstance(record, Field):
            fields.append(record)
        elif isinstance(record, Dataset):
            owners[record.id] = about_owner(record.id.path, record.subtype)
        elif isinstance(record, Hop):
            _add_ends(named, record)
    for field in fields:
        named.pop(field.id, None)
        reasons = classify(_known(field, owners))
        if reasons:
            yield from _stated(field.id, reasons, field.evidence)
    for id, evidence in named.items():
        yield from _stated(id, classify(Known(id.field_name, _about(id.owner, owners))), evidence)


def _add_ends(named: dict[Id, tuple[Evidence, ...]], hop: Hop) -> None:
    """Add the fields that a hop names; what lies in flight, in a log or a report holds what comes to it."""
    for end in (hop.source, hop.target):
        if isinstance(end, Id) and end.is_field and not end.owner.kind:
            named.setdefault(end, hop.evidence)


def _known(field: Field, owners: dict[str, frozenset[str]]) -> Known:
    owner, _, name = field.id.partition("#")
    told = field.texts
    texts = (told.help_text, told.description) if told.help_text or told.description else ()
    name = unquote(name) if "%" in name else name
    return Known(name, _about(owner, owners), field.type, field.label, texts, told.mask, told.choices, told.refers_to)


def _about(owner: str, owners: dict[str, frozenset[str]]) -> frozenset[str]:
    if owner not in owners:
        owners[owner] = about_owner(Id(owner).path)
    return owners[owner]


def _stated(field: Id, reasons: Iterable[Reason], evidence: tuple[Evidence, ...]) -> Iterator[Classification]:
    inferred = tuple([Evidence(basis=one.basis, stated=False, connector=one.connector, locator=one.locator) for one in evidence])
    for element, form, says in reasons:
        yield Classification(field=field, elements={element: form}, source="name", says=says, evidence=inferred)
