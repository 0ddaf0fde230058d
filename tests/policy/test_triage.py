"""Findings that somebody looks for."""

from datetime import date

import pytest

from lineage.model.acceptance import Acceptance
from lineage.model.answers import FindingAnswer, FindingMember, HopAnswer
from lineage.model.ids import Id
from lineage.policy.triage import RuleCount, Wanted, accepting, by_rule, findable, narrowed

ORG, HR = Id.system("salesforce://acme"), Id.system("hr")
SSN = ORG.dataset("Contact").field("SSN__c")
OPS = Acceptance(finding="unencrypted-hop", select="system:hr", owner="ops", reason="VPN", until=date(2027, 1, 31))


def finding(name: str, severity: str, **more: object) -> FindingAnswer:
    return FindingAnswer.model_validate(
        {"rule": "late", "title": "It is late", "verdict": "violated", "severity": severity, "subject": "at rest"}
        | {"fingerprint": name}
        | more
    )


HOP = HopAnswer(
    source=SSN,
    target=HR.dataset("WORKER").field("NI"),
    bases=("declared",),
    active="yes",
    transit="unencrypted",
    authorization=(),
    hop_authorization=(),
    precision="exact",
)
MEMBER = FindingMember(fingerprint="f1h", verdict="violated", severity="high", reason="travels unencrypted", hop=HOP)
FLOW = finding(
    "f1", "high", rule="unencrypted-hop", title="In clear", subject=f"{ORG} -> {HR} job={HR}/@job/sync", members=[MEMBER]
)
HEALTH = finding(
    "f2", "critical", carries=("health",), verdict="unknown", subject=ORG.dataset("Case"), lapsed="it until 2026-01-01: x"
)
TAKEN = finding("f3", "low", accepted="ops until 2027-01-31: VPN", rule="unencrypted-hop", title="In clear")
ALL = findable((HEALTH, FLOW, TAKEN), {ORG, HR})


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(), ["f2", "f1", "f3"]),
        (Wanted(severities=("high", "low")), ["f1", "f3"]),
        (Wanted(rule="unencrypted-hop"), ["f1", "f3"]),
        (Wanted(system=str(ORG)), ["f2", "f1"]),
        (Wanted(system=str(HR)), ["f1"]),
        (Wanted(element="health"), ["f2"]),
        (Wanted(verdict="unknown"), ["f2"]),
        (Wanted(state="open"), ["f2", "f1"]),
        (Wanted(state="accepted"), ["f3"]),
        (Wanted(state="lapsed"), ["f2"]),
        (Wanted(text="contact.ssn__C  CLEAR"), ["f1"]),
        (Wanted(text="f1h"), ["f1"]),
        (Wanted(text="clear", state="accepted"), ["f3"]),
        (Wanted(text="nothing of the kind"), []),
    ],
)
def test_findings_are_narrowed_in_their_order(wanted: Wanted, names: list[str]) -> None:
    assert [one.fingerprint for one in narrowed(ALL, wanted)] == names


def test_rules_are_counted_the_worst_first() -> None:
    assert by_rule([TAKEN, FLOW, HEALTH]) == [
        RuleCount("late", "It is late", {"critical": 1}, 0),
        RuleCount("unencrypted-hop", "In clear", {"high": 1}, 1),
    ]


def test_what_accepts_a_finding_or_a_hop_of_it_is_found() -> None:
    other = OPS.model_copy(update={"reason": "LAN"})
    by_hop = OPS.model_copy(update={"finding": "f1h", "select": "", "owner": "it"})
    hop = MEMBER.model_copy(update={"accepted": by_hop.said})
    assert accepting(TAKEN, [other, by_hop, OPS]) == [OPS]
    assert accepting(FLOW.model_copy(update={"members": (hop,)}), [OPS, by_hop]) == [by_hop]
    assert accepting(HEALTH, [OPS]) == []
