"""Answers as metadata to deploy: the permission set that is exactly enough, and what to take away.

Whoever may read a part of a compound field, such as a city, may read all of it; a field of a person account is permitted on the contact.
Fields without a permission of their own come with their object, and may not stand in a permission set.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import Final, NamedTuple

from connectors.salesforce.assemble.permissions import OPENS_ALL_ON
from connectors.salesforce.standard import alias_on_contact, standard_field
from lineage.model.ids import Id
from lineage.model.privilege_answers import LeastPrivilegeAnswer, Removal

API_VERSION: Final = "62.0"
_NAMESPACE: Final = "http://soap.sforce.com/2006/04/metadata"
ROOT: Final = "force-app/main/default"
PROJECT: Final = {"packageDirectories": [{"path": "force-app", "default": True}], "sourceApiVersion": API_VERSION}
_EDIT: Final = "edit"
_ALL_FIELDS: Final = "all-fields"
_LONGEST: Final = 80
_DIGEST: Final = 4
_CUSTOM_PART: Final = re.compile(
    r"(?P<stem>\w+?)__(?:Latitude|Longitude|Street|City|State|StateCode|PostalCode|Country|CountryCode|GeocodeAccuracy)__s"
)
_OF_PERSON: Final = re.compile(r"^Person|__pc$", re.IGNORECASE)
"""How fields of accounts are called that only accounts of persons have."""
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a value."""

_OBJECT_FLAGS: Final = {
    "allowCreate": "create",
    "allowDelete": "delete",
    "allowEdit": "edit",
    "allowRead": "read",
    "modifyAllRecords": "edit-all",
    "viewAllRecords": "read-all",
}
"""The flags of an object permission, with the operations that they are."""


class Element(NamedTuple):
    """An element: its text, or the elements in it."""

    name: str
    text: str = ""
    parts: tuple["Element", ...] = ()


def permission_set_files(answer: LeastPrivilegeAnswer) -> Mapping[str, str]:
    """The files of a project to deploy, by their path in it: the set, muting sets, and a list of what to take away by hand."""
    name, needed = set_name(answer), needed_fields(answer)
    removals = list(still_surplus(answer.removals, needed))
    mutings = dict(muting_sets(removals))
    members = {"MutingPermissionSet": sorted(mutings), "PermissionSet": [name]}
    return {
        f"{ROOT}/permissionsets/{name}.permissionset-meta.xml": permission_set(answer, needed),
        **{f"{ROOT}/mutingpermissionsets/{one}.mutingpermissionset-meta.xml": text for one, text in mutings.items()},
        "package.xml": package({kind: names for kind, names in members.items() if names}),
        "sfdx-project.json": json.dumps(PROJECT, indent=2) + "\n",
        "removals.csv": _removals(removals),
        "notes.md": _notes(answer, name, sorted(mutings)),
    }


def set_name(answer: LeastPrivilegeAnswer) -> str:
    """The name of the permission set: that of whom it is for, and some letters that keep it apart from others."""
    digest = sha256(answer.subject.id.encode()).hexdigest()[:_DIGEST]
    return f"{_api_name('Least', Id(answer.subject.id).name, _LONGEST - _DIGEST - 1)}_{digest}"


def muting_name(group: str) -> str:
    """The name of the muting set of a group."""
    return _api_name("Less", Id(group).name, _LONGEST)


def _api_name(start: str, text: str, longest: int) -> str:
    """A name as the platform wants it: letters, digits and single underscores, none of these at the end.

    >>> _api_name("Least", "bot@acme.com", 80), _api_name("Less", "__x", 80)
    ('Least_bot_acme_com', 'Less_x')
    """
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "_".join([start, *words])[:longest].strip("_")


