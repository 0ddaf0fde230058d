"""The example organisation, harvested whole: every value of every verdict appears, and its story is true."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lineage.columns import Kind
from lineage.pipeline import Asked, Opened, harvest, open_snapshot
from lineage.project import find_project

EXAMPLE = Path(__file__).parents[3] / "maps" / "acme"
NOVEMBER = Asked(as_of=date(2026, 11, 24))


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    project = find_project(EXAMPLE).model_copy(update={"store": tmp_path_factory.mktemp("store")})
    harvest(project, datetime(2026, 11, 24, tzinfo=UTC))
    return open_snapshot(project)


def rights(acme: Opened) -> dict[tuple[str, str], tuple[str, ...]]:
    """The authorization of every crossing, by the decoded ids of its ends."""
    return {(judged.hop.source.decoded, judged.hop.target.decoded): judged.right.words for judged in acme.view(NOVEMBER).hops}


def test_it_is_an_organisation_of_some_size(acme: Opened) -> None:
    counts = {kind: len(acme.graph.rows_of_kind(kind)) for kind in (Kind.SYSTEM, Kind.DATASET)}
    assert counts[Kind.SYSTEM] >= 10
    assert counts[Kind.DATASET] >= 30


def test_every_value_of_transit_appears(acme: Opened) -> None:
    assert {hop.transit.word for hop in acme.graph.hops()} == {"internal", "encrypted", "unknown", "unencrypted"}


def test_every_value_of_authorization_appears(acme: Opened) -> None:
    told = {word for words in rights(acme).values() for word in words}
    assert told == {"authorized", "not_needed", "missing", "expired", "exceeded", "unknown"}


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("salesforce://acme/Applicant__c#SSN__c", "clearpast/CANDIDATE#SSN", ("exceeded",)),
        ("salesforce://acme/Applicant__c#SSN__c", "portal://careers.acme", ("exceeded",)),
        ("salesforce://acme/Contact#Email", "mailwave/SUBSCRIBER#EMAIL", ("expired",)),
        ("snowflake://acme/MARTS.CUSTOMER_360#EMAIL", "mailwave/SUBSCRIBER#EMAIL", ("missing",)),
        ("salesforce://acme/Lead#Email", "import.leadmagnet.example", ("missing",)),
        (
            "salesforce://acme/Contact#Legacy_Ref_7__c",
            "mule/@in-flight/crm-sync#salesforce://acme.Contact.Legacy_Ref_7__c",
            ("unknown",),
        ),
        ("salesforce://acme/Employee__c#SSN__c", "sqlserver://hr.acme.internal:1433/PERSON#SSN", ("not_needed",)),
        ("peoplewise/WORKER#NATIONAL_ID", "salesforce://acme/Employee__c#SSN__c", ("authorized",)),
        ("salesforce://acme/Job_Application__c#Status__c", "portal://careers.acme", ("authorized",)),
    ],
)
def test_the_table_of_wires_is_true(acme: Opened, source: str, target: str, words: tuple[str, ...]) -> None:
    assert rights(acme)[source, target] == words


def test_the_architects_question_ends_in_a_log_in_clear_and_a_hash_in_the_warehouse(acme: Opened) -> None:
    rows = acme.trace("Contact.SSN__c", NOVEMBER).destinations
    assert [(row.system_label, row.form, row.transit, row.authorization) for row in rows] == [
        ("Integration middleware", {"ssn": "clear"}, "encrypted", ("authorized",)),
        ("Integration middleware", {"ssn": "clear"}, "encrypted", ("authorized",)),
        ("Warehouse", {"ssn": "hash"}, "encrypted", ("authorized",)),
    ]
    (origin,) = acme.trace("Employee__c.SSN__c", NOVEMBER, upstream=True).destinations
    assert origin.field == "peoplewise/WORKER#NATIONAL_ID"


def test_what_the_help_desk_sends_on_is_possible_and_not_claimed(acme: Opened) -> None:
    answer = acme.trace("Case.Description", NOVEMBER)
    assert [(row.system, row.transit) for row in answer.destinations] == [("deskly", "unknown")]
    assert [(hop.source, hop.target) for hop in answer.possible_onward] == [("deskly/TICKET#BODY", "scribe/PROMPT#TEXT")]


def test_the_misspelt_field_is_an_orphan_with_the_nearest_name(acme: Opened) -> None:
    orphans = [gap for gap in acme.graph.gaps() if gap.surface == "declared field"]
    assert [(gap.subject, gap.candidates, gap.locator.partition(":")[0]) for gap in orphans] == [
        ("salesforce://acme/Applicant__c#Drivers_Licence__c", ("Applicant__c.Drivers_License__c",), "maps/people.yaml")
    ]


def test_what_the_org_and_the_map_both_say_is_one_hop(acme: Opened) -> None:
    (read,) = [hop for hop in acme.graph.hops() if hop.source == "order-hub/ORDERS#CUSTOMER_EMAIL"]
    assert read.bases.words == ("declared", "configured")


def test_a_risk_that_somebody_answers_for_stays_in_sight(acme: Opened) -> None:
    accepted = [finding for finding in acme.check(NOVEMBER).findings if finding.accepted]
    assert {(finding.rule, "hr.acme.internal" in finding.subject) for finding in accepted} == {("unencrypted-hop", True)}
