"""What a folder cannot tell of rights: what profiles do not list, and who holds what."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.container_names import GROUP, PERMISSION_SET, PROFILE, counted
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import ContainerRow, FieldPermissionRows, ObjectPermissionRows
from lineage.model.records import Gap

_HOLDERS: Final = (
    "SELECT Assignee.Username, Assignee.IsActive, PermissionSet.Name, PermissionSet.NamespacePrefix, PermissionSet.IsOwnedByProfile, "
    "PermissionSet.Profile.Name, PermissionSetGroup.DeveloperName, PermissionSetGroup.NamespacePrefix, ExpirationDate, IsActive "
    "FROM PermissionSetAssignment"
)
_HELD: Final = {PROFILE: "profile", PERMISSION_SET: "permission set", GROUP: "permission set group"}
"""What users hold."""


def tell_unknown_rights(org: Org, rows: Rows) -> Iterator[Gap]:
    """One gap for all profiles, and one for who holds the containers."""
    containers = rows.of(ContainerRow)
    profiles = {row.name for row in containers if row.kind == PROFILE}
    if profiles:
        yield _profiles(org, rows, profiles)
    held = [
        counted(number, noun)
        for kind, noun in _HELD.items()
        if (number := len({row.name for row in containers if row.kind == kind}))
    ]
    if held:
        yield org.gap(
            "membership",
            f"Who holds the {' and '.join(held)} of this folder is not known.",
            why="users and what they are assigned are records, which no metadata holds",
            hides="which people and integrations the rights belong to",
            remedy=f'sf data query --query "{_HOLDERS}" --result-format csv > PermissionSetAssignment.csv',
            locator=min(row.at for row in containers),
        )


def _profiles(org: Org, rows: Rows, profiles: set[str]) -> Gap:
    tells = {row.container for row in rows.of(FieldPermissionRows) if row.kind == PROFILE}
    objects = {row.container for row in rows.of(ObjectPermissionRows) if row.kind == PROFILE}
    silent = len(profiles - tells - objects)
    listing = f"; {silent:,} with none for any object or field" if silent else ""
    return org.gap(
        "profile",
        f"The folder holds {counted(len(profiles), 'profile')}, with permissions only for what was retrieved in the same call{listing}.",
        why="the platform leaves out of a profile what is not retrieved in the same call",
        hides="what profiles permit beyond that: a permission that is missing there is unknown, not refused",
        remedy=retrieve_command("Profile", "PermissionSet", "CustomObject"),
        locator=min(row.at for row in rows.of(ContainerRow) if row.kind == PROFILE),
    )
