"""JUnit XML: a suite for each rule, a case for each finding."""

import xml.etree.ElementTree as ET

import pytest

from lineage.export.junit import junit
from lineage.model.verdicts import Severity
from tests.export import answers
from tests.export.flows import HOSTILE


def outcomes(text: str) -> dict[str, list[str]]:
    root = ET.fromstring(text)  # noqa: S314 - our own output
    return {
        str(suite.get("name")): [
            next((child.tag for child in case if child.tag in ("failure", "skipped")), "passed")
            for case in suite.iter("testcase")
        ]
        for suite in root
    }


@pytest.mark.parametrize(
    ("fail_on", "plain", "missing"),
    [
        (Severity.HIGH, ["failure", "skipped"], ["passed"]),
        (Severity.MEDIUM, ["failure", "skipped"], ["failure"]),
        (Severity.CRITICAL, ["failure", "skipped"], ["passed"]),
    ],
)
def test_open_findings_from_the_gate_on_fail_and_accepted_ones_are_skipped(
    fail_on: Severity, plain: list[str], missing: list[str]
) -> None:
    answer = answers.check()
    rules = [one.rule for one in answer.findings]
    assert outcomes(junit(answer, fail_on)) == {rules[1]: missing, rules[0]: plain}


def test_counts_are_those_of_the_cases() -> None:
    root = ET.fromstring(junit(answers.check(), Severity.MEDIUM))  # noqa: S314 - our own output
    said = [(one.get("tests"), one.get("failures"), one.get("skipped")) for one in (root, *root)]
    assert said == [("3", "2", "1"), ("1", "1", "0"), ("2", "1", "1")]


def test_a_failure_says_what_was_found_what_to_do_and_where() -> None:
    finding = answers.finding(severity="critical", detail="It is plain.", remedy="Use TLS.", effort="one setting")
    answer = answers.check().model_copy(update={"findings": (finding,)})
    (failure,) = ET.fromstring(junit(answer, Severity.HIGH)).iter("failure")  # noqa: S314 - our own output
    lines = (failure.text or "").splitlines()
    assert lines[:2] == ["critical, violated: It is plain.", "What to do (one setting): Use TLS."]
    assert lines[2:] == [f"Evidence: {line.locator}" for line in finding.evidence]


def test_nothing_found_is_a_report_with_a_case_that_passes() -> None:
    answer = answers.check().model_copy(update={"findings": ()})
    assert outcomes(junit(answer, Severity.INFO)) == {"lineage check": ["passed"]}


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
def test_hostile_words_are_text(text: str) -> None:
    finding = answers.finding(title=text, detail=text, subject=text, where=text, remedy=text, severity="critical")
    answer = answers.check().model_copy(update={"findings": (finding,)})
    assert outcomes(junit(answer, Severity.HIGH)) == {finding.rule: ["failure"]}
