"""What the columns of reports are called, in three dialects, and which fields they show.

A report of a custom type names `Object.Relationship$Field`; one of the platform's own types names `Object.Custom__c` or a word in upper
case, which only a table tells. Where a name is not known, all fields of the objects of the type may be what is shown.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple, TypeAlias

from connectors.salesforce.assemble.relations import Schema, is_custom
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.reports import ReportTypeRow
from connectors.salesforce.rows.schema import FieldRow
from connectors.salesforce.standard import is_standard_object, standard_field

_Field: TypeAlias = tuple[str, str]

_ENTITY: Final = "CustomEntity"
_ANY_TYPE: Final = "*"
_OWN_OF_OBJECTS: Final = re.compile(r"(?P<standard>[A-Za-z]*?)(?P<custom>(?:CustomEntity)+)\$(?P<objects>.+)")
_COMPUTED: Final = re.compile(r"RowCount|FORMULA[0-9]+|CDF[0-9]+|BucketField_[0-9]+|s!.*", re.IGNORECASE)
"""What the report computes itself; of what is told by its formulas and buckets."""
_ACTIVITIES: Final = ("Task", "Event")
_CHILDREN: Final = {
    "activities": _ACTIVITIES,
    "assets": ("Asset",),
    "campaignmembers": ("CampaignMember",),
    "cases": ("Case",),
    "contacts": ("Contact",),
    "contracts": ("Contract",),
    "events": ("Event",),
    "histories": (),
    "opportunities": ("Opportunity",),
    "opportunitylineitems": ("OpportunityLineItem",),
    "orders": ("Order",),
    "tasks": ("Task",),
}
"""What standard objects are called from those that they point to."""
_NAMES: Final = {
    "case": "CaseNumber",
    "task": "Subject",
    "event": "Subject",
    "order": "OrderNumber",
    "contract": "ContractNumber",
}
"""Of objects whose name is not called so."""


class Shown(NamedTuple):
    """What a column shows."""

    fields: tuple[_Field, ...] = ()
    """Object and field: each that is shown."""
    objects: tuple[str, ...] = ()
    """Where the name is not known: objects of which any field may be shown."""
    is_known: bool = True
    """The name is known."""


class ReportColumns:
    """The columns of one org's reports; the same column of the same type is looked up once."""

    def __init__(self, rows: Rows) -> None:
        self._schema = rows.derived(Schema)
        self._children: dict[tuple[str, str], dict[str, None]] = {}
        for row in rows.of(FieldRow):
            if row.relationship:
                for target in row.refers_to:
                    key = (target.casefold(), f"{row.relationship}__r".casefold())
                    self._children.setdefault(key, {})[row.object] = None
        self._types = {row.name.casefold(): row for row in rows.of(ReportTypeRow)}
        self._known: dict[tuple[str, str], Shown] = {}

    def of(self, type: str, token: str) -> Shown:
        """What a column of a report of that type shows."""
        key = (type, token)
        if key not in self._known:
            self._known[key] = self._shown(type, token)
        return self._known[key]

    def _shown(self, type: str, token: str) -> Shown:
        if _COMPUTED.fullmatch(token):
            return Shown()
        fields = tuple(dict.fromkeys(self._named(type, token)))
        return Shown(fields) if fields else Shown(objects=self.objects(type) or self._started(token), is_known=False)

    def _named(self, type: str, token: str) -> Iterator[_Field]:
        before, found, after = token.partition("$")
        if found and before != "FK_":
            for object in self._joined(before):
                yield from self._path(object, after)
            return
        told = _told(type, token, self.of_entities(type))
        if told:
            yield from told
            return
        object, _, field = (after or token).removeprefix("FK_").partition(".")
        if field and "." not in field and self._is_field(object, field):
            yield from self._path(object, field)

    def _is_field(self, object: str, field: str) -> bool:
        return is_custom(field) or self._schema.has(object, field)

    def _path(self, object: str, path: str) -> Iterator[_Field]:
        """The fields at the end of a path of lookups, as reports write them: by the lookup's own name."""
        owners: tuple[str, ...] = _ACTIVITIES if object.casefold() == "activity" else (object,)
        *steps, field = path.split(".")
        for step in steps:
            owners = tuple(dict.fromkeys(target for owner in owners for target in self._targets(owner, step)))
        for owner in owners:
            yield owner, self._own_name(owner, field)
            for target in self._targets(owner, field):
                yield target, _NAMES.get(target.casefold(), "Name")

    def _targets(self, owner: str, step: str) -> tuple[str, ...]:
        return self._schema.targets(owner, f"{step[:-3]}__r" if step.casefold().endswith("__c") else step)

    def _own_name(self, owner: str, field: str) -> str:
        """A lookup is called by its relationship's name."""
        known = standard_field(owner, f"{field}Id")
        return known.name if known and not self._schema.has(owner, field) else field

    def _joined(self, path: str) -> tuple[str, ...]:
        """The objects at the end of a path of child relationships."""
        base, *steps = path.split(".")
        owners: tuple[str, ...] = (base,)
        for step in steps:
            owners = tuple(dict.fromkeys(child for owner in owners for child in self._child(owner, step)))
        return owners

    def _child(self, owner: str, step: str) -> tuple[str, ...]:
        return tuple(self._children.get((owner.casefold(), step.casefold()), ())) or _CHILDREN.get(step.casefold(), ())

    def objects(self, type: str) -> tuple[str, ...]:
        """The objects that reports of a type show, as far as they are known."""
        custom = self._types.get(type.removesuffix("__c").casefold())
        if custom:
            path = custom.base
            found = [custom.base]
            for join in custom.joins:
                path = f"{path}.{join}"
                found.extend(self._joined(path))
            return tuple(dict.fromkeys(found))
        return self.of_entities(type) or load_types().get(type.casefold(), ())

    def of_entities(self, type: str) -> tuple[str, ...]:
        """The objects that the name of a type tells: for one that follows a lookup, the object that it leads to as well."""
        path, _, lookup = type.partition("@")
        owner, _, field = lookup.partition(".")
        return (*_objects_of(path), *(self._targets(owner, field) if field else ()))

    def _started(self, token: str) -> tuple[str, ...]:
        """The object that a name begins with, where it begins with one."""
        first = re.split(r"[.$]", token)[0]
        is_object = is_custom(first) or self._schema.is_described(first) or is_standard_object(first)
        return (first,) if is_object and first != token else ()


