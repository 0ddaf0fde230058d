"""The org's objects and how they point to each other: where a path of relationships leads."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from connectors.salesforce.standard import WITH_ACTIVITIES, standard_field

_CUSTOM: Final = ("__c", "__pc")
_HIERARCHY: Final = "Hierarchy"

_OBJECTS_OF_GLOBALS: Final = {
    "$organization": "Organization",
    "$profile": "Profile",
    "$recordtype": "RecordType",
    "$user": "User",
    "$userrole": "UserRole",
}
_TYPES: Final = {"queue": "Group"}
"""What a step may name in place of an object: queues are groups."""
_NAMED_IN_PATH: Final = {"$setup": 2, "$custommetadata": 3, "$objecttype": 3}
"""Globals whose second step is an object, and how many steps come before the fields."""
_RECORD: Final = frozenset({"$record", "$record__prior"})
_WITHOUT_DATA: Final = frozenset(
    {
        "$action", "$api", "$client", "$component", "$currentpage", "$fieldset", "$flow", "$label", "$network", "$page", "$permission",
        "$resource", "$scontrol", "$site", "$system",
    }
)  # fmt: skip
"""Globals that are no data of the org's objects."""


class Found(NamedTuple):
    """What a path of names leads to."""

    fields: tuple[tuple[str, str], ...] = ()
    """Object and field: the one that is read, or each that may be."""
    objects: tuple[str, ...] = ()
    """Objects of which some field is read, and which object it is cannot be told."""
    lost: tuple[tuple[str, str], ...] = ()
    """Object and step where the path could not be followed."""


class Schema:
    """Names and lookups of every object of the rows; names are compared folded."""

    def __init__(self, rows: Rows) -> None:
        self._fields: dict[str, set[str]] = {}
        self._lookups: dict[tuple[str, str], dict[str, None]] = {}
        self._followed: dict[tuple[str, tuple[str, ...]], tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {}
        owners: dict[str, str] = {}
        for row in rows.of(FieldRow):
            owner = owners.get(row.object) or owners.setdefault(row.object, row.object.casefold())
            self._fields.setdefault(owner, set()).add(row.name.casefold())
            if row.refers_to or row.type == _HIERARCHY:
                step = relationship(row.name).casefold()
                self._lookups.setdefault((owner, step), {}).update(dict.fromkeys(row.refers_to or (row.object,)))
        self._described = {row.name.casefold() for row in rows.of(ObjectRow) if row.described}
        self._with_activities = tuple(
            sorted({row.name for row in rows.of(ObjectRow) if row.activities and row.name.lower().endswith("__c")})
        )

    def is_defined(self, object: str, field: str) -> bool:
        """Whether a definition of the field is there; a person account's field is defined on Contact."""
        owner, name = defined_at(object, field)
        return name.casefold() in self._fields.get(owner.casefold(), ())

    def has(self, object: str, field: str) -> bool:
        """Whether the object is known to have the field: it is defined there, or a standard one."""
        return self.is_defined(object, field) or standard_field(object, field) is not None

    def is_described(self, object: str) -> bool:
        """Whether the object's own description is there."""
        return object.casefold() in self._described

    def targets(self, object: str, step: str) -> tuple[str, ...]:
        """The objects to which a relationship of an object may lead; empty where nothing tells."""
        name, _, only = step.partition(":")
        if only:
            return (_TYPES.get(only.casefold(), only),)
        owner, key = object.casefold(), name.casefold()
        if owner == "account" and key.endswith("__pr"):
            owner, key = "contact", f"{key[:-4]}__r"
        defined = self._lookups.get((owner, key))
        if defined:
            return tuple(defined)
        standard = standard_field(object, f"{name}Id")
        return tuple(self._spread(standard.refers_to)) if standard else ()

    def _spread(self, objects: Iterable[str]) -> Iterator[str]:
        for name in objects:
            if name == WITH_ACTIVITIES:
                yield from self._with_activities
            else:
                yield name

    def find(self, base: str, path: tuple[str, ...]) -> Found:
        """What a path of names means that stands in a formula of the object `base`."""
        if len(path) == 1 and not path[0].startswith("$"):
            return Found(fields=((base, path[0]),))
        start, rest = _start(base, path)
        if not start:
            return Found(lost=() if not rest else ((base, path[0]),))
        if not rest:
            return Found()
        steps = rest[:-1]
        if (start, steps) not in self._followed:
            self._followed[start, steps] = self._follow(start, steps)
        at, lost = self._followed[start, steps]
        return Found(lost=lost) if lost else self._ends(at, rest[-1])

    def _follow(self, start: str, steps: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """The objects to which relationships lead, or the objects and the step where nothing tells."""
        at: tuple[str, ...] = (start,)
        for step in steps:
            onward = tuple(dict.fromkeys(target for object in at for target in self.targets(object, step)))
            # Formulas of old name the record's own object first.
            if not onward and step.casefold() != start.casefold():
                return (), tuple((object, step) for object in at)
            at = onward or at
        return at, ()

    def _ends(self, objects: tuple[str, ...], field: str) -> Found:
        if len(objects) == 1:
            return Found(fields=((objects[0], field),))
        having = tuple((object, field) for object in objects if self.has(object, field))
        return Found(fields=having) if having else Found(objects=objects)


def _start(base: str, path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The object where a path begins, and the steps from there; no object and no steps where it is no data."""
    first = path[0].casefold()
    if not first.startswith("$"):
        return base, path
    if first in _WITHOUT_DATA:
        return "", ()
    if first in _RECORD:
        return base, path[1:]
    if first in _NAMED_IN_PATH:
        is_field = first != "$objecttype" or (len(path) > _NAMED_IN_PATH[first] and path[2].casefold() == "fields")
        return (path[1], path[_NAMED_IN_PATH[first] :]) if len(path) > 1 and is_field else ("", ())
    object = _OBJECTS_OF_GLOBALS.get(first, "")
    return (object, path[1:]) if object else ("", path)


def defined_at(object: str, field: str) -> tuple[str, str]:
    """Where a field is defined: a custom field of a person account is one of its contact.

    >>> defined_at("Account", "Shoe_Size__pc"), defined_at("Account", "Tier__c")
    (('Contact', 'Shoe_Size__c'), ('Account', 'Tier__c'))
    """
    if object.casefold() == "account" and field.casefold().endswith("__pc"):
        return "Contact", f"{field[:-4]}__c"
    return object, field


def retrieve_objects(fields: Iterable[tuple[str, str]]) -> str:
    """The command that retrieves the objects that define these fields, each given with the object that it is read from."""
    return retrieve_command(*(f"CustomObject:{owner}" for owner in sorted({defined_at(*field)[0] for field in fields})))


def relationship(field: str) -> str:
    """The name by which formulas follow a lookup.

    >>> relationship("Parent_Case__c"), relationship("ReportsToId")
    ('Parent_Case__r', 'ReportsTo')
    """
    return f"{field[:-3]}__r" if field.casefold().endswith("__c") else field.removesuffix("Id")


def is_custom(field: str) -> bool:
    """Whether a definition of the field must be somewhere."""
    return field.casefold().endswith(_CUSTOM)
