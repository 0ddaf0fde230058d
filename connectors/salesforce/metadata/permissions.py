"""Profiles, permission sets and muting sets, whole or in parts, and groups of sets."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.permission_columns import ENTRY, OBJECT_PART, read_field_permissions, read_object_permissions
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.permissions import (
    AccessRow,
    ContainerRow,
    GroupMemberRow,
    LoginHoursRow,
    LoginRangeRow,
)
from lineage.reading.xml import Element, children, leaves, local, text

KINDS: Final[Mapping[str, str]] = {
    "profiles": "profile",
    "permissionsets": "permission-set",
    "permissionsetgroups": "permission-set-group",
    "mutingpermissionsets": "muting-permission-set",
}
"""What kind of container the files of a folder are."""

_HIDES: Final = "what its holders may read and do"


class _Access(NamedTuple):
    """How one sort of access is written."""

    sort: str
    named_by: str
    part: str
    """What an access is called that is a file of its own; the file's suffix is alike, with a small first letter."""


_ACCESSES: Final[Mapping[str, _Access]] = {
    "userPermissions": _Access("system-permission", "name", "UserPermission"),
    "customPermissions": _Access("custom-permission", "name", "CustomPermission"),
    "classAccesses": _Access("code", "apexClass", "ClassAccess"),
    "pageAccesses": _Access("code", "apexPage", "PageAccess"),
    "flowAccesses": _Access("flow", "flow", "FlowAccess"),
    "externalDataSourceAccesses": _Access("data-source", "externalDataSource", "ExternalDataSourceAccess"),
    "externalCredentialPrincipalAccesses": _Access(
        "credential", "externalCredentialPrincipal", "ExternalCredentialPrincipalAccess"
    ),
    "customMetadataTypeAccesses": _Access("metadata-type", "name", "CustomMetadataTypeAccess"),
    "customSettingAccesses": _Access("custom-setting", "name", "CustomSettingAccess"),
    "agentAccesses": _Access("agent", "agentName", "AgentAccess"),
}
_ACCESS_TAGS: Final = tuple(f"{{*}}{name}" for name in _ACCESSES)
_PARTS: Final = {access.part: access for access in _ACCESSES.values()}
_PLAIN: Final = frozenset({"system-permission"})
"""Sorts whose names are the platform's own, which no package prefixes."""
_OBJECTS: Final = frozenset({"metadata-type", "custom-setting"})
"""Sorts whose names are those of objects."""


_ABOUT_ITSELF: Final = ("custom", "hasActivationRequired", "label", "license", "status", "userLicense")


def _about_itself(root: Element) -> dict[str, str]:
    """What a container says of itself, found without going through the thousands of entries that it may list."""
    return {local(element): text(element) for element in root.iterchildren(*(f"{{*}}{name}" for name in _ABOUT_ITSELF))}


def read_profile(document: Document) -> Iterator[Row]:
    """A profile; it lists only what was retrieved with it."""
    said = _about_itself(document.root)
    name = document.name
    yield ContainerRow(
        "profile",
        name,
        document.at(),
        license=said.get("userLicense", ""),
        custom=flag(said.get("custom")),
    )
    yield from _permissions(document, "profile", name)
    for element in children(document.root, "loginIpRanges"):
        limits = leaves(element)
        yield LoginRangeRow(name, limits.get("startAddress", ""), limits.get("endAddress", ""), document.at(element))
    for element in children(document.root, "loginHours"):
        hours = tuple(_hours(leaves(element)))
        if hours:
            yield LoginHoursRow(name, hours, document.at(element))


_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _hours(said: Mapping[str, str]) -> Iterator[str]:
    for day in _DAYS:
        start, end = said.get(f"{day}Start", ""), said.get(f"{day}End", "")
        if start or end:
            yield f"{day} {start}-{end}"


def read_permission_set(document: Document) -> Iterator[Row]:
    """A permission set; with all its parts, it lists everything that it holds."""
    yield from _set(document, "permission-set")


def read_muting_set(document: Document) -> Iterator[Row]:
    """A muting set, which lists what it takes away."""
    yield from _set(document, "muting-permission-set")


def _set(document: Document, kind: str) -> Iterator[Row]:
    said = _about_itself(document.root)
    name = document.packaged(document.name)
    yield ContainerRow(
        kind,
        name,
        document.at(),
        label=said.get("label", ""),
        license=said.get("license", ""),
        activated=flag(said.get("hasActivationRequired")),
        whole=True,
    )
    yield from _permissions(document, kind, name)


def read_part(document: Document) -> Iterator[Row]:
    """A part of a permission set in a file of its own: one permission, or all of one sort or object."""
    kind, name = "permission-set", document.packaged(document.name)
    root = document.root
    yield ContainerRow(kind, name, document.at())
    if local(root) in _PARTS:
        yield from _access(document, kind, name, root, _PARTS[local(root)])
    else:
        yield from _permissions(document, kind, name)


def _permissions(document: Document, kind: str, name: str) -> Iterator[Row]:
    """What every sort of container lists alike."""
    for element in document.root.iterchildren(*_ACCESS_TAGS):
        yield from _access(document, kind, name, element, _ACCESSES[local(element)])
    yield from read_object_permissions(document, kind, name)
    yield from read_field_permissions(document, kind, name)


def _access(document: Document, kind: str, container: str, element: Element, access: _Access) -> Iterator[AccessRow]:
    """An access that is switched on; one that does not say so is."""
    said = leaves(element)
    name = said.get(access.named_by, "")
    if name and flag(said.get("enabled")) is not False:
        yield AccessRow(kind, container, access.sort, _prefixed(document, access.sort, name), document.at(element))


def _prefixed(document: Document, sort: str, name: str) -> str:
    if sort in _PLAIN:
        return name
    return document.qualified(name) if sort in _OBJECTS else document.packaged(name)


def read_group(document: Document) -> Iterator[Row]:
    """A group, the sets that are in it and those that mute it."""
    said = _about_itself(document.root)
    name = document.packaged(document.name)
    yield ContainerRow(
        "permission-set-group",
        name,
        document.at(),
        label=said.get("label", ""),
        activated=flag(said.get("hasActivationRequired")),
        status=said.get("status", ""),
        whole=True,
    )
    for entry, mutes in (("permissionSets", False), ("mutingPermissionSets", True)):
        for element in children(document.root, entry):
            if text(element):
                yield GroupMemberRow(name, document.packaged(text(element)), document.at(element), mutes)


def _part_readers() -> Readers:
    """How the files of a permission set are read that lie in its folder: a root for each sort, or that of the whole set."""
    roots = {access.part: access.part for access in _ACCESSES.values()}
    roots |= {ENTRY: ENTRY, OBJECT_PART: OBJECT_PART, "ObjectSettings": "PermissionSet"}
    # Two tools write this suffix, one of them in the plural.
    roots |= {"CustomPermissions": "PermissionSet"}
    return {
        ("permissionsets", part[0].lower() + part[1:]): Reader(root, read_part, _HIDES, also=frozenset({"PermissionSet"}))
        for part, root in roots.items()
    }


READERS: Final[Readers] = {
    ("profiles", "profile"): Reader("Profile", read_profile, _HIDES, expected=True),
    ("permissionsets", "permissionset"): Reader("PermissionSet", read_permission_set, _HIDES, expected=True),
    ("mutingpermissionsets", "mutingpermissionset"): Reader("MutingPermissionSet", read_muting_set, _HIDES),
    ("permissionsetgroups", "permissionsetgroup"): Reader("PermissionSetGroup", read_group, _HIDES),
    **_part_readers(),
}
