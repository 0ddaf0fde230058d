"""Blocks, access that ends and assessments: a violating and a clean example of each rule."""

from datetime import date

import pytest

from lineage.model.ids import Id
from lineage.model.records import Acting, AnyRecord, Application, Evidence, Membership, Principal
from lineage.model.verdicts import Active, Basis
from tests.policy.checking import checked, of_rule

SAID = (Evidence(basis=Basis.CONFIGURED, connector="test", locator="here"),)
HOME = Id.system("case")
JO, OTHER = HOME.of_kind("user", "jo"), HOME.of_kind("user", "other")
SYNC = HOME.of_kind("permission-set", "Sync")
APP = HOME.of_kind("application", "Loader")


def found(text: str, rule: str, *more: AnyRecord) -> list[tuple[str, str, str]]:
    """Verdict, severity and detail of the findings of a rule."""
    return [(one.verdict, one.severity, one.detail) for one in of_rule(checked(text, more=more), rule)]


FLOW = """
systems: {org: {operator: A}, p: {operator: B}}
elements: {org/C#f: [ssn, email]}
hops: [{from: org/C#f, to: p/x#f, tls: true, job: j}, {from: org/C#f, to: p/y#f, tls: true, active: no}]
authorizations: [{party: B, elements: [email]}]
"""


def test_a_block_that_takes_effect_is_told_and_the_hop_is_judged_by_it() -> None:
    text = FLOW + "blocks: [{job: j, elements: ssn, reason: stripped, by: crm}]"
    assert found(text, "block-in-effect") == [
        ("unknown", "info", "ssn would go on over 1 hop: C.f → x.f. Reason: stripped. Says crm.")
    ]
    assert found(text, "block-without-effect") == found(text, "unauthorized-hop") == []
    assert len(found(FLOW, "unauthorized-hop")) == 1


def test_a_hop_that_is_a_finding_shows_its_block() -> None:
    text = FLOW.replace("[email]}]", "[phone]}]") + "blocks: [{job: j, elements: ssn, reason: stripped}]"
    (finding,) = of_rule(checked(text), "unauthorized-hop")
    (member,) = finding.members
    assert (member.carries, [(line.elements, line.place, line.reason) for line in member.hop.blocks]) == (
        ("email",),
        [(("ssn",), "job j", "stripped")],
    )


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            "{field: org/C#gone, elements: ssn, reason: r}",
            "No hop is there that could carry ssn, or only permissions tell of one.",
        ),
        ("{dataset: p/y, elements: ssn, reason: r}", "1 hop there could carry ssn, and none is switched on."),
        ("{dataset: p/x, elements: [phone], reason: r}", "1 hop there carry something, and phone never comes so far."),
    ],
)
def test_a_block_without_effect_is_a_finding_that_says_why(block: str, said: str) -> None:
    assert found(FLOW + f"blocks: [{block}]", "block-without-effect") == [("violated", "medium", said)]


def test_a_block_behind_another_of_the_same_element_does_nothing() -> None:
    blocks = "blocks: [{dataset: p/x, elements: ssn, reason: r}, {from: p, to: q, elements: ssn, reason: r}]"
    text = FLOW.replace("hops: [", "hops: [{from: p/x#f, to: q/z#f, tls: true}, ") + blocks
    assert [verdict for verdict, _, _ in found(text, "block-in-effect")] == ["unknown"]
    assert len(found(text, "block-without-effect")) == 1


GRANT = "{principal: jo, to: 'permset:Sync', until: %s, reason: the migration, approved_by: ciso, ticket: SEC-1}"
APPROVED = "Approved by ciso until {} for: the migration, SEC-1."


def membership(member: Id = JO, until: date | None = None, active: Active = Active.YES) -> list[AnyRecord]:
    return [
        Principal(id=JO, evidence=SAID),
        Principal(id=SYNC, evidence=SAID),
        Membership(member=member, container=SYNC, until=until, active=active, evidence=SAID),
    ]


