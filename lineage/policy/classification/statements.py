"""Statements of what fields hold, made of what sources tell of them; they stand in the snapshot beside those of the sources."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from lineage.columns import GrantBatch
from lineage.model.elements import UNCLASSIFIED
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Classification, Dataset, Evidence, Fact, Field, Hop
from lineage.policy.classification.classifier import Known, Reason, classify
from lineage.policy.classification.surroundings import PERSON, about_owner, is_person

_OF_PERSONS: Final = frozenset({"birth_date", "drivers_license", "name_first", "name_last", "passport", "ssn"})
"""Elements that only a dataset about persons holds."""

_USERS: Final = frozenset({"Group", "User"})
"""What every record refers to, whatever it is about."""

_AMONG_PERSONS: Final = ", and its dataset names a person"


class _Told(NamedTuple):
    """What sources tell of fields."""

    owners: dict[str, frozenset[str]]
    """What datasets are about."""
    fields: list[Field]
    named: dict[Id, tuple[Evidence, ...]]
    """Fields that only a hop names."""


def classifications(records: Iterable[AnyRecord | GrantBatch]) -> Iterator[Classification | Fact]:
    """What names, labels, texts, types, masks and choices say of every field that is described, or named by a hop.

    Where they say what a field may hold, and not whether it does, that is a fact and no classification.
    """
    told = _told_by(records)
    undecided: list[Field] = []
    for field, reasons in _classified(told):
        if reasons[0].element == UNCLASSIFIED:
            undecided.append(field)
        else:
            yield from _stated(field.id, reasons, field.evidence)
    yield from _of_undecided(undecided, told)
    for id, evidence in told.named.items():
        yield from _stated(id, classify(Known(id.field_name, _about(id.owner, told.owners))), evidence)


def _classified(told: _Told) -> Iterator[tuple[Field, tuple[Reason, ...]]]:
    """The fields of which something is said. In a large org most are told of in the same words as another, and are looked at once."""
    seen: dict[tuple[object, ...], tuple[Reason, ...]] = {}
    owner, about = "", frozenset[str]()
    for field in told.fields:
        id = field.id
        if not owner or not id.startswith(owner):
            owner = f"{id.partition('#')[0]}#"
            about = _about(owner[:-1], told.owners)
        key = (id[len(owner) :], field.type, field.label, about, field.texts)
        reasons = seen.get(key)
        if reasons is None:
            reasons = seen[key] = classify(_known(field, told.owners))
        if reasons:
            yield field, reasons


def _told_by(records: Iterable[AnyRecord | GrantBatch]) -> _Told:
    told = _Told({}, [], {})
    for record in records:
        if isinstance(record, Field):
            told.fields.append(record)
        elif isinstance(record, Dataset):
            told.owners[record.id] = about_owner(record.id.path, record.subtype)
        elif isinstance(record, Hop):
            _add_ends(told.named, record)
    for field in told.fields if told.named else ():
        told.named.pop(field.id, None)
    return told


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


def _of_undecided(undecided: Sequence[Field], told: _Told) -> Iterator[Classification | Fact]:
    """What is said of fields that may be of a person: they are, in a dataset that names one."""
    wanted = {field.id.owner for field in undecided}
    among = (
        {field.id.owner for field in told.fields if field.id.owner in wanted and _names_person(field, told)} if wanted else set()
    )
    for field in undecided:
        known = _known(field, told.owners)
        reasons = classify(known)
        if field.id.owner in among:
            decided = classify(known._replace(owner=known.owner | {PERSON}))
            reasons = tuple(
                one if one.element == UNCLASSIFIED else one._replace(says=one.says + _AMONG_PERSONS) for one in decided
            )
        yield from _stated(field.id, reasons, field.evidence)


def _names_person(field: Field, told: _Told) -> bool:
    """Whether a field names a person, or points to one who is no user."""
    if any(is_person(name) and name not in _USERS for name in field.texts.refers_to):
        return True
    return any(reason.element in _OF_PERSONS for reason in classify(_known(field, told.owners)))


def _stated(field: Id, reasons: Iterable[Reason], evidence: tuple[Evidence, ...]) -> Iterator[Classification | Fact]:
    inferred = tuple([Evidence(basis=one.basis, stated=False, connector=one.connector, locator=one.locator) for one in evidence])
    for element, form, says in reasons:
        if element == UNCLASSIFIED:
            yield Fact(subject=field, name="undecided-content", value=says, evidence=inferred)
        else:
            yield Classification(field=field, elements={element: form}, source="name", says=says, evidence=inferred)