def _told(type: str, token: str, objects: Sequence[str]) -> tuple[_Field, ...]:
    """What the table says of a column, with the type's own objects in place of their numbers."""
    entity = _OWN_OF_OBJECTS.fullmatch(type)
    families = (type, *((_ENTITY,) if entity and not entity["standard"] else ()), type.partition("$")[0], _ANY_TYPE)
    columns = load_columns()
    said = next((columns[family.casefold(), token] for family in families if (family.casefold(), token) in columns), ())
    placed = (
        one.replace("{0}", objects[0] if objects else "").replace("{1}", objects[1] if len(objects) > 1 else "") for one in said
    )
    return tuple((object, field) for object, _, field in (one.partition(".") for one in placed) if object)


@cache
def _objects_of(type: str) -> tuple[str, ...]:
    """The objects that the name of a type of the platform's own tells.

    >>> _objects_of("CaseCustomEntity$Visit__c"), _objects_of("CustomEntityCustomEntity$Clinic__c$Visit__c")
    (('Case', 'Visit__c'), ('Clinic__c', 'Visit__c'))
    """
    told = _OWN_OF_OBJECTS.fullmatch(type)
    if not told:
        return ()
    objects = tuple(name for name in told["objects"].split("$") if name)
    return (told["standard"], *objects) if told["standard"] else objects


@cache
def load_columns() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The table of columns that only a table tells: by type, folded, and token, the fields as `Object.Field`."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in _table("report_columns.csv"):
        for type_ in row["types"].split():
            found[type_.casefold(), row["token"]] = tuple(row["fields"].split())
    return found


@cache
def load_types() -> Mapping[str, tuple[str, ...]]:
    """The objects of the platform's own report types, by name, folded."""
    return {row["type"].casefold(): tuple(row["objects"].split()) for row in _table("report_types.csv")}


def _table(name: str) -> Iterator[Mapping[str, str]]:
    return csv.DictReader(files("connectors.salesforce").joinpath(name).read_text(encoding="utf-8").splitlines())