@pytest.mark.parametrize(
    ("until", "more", "said"),
    [
        ("2025-12-31", membership(), ("violated", "high", f"It still holds Sync. {APPROVED.format('2025-12-31')}")),
        (
            "2025-12-31",
            membership(active=Active.UNKNOWN),
            ("unknown", "high", f"It still holds Sync. {APPROVED.format('2025-12-31')}"),
        ),
        (
            "2025-12-31",
            [],
            (
                "unknown",
                "high",
                f"Whether it is gone cannot be told: who holds what was not read. {APPROVED.format('2025-12-31')}",
            ),
        ),
        (
            "2026-02-01",
            membership(until=date(2026, 3, 1)),
            ("violated", "medium", f"The org keeps it until 2026-03-01. {APPROVED.format('2026-02-01')}"),
        ),
        ("2026-02-01", membership(), ("violated", "medium", f"The org keeps it without end. {APPROVED.format('2026-02-01')}")),
    ],
)
def test_access_that_outlives_its_grant(until: str, more: list[AnyRecord], said: tuple[str, str, str]) -> None:
    assert found(f"access: [{GRANT % until}]", "access-outlives-grant", *more) == [said]


@pytest.mark.parametrize(
    ("until", "more"),
    [
        ("2025-12-31", membership(until=date(2025, 12, 31))),
        ("2025-12-31", membership(member=OTHER)),
        ("2025-12-31", membership(active=Active.NO)),
        ("2026-01-01", membership(until=date(2026, 1, 1))),
    ],
)
def test_access_that_ended_or_ends_with_its_grant_is_in_order(until: str, more: list[AnyRecord]) -> None:
    assert found(f"access: [{GRANT % until}]", "access-outlives-grant", *more) == []


LOADER_GRANT = "{application: Loader, until: 2025-12-31, reason: pilot, approved_by: ciso}"
LOADER = f"access: [{LOADER_GRANT}]"


def acting(how: str, application: Id = APP) -> list[AnyRecord]:
    used = date(2026, 1, 1)
    return [
        Application(id=application, evidence=SAID),
        Acting.model_validate({"application": application, "principal": JO, "how": how, "last_used": used, "evidence": SAID}),
    ]


def test_an_application_outlives_its_grant_while_it_can_act() -> None:
    approved = "Approved by ciso until 2025-12-31 for: pilot."
    assert found(LOADER, "access-outlives-grant", *acting("token")) == [
        ("violated", "high", f"It can still act as jo, last on 2026-01-01. {approved}")
    ]
    assert found(LOADER, "access-outlives-grant", *acting("self-authorized")) == [
        ("unknown", "high", f"Users may still authorize it for themselves. {approved}")
    ]
    assert found(LOADER, "access-outlives-grant") == [
        ("unknown", "high", f"Whether it is gone cannot be told: its tokens were not read. {approved}")
    ]
    others = [Application(id=APP, evidence=SAID), *acting("token", HOME.of_kind("application", "Other"))]
    assert found(LOADER, "access-outlives-grant", *others) == []


@pytest.mark.parametrize(
    ("text", "more", "remedy"),
    [
        (GRANT % "2025-12-31", membership(), "Setup, Users, jo, Permission Set Assignments: take Sync away; or have it approved"),
        (
            GRANT % "2026-02-01",
            membership(),
            "Setup, Users, jo, Permission Set Assignments: let Sync expire on 2026-02-01; or have",
        ),
        (GRANT % "2025-12-31", [], "Export who holds what, and the tokens, and add the source `salesforce-exports`"),
        (LOADER_GRANT, acting("token"), "Revoke its tokens, and block it: Setup, Connected Apps OAuth Usage, Loader; or have it"),
        (LOADER_GRANT.replace("Loader", "Laoder"), acting("token"), "Correct the name under `access` in the map"),
    ],
    ids=["over", "kept longer", "nobody tells", "application", "misspelt"],
)
def test_what_to_do_about_access_that_outlives_its_grant(text: str, more: list[AnyRecord], remedy: str) -> None:
    (one,) = of_rule(checked(f"access: [{text}]", more=more), "access-outlives-grant")
    assert one.remedy.startswith(remedy)


