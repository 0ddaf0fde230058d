"""What declared Systems and datasets become."""

from connectors.declared.compile import compile_map
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Dataset, Evidence, Field, Hop, System
from lineage.model.verdicts import Basis, Precision, Transit
from lineage.reading.yaml import parse_yaml
from tests.connectors.declared.maps import of


def systems(text: str, org: str = "acme") -> list[System]:
    return [record for record in made(text, org) if isinstance(record, System)]


def made(text: str, org: str = "acme") -> list[AnyRecord]:
    return compile_map([parse_yaml(text, "map.yaml")], org)


def test_a_system_is_all_that_is_said_of_it() -> None:
    text = """
systems:
  mule:
    {label: Middleware, operator: MuleSoft, role: service provider, region: US, internal: required,
     matches: "*.cloudhub.io", at_rest: encrypted}
"""
    assert systems(text) == [
        System(
            id=Id("mule"),
            label="Middleware",
            operator="MuleSoft",
            role="service provider",
            region="US",
            internal_required=True,
            matches=("*.cloudhub.io",),
            aliases=("mule",),
            at_rest="encrypted",
            evidence=(Evidence(basis=Basis.DECLARED, connector="declared", locator="map.yaml:3"),),
        )
    ]


def test_a_salesforce_org_has_the_projects_name_a_second_one_its_own() -> None:
    text = "systems: {crm: {kind: salesforce}, test: {kind: salesforce, org: acme-uat}, dwh: {namespace: 'snowflake://acme/'}}"
    assert [system.id for system in systems(text)] == ["salesforce://acme", "salesforce://acme-uat", "snowflake://acme"]
    assert [system.id for system in systems("systems: {crm: {kind: salesforce}}", org="")] == ["salesforce://crm"]


def test_what_is_left_to_fill_in_is_empty_and_no_mistake() -> None:
    (system,) = systems("systems:\n  vendor:\n    operator:\n    region:\n")
    assert (system.operator, system.region, system.label) == ("", "", "vendor")
    assert [one.id for one in systems("systems:\n  vendor:\n")] == ["vendor"]


def test_a_map_may_be_several_files() -> None:
    documents = [
        parse_yaml("systems: {a: {}}", "one.yaml"),
        parse_yaml("hops: [{from: a/x#y, to: b}]\nsystems: {b: }", "two.yaml"),
    ]
    assert [type(record).__name__ for record in compile_map(documents, "")] == ["System", "System", "Hop"]


def test_rights_may_be_required_of_everybody() -> None:
    assert [system.internal_required for system in systems("internal: required\nsystems: {a: {}, b: {}}")] == [True, True]


def test_a_dataset_and_its_fields_are_listed() -> None:
    text = "datasets: {warehouse/CRM.CONTACT: {kind: table, fields: [EMAIL], complete: yes, stored: no, receives: [crm]}}"
    (dataset,) = of(Dataset, text)
    assert (dataset.id, dataset.subtype, dataset.complete, dataset.stored, dataset.receives) == (
        "snowflake://acme/CRM.CONTACT",
        "table",
        True,
        False,
        ("salesforce://acme",),
    )
    assert [field.id for field in of(Field, text)] == ["snowflake://acme/CRM.CONTACT#EMAIL"]


def test_a_system_says_in_which_dataset_arrives_what_is_sent_to_it() -> None:
    text = "systems: {a: {}, b: {receives: {INBOX: [a], b/OTHER: a}}}"
    received = [(record.id, record.receives) for record in made(text) if isinstance(record, Dataset)]
    assert received == [("b/INBOX", ("a",)), ("b/OTHER", ("a",))]


def test_rows_that_stay_elsewhere_are_read_written_back_and_searched_for() -> None:
    text = """
datasets:
  crm/Order__x:
    external: {remote: hr/ORDERS, map: {Email__c: EMAIL}, writable: yes, tls: true}
"""
    hops = [(str(hop.source), str(hop.target), hop.precision, hop.transit) for hop in of(Hop, text)]
    local, remote = "salesforce://acme/Order__x", "hr/ORDERS"
    assert hops == [
        (f"{remote}#EMAIL", f"{local}#Email__c", Precision.EXACT, Transit.ENCRYPTED),
        (f"{local}#Email__c", f"{remote}#EMAIL", Precision.EXACT, Transit.ENCRYPTED),
        (local, remote, Precision.DATASET, Transit.ENCRYPTED),
    ]


def test_without_a_map_any_remote_column_may_be_in_any_field() -> None:
    text = "datasets: {crm/Order__x: {external: {remote: hr/ORDERS, filter: no}}}"
    assert [(str(hop.source), hop.precision) for hop in of(Hop, text)] == [("hr/ORDERS", Precision.DATASET)]
