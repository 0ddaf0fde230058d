"""Permissions for fields that the source of their dataset does not have."""

from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Dataset, Field, System
from lineage.model.verdicts import Leg, Operation
from tests.graph.records import ORG, said
from tests.graph.test_grants import batch

CONTACT = ORG.dataset("Contact")
READER = ORG.of_kind("permission-set", "Reader")
LISTED = Dataset(id=CONTACT, lists=("__c",), evidence=said("folder", "Contact.object:1"))
SSN = Field(id=CONTACT.field("SSN__c"), evidence=said("folder", "SSN__c.field:1"))


def missing(*fields: str, dataset: Dataset = LISTED, more: tuple[AnyRecord, ...] = ()) -> list[tuple[str, str]]:
    grants = batch(*((READER, CONTACT.field(name), Leg.FIELD, Operation.READ, False, "F.csv", 2) for name in fields))
    records: list[AnyRecord | GrantBatch] = [System(id=ORG, kind="salesforce"), dataset, SSN, grants, *more]
    return [(gap.what, gap.locator) for gap in LineageGraph(build(records)).gaps()]


def test_a_permission_for_a_field_that_is_not_there_is_told() -> None:
    assert missing("SSN__c", "ssn__C", "Gone__c", "Lost__c") == [
        ("Permissions of test name 2 fields that the other sources do not have: Contact.Gone__c, Contact.Lost__c.", "F.csv")
    ]


def test_fields_that_the_source_would_not_list_are_not_missed() -> None:
    assert missing("Email") == []
    assert missing("Gone__c", dataset=LISTED.model_copy(update={"lists": ()})) == []
    assert missing("Email", dataset=LISTED.model_copy(update={"complete": True})) != []


def test_a_source_that_lists_the_fields_itself_says_so_itself() -> None:
    assert missing("Gone__c", dataset=LISTED.model_copy(update={"evidence": said("test", "Contact.object:1")})) == []


def test_what_only_a_permission_names_is_not_there() -> None:
    inferred = [one.model_copy(update={"stated": False}) for one in said("test", "F.csv:2")]
    named = Field(id=Id(CONTACT.field("Gone__c")), evidence=tuple(inferred))
    assert len(missing("Gone__c", more=(named,))) == 1
