"""`lineage show fields --explain` and `lineage export classification`."""

import csv
import io
from pathlib import Path

from lxml import etree

from tests.cli.command import run

_FIELD = """<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>{name}</fullName>
    <label>{label}</label>
{more}
</CustomField>
"""
_LOOKUP = """    <deleteConstraint>SetNull</deleteConstraint>
    <lookupFilter>
        <active>true</active>
        <filterItems>
            <field>Contact.Email</field>
            <operation>notEqual</operation>
            <value>a &amp; b</value>
        </filterItems>
    </lookupFilter>
    <referenceTo>Contact</referenceTo>
    <type>Lookup</type>"""


def _project(folder: Path, *fields: tuple[str, str, str, str]) -> Path:
    for object, name, label, more in fields:
        file = folder / "force-app/main/default/objects" / object / "fields" / f"{name}.field-meta.xml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_FIELD.format(name=name, label=label, more=more), encoding="utf-8")
    (folder / "lineage.yaml").write_text(
        "org: acme\nsources:\n  - {type: salesforce-metadata, path: ./force-app}\n", encoding="utf-8"
    )
    assert run("harvest", cwd=folder).code == 0
    return folder


def _explained(folder: Path, match: str) -> list[tuple[str, ...]]:
    rows = run("show", "fields", "--explain", "--match", match, "--format", "json", cwd=folder).json
    return [(row["element"], row["form"], row["source"], row["because"], row["counts"]) for row in rows]


def test_a_field_explains_what_it_holds(tmp_path: Path) -> None:
    text = "    <type>Text</type>"
    org = _project(tmp_path, ("X__c", "SSN__c", "SSN", text), ("X__c", "Rank__c", "Rank", text))
    assert _explained(org, "X__c#SSN__c") == [("ssn", "clear", "name", 'the name says "ssn"', "yes")]
    assert [row[0] for row in _explained(org, "X__c#Rank__c")] == ["not classified"]
    assert [row[4] for row in _explained(org, "X__c#Rank__c")] == ["unknown"]


def test_what_the_platform_only_calls_personal_is_said_as_what(tmp_path: Path) -> None:
    personal = "    <complianceGroup>PII;GDPR</complianceGroup>\n    <type>Text</type>"
    org = _project(tmp_path, ("X__c", "SSN__c", "SSN", personal))
    assert _explained(org, "X__c#SSN__c") == [
        ("ssn", "clear", "name", 'the name says "ssn"', "yes"),
        ("unspecified personal data", "clear", "platform", "complianceGroup PII;GDPR", "yes: name says as what"),
    ]


def test_what_a_person_says_outranks_the_rest_which_is_shown(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "m.yaml").write_text(
        "systems: {acme: {namespace: 'salesforce://acme'}}\nclassification: {acme/X__c#SSN__c: []}\n", encoding="utf-8"
    )
    org = _project(tmp_path, ("X__c", "SSN__c", "SSN", "    <type>Text</type>"))
    (org / "lineage.yaml").write_text(
        "org: acme\nsources:\n  - {type: salesforce-metadata, path: ./force-app}\n  - {type: declared, path: ./maps}\n",
        encoding="utf-8",
    )
    assert run("harvest", cwd=org).code == 0
    assert _explained(org, "X__c#SSN__c") == [
        ("nothing personal", "", "override", "a person says so", "yes"),
        ("ssn", "clear", "name", 'the name says "ssn"', "no: override outranks it"),
    ]


def test_only_fields_explain_themselves(example: Path) -> None:
    ran = run("show", "hops", "--explain", cwd=example)
    assert ran.code == 2
    assert "--explain" in ran.err


def test_explanations_are_the_same_rows_in_csv(example: Path) -> None:
    as_json = run("show", "fields", "--explain", "--format", "json", cwd=example).json
    as_csv = list(csv.DictReader(io.StringIO(run("show", "fields", "--explain", "--format", "csv", cwd=example).out)))
    assert as_csv == as_json


def test_help_texts_and_choices_do_not_enter_a_snapshot(tmp_path: Path) -> None:
    more = """    <inlineHelpText>Kept under the marmalade</inlineHelpText>
    <description>Zanzibar is the marital status</description>
    <type>Picklist</type>
    <valueSet><valueSetDefinition><value><fullName>Quokka</fullName><label>Quokka</label></value></valueSetDefinition></valueSet>"""
    org = _project(tmp_path, ("X__c", "Rank__c", "Rank", more))
    assert [row[0] for row in _explained(org, "X__c#Rank__c")] == ["marital_status"]
    (snapshot,) = [path for path in (org / ".lineage").iterdir() if path.is_dir() and path.name != "cache"]
    kept = b"".join(path.read_bytes() for path in snapshot.rglob("*") if path.is_file())
    assert not [word for word in (b"marmalade", b"Zanzibar", b"Quokka") if word in kept]


def _exported(org: Path) -> tuple[dict[str, etree._Element], dict[str, dict[str, str]]]:
    ran = run("export", "classification", "--out", "out", cwd=org)
    assert ran.code == 0, ran.err
    files = {path.name.partition(".")[0]: etree.parse(path).getroot() for path in (org / "out").rglob("*.field-meta.xml")}
    rows = csv.DictReader(io.StringIO((org / "out" / "review.csv").read_text(encoding="utf-8")))
    return files, {row["field"]: row for row in rows}