def test_a_grant_to_what_nothing_tells_of_is_no_silence() -> None:
    approved = "Approved by ciso until {} for: {}."
    misspelt = LOADER.replace("Loader", "Laoder").replace("2025-12-31", "2026-12-31")
    assert found(misspelt, "access-outlives-grant", *acting("token")) == [
        (
            "unknown",
            "medium",
            f"Nothing in this snapshot tells of application Laoder. Is Loader meant? {approved.format('2026-12-31', 'pilot')}",
        )
    ]
    grant = (GRANT % "2025-12-31").replace("principal: jo", "principal: joe")
    assert found(f"access: [{grant}]", "access-outlives-grant", *membership()) == [
        (
            "unknown",
            "high",
            f"Nothing in this snapshot tells of user joe. Is jo meant? {approved.format('2025-12-31', 'the migration, SEC-1')}",
        )
    ]


TAKES_SSN = """
systems: {org: {operator: A}, p: {operator: B}}
elements: {org/C#f: [ssn]}
hops: [{from: org/C#f, to: p/x#f, tls: true, job: j}]
"""


def assessed(one: str) -> list[tuple[str, str, str]]:
    return found(f"{TAKES_SSN}assessments: [{one}]", "assessment-overdue")


def test_an_assessment_is_overdue_the_day_after_it_was_due() -> None:
    assert assessed("{kind: vendor review, system: p, done: 2024-12-31, due: 2025-12-31, by: us}") == [
        ("violated", "high", "The vendor review was due on 2025-12-31 and is 1 day late; last done on 2024-12-31, by us.")
    ]
    assert assessed("{kind: impact assessment, flow: j, due: 2025-12-30}") == [
        ("violated", "high", "The impact assessment was due on 2025-12-30 and is 2 days late; never done.")
    ]
    assert assessed("{kind: vendor review, system: p, due: 2026-01-01}") == []


def test_a_later_assessment_fulfils_an_earlier_due_day() -> None:
    due, done = "{kind: vendor review, system: p, due: 2025-06-01}", "{kind: vendor review, system: p, done: 2025-06-02}"
    assert assessed(f"{due}, {done}") == []
    assert len(assessed(f"{due}, {done.replace('vendor review', 'penetration test')}")) == 1


def test_a_flow_of_sensitive_data_that_was_never_assessed_is_unknown() -> None:
    assert assessed("{kind: vendor review, system: other, due: 2027-01-01}") == [
        ("unknown", "low", "It takes ssn, and no assessment of it, of its receiver or of who asks is declared.")
    ]
    for one in ("flow: j", "flow: {from: org}", "flow: {from: org, to: p}", "system: p"):
        assert assessed(f"{{kind: impact assessment, {one}, done: 2025-12-01}}") == [], one


def test_a_flow_that_names_no_job_and_no_application_is_to_be_assessed_as_well() -> None:
    text = TAKES_SSN.replace(", job: j", "") + "assessments: [{kind: vendor review, system: other, due: 2027-01-01}]"
    assert found(text, "assessment-overdue") == [
        ("unknown", "low", "It takes ssn, and no assessment of it, of its receiver or of who asks is declared.")
    ]
    assert found(text.replace("system: other", "system: p"), "assessment-overdue") == []


def test_what_was_assessed_long_ago_and_is_due_on_no_day_is_unknown() -> None:
    once = "{kind: vendor review, system: p, done: 2024-06-30}"
    said = "The vendor review was last done on 2024-06-30, more than a year ago, and nobody says when it is due again."
    assert assessed(once) == [("unknown", "low", said)]
    assert assessed(f"{once}, {once.replace('2024', '2025')}") == []
    assert assessed(f"{once}, {{kind: vendor review, system: p, due: 2027-01-01}}") == []


def test_without_any_assessment_that_is_said_once() -> None:
    assert found(TAKES_SSN, "assessment-overdue") == [
        ("unknown", "info", "No assessments are declared; 1 flow of sensitive data could not be held against one.")
    ]
