"""Writing small exports of one org, and harvesting them."""

from collections.abc import Mapping
from pathlib import Path

from connectors.salesforce import exports_connector
from connectors.salesforce.exports.harvest import ExportSettings
from connectors.salesforce.exports.platform_ids import long_id
from lineage.connector import Harvested
from lineage.model.records import Gap, Membership, Principal
from tests.connectors.salesforce.rights import short
from tests.connectors.salesforce.writing import of, write


def short_id(prefix: str, number: int) -> str:
    """An id of 15 letters."""
    return f"{prefix}{number:012d}"


def an_id(prefix: str, number: int) -> str:
    """The same of 18 letters."""
    return long_id(short_id(prefix, number))


ANA, BOT, OLD = (an_id("005", number) for number in (1, 2, 3))
SUPPORT, MINIMUM = (an_id("00e", number) for number in (1, 2))
READER, OF_SUPPORT, OF_AGENTS = (an_id("0PS", number) for number in (1, 2, 3))
AGENTS = an_id("0PG", 1)
LESS = an_id("0QM", 1)

USERS = f"""\
Id,Username,Name,IsActive,UserType,ProfileId,Profile.Name
{ANA},ana@acme.example,Ana,true,Standard,{SUPPORT},Support
{BOT},bot@acme.example,Bot,true,Standard,{MINIMUM},Minimum Access - Salesforce
{OLD},old@acme.example,Old,false,Standard,{SUPPORT},Support
"""
PROFILES = f"Id,Name\n{SUPPORT},Support\n{MINIMUM},Minimum Access - Salesforce\n"
GROUPS = f"Id,DeveloperName,MasterLabel,Status\n{AGENTS},Agents,The agents,Updated\n"
SETS = f"""\
Id,Name,Label,Type,IsOwnedByProfile,ProfileId,PermissionSetGroupId,PermissionsViewAllData,PermissionsModifyAllData
{READER},Reader,The reader,Regular,false,,,false,false
{OF_SUPPORT},X00e000000000001,X,Profile,true,{SUPPORT},,false,false
{OF_AGENTS},Agents,Agents,Group,false,,{AGENTS},false,false
"""
ASSIGNMENTS = f"""\
Id,AssigneeId,PermissionSetId,PermissionSetGroupId,ExpirationDate,IsActive
{an_id("0Pa", 1)},{BOT},{READER},,,true
{an_id("0Pa", 2)},{ANA},{OF_AGENTS},{AGENTS},2026-12-31T12:00:00.000+0000,true
{an_id("0Pa", 3)},{ANA},{OF_SUPPORT},,,true
{an_id("0Pa", 4)},{OLD},{READER},,,true
"""
OBJECT_HEADER = (
    "Id,ParentId,SobjectType,PermissionsRead,PermissionsCreate,PermissionsEdit,PermissionsDelete,"
    "PermissionsViewAllRecords,PermissionsModifyAllRecords,PermissionsViewAllFields\n"
)
OBJECTS = (
    f"{OBJECT_HEADER}"
    f"{an_id('110', 1)},{READER},Contact,true,false,false,false,false,false,false\n"
    f"{an_id('110', 2)},{OF_AGENTS},Contact,true,true,true,false,false,false,false\n"
)
FIELD_HEADER = "Id,ParentId,SobjectType,Field,PermissionsRead,PermissionsEdit\n"
FIELDS = (
    f"{FIELD_HEADER}"
    f"{an_id('01k', 1)},{READER},Contact,Contact.Email,true,false\n"
    f"{an_id('01k', 2)},{OF_AGENTS},Contact,Contact.Email,true,true\n"
    f"{an_id('01k', 3)},{OF_SUPPORT},Contact,Contact.Phone,true,false\n"
)
TOKENS = f"""\
AppName,AppMenuItem.Name,AppMenuItem.NamespacePrefix,UserId,User.Username,LastUsedDate,UseCount
Drift chat,Drift,,{BOT},bot@acme.example,2026-11-01T08:00:00.000+0000,5
Drift chat,Drift,,{BOT},bot@acme.example,2026-11-03T08:00:00.000+0000,7
"""
COUNTS = (
    "Object,Count\nUser,3\nPermissionSetAssignment,4\nObjectPermissions,2\nFieldPermissions,3\nPermissionSetGroupComponent,1\n"
)

ALL: Mapping[str, str] = {
    "User.csv": USERS,
    "Profile.csv": PROFILES,
    "PermissionSet.csv": SETS,
    "PermissionSetGroup.csv": GROUPS,
    "PermissionSetAssignment.csv": ASSIGNMENTS,
    "ObjectPermissions.csv": OBJECTS,
    "FieldPermissions.csv": FIELDS,
    "OauthToken.csv": TOKENS,
    "counts.csv": COUNTS,
}
"""Exports of a small org, in which nothing is wrong or missing."""


def exported(folder: Path, **changed: str | bytes | None) -> Path:
    """A folder with the exports of the small org; some are changed, or left out where they are `None`."""
    files: dict[str, str | bytes | None] = {**ALL, **{f"{name}.csv": content for name, content in changed.items()}}
    return write(folder / "exports", {name: content for name, content in files.items() if content is not None})


def harvested(path: Path) -> list[Harvested]:
    """Everything that the connector says of the exports."""
    return list(exports_connector.harvest(ExportSettings(path=path, org="acme")))


def gaps(records: list[Harvested]) -> list[str]:
    """What could not be seen."""
    return [gap.what for gap in of(Gap, records)]


def why(records: list[Harvested], what: str) -> str:
    """Why the one gap is there that says so."""
    (gap,) = [gap for gap in of(Gap, records) if what in gap.what]
    return gap.why


def held(records: list[Harvested]) -> list[str]:
    """Who holds what, until when."""
    return sorted(
        f"{short(one.member)} holds {short(one.container)}"
        + (f" until {one.until}" if one.until else "")
        + ("" if one.active.word == "yes" else f" ({one.active.word})")
        + (" in sessions" if one.session_activated else "")
        for one in of(Membership, records)
    )


def told_in_part(records: list[Harvested]) -> list[str]:
    """Principals whose grants are told in part."""
    return sorted(short(one.id) for one in of(Principal, records) if one.partial)
