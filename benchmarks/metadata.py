"""A folder of Salesforce metadata in source format, made of own files."""

from pathlib import Path
from random import Random
from typing import Final

_SEED: Final = 20260102
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE: Final = "http://soap.sforce.com/2006/04/metadata"
_TYPES: Final = ("Text", "Number", "Date", "Checkbox", "Email", "Phone", "LongTextArea", "Formula")


def write_metadata(folder: Path, objects: int, fields: int) -> list[Path]:
    """Write so many objects with so many custom fields each; gives the XML files."""
    random = Random(_SEED)
    root = folder / "force-app" / "main" / "default" / "objects"
    root.mkdir(parents=True)
    (folder / "sfdx-project.json").write_text(
        '{"packageDirectories": [{"path": "force-app", "default": true}]}', encoding="utf-8"
    )
    files = []
    for number in range(objects):
        name = f"Object_{number:04}__c"
        inside = root / name / "fields"
        inside.mkdir(parents=True)
        files.append(_write(root / name / f"{name}.object-meta.xml", _object(number)))
        for at in range(fields):
            file = inside / f"Field_{at:03}__c.field-meta.xml"
            files.append(_write(file, _field(at, random.choice(_TYPES), is_personal=random.random() < 0.06)))
    return files


def _write(file: Path, content: str) -> Path:
    file.write_text(_HEAD + content, encoding="utf-8")
    return file


def _object(number: int) -> str:
    return f"""<CustomObject xmlns="{_SPACE}">
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


def _field(at: int, type_: str, *, is_personal: bool) -> str:
    formula = f"<formula>Field_{max(at - 1, 0):03}__c &amp; &quot; of {at}&quot;</formula>\n    " if type_ == "Formula" else ""
    groups = "<complianceGroup>PII;CCPA</complianceGroup>\n    " if is_personal else ""
    return f"""<CustomField xmlns="{_SPACE}">
    <fullName>Field_{at:03}__c</fullName>
    {groups}<description>What field {at} is for, in the words of whoever made it, and since when it has been there.</description>
    <externalId>false</externalId>
    {formula}<inlineHelpText>Ask the owner of the object before you use this field for anything else.</inlineHelpText>
    <label>Field {at}</label>
    <required>false</required>
    <trackTrending>false</trackTrending>
    <type>{"Text" if type_ == "Formula" else type_}</type>
</CustomField>
"""