def permitted_by(field: Id) -> str:
    """The permission that opens a field, as `Object.Field`.

    >>> contact = Id("salesforce://acme/Contact")
    >>> (
    ...     permitted_by(contact.field("SSN__c")),
    ...     permitted_by(contact.field("MailingCity")),
    ...     permitted_by(contact.field("Home__City__s")),
    ... )
    ('Contact.SSN__c', 'Contact.MailingAddress', 'Contact.Home__c')
    """
    object, name = field.path, field.field_name
    if object.casefold() == "account" and _OF_PERSON.search(name):
        twin = alias_on_contact(name)
        object, name = ("Contact", twin) if twin else (object, name)
    known = standard_field(object, name)
    part = _CUSTOM_PART.fullmatch(name)
    if known and known.part_of:
        name = known.part_of
    elif part:
        name = f"{part['stem']}__c"
    return f"{object}.{name}"


def needed_fields(answer: LeastPrivilegeAnswer) -> Mapping[str, bool]:
    """The field permissions that are needed, and whether to edit as well."""
    fields: dict[str, bool] = {}
    for one in answer.needed_fields:
        if not one.read_with_object:
            key = permitted_by(Id(one.field))
            fields[key] = fields.get(key, False) or _EDIT in one.operations
    return dict(sorted(fields.items()))


def still_surplus(removals: Iterable[Removal], needed: Mapping[str, bool]) -> Iterator[Removal]:
    """What is to be taken away; a permission that opens a field that is needed stays, whatever else it opens."""
    for one in removals:
        key = permitted_by(Id(one.subject)) if Id(one.subject).is_field else ""
        if key not in needed:
            yield one
        elif _EDIT in one.operations and not needed[key]:
            yield one.model_copy(update={"operations": (_EDIT,)})


def permission_set(answer: LeastPrivilegeAnswer, needed: Mapping[str, bool]) -> str:
    """The document of a permission set that opens exactly what is needed."""
    return document(
        "PermissionSet",
        [
            Element("description", f"Exactly what declared hops need, as of {answer.as_of}."),
            *(_field(name, reads=True, edits=edits) for name, edits in needed.items()),
            Element("hasActivationRequired", "false"),
            Element("label", f"Least privilege of {answer.subject.name}"[:_LONGEST].strip()),
            *(_object(Id(one.dataset).path, one.operations) for one in answer.needed_objects),
        ],
    )


def muting_sets(removals: Sequence[Removal]) -> Iterator[tuple[str, str]]:
    """For each group that has no muting set yet, one with what to take away inside it."""
    for group in sorted({one.through for one in removals if one.through and not one.muted_by}):
        mine = [one for one in removals if one.through == group]
        yield muting_name(group), document("MutingPermissionSet", _muted(mine, Id(group).name))


def _muted(removals: Sequence[Removal], group: str) -> Iterator[Element]:
    fields: dict[str, bool] = {}
    objects: dict[str, set[str]] = {}
    permissions: set[str] = set()
    for one in removals:
        subject = Id(one.subject)
        if subject.is_field:
            key = permitted_by(subject)
            fields[key] = fields.get(key, False) or "read" in one.operations
        elif subject.is_system:
            permissions.update(OPENS_ALL_ON[one.leg] & set(one.permissions))
        else:
            objects.setdefault(subject.path, set()).update(one.operations if one.leg == "object" else (_ALL_FIELDS,))
    # Who may not read may not edit.
    yield from (_field(name, reads=reads, edits=True) for name, reads in sorted(fields.items()))
    yield Element("label", f"Less than {group}"[:_LONGEST].strip())
    yield from (_object(name, words) for name, words in sorted(objects.items()))
    for name in sorted(permissions):
        yield Element("userPermissions", parts=(Element("enabled", "true"), Element("name", name)))


def _removals(removals: Sequence[Removal]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("kind", "container", "through", "permission", "on", "take away", "how", "other users who hold it"))
    for one in removals:
        through = Id(one.through).name if one.through else ""
        row = (
            one.container.kind,
            one.container.name,
            through,
            one.leg,
            what_on(one),
            " ".join(one.operations),
            how_to(one),
            str(one.others),
        )
        writer.writerow([f"'{value}" if value.startswith(FORMULA) else value for value in row])
    return text.getvalue()


