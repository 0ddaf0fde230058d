"""Findings as SARIF 2.1.0, for code scanning and its dashboards."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TypeAlias
from urllib.parse import quote

from lineage.export.json_text import Value, Written, array, written
from lineage.export.text import capped, clean
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.model.member_lines import MemberLine, locators_of, worst_lines_of
from lineage.model.verdicts import Severity

Node: TypeAlias = dict[str, Value]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NAME = "lineage"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
# The scale on which code scanning sorts; its bounds are 9, 7, 4 and above 0.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "info": "0.0"}
_PLACE = re.compile(r"(?P<path>(?:[A-Za-z]:[\\/])?[^:\n]*[^:\s\\/][^:\n]*):(?P<line>[1-9][0-9]{0,8})")
_LONGEST = 4_000
_MOST = 20
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
    hops = _Hops()
    return _written(run, (_result(finding, index[finding.rule], hops) for finding in answer.findings))


def _written(run: Node, results: Iterable[Node]) -> str:
    """The log, a result in each line: indenting would take ten times as long, and nobody reads it."""
    about = written(run).removesuffix("}")
    lines = ",\n".join(map(written, results))
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


def _result(finding: FindingAnswer, rule: int, hops: "_Hops") -> Node:
    worst = worst_lines_of(finding.members, _MOST)
    locators = locators_of(finding.evidence, _MOST)
    result: Node = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "kind": "fail",
        "level": _level(finding),
        "message": _text(_message(finding)),
        "locations": array(_locations(finding, worst, locators, hops)),
        "partialFingerprints": {"lineage/v1": clean(finding.fingerprint)},
        "properties": dict(_properties(finding, worst, locators, hops)),
    }
    related = _related(worst, locators, hops)
    if related:
        result["relatedLocations"] = array(related)
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


def _properties(
    finding: FindingAnswer, worst: Sequence[MemberLine], locators: tuple[str, ...], hops: "_Hops"
) -> Iterator[tuple[str, Value]]:
    yield "severity", finding.severity
    yield "verdict", finding.verdict
    yield "carries", [clean(element) for element in finding.carries]
    yield "evidence", array(map(hops.text, locators))
    if worst:
        yield "hops", array(map(hops.properties, worst))
        yield "hopCount", len(finding.members)
    if finding.effort:
        yield "effort", clean(finding.effort)
    if finding.lapsed:
        yield "lapsed", clean(finding.lapsed)
    if finding.expires_since:
        yield "expiresSince", finding.expires_since.isoformat()


class _Hops:
    """Hops as JSON, by their lines; several results may speak of one hop, and one text be of many."""

    def __init__(self) -> None:
        self.text = cache(lambda text: written(clean(text)))
        """A text without what could do harm."""
        self.at = cache(_place)
        """The place that a locator is, if it is one."""
        self.place = cache(lambda locators: next(filter(None, map(self.at, locators)), None))
        """The first of some locators that is a place."""
        self._carries = cache(lambda carries: written(list(map(clean, carries))))
        self._name = cache(lambda source, target: _logical(f"{Id(source).decoded} → {Id(target).decoded}"))

    def properties(self, hop: MemberLine) -> Written:
        """What is wrong with one, by name in order."""
        text = self.text
        accepted = f'"accepted": {text(hop.accepted)}, ' if hop.accepted else ""
        return Written(
            f'{{{accepted}"carries": {self._carries(hop.carries)}, "fingerprint": {_print(hop.fingerprint)}, '
            f'"reason": {text(hop.reason)}, "severity": {text(hop.severity)}, "source": {text(hop.source)}, '
            f'"target": {text(hop.target)}, "verdict": {text(hop.verdict)}}}'
        )

    def location(self, hops: Sequence[MemberLine], place: Written | None) -> Written:
        """One place, and the hops that it speaks of."""
        return _location(dict.fromkeys(self._name(hop.source, hop.target) for hop in hops), place)


def _locations(finding: FindingAnswer, worst: Sequence[MemberLine], locators: tuple[str, ...], hops: _Hops) -> Iterator[Written]:
    """Where something is to be done: each place that says so, with the hops that it says so of, field by field."""
    if not worst:
        yield _location([_logical(_where(finding))], hops.place(locators) or hops.place(locators_of(finding.evidence)))
        return
    said: dict[Written | None, list[MemberLine]] = {}
    instead = hops.place(locators)
    # Code scanning shows the first place: it is that of the worst hop.
    for member in worst:
        said.setdefault(hops.place(member.locators) or instead, []).append(member)
    for place, members in said.items():
        yield hops.location(members, place)


def _where(finding: FindingAnswer) -> str:
    return finding.where or Id(finding.subject).decoded


def _location(logical: Iterable[str], place: Written | None) -> Written:
    physical = f', "physicalLocation": {place}' if place else ""
    return Written(f'{{"logicalLocations": [{", ".join(logical)}]{physical}}}')


def _logical(name: str) -> str:
    return f'{{"fullyQualifiedName": {written(capped(clean(name), _LONGEST))}, "kind": "resource"}}'


def _related(worst: Sequence[MemberLine], locators: tuple[str, ...], hops: _Hops) -> list[Written]:
    """Further places that say so."""
    named = {hops.place(member.locators) for member in worst} if worst else {hops.place(locators)}
    further = (place for place in dict.fromkeys(map(hops.at, locators)) if place and place not in named)
    return [Written(f'{{"id": {number}, "physicalLocation": {place}}}') for number, place in enumerate(further, start=1)]


def _place(locator: str) -> Written | None:
    """The file and line of a locator that is one; queries, addresses and log names are none."""
    found = _PLACE.fullmatch(clean(locator))
    if not found or "://" in locator:
        return None
    path, line = found.groups()
    return Written(f'{{"artifactLocation": {{"uri": {_uri(path)}}}, "region": {{"startLine": {line}}}}}')


def _print(text: str) -> str:
    """A fingerprint; letters and figures need neither cleaning nor quotes of their own."""
    return f'"{text}"' if text.isalnum() else written(clean(text))


@lru_cache
def _uri(path: str) -> Written:
    path = path.replace("\\", "/")
    absolute = path.startswith("/") or path[1:2] == ":"
    uri = quote(path, safe="/:" if absolute else "/")
    return written(f"file://{'' if uri.startswith('/') else '/'}{uri}" if absolute else uri)
