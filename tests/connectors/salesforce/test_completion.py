"""What no source defines: standard fields that something names, parts of compound fields, person accounts."""

from pathlib import Path

import pyarrow as pa
import pytest

from connectors.salesforce.assemble.completion import complete
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from lineage.columns import GRANT_BATCH, GrantBatch
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Classification, Dataset, Evidence, Field, Gap, Hop
from lineage.model.verdicts import Basis, Form, Leg, Operation, Precision
from tests.connectors.salesforce.rights import field
from tests.connectors.salesforce.writing import ORG, arrows, end, harvested, of, tag, write, xml

PARTS = ("Salutation", "FirstName", "MiddleName", "LastName", "Suffix")
SAID = (Evidence(basis=Basis.CONFIGURED, connector="test", locator="a:1"),)


def message(on: str, *fields: str) -> dict[str, str | bytes]:
    sent = tag("outboundMessages", *(tag("fields", name) for name in fields), fullName="M", endpointUrl="https://a.example")
    return {f"workflows/{on}.workflow": xml("Workflow", sent)}


def completed(*records: Harvested) -> list[Harvested]:
    """What is added to these records."""
    org = Org(ORG, "acme", "test")
    return list(complete(org, Rows(), records))[len(records) :]


def named(*fields: str) -> list[Harvested]:
    return [Hop(source=ORG.dataset("X__c"), target=field_of(name), evidence=SAID) for name in fields]


def field_of(name: str) -> Id:
    owner, _, field = name.partition(".")
    return ORG.dataset(owner).field(field)


def elements(records: list[Harvested]) -> dict[str, set[str]]:
    return {one.field.shown: set(one.elements) for one in of(Classification, records) if one.source == "dictionary"}


def both_ways(records: list[Harvested]) -> set[tuple[str, str]]:
    ends = {(end(hop.source), end(hop.target)) for hop in of(Hop, records)}
    return {(one, other) for one, other in ends if (other, one) in ends and one < other}


def test_a_field_that_is_only_named_is_a_field_with_what_the_dictionary_knows(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, message("Contact", "Email", "Id", "Shoe_Size__c")))
    fields = {field.id.shown: field for field in of(Field, records)}
    email, id_, custom = (fields[f"Contact.{name}"] for name in ("Email", "Id", "Shoe_Size__c"))
    assert (email.type, email.read_with_object) == ("Email", False)
    assert (id_.type, id_.read_with_object) == ("Id", True)
    assert (custom.type, custom.read_with_object) == ("", False)
    assert [(one.stated, one.locator) for one in email.evidence] == [(False, "workflows/Contact.workflow:3")]
    assert elements(records) == {"Contact.Email": {"email"}, "Contact.Id": {"unique_id"}}
    (classified, _) = of(Classification, records)
    assert (classified.says, classified.elements, classified.evidence[0].stated) == (
        "standard field Contact.Email",
        {"email": Form.CLEAR},
        False,
    )


def test_an_object_that_is_only_named_is_a_dataset(tmp_path: Path) -> None:
    records = harvested(write(tmp_path, message("Contact", "Email")))
    assert [(one.id.path, one.subtype, one.lists, one.evidence[0].stated) for one in of(Dataset, records)] == [
        ("Contact", "sObject", (), False)
    ]
    assert [(one.id.path, one.stored) for one in of(Dataset, completed(*named("Order__x.Buyer__c")))] == [
        ("Order__x", False),
        ("X__c", True),
    ]


def test_a_stub_of_a_standard_field_gets_its_type_and_a_definition_keeps_its_own(tmp_path: Path) -> None:
    parts = [tag("fields", fullName=name, **said) for name, said in (("Email", {}), ("phone", {"type": "Text"}))]
    records = harvested(write(tmp_path, {"objects/Lead.object": xml("CustomObject", *parts)}))
    assert sorted((field.id.name, field.type, len(field.evidence)) for field in of(Field, records)) == [
        ("Email", "Email", 1),
        ("phone", "Text", 1),
    ]
    assert elements(records) == {"Lead.Email": {"email"}, "Lead.phone": {"phone"}}


def test_what_a_compliance_group_says_stands_beside_the_dictionary(tmp_path: Path) -> None:
    email = tag("fields", fullName="Email", complianceGroup="PII")
    records = harvested(write(tmp_path, {"objects/Lead.object": xml("CustomObject", email)}))
    assert sorted((one.source, *one.elements) for one in of(Classification, records)) == [
        ("dictionary", "email"),
        ("platform", "personal"),
    ]


