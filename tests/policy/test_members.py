"""Hops of one job, channel and pair of Systems are one finding, as bad as the worst of them, under one name."""

import pytest

from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.policy.check import only_new
from tests.policy.checking import acceptance, checked, of_rule

MESSAGE = """
systems: {org: {operator: A}, hr: {operator: B, label: Old HR}, mail: {operator: C}}
datasets: {hr/PERSON: {receives: [org]}}
elements: {org/E#ssn: [ssn], org/E#email: [email], org/E#note: [free_text_blob]}
hops:
  - {from: org/E#email, to: hr, tls: false, job: {name: wire, runs_in: org}}
  - {from: org/E#email, to: hr/PERSON#mail, tls: false, job: {name: wire, runs_in: org}}
authorizations: [{party: B, elements: all}, {party: C, elements: all}]
"""
SSN_JOINS = MESSAGE.replace(
    "authorizations:", "  - {from: org/E#ssn, to: hr/PERSON#ssn, tls: false, job: {name: wire, runs_in: org}}\nauthorizations:"
)


def only(answer: CheckAnswer, rule: str = "unencrypted-hop") -> FindingAnswer:
    (found,) = of_rule(answer, rule)
    return found


def test_one_message_is_one_finding_with_all_its_hops() -> None:
    found = only(checked(MESSAGE))
    assert [(member.hop.source, member.hop.target) for member in found.members] == [
        ("org/E#email", "hr"),
        ("org/E#email", "hr/PERSON"),
        ("org/E#email", "hr/PERSON#mail"),
    ]
    assert (found.where, found.detail) == ("org → Old HR, by wire", "Travels unencrypted: E.email (email).")


def test_a_field_that_joins_makes_it_worse_and_does_not_rename_it() -> None:
    before, after = only(checked(MESSAGE)), only(checked(SSN_JOINS))
    assert (before.severity, after.severity) == ("high", "critical")
    assert before.fingerprint == after.fingerprint
    assert after.carries == ("email", "ssn")
    # The worst is named first, whatever its name.
    assert after.detail == "Travels unencrypted: E.ssn (ssn), E.email (email)."


@pytest.mark.parametrize(
    "other",
    [
        "{from: org/E#note, to: hr, tls: false, job: {name: other, runs_in: org}}",
        "{from: org/E#note, to: mail, tls: false, job: {name: wire, runs_in: org}}",
        "{from: mail/L#x, to: hr, tls: false, job: {name: wire, runs_in: org}}",
        '{from: org/E#note, to: hr, channel: {url: "http://hr.example"}, job: {name: wire, runs_in: org}}',
    ],
    ids=["job", "target", "source", "channel"],
)
def test_another_job_channel_or_system_is_another_finding(other: str) -> None:
    text = MESSAGE.replace("authorizations:", f"  - {other}\nauthorizations:")
    names = [one.fingerprint for one in of_rule(checked(text), "unencrypted-hop")]
    assert only(checked(MESSAGE)).fingerprint in names
    assert len(set(names)) >= 2


def test_the_verdict_is_the_worst_of_the_hops() -> None:
    text = MESSAGE.replace("to: hr, tls: false", "to: hr")
    found = only(checked(text))
    assert {member.verdict for member in found.members} == {"violated", "unknown"}
    assert found.verdict == "violated"
    assert "Nobody says whether it travels encrypted: E.email (email)." in found.detail


def test_what_an_identity_reads_is_told_apart_by_the_identity() -> None:
    text = """
systems: {org: {operator: A}, out: {operator: B}}
elements: {org/E#a: [email], org/E#b: [email]}
hops:
  - {from: org/E#a, to: out, basis: permitted, principal: "profile:One"}
  - {from: org/E#b, to: out, basis: permitted, principal: "profile:Two"}
authorizations: [{party: B, elements: all}]
"""
    assert [one.where for one in of_rule(checked(text), "unencrypted-hop")] == ["org → out, by One", "org → out, by Two"]


def test_many_fields_are_counted_in_the_sentence_and_all_there_in_the_members() -> None:
    fields = [f"f{number}" for number in range(9)]
    hops = "".join(f"  - {{from: org/E#{name}, to: hr/P#{name}, tls: false}}\n" for name in fields)
    text = f"systems: {{org: {{operator: A}}, hr: {{operator: A}}}}\nhops:\n{hops}"
    found = only(checked(text))
    assert (len(found.members), found.detail.endswith("E.f5 (not classified) and 3 more.")) == (9, True)


def test_since_shows_the_field_that_joined_and_what_it_weighs_alone() -> None:
    text = SSN_JOINS.replace(
        "authorizations:", "  - {from: org/E#note, to: hr, tls: false, job: {name: wire, runs_in: org}}\nauthorizations:"
    )
    answer = only_new(checked(text), checked(SSN_JOINS))
    (found,) = answer.findings
    assert {member.hop.source for member in found.members} == {"org/E#note"}
    # The ssn was there before: it does not make the field that joined critical.
    assert (found.severity, found.fingerprint) == ("high", only(checked(SSN_JOINS)).fingerprint)
    assert answer.counts["high"] == 1


def test_since_shows_a_hop_that_was_unknown_and_is_now_violated() -> None:
    before = checked(MESSAGE.replace(", tls: false", ""))
    assert len(only(only_new(checked(MESSAGE), before)).members) == 3
    assert only_new(before, checked(MESSAGE)).findings == ()


def test_an_acceptance_by_fingerprint_stays_when_a_field_joins() -> None:
    name = only(checked(MESSAGE)).fingerprint
    answer = checked(SSN_JOINS, [acceptance(name)])
    assert only(answer).accepted == "ops@acme.example until 2099-12-31: VPN"
    assert (answer.counts["critical"], answer.accepted["critical"]) == (0, 1)


@pytest.mark.parametrize(("system", "is_accepted"), [("hr", True), ("org", True), ("Old HR", True), ("mail", False)])
def test_an_acceptance_by_selector_takes_the_system_at_either_end(system: str, is_accepted: bool) -> None:
    answer = checked(MESSAGE, [acceptance("unencrypted-hop", f"system:{system}")])
    assert bool(only(answer).accepted) == is_accepted


def test_hops_accepted_one_by_one_leave_the_others_open() -> None:
    email = [member.fingerprint for member in only(checked(SSN_JOINS)).members if member.carries == ("email",)]
    found = only(checked(SSN_JOINS, [acceptance(name) for name in email]))
    assert (found.accepted, found.severity, found.carries) == ("", "critical", ("ssn",))
    assert found.detail == "Travels unencrypted: E.ssn (ssn). Of its hops 3 more are accepted."
    assert sum(bool(member.accepted) for member in found.members) == len(email)


def test_a_finding_is_accepted_where_each_of_its_hops_is() -> None:
    names = [member.fingerprint for member in only(checked(MESSAGE)).members]
    assert only(checked(MESSAGE, [acceptance(name) for name in names])).accepted


def test_accepted_findings_come_last() -> None:
    answer = checked(SSN_JOINS + "channels: {old: {url: 'http://old.example'}}\n", [acceptance("unencrypted-hop", "system:hr")])
    found = [(one.rule, bool(one.accepted)) for one in answer.findings if one.severity != "info"]
    assert found == [("plain-channel", False), ("unencrypted-hop", True)]
    assert [bool(one.accepted) for one in answer.findings] == sorted(bool(one.accepted) for one in answer.findings)
