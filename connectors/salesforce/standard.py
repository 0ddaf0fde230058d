"""Standard objects and fields, which no file defines: what is known of them, from the dictionary beside this file.

The dictionary holds the objects that hold data of people, as far as they are certain: types, lookups, parts of compound fields, whether a
field has permissions of its own, and what it holds where its name says so. What it lacks is not known, and never nothing.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

ANY: Final = "*"
"""In place of an object: fields that every object may have."""

WITH_ACTIVITIES: Final = "activities"
"""In place of a referenced object: every object of the org that has activities."""

_ADDRESS: Final = "Address"
_ADDRESS_PARTS: Final = {
    "Street": ("TextArea", "postal_address"),
    "City": ("Text", "coarse_address"),
    "State": ("Text", "coarse_address"),
    "StateCode": ("Picklist", "coarse_address"),
    "PostalCode": ("Text", "coarse_address"),
    "Country": ("Text", "coarse_address"),
    "CountryCode": ("Picklist", "coarse_address"),
    "Latitude": ("Number", "geocoded_address"),
    "Longitude": ("Number", "geocoded_address"),
    "GeocodeAccuracy": ("Picklist", ""),
}
_LOCATION_PARTS: Final = ("Latitude", "Longitude")
GEOCODED: Final = ("Latitude", "Longitude", "GeocodeAccuracy")
"""What parts are called that an address has only where addresses are looked up on a map."""

_CUSTOM_PARTS: Final = {
    _ADDRESS: tuple(part for part in _ADDRESS_PARTS if part not in ("State", "Country")),
    "Location": _LOCATION_PARTS,
}


class StandardField(NamedTuple):
    """What is known of a standard field."""

    object: str
    """The object; `ANY` where it is a field of every object."""
    name: str
    type: str
    refers_to: tuple[str, ...] = ()
    """The objects that a lookup may point to; `WITH_ACTIVITIES` may be among them."""
    part_of: str = ""
    """The compound field that shows it together with others."""
    read_with_object: bool = False
    """It has no permission of its own."""
    elements: tuple[str, ...] = ()
    """What it holds; empty where its name does not say."""
    person: bool = False
    """It is of a person, and a part of its compound, only in orgs with person accounts."""


@cache
def load_fields() -> Mapping[str, Mapping[str, StandardField]]:
    """The dictionary by object and field, both folded.

    >>> load_fields()["contact"]["mailingcity"].part_of
    'MailingAddress'
    """
    text = files("connectors.salesforce").joinpath("standard_fields.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, StandardField]] = {}
    for row in csv.DictReader(text.splitlines()):
        for field in _spread(_field(row)):
            found.setdefault(field.object.casefold(), {})[field.name.casefold()] = field
    return found


def _field(row: Mapping[str, str]) -> StandardField:
    return StandardField(
        row["object"],
        row["field"],
        row["type"],
        refers_to=tuple(name for name in row["refers_to"].split(";") if name),
        part_of=row["part_of"],
        read_with_object=row["read_with_object"] == "yes",
        elements=tuple(name for name in row["element"].split(";") if name),
        person=row["when"] == "person",
    )


def _spread(field: StandardField) -> Iterator[StandardField]:
    """The field; an address with its parts, whose names share its beginning."""
    if field.type != _ADDRESS:
        yield field
        return
    yield field._replace(elements=("postal_address", "coarse_address"))
    for part, (type_, element) in _ADDRESS_PARTS.items():
        name = field.name.removesuffix(_ADDRESS) + part
        yield field._replace(name=name, type=type_, part_of=field.name, elements=(element,) if element else ())


def standard_field(object: str, name: str) -> StandardField | None:
    """What is known of a field; custom objects have the fields of every object. Activities are known as tasks.

    >>> standard_field("Invoice__c", "ownerid").refers_to
    ('User', 'Group')
    >>> standard_field("Contact", "Shoe_Size__c") is None
    True
    """
    fields = load_fields()
    key = object.casefold()
    own = fields.get("task" if key == "activity" else key.removesuffix("changeevent") or key, {})
    folded = name.casefold()
    return own.get(folded) or fields[ANY].get(folded)


def is_standard_object(object: str) -> bool:
    """Whether the dictionary holds fields of this very object."""
    return object.casefold() in load_fields()


@cache
def compound_parts(object: str) -> Mapping[str, tuple[StandardField, ...]]:
    """The compound fields of a standard object, folded, with their parts."""
    found: dict[str, tuple[StandardField, ...]] = {}
    for field in load_fields().get(object.casefold(), {}).values():
        if field.part_of:
            key = field.part_of.casefold()
            found[key] = (*found.get(key, ()), field)
    return found


def custom_parts(type: str, name: str) -> tuple[str, ...]:
    """The names of the parts of a custom field of a compound type.

    >>> custom_parts("Location", "Site__c")
    ('Site__Latitude__s', 'Site__Longitude__s')
    """
    stem = name.removesuffix("__c")
    return tuple(f"{stem}__{part}__s" for part in _CUSTOM_PARTS.get(type, ()))


def alias_on_contact(name: str) -> str:
    """The field of Contact that shows the same value as a field of a person account; empty where none is known to.

    >>> alias_on_contact("PersonMailingCity"), alias_on_contact("Shoe_Size__pc"), alias_on_contact("Industry")
    ('MailingCity', 'Shoe_Size__c', '')
    """
    folded = name.casefold()
    if folded.endswith("__pc"):
        return f"{name[:-4]}__c"
    field = load_fields()["account"].get(folded)
    if field is None or not field.person:
        return ""
    contact = load_fields()["contact"]
    twin = contact.get(folded.removeprefix("person")) if folded.startswith("person") else _same_on_contact(field)
    return twin.name if twin else ""


def _same_on_contact(field: StandardField) -> StandardField | None:
    """Name and phones of a person account are those of its contact; its identifiers and other addresses are its own."""
    shared = field.name == "Name" or field.part_of == "Name" or field.type == "Phone" or field.name == "PhotoUrl"
    return load_fields()["contact"].get(field.name.casefold()) if shared else None
