"""The sorts of export that are read: by which columns each is told, what is taken of it, and the query that makes it.

Columns are written folded here, for tools write them in any case. What a column does not stand in is not taken out of a file.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from connectors.salesforce.assemble.container_names import GROUP, MUTING, PERMISSION_SET, PROFILE
from connectors.salesforce.exports.platform_ids import long_id

ID: Final = "id"
PERMISSION: Final = "permissions"
"""What the names of permission columns begin with."""
_OF_SETS: Final = "permissionset"
"""What columns begin with that name a set or a group."""


def is_permission(column: str) -> bool:
    """Whether a column, in small letters, says that a permission is held.

    >>> is_permission("permissionsviewalldata"), is_permission("permissionsetgroupid")
    (True, False)
    """
    return column.startswith(PERMISSION) and not column.startswith(_OF_SETS)


class Sort(NamedTuple):
    """One sort of export."""

    name: str
    """The platform's name of what its rows are."""
    needs: tuple[frozenset[str], ...]
    """Of each of these columns one is there."""
    takes: frozenset[str]
    """The columns that are read, where they are there."""
    query: str
    """The query that makes it."""
    hides: str
    """What is not known without it."""
    prefix: str = ""
    """What the ids of its rows begin with, where the header fits other sorts as well."""
    silent: frozenset[int] = frozenset({50_000})
    """Numbers of rows at which some tool or interface stops without a word."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the query asks for."""
        return tuple(self.query.removeprefix("SELECT ").partition(" FROM ")[0].split(", "))

    @property
    def command(self) -> str:
        """The command that makes it."""
        return f'sf data query --query "{self.query}" --result-format csv > {self.name}.csv'

    @property
    def counting(self) -> str:
        """The command that says how many rows there are."""
        return " ".join(('sf data query --query "SELECT COUNT() FROM', f'{self.name}"'))

    def lacks(self, columns: frozenset[str]) -> tuple[str, ...]:
        """What the header lacks to be of this sort, in words."""
        return tuple(" or ".join(sorted(one)) for one in self.needs if not one & columns)

    def reads(self, column: str) -> bool:
        """Whether a column is taken out of the file."""
        return column in self.takes or (PERMISSION in self.takes and column.startswith(PERMISSION))


def _related(relation: str) -> frozenset[str]:
    """The columns by which a row of another object names a permission set without its id."""
    names = ("name", "namespaceprefix", "type", "isownedbyprofile", "profileid", "profile.name", "permissionsetgroupid")
    group = ("permissionsetgroup.developername", "permissionsetgroup.namespaceprefix")
    return frozenset(f"{relation}.{name}" for name in (*names, *group))


def _any(*names: str) -> frozenset[str]:
    return frozenset(names)


_PARENT: Final = _any("parentid", "parent.name", "parent.profile.name")

