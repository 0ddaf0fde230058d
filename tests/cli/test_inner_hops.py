"""What an org computes from a field is followed out of the org."""

from pathlib import Path

from tests.cli.command import run
from tests.connectors.salesforce.writing import tag, write, xml

FILES = {
    "force-app/objects/Contact/fields/SSN__c.field-meta.xml": xml(
        "CustomField", tag("fullName", "SSN__c"), tag("type", "Text"), tag("complianceGroup", "PII")
    ),
    "force-app/objects/Case/fields/SSN__c.field-meta.xml": xml(
        "CustomField", tag("fullName", "SSN__c"), tag("type", "Text"), tag("formula", "Contact.SSN__c")
    ),
    "force-app/objects/Case/fields/Note__c.field-meta.xml": xml("CustomField", tag("fullName", "Note__c"), tag("type", "Text")),
    "force-app/workflows/Case.workflow-meta.xml": xml(
        "Workflow",
        tag("fieldUpdates", fullName="Copy", field="Note__c", formula="SSN__c", operation="Formula"),
        tag("outboundMessages", tag("fields", "Note__c"), fullName="Send", endpointUrl="http://case.example/in"),
        tag("rules", tag("actions", name="Copy", type="FieldUpdate"), tag("actions", name="Send", type="OutboundMessage"),
            fullName="Rule", active="true"),
    ),
}  # fmt: skip


def test_a_field_is_followed_through_formula_and_field_update_out_of_the_org(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert run("harvest", "force-app", cwd=tmp_path).code == 0
    ran = run("trace", "Contact.SSN__c", "--format", "json", cwd=tmp_path)
    (row,) = ran.json["destinations"]
    assert (row["system"], row["transit"], row["precision"], row["active"]) == ("case.example", "unencrypted", "exact", "yes")
    walk = [(hop["source"], hop["transformation"], hop["transit"]) for hop in row["witnesses"]["transit"]]
    org = "salesforce://force-app"
    assert walk == [
        (f"{org}/Contact#SSN__c", "derive", "internal"),
        (f"{org}/Case#SSN__c", "derive", "internal"),
        (f"{org}/Case#Note__c", "", "unencrypted"),
    ]


def test_a_part_of_a_name_is_followed_through_the_whole(tmp_path: Path) -> None:
    message = tag("outboundMessages", tag("fields", "Name"), fullName="Send", endpointUrl="https://names.example")
    write(tmp_path, {"force-app/workflows/Lead.workflow-meta.xml": xml("Workflow", message)})
    assert run("harvest", "force-app", cwd=tmp_path).code == 0
    rows = {
        field: run("trace", f"Lead.{field}", "--format", "json", cwd=tmp_path).json["destinations"]
        for field in ("LastName", "Name")
    }
    assert {field: [(row["system"], row["precision"]) for row in found] for field, found in rows.items()} == {
        "LastName": [("names.example", "exact")],
        "Name": [("names.example", "exact")],
    }
