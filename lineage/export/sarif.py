"""Findings as SARIF 2.1.0, for code scanning and its dashboards."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote

from lineage.export.text import capped, clean
from lineage.model.answers import CheckAnswer, EvidenceLine, FindingAnswer
from lineage.model.verdicts import Severity

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"
Node: TypeAlias = dict[str, Value]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NAME = "lineage"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
# The scale on which code scanning sorts; its bounds are 9, 7, 4 and above 0.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "info": "0.0"}
_PLACE = re.compile(r"(?P<path>(?:[A-Za-z]:[\\/])?[^:\n]*[^:\s\\/][^:\n]*):(?P<line>[1-9][0-9]{0,8})")
_LONGEST = 4_000


def sarif(answer: CheckAnswer, version: str = "") -> str:
    """The findings of a check; accepted ones are suppressed, unknown ones count as violated and say so."""
    rules = _rules(answer.findings)
    index = {rule: number for number, rule in enumerate(rules)}
    driver: Node = {"name": _NAME, "rules": list(rules.values())}
    if version:
        driver["semanticVersion"] = clean(version)
    run: Node = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.rule]) for finding in answer.findings],
        "properties": {
            "snapshot": clean(answer.snapshot),
            "asOf": answer.as_of.isoformat(),
            "coverage": answer.coverage.model_dump(mode="json"),
        },
    }
    log: Node = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _rules(findings: Sequence[FindingAnswer]) -> dict[str, Node]:
    """A descriptor for every rule that found something, with the worst severity that it found."""
    worst: dict[str, FindingAnswer] = {}
    for finding in findings:
        known = worst.get(finding.rule)
        if known is None or _rank(finding) > _rank(known):
            worst[finding.rule] = finding
    return {rule: _descriptor(worst[rule]) for rule in sorted(worst)}


def _rank(finding: FindingAnswer) -> int:
    return Severity(finding.severity).rank


def _descriptor(finding: FindingAnswer) -> Node:
    descriptor: Node = {
        "id": finding.rule,
        "name": "".join(part.capitalize() for part in re.findall(r"[0-9A-Za-z]+", finding.rule)) or finding.rule,
        "shortDescription": _text(finding.title or finding.rule),
        "defaultConfiguration": {"level": _level(finding)},
        "properties": {"security-severity": _SCORES[finding.severity], "tags": ["security", "privacy"]},
    }
    if finding.remedy:
        descriptor["help"] = _text(finding.remedy)
    return descriptor


def _level(finding: FindingAnswer) -> str:
    return _LEVELS[Severity(finding.severity)]


def _text(text: str) -> Node:
    return {"text": capped(clean(text), _LONGEST)}


def _result(finding: FindingAnswer, rule: int) -> Node:
    places = [place for place in map(_physical, finding.evidence) if place]
    unique = [json.loads(text) for text in dict.fromkeys(json.dumps(place, sort_keys=True) for place in places)]
    result: Node = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "kind": "fail",
        "level": _level(finding),
        "message": _text(_message(finding)),
        "locations": [_location(finding, unique[0] if unique else None)],
        "partialFingerprints": {"lineage/v1": clean(finding.fingerprint)},
        "properties": dict(_properties(finding)),
    }
    if unique[1:]:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": place} for number, place in enumerate(unique[1:], start=1)
        ]
    if finding.accepted:
        accepted = {"kind": "external", "status": "accepted", "justification": capped(clean(finding.accepted), _LONGEST)}
        result["suppressions"] = [accepted]
    return result


def _message(finding: FindingAnswer) -> str:
    doubt = "Unknown, which counts as violated: " if finding.verdict == "unknown" else ""
    said = [f"{doubt}{finding.title or finding.rule}", finding.detail, f"Subject: {finding.subject}"]
    said += [f"Carries: {', '.join(finding.carries)}"] if finding.carries else []
    said += [f"Remedy: {finding.remedy}"] if finding.remedy else []
    return " ".join(f"{part.rstrip('.')}." for part in map(clean, said) if part)


def _properties(finding: FindingAnswer) -> Iterator[tuple[str, Value]]:
    yield "severity", finding.severity
    yield "verdict", finding.verdict
    yield "carries", [clean(element) for element in finding.carries]
    yield "evidence", [clean(line.locator) for line in finding.evidence]
    if finding.effort:
        yield "effort", clean(finding.effort)
    if finding.expires_since:
        yield "expiresSince", finding.expires_since.isoformat()


def _location(finding: FindingAnswer, place: Node | None) -> Node:
    subject = capped(clean(finding.subject), _LONGEST)
    location: Node = {"logicalLocations": [{"fullyQualifiedName": subject, "kind": "resource"}]}
    if place:
        location["physicalLocation"] = place
    return location


def _physical(line: EvidenceLine) -> Node | None:
    """The file and line of a locator that is one; queries, addresses and log names are none."""
    found = _PLACE.fullmatch(clean(line.locator))
    if not found or "://" in line.locator:
        return None
    path = found["path"].replace("\\", "/")
    absolute = path.startswith("/") or path[1:2] == ":"
    uri = quote(path, safe="/:" if absolute else "/")
    uri = f"file://{'' if uri.startswith('/') else '/'}{uri}" if absolute else uri
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": int(found["line"])}}
