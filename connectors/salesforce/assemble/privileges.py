"""Permissions of the platform that reach beyond single objects and fields: those that are known, and names that are not."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from connectors.salesforce.assemble.container_names import counted, some
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows.permissions import AccessRow
from lineage.model.records import Gap

PRIVILEGES: Final = frozenset(
    {
        "ApiEnabled",
        "AssignPermissionSets",
        "AuthorApex",
        "BulkApiHardDelete",
        "CanApproveUninstalledApps",
        "CustomizeApplication",
        "DataExport",
        "ExportReport",
        "ManageAuthProviders",
        "ManageConnectedApps",
        "ManageDataIntegrations",
        "ManageEncryptionKeys",
        "ManageInternalUsers",
        "ManageNamedCredentials",
        "ManageProfilesPermissionsets",
        "ManageRemoteAccess",
        "ManageSharing",
        "ManageUsers",
        "ModifyAllData",
        "ModifyMetadata",
        "PasswordNeverExpires",
        "QueryAllFiles",
        "RunReports",
        "UseAnyApiAuth",
        "UseAnyApiClient",
        "ViewAllData",
        "ViewAllFieldsGlobal",
        "ViewAllUsers",
        "ViewClientSecret",
        "ViewEncryptedData",
        "ViewEventLogFiles",
        "ViewSetup",
    }
)
"""Permissions that open data as a whole, take it out, or let their holder open it."""

_SORT: Final = "system-permission"
_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
"""How the platform names its permissions."""
_OPENS_ALL: Final = re.compile(r"(View|Read|Query|Export|Modify|Edit|Manage|Delete|Transfer)All")
"""How names begin of those that open something as a whole."""
_FOLDED: Final = frozenset(name.casefold() for name in PRIVILEGES)


def unknown_privileges(org: Org, rows: Sequence[AccessRow]) -> Iterator[Gap]:
    """A gap for names that the platform does not write so, and for those that open something as a whole which nothing here knows.

    The platform has hundreds of permissions that open no data, and new ones with every release: they are no gap.
    """
    unknown = [row for row in rows if row.sort == _SORT and _is_unknown(row.name)]
    if unknown:
        names = sorted({row.name for row in unknown})
        holders = len({(row.kind, row.container) for row in unknown})
        yield org.gap(
            "permission",
            f"What {counted(len(names), 'system permission')} of {counted(holders, 'container')} open is not known here: {some(names)}.",
            why="it is none of the permissions that this version knows to open data as a whole, and its name says that it may be one",
            hides="what its holders can read or change beyond the permissions of objects and fields",
            remedy="Look it up under Setup, System Permissions of the container; correct the name where it is misspelt.",
            locator=min(row.at for row in unknown),
        )


def _is_unknown(name: str) -> bool:
    """Whether a name is none that is known, and may be that of a permission that opens data as a whole."""
    if name in PRIVILEGES:
        return False
    return not _NAME.fullmatch(name) or name.casefold() in _FOLDED or _OPENS_ALL.match(name) is not None