def what_on(one: Removal) -> str:
    """What a removal is on, as the platform calls it."""
    subject = Id(one.subject)
    if subject.is_field:
        return permitted_by(subject)
    if not subject.is_system:
        return subject.path
    named = ", ".join(sorted(OPENS_ALL_ON[one.leg] & set(one.permissions)))
    what = "all data" if one.leg == "object" else "every field"
    return f"{what} ({named})" if named else what


def how_to(one: Removal) -> str:
    """How to take it away."""
    if one.through and one.muted_by:
        return f"add it to {Id(one.muted_by).name}, which mutes the group already"
    if one.through:
        return f"add {muting_name(one.through)} to the group, or take the group away"
    if one.container.kind == "profile":
        return "take it out of the profile, or give the user another profile: a profile cannot be muted"
    return "take the set away from the user, or take it out of the set: a set that is held directly cannot be muted"


def _notes(answer: LeastPrivilegeAnswer, name: str, mutings: Sequence[str]) -> str:
    counts = f"Fields needed: {len(answer.needed_fields):,}, in objects: {len(answer.needed_objects):,}"
    groups = "".join(
        f"- `{one}`: put it into its group under `mutingPermissionSets`; it then holds for all who hold the group\n"
        for one in mutings
    )
    return f"""# {name}

For {answer.subject.kind} {answer.subject.name}, from snapshot {answer.snapshot}, as of {answer.as_of}. {answer.why}

- `{name}` opens what declared hops need, and what comes along with it: fields without a permission of their own, all parts of a
  compound field, a person account's field with its contact's. {counts}
{groups}- `removals.csv` lists what to take away; what no muting set takes away is to be done by hand
- fields needed and not permitted today: {len(answer.not_permitted):,}

Validate first: `sf project deploy start --manifest package.xml --dry-run`. If the platform says that reading one object takes reading
another, as with a master of its records, add that object to the set; if it says that a field has no permission, take the field out: it
comes with its object. Assign the set, test the integration, and only then take away.
What the map does not declare is not in the set: creating and deleting records, files, API access, and hops that nobody wrote down.
"""


def _field(name: str, *, reads: bool, edits: bool) -> Element:
    parts = Element("editable", _flag(edits)), Element("field", name), Element("readable", _flag(reads))
    return Element("fieldPermissions", parts=parts)


def _object(name: str, operations: Iterable[str]) -> Element:
    allowed = set(operations)
    parts = [Element(flag, _flag(word in allowed)) for flag, word in _OBJECT_FLAGS.items()]
    parts += [Element("object", name), *([Element("viewAllFields", "true")] if _ALL_FIELDS in allowed else [])]
    return Element("objectPermissions", parts=tuple(sorted(parts)))


def _flag(value: bool) -> str:
    return "true" if value else "false"


def package(members: Mapping[str, Sequence[str]]) -> str:
    """A manifest of members by type."""
    types = (
        Element("types", parts=(*(Element("members", one) for one in names), Element("name", kind)))
        for kind, names in sorted(members.items())
    )
    return document("Package", [*types, Element("version", API_VERSION)])


def document(root: str, elements: Iterable[Element]) -> str:
    """A metadata document."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">']
    lines += [line for element in elements for line in _lines(element, "    ")]
    return "\n".join([*lines, f"</{root}>", ""])


def _lines(element: Element, indent: str) -> Iterator[str]:
    if not element.parts:
        text = escape(_NOT_IN_XML.sub("", element.text), quote=False)
        yield f"{indent}<{element.name}>{text}</{element.name}>"
        return
    yield f"{indent}<{element.name}>"
    for part in element.parts:
        yield from _lines(part, f"{indent}    ")
    yield f"{indent}</{element.name}>"
