"""Findings as JUnit XML, for the test reports of build servers: a suite for each rule, a case for each finding.

Open findings from the gate's severity on fail, accepted ones are skipped, the others pass and say what was found.
"""

from collections.abc import Iterator
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lineage.export.text import capped, clean
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.model.member_lines import locators_of
from lineage.model.verdicts import Severity

_LONGEST = 4_000


def junit(answer: CheckAnswer, fail_on: Severity) -> str:
    """The findings of a check as one document."""
    root = Element("testsuites", {"name": "lineage check", **_counts(answer.findings, fail_on)})
    by_rule = groupby(sorted(answer.findings, key=lambda one: one.rule), key=lambda one: one.rule)
    for rule, found in by_rule:
        _suite(root, answer, rule, tuple(found), fail_on)
    if not answer.findings:
        _suite(root, answer, "lineage check", (), fail_on)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False).join(('<?xml version="1.0" encoding="UTF-8"?>\n', "\n"))


def _suite(root: Element, answer: CheckAnswer, rule: str, found: tuple[FindingAnswer, ...], fail_on: Severity) -> None:
    counts = _counts(found, fail_on) if found else {"tests": "1", "failures": "0", "skipped": "0"}
    suite = SubElement(
        root, "testsuite", {"name": clean(rule), "errors": "0", "timestamp": f"{answer.as_of}T00:00:00", "time": "0", **counts}
    )
    properties = SubElement(suite, "properties")
    for name, value in _about(answer):
        SubElement(properties, "property", name=name, value=clean(value))
    for one in found:
        _case(suite, one, fail_on)
    if not found:
        SubElement(suite, "testcase", classname="lineage", name="no findings", time="0")


def _about(answer: CheckAnswer) -> Iterator[tuple[str, str]]:
    yield "snapshot", answer.snapshot
    yield "as of", answer.as_of.isoformat()
    yield "not seen", ", ".join(answer.not_seen)


def _counts(findings: tuple[FindingAnswer, ...], fail_on: Severity) -> dict[str, str]:
    return {
        "tests": str(len(findings) or 1),
        "failures": str(sum(_fails(one, fail_on) for one in findings)),
        "skipped": str(sum(bool(one.accepted) for one in findings)),
    }


def _fails(one: FindingAnswer, fail_on: Severity) -> bool:
    return not one.accepted and Severity(one.severity).rank >= fail_on.rank


def _case(suite: Element, one: FindingAnswer, fail_on: Severity) -> None:
    where = clean(one.where or Id(one.subject).decoded)
    case = SubElement(
        suite, "testcase", classname=clean(f"lineage.{one.rule}"), name=f"{where} [{clean(one.fingerprint)}]", time="0"
    )
    said = capped("\n".join(_lines(one)), _LONGEST)
    if one.accepted:
        SubElement(case, "skipped", message=capped(clean(f"accepted by {one.accepted}"), _LONGEST))
    elif _fails(one, fail_on):
        message = capped(clean(f"{one.severity}, {one.verdict}: {one.title or one.rule}"), _LONGEST)
        SubElement(case, "failure", type=clean(one.severity), message=message).text = said
        return
    SubElement(case, "system-out").text = said


def _lines(one: FindingAnswer) -> Iterator[str]:
    yield clean(f"{one.severity}, {one.verdict}: {one.detail}")
    if one.remedy:
        yield clean(f"What to do ({one.effort}): {one.remedy}")
    for locator in filter(None, dict.fromkeys(locators_of(one.evidence))):
        yield clean(f"Evidence: {locator}")
