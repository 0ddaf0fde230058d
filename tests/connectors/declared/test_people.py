"""What parties, access that ends, assessments, blocks and gateways become."""

from datetime import date

import pytest

from lineage.model.ids import Id
from lineage.model.records import (
    Assessment,
    Authorization,
    Block,
    Evidence,
    Gap,
    Gateway,
    Job,
    Party,
    System,
    TimeBoundGrant,
)
from lineage.model.verdicts import Basis
from tests.connectors.declared.maps import of, problems


def said_at(line: int) -> tuple[Evidence, ...]:
    return (Evidence(basis=Basis.DECLARED, connector="declared", locator=f"map.yaml:{line}"),)


def test_a_party_is_all_that_is_said_of_it() -> None:
    text = (
        "parties:\n  MuleSoft: {role: contractor, region: US, parent: Acme, contact: dpo@m.example, sub_processors: Peoplewise}"
    )
    assert of(Party, text) == [
        Party(
            name="MuleSoft",
            role="contractor",
            region="US",
            parent="Acme",
            contact="dpo@m.example",
            sub_processors=("Peoplewise",),
            evidence=said_at(2),
        )
    ]


def test_a_right_tells_regions_safeguard_and_sub_processors() -> None:
    one = "{party: MuleSoft, source: crm, elements: all, regions: [US, EU], safeguard: scc, sub_processors: %s}"
    rights = of(Authorization, f"authorizations:\n - {one % 'Peoplewise'}\n - {one % 'allowed'}")
    assert [(right.regions, right.safeguard, right.sub_processors, right.any_sub_processor) for right in rights] == [
        (("US", "EU"), "scc", ("Peoplewise",), False),
        (("US", "EU"), "scc", (), True),
    ]


def test_access_is_of_a_principal_or_an_application_until_a_day() -> None:
    text = """
access:
  - {principal: "user:jo@acme.example", to: "permset:Sync", from: 2026-01-01, until: 2026-03-31, reason: r, approved_by: b, ticket: T}
  - {principal: "jo@acme.example", to: Contact.SSN__c, until: 2026-03-31, reason: r, approved_by: b}
  - {application: Loader, until: 2026-03-31, reason: r, approved_by: b}
"""
    org, last = Id("salesforce://acme"), date(2026, 3, 31)
    jo = org.of_kind("user", "jo@acme.example")
    assert of(TimeBoundGrant, text) == [
        TimeBoundGrant(
            principal=jo,
            to=org.of_kind("permission-set", "Sync"),
            start=date(2026, 1, 1),
            until=last,
            reason="r",
            approved_by="b",
            ticket="T",
            evidence=said_at(3),
        ),
        TimeBoundGrant(
            principal=jo, to=org.dataset("Contact").field("SSN__c"), until=last, reason="r", approved_by="b", evidence=said_at(4)
        ),
        TimeBoundGrant(
            application=org.of_kind("application", "Loader"), until=last, reason="r", approved_by="b", evidence=said_at(5)
        ),
    ]


def test_an_assessment_is_of_an_application_a_system_or_a_flow() -> None:
    text = """
hops: [{from: Contact.Email, to: warehouse/T#E, job: sync}]
assessments:
  - {kind: penetration test, application: Loader, done: 2026-01-01, due: 2027-01-01, by: Redcell, result: clean, reference: R-1}
  - {kind: vendor review, system: mule, due: 2026-12-31}
  - {kind: impact assessment, flow: sync, done: 2026-01-01}
  - {kind: impact assessment, flow: {from: crm, to: mule}, due: 2026-12-31}
"""
    org, due = Id("salesforce://acme"), date(2026, 12, 31)
    assert of(Assessment, text) == [
        Assessment(
            kind="penetration test",
            application=org.of_kind("application", "Loader"),
            done=date(2026, 1, 1),
            due=date(2027, 1, 1),
            by="Redcell",
            result="clean",
            reference="R-1",
            evidence=said_at(4),
        ),
        Assessment(kind="vendor review", system=Id("mule"), due=due, evidence=said_at(5)),
        Assessment(kind="impact assessment", job=Id("map://acme/@job/sync"), done=date(2026, 1, 1), evidence=said_at(6)),
        Assessment(kind="impact assessment", source=org, target=Id("mule"), due=due, evidence=said_at(7)),
    ]


def test_a_block_is_at_one_place() -> None:
    text = """
hops: [{from: Contact.Email, to: warehouse/T#E, job: sync}]
blocks:
  - {field: warehouse/T#E, elements: email, reason: r, by: b}
  - {dataset: warehouse/T, elements: [ssn, email], reason: r}
  - {job: sync, elements: email, reason: r}
  - {from: crm/Contact, to: warehouse, elements: email, reason: r}
"""
    table = Id("snowflake://acme").dataset("T")
    assert of(Block, text) == [
        Block(into=table.field("E"), elements=("email",), reason="r", by="b", evidence=said_at(4)),
        Block(into=table, elements=("email", "ssn"), reason="r", evidence=said_at(5)),
        Block(job=Id("map://acme/@job/sync"), elements=("email",), reason="r", evidence=said_at(6)),
        Block(
            source=Id("salesforce://acme/Contact"),
            target=Id("snowflake://acme"),
            elements=("email",),
            reason="r",
            evidence=said_at(7),
        ),
    ]