USER: Final = Sort(
    "User",
    needs=(_any("username"), _any("isactive", "profile.name", "profileid", "usertype")),
    takes=_any(ID, "username", "name", "isactive", "usertype", "profileid", "profile.name"),
    query="SELECT Id, Username, Name, IsActive, UserType, ProfileId, Profile.Name FROM User",
    hides="who the users are, which of them are active, and which profile each has",
)
ASSIGNMENT: Final = Sort(
    "PermissionSetAssignment",
    needs=(
        _any("assigneeid", "assignee.username"),
        _any("permissionsetid", "permissionset.name", "permissionsetgroupid", "permissionsetgroup.developername"),
    ),
    takes=_any(
        "assigneeid",
        "assignee.username",
        "assignee.isactive",
        "permissionsetid",
        "permissionsetgroupid",
        "permissionsetgroup.developername",
        "permissionsetgroup.namespaceprefix",
        "expirationdate",
        "isactive",
        "isrevoked",
    )
    | _related("permissionset"),
    query="SELECT Id, AssigneeId, Assignee.Username, PermissionSetId, PermissionSetGroupId, ExpirationDate, IsActive "
    "FROM PermissionSetAssignment",
    hides="which permission sets and groups users hold",
)
COMPONENT: Final = Sort(
    "PermissionSetGroupComponent",
    needs=(_any("permissionsetgroupid", "permissionsetgroup.developername"), _any("permissionsetid", "permissionset.name")),
    takes=_any(
        "permissionsetgroupid", "permissionsetgroup.developername", "permissionsetgroup.namespaceprefix", "permissionsetid"
    )
    | _related("permissionset"),
    query="SELECT Id, PermissionSetGroupId, PermissionSetId FROM PermissionSetGroupComponent",
    hides="which permission sets and muting sets are in groups",
)
FIELD: Final = Sort(
    "FieldPermissions",
    needs=(_PARENT, _any("field"), _any("permissionsread")),
    takes=_any("parentid", "sobjecttype", "field", "permissionsread", "permissionsedit") | _related("parent"),
    query="SELECT Id, ParentId, SobjectType, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions",
    hides="which fields profiles and permission sets allow to read",
)
OBJECT: Final = Sort(
    "ObjectPermissions",
    needs=(_PARENT, _any("sobjecttype"), _any("permissionsread")),
    takes=_any(
        ID,
        "parentid",
        "sobjecttype",
        "permissionsread",
        "permissionscreate",
        "permissionsedit",
        "permissionsdelete",
        "permissionsviewallrecords",
        "permissionsmodifyallrecords",
        "permissionsviewallfields",
    )
    | _related("parent"),
    query="SELECT Id, ParentId, SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit, PermissionsDelete, "
    "PermissionsViewAllRecords, PermissionsModifyAllRecords, PermissionsViewAllFields FROM ObjectPermissions",
    hides="which objects profiles and permission sets allow to read",
)
TOKEN: Final = Sort(
    "OauthToken",
    needs=(_any("appname"), _any("userid", "user.username")),
    takes=_any(
        "appname", "appmenuitem.name", "appmenuitem.namespaceprefix", "userid", "user.username", "lastuseddate", "usecount"
    ),
    query="SELECT AppName, AppMenuItem.Name, AppMenuItem.NamespacePrefix, UserId, User.Username, LastUsedDate, UseCount FROM OauthToken",
    hides="which applications hold tokens of which users",
    # The interface gives 500 rows at a time and 2,500 for one query.
    silent=frozenset({500, 2_500, 50_000}),
)
SET: Final = Sort(
    "PermissionSet",
    needs=(_any(ID), _any("isownedbyprofile", "name")),
    takes=_any(
        ID,
        "name",
        "label",
        "type",
        "namespaceprefix",
        "isownedbyprofile",
        "profileid",
        "profile.name",
        "permissionsetgroupid",
        "permissionsetgroup.developername",
        "permissionsetgroup.namespaceprefix",
        "hasactivationrequired",
        PERMISSION,
    ),
    query="SELECT Id, Name, Label, Type, NamespacePrefix, IsOwnedByProfile, ProfileId, PermissionSetGroupId, HasActivationRequired, "
    "PermissionsViewAllData, PermissionsModifyAllData, PermissionsViewAllFieldsGlobal, PermissionsAssignPermissionSets, "
    "PermissionsManageProfilesPermissionsets, PermissionsApiEnabled FROM PermissionSet",
    hides="which permission set an id means, and what permissions beyond single objects it holds",
    prefix="0PS",
)
PROFILES: Final = Sort(
    "Profile",
    needs=(_any(ID), _any("name")),
    takes=_any(ID, "name"),
    query="SELECT Id, Name FROM Profile",
    hides="which profile an id means",
    prefix="00e",
)
GROUPS: Final = Sort(
    "PermissionSetGroup",
    needs=(_any(ID), _any("developername")),
    takes=_any(ID, "developername", "masterlabel", "namespaceprefix", "status", "hasactivationrequired"),
    query="SELECT Id, DeveloperName, MasterLabel, NamespacePrefix, Status, HasActivationRequired FROM PermissionSetGroup",
    hides="which group an id means",
    prefix="0PG",
)
MUTINGS: Final = Sort(
    "MutingPermissionSet",
    needs=(_any(ID), _any("developername")),
    takes=_any(ID, "developername", "masterlabel", "namespaceprefix", PERMISSION),
    query="SELECT Id, DeveloperName, NamespacePrefix FROM MutingPermissionSet",
    hides="which muting set an id means",
    prefix="0QM",
)
COUNTS: Final = Sort(
    "counts",
    needs=(_any("object"), _any("count")),
    takes=_any("object", "count"),
    query="",
    hides="whether the exports are whole",
)

SORTS: Final = (TOKEN, ASSIGNMENT, COMPONENT, FIELD, OBJECT, USER, COUNTS, SET, PROFILES, GROUPS, MUTINGS)
"""Every sort, those with more columns of their own first."""
KINDS: Final = {PROFILES.prefix: PROFILE, SET.prefix: PERMISSION_SET, GROUPS.prefix: GROUP, MUTINGS.prefix: MUTING}
"""What kind of container an id is of, by what it begins with."""


def sort_of(columns: Sequence[str], first_id: str) -> Sort | None:
    """The sort of export that a header is of; `first_id` is the id in the first row, empty where there is none."""
    folded = frozenset(columns)
    fitting = [sort for sort in SORTS if not sort.lacks(folded)]
    plain = next((sort for sort in fitting if not sort.prefix), None)
    if plain is not None:
        return plain
    by_id = next((sort for sort in fitting if long_id(first_id).startswith(sort.prefix)), None)
    return by_id or (SET if "isownedbyprofile" in folded and SET in fitting else None)


def nearly(columns: Sequence[str]) -> Iterator[tuple[Sort, tuple[str, ...]]]:
    """The sorts of which a header has some columns and lacks others, with what it lacks; the nearest first."""
    folded = frozenset(columns)
    near = [(sort, sort.lacks(folded)) for sort in SORTS if sort.takes & folded - {ID}]
    yield from sorted(near, key=lambda one: (len(one[1]) / len(one[0].needs), len(one[0].needs)))
