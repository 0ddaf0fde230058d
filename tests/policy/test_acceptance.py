"""What acceptances accept: selectors, days, and those that match nothing."""

import pytest

from lineage.errors import ConfigurationError
from lineage.model.answers import CheckAnswer
from tests.policy.checking import acceptance, checked, of_rule

TEXT = """
systems: {org: {operator: A}, hr: {operator: B, label: Old HR}, mail: {operator: C}}
elements: {org/E#ssn: [ssn], org/E#email: [email], org/P#name: [name_full]}
hops:
  - {from: org/E#ssn, to: hr/T#ssn, tls: false, job: {name: wire, runs_in: org}}
  - {from: org/E#email, to: hr/T#mail, tls: false, job: {name: wire, runs_in: org}}
  - {from: org/P#name, to: mail/L#name, tls: false, job: {name: post, runs_in: org}}
  - {from: hr/T#mail, to: mail/L#mail, tls: false, job: {name: pull, runs_in: mail}}
"""
ALL = {"E#ssn", "E#email", "P#name", "T#mail"}


def accepted(answer: CheckAnswer) -> set[str]:
    members = [member for one in of_rule(answer, "unencrypted-hop") for member in one.members if member.accepted]
    return {member.hop.source.partition("/")[2] for member in members}


@pytest.mark.parametrize(
    ("select", "sources"),
    [
        ("system:hr", {"E#ssn", "E#email", "T#mail"}),
        ('"system:Old HR"', {"E#ssn", "E#email", "T#mail"}),
        ("element:ssn", {"E#ssn"}),
        ("category:A", {"E#ssn", "E#email", "P#name", "T#mail"}),
        ("E.email", {"E#email"}),
        ("dataset:E", {"E#ssn", "E#email"}),
        ("job:wire", {"E#ssn", "E#email"}),
        ("E.email+", {"E#email", "T#mail"}),
        ("+L.mail", {"E#email", "T#mail"}),
        ("E.ssn P.name", {"E#ssn", "P#name"}),
        ("system:hr,element:email", {"E#email", "T#mail"}),
        ("job:wire,element:email job:post", {"E#email", "P#name"}),
        ("element:email , job:wire", {"E#email"}),
        ("system:nowhere", set()),
    ],
)
def test_a_selector_accepts_hop_by_hop(select: str, sources: set[str]) -> None:
    assert accepted(checked(TEXT, [acceptance("unencrypted-hop", select)])) == sources


def test_a_selector_of_elements_selects_findings_about_other_things_than_flows() -> None:
    resting = TEXT + "datasets: {org/E: {at_rest: unencrypted}}\n"
    answer = checked(resting, [acceptance("unencrypted-at-rest", "element:ssn")])
    assert [(one.where, bool(one.accepted)) for one in of_rule(answer, "unencrypted-at-rest")] == [("org: E", True)]
    assert answer.unmatched == ()
    other = checked(resting, [acceptance("unencrypted-at-rest", "element:passport")])
    assert [bool(one.accepted) for one in of_rule(other, "unencrypted-at-rest")] == [False]


@pytest.mark.parametrize("select", ["element:", "+element:ssn", "a,,b", ",", '"', " "])
def test_a_selector_that_is_none_is_refused(select: str) -> None:
    with pytest.raises(ConfigurationError, match="select"):
        checked(TEXT, [acceptance("unencrypted-hop", select)])


def test_a_flow_of_which_some_hops_are_accepted_is_open_for_the_others() -> None:
    answer = checked(TEXT, [acceptance("unencrypted-hop", "element:ssn")])
    found = next(one for one in of_rule(answer, "unencrypted-hop") if "wire" in one.where)
    assert (found.accepted, found.carries, found.severity) == ("", ("email",), "high")
    assert found.detail.endswith("Of its hops 1 more is accepted.")


def test_findings_without_hops_are_selected_by_what_they_are_about() -> None:
    answer = checked(TEXT, [acceptance("stored-in-the-clear", "system:hr"), acceptance("unconfirmed-declaration", "system:mail")])
    said = {(one.rule, one.where) for one in answer.findings if one.accepted}
    assert said == {("stored-in-the-clear", "Old HR"), ("unconfirmed-declaration", "mail")}


def test_a_lapsed_acceptance_is_shown_on_the_finding_that_is_open_again() -> None:
    found = of_rule(checked(TEXT, [acceptance("unencrypted-hop", "job:post", until="2025-12-31")]), "unencrypted-hop")
    assert [(one.accepted, one.lapsed) for one in found if "post" in one.where] == [
        ("", "ops@acme.example until 2025-12-31: VPN")
    ]
    assert {one.lapsed for one in found if "post" not in one.where} == {""}


def test_one_in_force_outranks_one_that_lapsed() -> None:
    both = [acceptance("unencrypted-hop", "job:post", until="2025-12-31"), acceptance("unencrypted-hop", "job:post")]
    found = [one for one in of_rule(checked(TEXT, both), "unencrypted-hop") if "post" in one.where]
    assert [(bool(one.accepted), one.lapsed) for one in found] == [(True, "")]


def test_an_acceptance_that_matches_nothing_is_said() -> None:
    answer = checked(TEXT, [acceptance("unencrypted-hop", "system:hr"), acceptance("plain-channel", "system:hr")])
    assert answer.unmatched == ("plain-channel system:hr (ops@acme.example until 2099-12-31)",)
