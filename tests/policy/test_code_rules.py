"""What code does, where something read it; and how much was not read, where nothing did."""

import pytest

from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Evidence, Fact, Job
from lineage.model.verdicts import Basis
from tests.policy.checking import checked, of_rule, only

ORG = Id.system("org")
TEXT = "systems: {org: {kind: salesforce, operator: A}, b: {operator: B}}\n"
SENDING = (
    TEXT
    + """elements: {org/E#f: [ssn]}
hops: [{from: org/E#f, to: b, tls: true, job: org/@job/Api}]
"""
)
SAID = (Evidence(basis=Basis.CONFIGURED, connector="code", locator="classes/Api.cls:7"),)
RULES: dict[str, tuple[FactName, str]] = {
    "unguarded-endpoint": ("unguarded", "endpoints"),
    "dynamic-query": ("dynamic-query", "queries"),
    "bypassed-validation": ("bypasses-validation", "validation"),
    "error-content": ("error-content", "errors"),
}


def code(name: str, subtype: str = "Apex class") -> Job:
    return Job(id=ORG.of_kind("job", name), subtype=subtype, runs_in=ORG, evidence=SAID)


def fact(name: FactName, value: str, job: str = "Api") -> Fact:
    return Fact(subject=ORG.of_kind("job", job), name=name, value=value, evidence=SAID)


@pytest.mark.parametrize("rule", RULES)
def test_code_that_does_it_is_violated(rule: str) -> None:
    name, read = RULES[rule]
    more: list[AnyRecord] = [code("Api"), fact("read-inside", read), fact(name, "sharing"), fact(name, "limits")]
    found = only(checked(TEXT, more=more), rule)
    assert (found.verdict, found.severity, found.where) == ("violated", "high", "org: job Api")
    assert (found.detail.rpartition(" limits")[1], [line.locator for line in found.evidence]) == (
        " limits",
        ["classes/Api.cls:7"] * 2,
    )


def test_code_that_moves_sensitive_data_is_worse() -> None:
    more: list[AnyRecord] = [code("Api"), fact("read-inside", "endpoints"), fact("unguarded", "sharing")]
    assert only(checked(SENDING, more=more), "unguarded-endpoint").severity == "critical"


@pytest.mark.parametrize("rule", RULES)
def test_code_that_was_read_and_does_not_do_it_is_clean(rule: str) -> None:
    more: list[AnyRecord] = [code("Api"), fact("read-inside", RULES[rule][1])]
    assert of_rule(checked(TEXT, more=more), rule) == []


def test_code_that_was_not_read_is_counted_once_for_its_system() -> None:
    more: list[AnyRecord] = [
        code("Api"),
        code("Other"),
        code("T", "Apex trigger"),
        code("F", "flow"),
        fact("read-inside", "queries"),
    ]
    answer = checked(TEXT, more=more)
    assert {rule: only(answer, rule).detail for rule in RULES} == {
        "unguarded-endpoint": "Not read inside: 2 Apex classes; each may be an endpoint.",
        "dynamic-query": "Not read inside: 1 Apex class and 1 Apex trigger; each may build queries from what it is given.",
        "bypassed-validation": "Not read inside: 2 Apex classes, 1 Apex trigger and 1 flow; each may write past validation rules.",
        "error-content": "Not read inside: 2 Apex classes, 1 Apex trigger and 1 flow; each may write record values where errors go.",
    }
    assert {(one.verdict, one.severity) for rule in RULES for one in of_rule(answer, rule)} == {("unknown", "info")}


def test_an_org_of_which_no_code_was_met_is_not_passed_over() -> None:
    found = only(checked(TEXT), "dynamic-query")
    assert (found.where, found.effort) == ("org", "one command")
    assert found.detail == "No Apex class or Apex trigger was met: there is none, or it was not retrieved."


def test_other_systems_have_no_code_of_that_kind() -> None:
    answer = checked("systems: {a: {operator: A}}\n")
    assert [one for rule in RULES for one in of_rule(answer, rule)] == []
