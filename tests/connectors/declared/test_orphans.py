"""A declared hop that names a field which the org does not have is reported with the nearest name, never dropped."""

from lineage.graph.build import build
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Dataset, Evidence, Field
from lineage.model.verdicts import Basis
from tests.connectors.declared.maps import records

CONTACT = Id("salesforce://acme/Contact")
SEEN = (Evidence(basis=Basis.CONFIGURED, connector="salesforce-metadata", locator="Contact.object-meta.xml:1"),)
ORG: list[AnyRecord] = [Dataset(id=CONTACT, complete=True, evidence=SEEN), Field(id=CONTACT.field("SSN__c"), evidence=SEEN)]


def test_an_orphan_is_a_gap_with_the_nearest_name_and_stays_a_hop() -> None:
    tables = build([*records("hops: [{from: Contact.SNN__c, to: mule}, {from: contact.ssn__C, to: mule}]"), *ORG])
    (gap,) = tables["gaps"].to_pylist()
    assert (gap["locator"], gap["candidates"]) == ("map.yaml:1", ["Contact.SSN__c"])
    ids = tables["nodes"]["id"].to_pylist()
    assert {ids[row] for row in tables["hops"]["source"].to_pylist()} == {CONTACT.field("SNN__c"), CONTACT.field("SSN__c")}