def test_custom_fields_and_other_systems_are_not_in_the_dictionary() -> None:
    elsewhere = Id.system("salesforce://other").dataset("Contact").field("Email")
    records = completed(Hop(source=elsewhere, target=ORG.of_kind("report", "Contact#Email"), evidence=SAID))
    assert records == []
    assert elements(completed(*named("Visit__c.Email", "Contact.Email__c"))) == {}


@pytest.mark.parametrize("name", ["Name", "LastName", "firstname"])
def test_a_name_reaches_its_parts(name: str) -> None:
    records = completed(*named(f"Contact.{name}"))
    back = [hop for hop in of(Hop, records) if hop.transform == "split"]
    assert sorted(end(hop.target) for hop in back) == sorted(f"Contact#{part}" for part in PARTS)
    assert {(end(hop.source), hop.precision) for hop in back} == {("Contact#Name", Precision.DATASET)}
    assert not any(one.stated for hop in back for one in hop.evidence)
    fields = {field.id.name.casefold() for field in of(Field, records)}
    assert fields == {part.casefold() for part in (*PARTS, "Name")}


def test_whatever_takes_a_name_takes_its_parts_and_no_part_comes_to_another() -> None:
    contact, copy = ORG.dataset("Contact"), ORG.dataset("Case").field("Caller__c")
    taken = Hop(source=contact.field("NAME"), target=copy, transform="derive", evidence=SAID)
    made = [hop for hop in of(Hop, completed(taken)) if hop.target == copy]
    assert sorted(end(hop.source) for hop in made) == sorted(f"Contact#{part}" for part in PARTS)
    assert {(hop.transform, hop.precision, hop.evidence[0].locator, hop.evidence[0].stated) for hop in made} == {
        ("derive", Precision.EXACT, SAID[0].locator, False)
    }
    assert not [hop for hop in of(Hop, completed(taken)) if end(hop.target) == "Contact#Name"]


def test_an_address_has_its_map_coordinates_only_where_something_names_them() -> None:
    parts = {"City", "Country", "CountryCode", "PostalCode", "State", "StateCode", "Street"}
    plain = {end(hop.target) for hop in of(Hop, completed(*named("Lead.City"))) if hop.transform == "split"}
    assert plain == {f"Lead#{part}" for part in parts}
    mapped = {end(hop.target) for hop in of(Hop, completed(*named("Lead.Latitude"))) if hop.transform == "split"}
    assert mapped == plain | {"Lead#Latitude"}


def test_a_custom_place_has_parts(tmp_path: Path) -> None:
    place = tag("fields", fullName="Home__c", type="Location")
    records = harvested(write(tmp_path, {"objects/Visit__c.object": xml("CustomObject", place)}))
    assert arrows(records) == [
        "Visit__c#Home__c -> Visit__c#Home__Latitude__s",
        "Visit__c#Home__c -> Visit__c#Home__Longitude__s",
    ]


@pytest.mark.parametrize(
    "sign",
    ["Account.PersonEmail", "Account.IsPersonAccount", "Contact.IsPersonAccount", "Account.Shoe_Size__pc", "PersonAccount.Name"],
)
def test_where_person_accounts_show_fields_of_contacts_are_fields_of_accounts(sign: str) -> None:
    records = completed(*named(sign, "Contact.Hat_Size__c", "Contact.Email", "Account.Phone"))
    twins = both_ways(records)
    assert {
        ("Account#Hat_Size__pc", "Contact#Hat_Size__c"),
        ("Account#PersonEmail", "Contact#Email"),
        ("Account#Phone", "Contact#Phone"),
    } <= twins
    assert all(hop.precision is Precision.EXACT for hop in of(Hop, records) if not hop.transform)
    assert elements(records)["Account.Phone"] == {"phone"}


def test_without_person_accounts_an_account_is_no_person() -> None:
    records = completed(*named("Account.Name", "Account.Phone", "Account.BillingCity", "Contact.Hat_Size__c"))
    assert elements(records) == {}
    assert {end(hop.source) for hop in of(Hop, records) if hop.transform == "split"} == {"Account#BillingAddress"}
    assert not any("__pc" in field.id for field in of(Field, records))


