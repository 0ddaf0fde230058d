"""A folder of Salesforce metadata in source format, made of own files."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

_SEED: Final = 20260102
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE: Final = "http://soap.sforce.com/2006/04/metadata"
_TYPES: Final = ("Text", "Number", "Date", "Checkbox", "Email", "Phone", "LongTextArea", "Formula", "Lookup")
_PERSONAL: Final = 0.06


class OrgSize(NamedTuple):
    """How much of everything an org has; the numbers are those of a large one of 51,444 files and 200,000 field permissions."""

    objects: int = 1_000
    fields: int = 50
    """Custom fields of each object."""
    profiles: int = 40
    permission_sets: int = 300
    groups: int = 20
    grants: int = 200_000
    """Field permissions, all containers together: a few grant nearly all, most grant little."""
    flows: int = 34
    endpoints: int = 50


LARGE: Final = OrgSize()


def write_metadata(folder: Path, size: OrgSize = LARGE) -> list[Path]:
    """Write an org of this size; gives the XML files."""
    random = Random(_SEED)
    root = folder / "force-app" / "main" / "default"
    root.mkdir(parents=True)
    (folder / "sfdx-project.json").write_text(
        '{"packageDirectories": [{"path": "force-app", "default": true}]}', encoding="utf-8"
    )
    return [
        *_write_objects(root / "objects", size, random),
        *_write_containers(root, size, random),
        *_write_others(root, size),
    ]


def _write_objects(root: Path, size: OrgSize, random: Random) -> Iterator[Path]:
    for number in range(size.objects):
        name = object_name(number)
        inside = root / name / "fields"
        inside.mkdir(parents=True)
        yield _write(root / name / f"{name}.object-meta.xml", _object(number))
        for at in range(size.fields):
            file = inside / f"{field_name(at)}.field-meta.xml"
            yield _write(file, _field(at, random, number))


def _write_containers(root: Path, size: OrgSize, random: Random) -> Iterator[Path]:
    """Profiles and permission sets, the object and field permissions split over them as in real folders, and groups of sets."""
    profiles = [("profiles", f"Profile {number:02}", "profile", "Profile") for number in range(size.profiles)]
    sets = [("permissionsets", f"Set_{number:03}", "permissionset", "PermissionSet") for number in range(size.permission_sets)]
    containers = [*profiles, *sets]
    weights = [1 / (rank + 1) for rank in range(len(containers))]
    random.shuffle(weights)
    for (folder, name, suffix, root_name), weight in zip(containers, weights, strict=True):
        count = min(round(size.grants * weight / sum(weights)), size.objects * size.fields)
        chosen = sorted(random.sample(range(size.objects * size.fields), count))
        (root / folder).mkdir(exist_ok=True)
        yield _write(root / folder / f"{name}.{suffix}-meta.xml", _container(root_name, name, chosen, size, random))
    (root / "permissionsetgroups").mkdir()
    for number in range(size.groups):
        members = "\n".join(
            f"    <permissionSets>Set_{(number * 7 + at) % size.permission_sets:03}</permissionSets>" for at in range(5)
        )
        yield _write(
            root / "permissionsetgroups" / f"Group_{number:02}.permissionsetgroup-meta.xml", _GROUP.format(members, number)
        )


_GROUP: Final = f"""<PermissionSetGroup xmlns="{SPACE}">
{{}}
    <label>Group {{}}</label>
    <status>Updated</status>
</PermissionSetGroup>
"""


def _container(root_name: str, name: str, chosen: list[int], size: OrgSize, random: Random) -> str:
    fields = "\n".join(
        f"    <fieldPermissions>\n        <editable>{_truth(random.random() < 0.4)}</editable>\n"
        f"        <field>{object_name(at // size.fields)}.{field_name(at % size.fields)}</field>\n"
        f"        <readable>true</readable>\n    </fieldPermissions>"
        for at in chosen
    )
    objects = "\n".join(
        f"    <objectPermissions>\n        <allowCreate>false</allowCreate>\n        <allowDelete>false</allowDelete>\n"
        f"        <allowEdit>false</allowEdit>\n        <allowRead>true</allowRead>\n"
        f"        <modifyAllRecords>false</modifyAllRecords>\n        <object>{object_name(number)}</object>\n"
        f"        <viewAllRecords>false</viewAllRecords>\n    </objectPermissions>"
        for number in sorted({at // size.fields for at in chosen if random.random() < 0.9})
    )
    return f'<{root_name} xmlns="{SPACE}">\n{fields}\n    <label>{name}</label>\n{objects}\n</{root_name}>\n'


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _write_others(root: Path, size: OrgSize) -> Iterator[Path]:
    """Flows and addresses."""
    for folder in ("flows", "remoteSiteSettings"):
        (root / folder).mkdir()
    for number in range(size.flows):
        yield _write(root / "flows" / f"Flow_{number:03}.flow-meta.xml", _flow(number))
    for number in range(size.endpoints):
        site = f"""<RemoteSiteSetting xmlns="{SPACE}">
    <disableProtocolSecurity>false</disableProtocolSecurity>
    <isActive>true</isActive>
    <url>https://host-{number}.vendor.example</url>
</RemoteSiteSetting>
"""
        yield _write(root / "remoteSiteSettings" / f"Site_{number:03}.remoteSite-meta.xml", site)


def _flow(number: int) -> str:
    return f"""<Flow xmlns="{SPACE}">
    <label>Flow {number}</label>
    <processType>AutoLaunchedFlow</processType>
    <start>
        <object>{object_name(number)}</object>
        <recordTriggerType>Update</recordTriggerType>
        <triggerType>RecordAfterSave</triggerType>
    </start>
    <status>Active</status>
</Flow>
"""


def object_name(number: int) -> str:
    """The API name of an object."""
    return f"Object_{number:04}__c"


def field_name(at: int) -> str:
    """The API name of a field; every object has those of one list."""
    return f"Field_{at:03}__c"


def _write(file: Path, content: str) -> Path:
    file.write_text(HEAD + content, encoding="utf-8")
    return file


def _object(number: int) -> str:
    return f"""<CustomObject xmlns="{SPACE}">
    <deploymentStatus>Deployed</deploymentStatus>
    <enableActivities>true</enableActivities>
    <enableBulkApi>true</enableBulkApi>
    <enableHistory>false</enableHistory>
    <enableReports>true</enableReports>
    <label>Object {number}</label>
    <nameField>
        <displayFormat>O-{{00000}}</displayFormat>
        <label>Number</label>
        <type>AutoNumber</type>
    </nameField>
    <pluralLabel>Objects {number}</pluralLabel>
    <sharingModel>Private</sharingModel>
</CustomObject>
"""


def _field(at: int, random: Random, owner: int) -> str:
    type_ = random.choice(_TYPES)
    groups = "<complianceGroup>PII;CCPA</complianceGroup>\n    " if random.random() < _PERSONAL else ""
    special = {
        "Formula": f"<formula>{field_name(max(at - 1, 0))} &amp; &quot; of {at}&quot;</formula>\n    ",
        "Lookup": f"<referenceTo>{object_name(max(owner - 1, 0))}</referenceTo>\n    <relationshipName>R{at}</relationshipName>\n    ",
    }.get(type_, "")
    return f"""<CustomField xmlns="{SPACE}">
    <fullName>{field_name(at)}</fullName>
    {groups}<description>What field {at} is for, in the words of its makers.</description>
    <externalId>false</externalId>
    {special}<label>Field {at}</label>
    <required>false</required>
    <type>{"Text" if type_ == "Formula" else type_}</type>
</CustomField>
"""