def _said(root: etree._Element) -> list[tuple[str, str]]:
    return [(etree.QName(part).localname, (part.text or "").strip()) for part in root]


def test_a_definition_is_written_whole_with_the_suggestion_in_it(tmp_path: Path) -> None:
    masked = "    <length>11</length>\n    <maskType>ssn</maskType>\n    <type>EncryptedText</type>"
    org = _project(tmp_path, ("X__c", "SSN__c", "SSN", masked), ("X__c", "Rank__c", "Rank", "    <type>Text</type>"))
    files, rows = _exported(org)
    assert {name: _said(root) for name, root in files.items()} == {
        "SSN__c": [
            ("fullName", "SSN__c"),
            ("complianceGroup", "PII;PersonalInfo;CCPA;GDPR"),
            ("label", "SSN"),
            ("length", "11"),
            ("maskType", "ssn"),
            ("securityClassification", "MissionCritical"),
            ("type", "EncryptedText"),
        ]
    }
    assert {name: (row["elements"], row["deployed"]) for name, row in rows.items()} == {"SSN__c": ("ssn", "yes")}
    package = (org / "out" / "package.xml").read_text(encoding="utf-8")
    assert package.count("<members>") == 1
    assert "<members>X__c.SSN__c</members>" in package


def test_parts_of_parts_are_kept(tmp_path: Path) -> None:
    files, _ = _exported(_project(tmp_path, ("X__c", "Who__c", "Who", _LOOKUP)))
    assert files["Who__c"].findtext(".//{*}filterItems/{*}value") == "a & b"
    assert files["Who__c"].findtext("{*}complianceGroup") == "CCPA;GDPR"


def test_a_suggestion_only_adds(tmp_path: Path) -> None:
    own = "    <complianceGroup>House_Rule;PII</complianceGroup>\n    <securityClassification>{}</securityClassification>\n"
    text = "    <type>Text</type>"
    org = _project(
        tmp_path,
        ("X__c", "SSN__c", "SSN", own.format("Secret") + text),
        ("X__c", "First_Name__c", "First", own.format("Restricted") + text),
        ("X__c", "Email__c", "Email", "    <complianceGroup>PII;CCPA;GDPR</complianceGroup>\n"
         "    <securityClassification>Internal</securityClassification>\n    <type>Email</type>"),
    )  # fmt: skip
    files, rows = _exported(org)
    assert set(files) == {"SSN__c", "First_Name__c"}
    assert files["SSN__c"].findtext("{*}complianceGroup") == "House_Rule;PII;PersonalInfo;CCPA;GDPR"
    assert files["SSN__c"].findtext("{*}securityClassification") == "Secret"
    assert files["First_Name__c"].findtext("{*}securityClassification") == "Restricted"
    assert "Email__c" not in rows


def test_what_cannot_be_written_back_is_listed_with_the_reason(tmp_path: Path) -> None:
    secret = "    <defaultValue>&quot;AKIAABCDEFGHIJKLMNOP&quot;</defaultValue>\n    <type>Text</type>"
    org = _project(
        tmp_path,
        ("Contact", "ns__SSN__c", "SSN", "    <type>Text</type>"),
        ("Contact", "Api_Key__c", "Key", secret),
        ("Contact", "Next__c", "Next", "    <formula>Email &amp; MailingCity</formula>\n    <type>Text</type>"),
    )
    files, rows = _exported(org)
    assert files == {}
    assert "publisher" in rows["ns__SSN__c"]["why not"]
    assert "secret" in rows["Api_Key__c"]["why not"]
    assert rows["Email"]["why not"].endswith("sf project retrieve start --metadata CustomField:Contact.Email")
    assert rows["MailingCity"]["why not"].startswith("it is a part of MailingAddress")
    assert "AKIA" not in "".join(path.read_text(encoding="utf-8") for path in (org / "out").rglob("*") if path.is_file())


def test_free_text_and_unknown_fields_are_counted_and_not_guessed(tmp_path: Path) -> None:
    long = "    <length>32000</length>\n    <type>LongTextArea</type>\n    <visibleLines>3</visibleLines>"
    org = _project(tmp_path, ("X__c", "Email__c", "Email", "    <type>Email</type>"), ("X__c", "Log__c", "Log", long))
    _, rows = _exported(org)
    assert set(rows) == {"Email__c"}
    assert "free text without anything that says as what (1)" in (org / "out" / "notes.md").read_text(encoding="utf-8")


def test_a_folder_that_is_there_is_not_written_over(example: Path) -> None:
    (example / "out").mkdir()
    (example / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    ran = run("export", "classification", "--out", "out", cwd=example)
    assert ran.code == 2
    assert [path.name for path in (example / "out").iterdir()] == ["mine.txt"]


def test_what_may_be_personal_says_why_it_is_not_classified(tmp_path: Path) -> None:
    org = _project(tmp_path, ("X__c", "Latitude__c", "Latitude", "    <precision>9</precision>\n    <type>Number</type>"))
    why = 'the name says "latitude": a person\'s, or that of a thing or of an address; nothing says whose'
    assert _explained(org, "X__c#Latitude__c") == [("not classified", "", "name", why, "unknown")]