def test_the_field_of_a_person_account_is_defined_on_its_contact(tmp_path: Path) -> None:
    text = {"type": "Text", "length": "11"}
    files: dict[str, str | bytes] = {
        "objects/Contact.object": xml("CustomObject", tag("fields", fullName="SSN__c", encryptionScheme="None", **text)),
        "permissionsets/P.permissionset": xml("PermissionSet", field("Account.SSN__pc"), field("Account.Hat__pc")),
    }
    records = harvested(write(tmp_path, files | message("Account", "SSN__pc", "Shoe__pc")))
    (twin,) = [one for one in of(Field, records) if one.id.shown == "Account.SSN__pc"]
    assert (twin.type, twin.at_rest) == ("Text", "unencrypted")
    missing = [(gap.what, gap.remedy) for gap in of(Gap, records) if "not defined here" in gap.what]
    retrieve = "sf project retrieve start --metadata CustomObject:Contact"
    assert [remedy for what, remedy in missing if what.startswith("Permissions name")] == [retrieve]
    assert not any("SSN__pc" in what for what, _ in missing)


def test_a_formula_on_a_person_account_reads_the_contact(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "objects/Contact.object": xml("CustomObject", tag("fields", fullName="SSN__c", type="Text")),
        "objects/Case.object": xml("CustomObject", tag("fields", fullName="F__c", type="Text", formula="Account.SSN__pc")),
    }
    found = arrows(harvested(write(tmp_path, files)))
    assert found == [
        "Account#SSN__pc -> Case#F__c",
        "Account#SSN__pc -> Contact#SSN__c",
        "Contact#SSN__c -> Account#SSN__pc",
    ]


def grants(*rows: tuple[str, str]) -> GrantBatch:
    """Rights to read fields, by principal and field."""
    ids = [str(field_of(name)) if "." in name else str(ORG.dataset(name)) for _, name in rows]
    columns = {
        "principal": [str(ORG.of_kind("profile", who)) for who, _ in rows],
        "subject": ids,
        "leg": [int(Leg.FIELD if "." in name else Leg.OBJECT) for _, name in rows],
        "operations": [int(Operation.READ)] * len(rows),
        "removes": [False] * len(rows),
        "locator": ["profiles/a"] * len(rows),
        "line": list(range(1, len(rows) + 1)),
    }
    schema = pa.schema([(one.name, pa.string() if pa.types.is_dictionary(one.type) else one.type) for one in GRANT_BATCH])
    return GrantBatch("test", pa.table(columns, schema).cast(GRANT_BATCH))


def test_a_permission_on_a_compound_field_is_one_on_its_parts() -> None:
    batch = grants(
        ("Sales", "Contact.OtherAddress"), ("Ops", "Contact.Email"), ("Ops", "Contact.otheraddress"), ("Ops", "Contact")
    )
    records = completed(batch)
    (shared,) = of(GrantBatch, records)
    rows = shared.table.to_pylist()
    assert {(Id(row["principal"]).name, row["line"], row["locator"]) for row in rows} == {
        ("Sales", 1, "profiles/a"),
        ("Ops", 3, "profiles/a"),
    }
    assert {Id(row["subject"]).name for row in rows if row["line"] == 1} == {
        *("OtherCity", "OtherCountry", "OtherCountryCode", "OtherPostalCode", "OtherState", "OtherStateCode", "OtherStreet")
    }
    assert {(row["leg"], row["operations"], row["removes"]) for row in rows} == {(int(Leg.FIELD), int(Operation.READ), False)}
    assert shared.table.schema == GRANT_BATCH
    email = next(field for field in of(Field, records) if field.id.name == "Email")
    assert (email.type, email.evidence[0].locator) == ("Email", "profiles/a:2")


def test_a_permission_on_a_contact_is_one_on_the_person_account() -> None:
    records = completed(grants(("Sales", "Contact.MailingAddress"), ("Sales", "Account.PersonEmail")))
    subjects = {field.shown for batch in of(GrantBatch, records) for field in map(Id, batch.table["subject"].to_pylist())}
    assert {"Account.PersonMailingAddress", "Account.PersonMailingCity", "Contact.MailingCity", "Contact.Email"} <= subjects


def test_no_batch_is_added_where_nothing_is_shared() -> None:
    assert of(GrantBatch, completed(grants(("Sales", "Contact.Email"), ("Sales", "Visit__c.A__c")))) == []
