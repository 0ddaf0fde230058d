"""Findings that somebody looks for: by severity, rule, System, element, verdict, state and words."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from lineage.model.acceptance import Acceptance
from lineage.model.answers import FindingAnswer
from lineage.model.ids import Id
from lineage.model.member_lines import MemberLine, lines_of
from lineage.model.records import Frozen
from lineage.model.verdicts import Severity

State: TypeAlias = Literal["open", "accepted", "lapsed"]
"""Lapsed ones are open again: somebody had accepted them, until a day that is past."""

_APART = re.compile(r"[\s=]+")


class Wanted(Frozen):
    """What is looked for; what is empty leaves nothing out."""

    severities: tuple[str, ...] = ()
    rule: str = ""
    system: str = ""
    """Id of a System at either end, or in which the subject lies."""
    element: str = ""
    verdict: str = ""
    state: State | Literal[""] = ""
    text: str = ""
    """Words; all of them are in what a finding says, in the names of its hops, or in its fingerprints."""


class Findable(NamedTuple):
    """A finding with what it is found by."""

    finding: FindingAnswer
    systems: frozenset[Id]
    words: str


def findable(findings: Iterable[FindingAnswer], systems: Collection[Id]) -> tuple[Findable, ...]:
    """Findings, in their order, with what they are found by; `systems` are all that there are."""
    return tuple(Findable(one, _systems(one, systems), _words(one)) for one in findings)


def _systems(one: FindingAnswer, known: Collection[Id]) -> frozenset[Id]:
    places = [place for line in lines_of(one.members) for place in (line.source, line.target)]
    return frozenset(space for text in {*places, *_APART.split(one.subject)} if text and (space := Id(text).namespace) in known)


def _words(one: FindingAnswer) -> str:
    said = [one.rule, one.title, one.where, one.subject, one.detail, one.remedy, one.accepted, *prints(one)]
    said += [text for line in lines_of(one.members) for text in (Id(line.source).shown, Id(line.target).shown, line.reason)]
    return " ".join(dict.fromkeys(said)).casefold()


def prints(one: FindingAnswer) -> tuple[str, ...]:
    """Every fingerprint that a finding, or a hop of it, goes by."""
    every: list[FindingAnswer | MemberLine] = [one, *lines_of(one.members)]
    return tuple(print for named in every for print in (named.fingerprint, named.also) if print)


def narrowed(findings: Sequence[Findable], wanted: Wanted) -> list[FindingAnswer]:
    """Those that are looked for, in their order."""
    words = wanted.text.casefold().split()
    return [one.finding for one in findings if _is_wanted(one, wanted) and all(word in one.words for word in words)]


def _is_wanted(one: Findable, wanted: Wanted) -> bool:
    finding = one.finding
    return (
        (not wanted.severities or finding.severity in wanted.severities)
        and wanted.rule in ("", finding.rule)
        and wanted.verdict in ("", finding.verdict)
        and (not wanted.system or wanted.system in one.systems)
        and (not wanted.element or wanted.element in finding.carries)
        and (not wanted.state or wanted.state in states(finding))
    )


def states(one: FindingAnswer) -> tuple[State, ...]:
    """Whether it is open, accepted or lapsed; a lapsed one is open."""
    if one.accepted:
        return ("accepted",)
    return ("open", "lapsed") if one.lapsed else ("open",)


class RuleCount(NamedTuple):
    """How many open findings a rule has, by severity, and how many that are accepted."""

    rule: str
    title: str
    open: Mapping[str, int]
    accepted: int


def by_rule(findings: Iterable[FindingAnswer]) -> list[RuleCount]:
    """The rules that found something, those with the worst and the most first."""
    found: dict[str, list[FindingAnswer]] = {}
    for one in findings:
        found.setdefault(one.rule, []).append(one)
    counts = [
        RuleCount(
            rule,
            ones[0].title,
            Counter(one.severity for one in ones if not one.accepted),
            sum(bool(one.accepted) for one in ones),
        )
        for rule, ones in found.items()
    ]
    worst = sorted(Severity, key=lambda severity: -severity.rank)
    return sorted(counts, key=lambda one: ([-one.open.get(severity.value, 0) for severity in worst], one.rule))


def accepting(one: FindingAnswer, acceptances: Iterable[Acceptance]) -> list[Acceptance]:
    """The acceptances that a finding, or a hop of it, is accepted by, or was until it lapsed."""
    names = {one.rule, *prints(one)}
    every: list[FindingAnswer | MemberLine] = [one, *lines_of(one.members)]
    said = "\n".join(text for named in every for text in (named.accepted, named.lapsed) if text)
    return [entry for entry in acceptances if entry.finding in names and entry.said in said]
