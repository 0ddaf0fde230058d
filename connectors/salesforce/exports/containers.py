"""Profiles, permission sets, groups and muting sets: what an id, or the columns of a related row, mean.

Every profile has a permission set of the platform's own, which is the profile; every group has one that holds what the group adds up to
after muting. Neither is a permission set that people assign.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from connectors.salesforce.assemble.container_names import GROUP, MUTING, PAGE_NAMES, PERMISSION_SET, PROFILE
from connectors.salesforce.assemble.permissions import OPENS_ALL
from connectors.salesforce.assemble.privileges import PRIVILEGES
from connectors.salesforce.exports.files import Line
from connectors.salesforce.exports.missing import Missing
from connectors.salesforce.exports.platform_ids import id_key, is_platform_id, long_id
from connectors.salesforce.exports.sorts import GROUPS, KINDS, MUTINGS, PERMISSION, PROFILES, SET, Sort, is_permission
from connectors.salesforce.rows.permissions import AccessRow, ContainerRow

_FILE_NAMES: Final = {page.casefold(): file for file, page in PAGE_NAMES.items()}
_OWNED: Final = re.compile(r"X((?:00e|0PG)[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?)")
"""How the platform names the permission set of a profile or of a group: by whose it is."""
_LICENSES: Final = ("0PL", "100")
"""What ids of licenses begin with, which limit what may be granted and grant nothing."""
_YES: Final = frozenset({"true", "1", "yes"})
_NO: Final = frozenset({"false", "0", "no", ""})
_KNOWN: Final = {name.casefold(): name for name in (*PRIVILEGES, *OPENS_ALL)}
_SORTS: Final = {PROFILE: PROFILES, PERMISSION_SET: SET, GROUP: GROUPS, MUTING: MUTINGS}


class Container(NamedTuple):
    """What an id or a name means."""

    kind: str
    name: str
    sums_up: bool = False
    """It is what a group adds up to."""

    @property
    def key(self) -> tuple[str, str]:
        """What it is found by, whatever the case of its name."""
        return self.kind, self.name.casefold()


class Alike(NamedTuple):
    """Two containers whose names differ only in case."""

    kind: str
    names: tuple[str, str]
    at: tuple[str, str]


def flag(text: str) -> bool | None:
    """Yes, no (also where nothing stands), or `None` where it is neither.

    >>> flag("TRUE"), flag("0"), flag(""), flag("perhaps")
    (True, False, False, None)
    """
    folded = text.casefold()
    return True if folded in _YES else False if folded in _NO else None


def of_package(name: str, prefix: str) -> str:
    """A name with the prefix of its package, as metadata writes it.

    >>> of_package("Reader", "acme"), of_package("acme__Reader", "acme"), of_package("Reader", "")
    ('acme__Reader', 'acme__Reader', 'Reader')
    """
    return f"{prefix}__{name}" if prefix and not name.casefold().startswith(f"{prefix}__".casefold()) else name


def profile_name(name: str) -> str:
    """A profile as its file is called: the platform's own have another name on its pages.

    >>> profile_name("System Administrator"), profile_name("Custom: Support")
    ('Admin', 'Custom: Support')
    """
    return _FILE_NAMES.get(name.casefold(), name)


def _permission(column: str) -> str:
    """The platform's name of a permission; tools may write columns in capitals.

    >>> _permission("PERMISSIONSVIEWALLDATA"), _permission("PermissionsTransferAnyLead")
    ('ViewAllData', 'TransferAnyLead')
    """
    name = column[len(PERMISSION) :]
    return _KNOWN.get(name.casefold(), name)


@dataclass
class Containers:
    """Every container that the exports tell of."""

    missing: Missing
    rows: dict[tuple[str, str], ContainerRow] = field(default_factory=dict)
    """What is said of each, by kind and folded name."""
    platform_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    accesses: list[tuple[Container, AccessRow]] = field(default_factory=list)
    """Permissions beyond single objects, with who holds them."""
    alike: list[Alike] = field(default_factory=list)
    repeated: list[Alike] = field(default_factory=list)
    """Ids that stand twice, under two names."""
    status: dict[str, bool] = field(default_factory=dict)
    """Of each group, by folded name, whether what it adds up to is up to date."""
    spelling: dict[str, str] = field(default_factory=dict)
    """Columns as a file writes them, by folded name."""
    present: frozenset[str] = frozenset()
    """The sorts of which there is an export."""
    _by_id: dict[str, Container] = field(default_factory=dict)

    def read_profile(self, line: Line) -> None:
        """Take note of a row of Profile."""
        self._learn(line, Container(PROFILE, profile_name(line.get("name"))), label=line.get("name"))

    def read_group(self, line: Line) -> None:
        """Take note of a row of PermissionSetGroup."""
        found = Container(GROUP, of_package(line.get("developername"), line.get("namespaceprefix")))
        self.status[found.key[1]] = line.get("status").casefold() in ("", "updated")
        self._learn(
            line,
            found,
            label=line.get("masterlabel"),
            activated=flag(line.get("hasactivationrequired")),
            status=line.get("status"),
        )

    def read_muting(self, line: Line) -> None:
        """Take note of a row of MutingPermissionSet."""
        found = Container(MUTING, of_package(line.get("developername"), line.get("namespaceprefix")))
        self._learn(line, found, label=line.get("masterlabel"))
        self._read_permissions(line, found)

    def read_set(self, line: Line) -> None:
        """Take note of a row of PermissionSet."""
        found = self._named_by(line.values) or Container(PERMISSION_SET, long_id(line.get("id")))
        if found.kind == PERMISSION_SET:
            self._learn(line, found, label=line.get("label"), activated=flag(line.get("hasactivationrequired")))
        else:
            self._learn_owned(line, found)
        self._read_permissions(line, found)

    def _learn_owned(self, line: Line, found: Container) -> None:
        """Take note of the set of a profile or of a group: it tells of whose it is, where nothing else does."""
        self._by_id[id_key(line.get("id"))] = found
        if found.key in self.rows:
            return
        owner = line.get("profileid" if found.kind == PROFILE else "permissionsetgroupid")
        if is_platform_id(found.name):
            self._miss(SET, found, line.at)
            return
        if owner:
            self._by_id[id_key(owner)] = found._replace(sums_up=False)
            self.platform_ids[found.key] = long_id(owner)
        self.rows[found.key] = ContainerRow(found.kind, found.name, line.at)

    def _learn(self, line: Line, found: Container, *, label: str = "", activated: bool | None = None, status: str = "") -> None:
        id, row = id_key(line.get("id")), ContainerRow(found.kind, found.name, line.at, label, activated=activated, status=status)
        before = self._by_id.get(id)
        if before is not None and before.key != found.key:
            self.repeated.append(Alike(found.kind, (before.name, found.name), (self.rows[before.key].at, line.at)))
        self._by_id[id] = found
        held = self.rows.setdefault(found.key, row)
        known_as = self.platform_ids.setdefault(found.key, long_id(line.get("id")))
        if id_key(known_as) != id and before is None:
            self.alike.append(Alike(found.kind, (held.name, found.name), (held.at, line.at)))

    def _read_permissions(self, line: Line, found: Container) -> None:
        for column, value in line.values.items():
            # What is neither yes nor no might be yes.
            if is_permission(column) and flag(value.strip()) is not False:
                name = _permission(self.spelling.get(column, column))
                self.accesses.append((found, AccessRow(found.kind, found.name, "system-permission", name, line.at)))

    def _named_by(self, values: Mapping[str, str]) -> Container | None:
        """What the columns of a row of PermissionSet, or of a related one, mean; `None` where they name nothing."""
        said = {name: value.strip() for name, value in values.items()}
        name = said.get("name", "")
        owner = next(iter(_OWNED.findall(name)), "") if _OWNED.fullmatch(name) else ""
        of_profile = said.get("profileid") or (owner if owner.startswith(PROFILES.prefix) else "")
        if said.get("profile.name"):
            return Container(PROFILE, profile_name(said["profile.name"]))
        if of_profile or flag(said.get("isownedbyprofile", "")):
            return self._by_id.get(id_key(of_profile)) or Container(PROFILE, long_id(of_profile) or name)
        of_group = said.get("permissionsetgroupid") or (owner if owner.startswith(GROUPS.prefix) else "")
        group = said.get("permissionsetgroup.developername", "")
        if group:
            return Container(GROUP, of_package(group, said.get("permissionsetgroup.namespaceprefix", "")), sums_up=True)
        if of_group or said.get("type", "").casefold() == "group":
            known = self._by_id.get(id_key(of_group)) or Container(GROUP, long_id(of_group) or name)
            return known._replace(sums_up=True)
        return Container(PERMISSION_SET, of_package(name, said.get("namespaceprefix", ""))) if name else None

    def find(self, by: Sort, id: str, related: Mapping[str, str], at: str) -> Container | None:
        """The container that a row of one sort names by id, or by the columns of a related row.

        One that no export holds is known by what the row says of it. `None` where the row names none, or a license.
        """
        if id.startswith(_LICENSES):
            return None
        known = self._by_id.get(id_key(id)) if id else None
        if known is not None:
            return known
        found = self._named_by(related) or self._by_kind(id)
        if found is not None and found.key not in self.rows:
            self._miss(by, found, at)
        return found

    def knows(self, id: str) -> bool:
        """Whether an export tells what an id means."""
        return id_key(id) in self._by_id

    def summed_up(self) -> frozenset[str]:
        """The groups, folded, of which there is what they add up to."""
        return frozenset(one.key[1] for one in self._by_id.values() if one.sums_up)

    def group(self, by: Sort, id: str, related: Mapping[str, str], at: str) -> Container | None:
        """The group that a row names by id, or by the columns of a related row of PermissionSetGroup."""
        found = self._by_id.get(id_key(id)) if id else None
        if found is None and related.get("developername"):
            found = Container(GROUP, of_package(related["developername"], related.get("namespaceprefix", "")))
        if found is None:
            found = Container(GROUP, long_id(id)) if is_platform_id(id) else None
        if found is not None and found.key not in self.rows:
            self._miss(by, found, at)
        return found

    def _by_kind(self, id: str) -> Container | None:
        kind = KINDS.get(id[:3], PERMISSION_SET)
        return Container(kind, long_id(id)) if is_platform_id(id) else None

    def _miss(self, by: Sort, found: Container, at: str) -> None:
        """Take note that nothing tells of a container; one known by its name is missed only among others of its sort."""
        wanted = _SORTS[found.kind]
        if wanted.name in self.present or is_platform_id(found.name):
            self.missing.add(by, wanted, found.name, at)

    def is_activated(self, found: Container) -> bool:
        """Whether it counts only in sessions that activate it."""
        row = self.rows.get(found.key)
        return bool(row and row.activated)
