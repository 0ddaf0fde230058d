"""Fields are found by words of their name or label, the best first."""

import pytest

from lineage.analysis.held import with_held
from lineage.analysis.search import classified_fields, first_of, matching, matching_fields
from lineage.columns import Kind
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Classification, Dataset, Evidence, Field, Principal, System
from lineage.model.verdicts import Basis, Form

ORG = Id.system("salesforce://acme")
CONTACT, LEAD = ORG.dataset("Contact"), ORG.dataset("Lead")
SAID = (Evidence(basis=Basis.DECLARED, connector="x", locator="a:1"),)


@pytest.fixture(scope="module")
def graph() -> LineageGraph:
    fields = {
        CONTACT.field("Email"): "E-mail",
        CONTACT.field("Email_Opt_Out__c"): "No mail",
        CONTACT.field("SSN__c"): "Social security",
        LEAD.field("Email"): "",
        LEAD.field("Alt_Email__c"): "",
    }
    records: list[AnyRecord] = [
        System(id=ORG, kind="salesforce", evidence=SAID),
        Dataset(id=CONTACT, evidence=SAID),
        Dataset(id=LEAD, evidence=SAID),
        Principal(id=ORG.of_kind("permission-set", "Contact Team"), label="Care team", evidence=SAID),
        *(Field(id=id, label=label, evidence=SAID) for id, label in fields.items()),
        Classification(field=CONTACT.field("SSN__c"), elements={"ssn": Form.CLEAR}, source="override", evidence=SAID),
    ]
    return LineageGraph(with_held(build(records)))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("email", ["Lead.Email", "Contact.Email", "Contact.Email_Opt_Out__c", "Lead.Alt_Email__c"]),
        ("ssn", ["Contact.SSN__c"]),
        ("SOCIAL", ["Contact.SSN__c"]),
        ("contact.email", ["Contact.Email", "Contact.Email_Opt_Out__c"]),
        ("lead alt", ["Lead.Alt_Email__c"]),
        ("email ssn", []),
        (" ", []),
    ],
)
def test_all_words_are_in_the_name_or_label_and_the_nearest_come_first(graph: LineageGraph, typed: str, names: list[str]) -> None:
    found, total = matching_fields(graph, typed)
    assert ([id.shown for id in found], total) == (names, len(names))


def test_more_than_is_shown_is_counted(graph: LineageGraph) -> None:
    found, total = matching_fields(graph, "email", most=2)
    assert (len(found), total) == (2, 4)


@pytest.mark.parametrize(
    ("typed", "kinds", "names"),
    [
        ("contact", (Kind.DATASET, Kind.PRINCIPAL), ["Contact", "Contact Team"]),
        ("care team", (Kind.PRINCIPAL,), ["Contact Team"]),
        ("contact", (Kind.APPLICATION,), []),
        ("email", (Kind.DATASET, Kind.FIELD), ["Lead.Email", "Contact.Email", "Contact.Email_Opt_Out__c", "Lead.Alt_Email__c"]),
    ],
)
def test_everything_is_found_alike_whatever_it_is(
    graph: LineageGraph, typed: str, kinds: tuple[Kind, ...], names: list[str]
) -> None:
    found, total = matching(graph, typed, kinds)
    assert ([id.name if id.kind else id.shown for id in found], total) == (names, len(names))


def test_the_first_of_some_kinds_come_in_the_order_asked_for(graph: LineageGraph) -> None:
    found, total = first_of(graph, (Kind.PRINCIPAL, Kind.DATASET), most=2)
    assert ([id.name for id in found], total) == (["Contact Team", "Contact"], 3)


def test_classified_fields_are_those_that_somebody_classified(graph: LineageGraph) -> None:
    assert [id.shown for id in classified_fields(graph)] == ["Contact.SSN__c"]