def test_a_system_and_a_job_can_be_a_gateway_in_the_hardened_segment() -> None:
    text = """
systems: {edge: {segment: hardened, gateway: {rate_limit: yes, validation: no}}}
hops: [{from: Contact.Email, to: edge, job: {name: out, segment: hardened, gateway: {payload_inspection: yes}}}]
"""
    (edge,) = (one for one in of(System, text) if one.id == "edge")
    (job,) = of(Job, text)
    assert (edge.gateway, edge.segment) == (Gateway(rate_limit="yes", validation="no"), "hardened")
    assert (job.gateway, job.segment) == (Gateway(payload_inspection="yes"), "hardened")


def test_an_operator_that_is_much_like_a_party_and_none_is_a_gap() -> None:
    text = "parties: {MuleSoft: {}}\nsystems: {x: {operator: Mulesoft}, y: {operator: Somebody}}"
    (gap,) = of(Gap, text)
    assert (gap.what, gap.candidates, gap.locator) == (
        "The operator of x, Mulesoft, is not among the parties of the map.",
        ("MuleSoft",),
        "map.yaml:2",
    )


PARTIES = "systems: {crm: {kind: salesforce, operator: Acme}, mule: {operator: MuleSoft}}\nparties: {Acme: {}, MuleSoft: {}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "parties: {X: {parent: Acmee}}",
            "b.yaml:1:23: there is no party 'Acmee'; name it under `parties`; known: Acme, MuleSoft, X.",
        ),
        (
            "parties: {X: {sub_processors: [Nobody]}}",
            "b.yaml:1:32: there is no party 'Nobody'; name it under `parties`; known: Acme, MuleSoft, X",
        ),
        ("parties: {X: {parent: X}}", "b.yaml:1:23: 'X' is the party itself"),
        (
            "authorizations: [{party: MuleSoft, source: crm, elements: all, sub_processors: [Acme, Mule]}]",
            "b.yaml:1:87: there is no party 'Mule'; name it under `parties`; known: Acme, MuleSoft",
        ),
        (
            "access: [{until: 2026-01-01, reason: r, approved_by: b}]",
            "b.yaml:1:10: one of 'principal', 'application' is wanted, and none is given",
        ),
        (
            "access: [{principal: a, application: b, until: 2026-01-01, reason: r, approved_by: b}]",
            "b.yaml:1:10: one of 'principal', 'application' is wanted, not principal and application",
        ),
        ("access: [{principal: a, until: 2026-01-01, approved_by: b}]", "b.yaml:1:10: access[0]: 'reason' is missing"),
        (
            "access: [{principal: a, until: 31.12.2026, reason: r, approved_by: b}]",
            "b.yaml:1:32: access[0].until: a day is wanted, such as 2026-12-31, not '31.12.2026'",
        ),
        (
            "access: [{principal: a, from: 2026-02-01, until: 2026-01-01, reason: r, approved_by: b}]",
            "b.yaml:1:50: 'until', 2026-01-01, is before 'from', 2026-02-01",
        ),
        (
            "assessments: [{kind: pentest, system: mule, due: 2026-01-01}]",
            "b.yaml:1:22: assessments[0].kind: 'pentest' is not allowed",
        ),
        ("assessments: [{kind: vendor review, system: mule}]", "b.yaml:1:15: 'done' or 'due' is missing"),
        (
            "assessments: [{kind: vendor review, flow: syn, due: 2026-01-01}]",
            "b.yaml:1:43: there is no job 'syn'; known: sync. Did you mean 'sync'?",
        ),
        ("assessments: [{kind: vendor review, flow: {}, due: 2026-01-01}]", "b.yaml:1:43: a flow is a job, or `{from, to}`"),
        ("assessments: [{kind: vendor review, system: mul, due: 2026-01-01}]", "b.yaml:1:45: there is no System 'mul'"),
        (
            "blocks: [{job: syn, elements: ssn, reason: r}]",
            "b.yaml:1:16: there is no job 'syn'; known: sync. Did you mean 'sync'?",
        ),
        ("blocks: [{job: sync, elements: ssn}]", "b.yaml:1:10: blocks[0]: 'reason' is missing"),
        ("blocks: [{job: sync, reason: r}]", "b.yaml:1:10: blocks[0]: 'elements' is missing"),
        ("blocks: [{job: sync, elements: [], reason: r}]", "b.yaml:1:32: 'elements' is empty: a block says what does not go on"),
        (
            "blocks: [{job: sync, elements: unclassified, reason: r}]",
            "b.yaml:1:32: 'unclassified' cannot be blocked: nobody knows what it is",
        ),
        ("blocks: [{job: sync, elements: emial, reason: r}]", "b.yaml:1:32: there is no data element 'emial'"),
        ("blocks: [{from: crm, elements: ssn, reason: r}]", "b.yaml:1:10: a block is at one place"),
        ("blocks: [{job: sync, field: Contact.A, elements: ssn, reason: r}]", "b.yaml:1:10: a block is at one place"),
        ("blocks: [{field: crm/Contact, elements: ssn, reason: r}]", "b.yaml:1:18: 'crm/Contact' is no field"),
        ("blocks: [{from: crm, to: 'https://a.example', elements: ssn, reason: r}]", "b.yaml:1:26: 'https://a.example' is a URL"),
        ("systems: {edge: {gateway: {rate_limits: yes}}}", "b.yaml:1:28: systems.edge.gateway: unknown key 'rate_limits'"),
        ("systems: {edge: {segment: dmz}}", "b.yaml:1:27: systems.edge.segment: 'dmz' is not allowed; allowed: hardened"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_known(text: str, said: str) -> None:
    hops = "hops: [{from: Contact.Email, to: mule, job: sync}]\n"
    (problem,) = problems(PARTIES + hops, text)
    assert problem.startswith(said)
