"""Findings as SARIF 2.1.0, for code scanning and its dashboards."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from urllib.parse import quote

from lineage.export.text import capped, clean
from lineage.model.answers import CheckAnswer, EvidenceLine, FindingAnswer, FindingMember
from lineage.model.ids import Id
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
_MOST = 100
"""Hops of a result that are written out, the worst: code scanning shows no more places, and refuses files that are too large."""


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
        "properties": {
            "snapshot": clean(answer.snapshot),
            "asOf": answer.as_of.isoformat(),
            "coverage": answer.coverage.model_dump(mode="json"),
        },
    }
    return _written(run, (_result(finding, index[finding.rule]) for finding in answer.findings))


def _written(run: Node, results: Iterable[Node]) -> str:
    """The log, a result in each line: indenting would take ten times as long, and nobody reads it."""
    about = json.dumps(run, ensure_ascii=False, sort_keys=True).removesuffix("}")
    lines = ",\n".join(json.dumps(result, ensure_ascii=False, sort_keys=True) for result in results)
    return f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [\n{about}, "results": [\n{lines}\n]}}]}}\n'


def _rules(findings: Sequence[FindingAnswer]) -> dict[str, Node]:
    """A descriptor for every rule that found something, with the worst severity that it found."""
    found: dict[str, list[FindingAnswer]] = {}
    for finding in findings:
        found.setdefault(finding.rule, []).append(finding)
    return {rule: _descriptor(found[rule]) for rule in sorted(found)}


def _rank(severity: str) -> int:
    return Severity(severity).rank


def _descriptor(findings: Sequence[FindingAnswer]) -> Node:
    worst = max(findings, key=lambda finding: _rank(finding.severity))
    descriptor: Node = {
        "id": worst.rule,
        "shortDescription": _text(worst.title or worst.rule),
        "defaultConfiguration": {"level": _level(worst)},
        "properties": {"security-severity": _SCORES[worst.severity], "tags": ["security", "privacy"]},
    }
    name = "".join(part.capitalize() for part in re.findall(r"[0-9A-Za-z]+", worst.rule))
    # The standard wants a name that says more than the id, or none.
    if name.casefold() not in ("", worst.rule.casefold()):
        descriptor["name"] = name
    remedies = {finding.remedy for finding in findings if finding.remedy}
    if remedies:
        descriptor["help"] = _text(remedies.pop() if len(remedies) == 1 else "Each result says what to do.")
    return descriptor


def _level(finding: FindingAnswer) -> str:
    return _LEVELS[Severity(finding.severity)]


def _text(text: str) -> Node:
    return {"text": capped(clean(text), _LONGEST)}


def _result(finding: FindingAnswer, rule: int) -> Node:
    worst = _worst(finding.members)
    result: Node = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "kind": "fail",
        "level": _level(finding),
        "message": _text(_message(finding)),
        "locations": list(_locations(finding, worst)),
        "partialFingerprints": {"lineage/v1": clean(finding.fingerprint)},
        "properties": dict(_properties(finding, worst)),
    }
    related = _related(finding, worst)
    if related:
        result["relatedLocations"] = related
    # All results of a run have suppressions, or none has: an empty list says that nobody accepted this one.
    result["suppressions"] = list(_suppressions(finding))
    return result


def _suppressions(finding: FindingAnswer) -> Iterator[Node]:
    if finding.accepted:
        yield {"kind": "external", "status": "accepted", "justification": capped(clean(finding.accepted), _LONGEST)}


def _message(finding: FindingAnswer) -> str:
    doubt = "Unknown, which counts as violated: " if finding.verdict == "unknown" else ""
    said = [f"{doubt}{finding.title or finding.rule}", f"Where: {_where(finding)}", finding.detail]
    said += [f"Remedy: {finding.remedy}"] if finding.remedy else []
    return " ".join(f"{part.rstrip('.')}." for part in map(clean, said) if part)


def _properties(finding: FindingAnswer, worst: Sequence[FindingMember]) -> Iterator[tuple[str, Value]]:
    yield "severity", finding.severity
    yield "verdict", finding.verdict
    yield "carries", [clean(element) for element in finding.carries]
    yield "evidence", [clean(line.locator) for line in finding.evidence[:_MOST]]
    if worst:
        yield "hops", [dict(_hop_properties(member)) for member in worst]
        yield "hopCount", len(finding.members)
    if finding.effort:
        yield "effort", clean(finding.effort)
    if finding.lapsed:
        yield "lapsed", clean(finding.lapsed)
    if finding.expires_since:
        yield "expiresSince", finding.expires_since.isoformat()


def _hop_properties(member: FindingMember) -> Iterator[tuple[str, Value]]:
    yield "fingerprint", clean(member.fingerprint)
    yield "source", clean(member.hop.source)
    yield "target", clean(member.hop.target)
    yield "carries", [clean(element) for element in member.carries]
    yield "severity", member.severity
    yield "verdict", member.verdict
    yield "reason", clean(member.reason)
    if member.accepted:
        yield "accepted", clean(member.accepted)


def _locations(finding: FindingAnswer, worst: Sequence[FindingMember]) -> Iterator[Node]:
    """Where something is to be done: each place that says so, with the hops that it says so of, field by field."""
    if not worst:
        first = next((place for place in map(_place, finding.evidence) if place), None)
        yield _location([_where(finding)], first)
        return
    said: dict[_Place | None, dict[str, None]] = {}
    instead = next((place for place in map(_place, finding.evidence) if place), None)
    # Code scanning shows the first place: it is that of the worst hop.
    for member in worst:
        first = next((place for place in map(_place, member.hop.evidence) if place), instead)
        said.setdefault(first, {})[_hop_name(member)] = None
    for place, names in said.items():
        yield _location(list(names), place)


def _worst(members: Sequence[FindingMember]) -> Sequence[FindingMember]:
    return sorted(members, key=lambda one: (one.verdict != "violated", -_rank(one.severity)))[:_MOST]


def _where(finding: FindingAnswer) -> str:
    return finding.where or Id(finding.subject).decoded


def _hop_name(member: FindingMember) -> str:
    return f"{Id(member.hop.source).decoded} → {Id(member.hop.target).decoded}"


def _location(names: Sequence[str], place: "_Place | None") -> Node:
    logical = [{"fullyQualifiedName": capped(clean(name), _LONGEST), "kind": "resource"} for name in names]
    location: Node = {"logicalLocations": logical}
    if place:
        location["physicalLocation"] = place.physical
    return location


def _related(finding: FindingAnswer, worst: Sequence[FindingMember]) -> list[Node]:
    """Further places that say so."""
    told = [member.hop.evidence for member in worst] or [finding.evidence]
    named = {next((place for place in map(_place, evidence) if place), None) for evidence in told}
    places = dict.fromkeys(place for place in map(_place, finding.evidence[:_MOST]) if place)
    further = [place.physical for place in places if place not in named]
    return [{"id": number, "physicalLocation": place} for number, place in enumerate(further, start=1)]


class _Place(NamedTuple):
    """A line of a file."""

    uri: str
    line: int

    @property
    def physical(self) -> Node:
        return {"artifactLocation": {"uri": self.uri}, "region": {"startLine": self.line}}


def _place(line: EvidenceLine) -> _Place | None:
    """The file and line of a locator that is one; queries, addresses and log names are none."""
    found = _PLACE.fullmatch(clean(line.locator))
    if not found or "://" in line.locator:
        return None
    path = found["path"].replace("\\", "/")
    absolute = path.startswith("/") or path[1:2] == ":"
    uri = quote(path, safe="/:" if absolute else "/")
    uri = f"file://{'' if uri.startswith('/') else '/'}{uri}" if absolute else uri
    return _Place(uri, int(found["line"]))
