"""The gate: every rule evaluated, accepted risks marked, worst first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.node_evidence import node_evidence
from lineage.model.acceptance import Acceptance
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.model.member_lines import MemberLine, lines_of
from lineage.model.records import Evidence
from lineage.model.verdicts import Active, Basis, Severity
from lineage.policy.acceptance import OPEN, Accepted, Standing
from lineage.policy.crossings import judge_hops
from lineage.policy.findings import Finding, Members, Unseen, View, evaluate
from lineage.policy.fingerprints import Fingerprints, Prints
from lineage.policy.hop_evidence import Said, ToldEvidence, of_places, written
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop
from lineage.policy.members import hop_ids
from lineage.policy.rules import RULES
from lineage.policy.selected import About, Selecting
from lineage.policy.severity import Reach, Stake, weigh
from lineage.policy.summary import lapsed, together
from lineage.policy.told import Telling, ToldMembers
from lineage.policy.trace import coverage


def view(graph: LineageGraph, inquiry: Inquiry, unseen: Sequence[Unseen] = (), permitted: Iterable[JudgedHop] = ()) -> View:
    """What rules look at: every hop and every channel of a snapshot, and what permissions let leave."""
    unused = np.setdiff1d(graph.rows_of_kind(Kind.CHANNEL), graph.hop_column("channel"))
    channels = map(graph.node, unused.tolist())
    return View(
        graph=graph,
        inquiry=inquiry,
        hops=judge_hops(inquiry, graph, permitted),
        channels=[one for one in channels if one.detail.get("active") != int(Active.NO)],
        gaps=tuple(inquiry.source.gaps()),
        jobs=[graph.node(row) for row in graph.rows_of_kind(Kind.JOB).tolist()],
        unseen=tuple(unseen),
    )


def check(looked_at: View, acceptances: Sequence[Acceptance] = ()) -> CheckAnswer:
    """All findings, open ones first, worst first, then by what they weigh, by rule and by subject."""
    inquiry = looked_at.inquiry
    found = list(evaluate(RULES, looked_at))
    answering = _Answering(looked_at, acceptances, _proofs(looked_at, found))
    findings = sorted((answering.answer(one) for one in found), key=_worst_first)
    return _counted(
        CheckAnswer.model_validate(
            {
                "schema": "lineage/check@1",
                "snapshot": inquiry.setting.snapshot,
                "as_of": inquiry.setting.as_of,
                "findings": findings,
                "counts": {},
                "unmatched": answering.unmatched(),
                "not_seen": _not_seen(looked_at),
                "coverage": coverage(inquiry),
            }
        )
    )


def _proofs(looked_at: View, found: Iterable[Finding]) -> Mapping[Id, Sequence[Evidence]]:
    """The evidence of the nodes that prove findings, looked up for all at once."""
    return node_evidence(looked_at.graph, {id for one in found for id in _proving(looked_at, one)})


def _proving(looked_at: View, finding: Finding) -> Sequence[Id]:
    """The nodes whose evidence proves a finding: of a flow that is only permitted, who reads."""
    if finding.is_located:
        return ()
    if finding.members:
        hops, place = looked_at.hops, int(finding.members.at[0])
        readers = (hops.named(int(column[place])) for column in (hops.application, hops.principal))
        return [id for id in readers if id] if int(hops.bases[place]) == Basis.PERMITTED else ()
    return finding.proved_by or ((finding.subject,) if isinstance(finding.subject, Id) else ())


def _not_seen(looked_at: View) -> tuple[str, ...]:
    """Surfaces with gaps, then those that no source gives; rights among these where there is no map to say them."""
    missing = [one.surface for one in looked_at.unseen]
    rights = ["rights"] if looked_at.inquiry.setting.bare and looked_at.hops else []
    return (*sorted({gap.surface for gap in looked_at.gaps}), *rights, *missing)


def _worst_first(one: FindingAnswer) -> tuple[bool, int, int, str, str]:
    return bool(one.accepted), -Severity(one.severity).rank, -one.weight, one.rule, one.subject


def _counted(answer: CheckAnswer) -> CheckAnswer:
    counts, accepted = ({severity.value: 0 for severity in Severity} for _ in range(2))
    for one in answer.findings:
        (accepted if one.accepted else counts)[one.severity] += 1
    return answer.model_copy(update={"counts": counts, "accepted": accepted})


class _Answering:
    """Turns findings into answers, with who accepted them."""

    def __init__(self, looked_at: View, acceptances: Sequence[Acceptance], proofs: Mapping[Id, Sequence[Evidence]]) -> None:
        self._looked_at, self._proofs = looked_at, proofs
        setting = looked_at.inquiry.setting
        self._cards = {rule.card.id: rule.card for rule in RULES}
        self._prints = Fingerprints(looked_at.graph)
        self._telling = Telling(looked_at, self._prints)
        self._names = frozenset(one.finding for one in acceptances)
        self._accepted = Accepted(acceptances, Selecting(looked_at.graph, looked_at.inquiry), setting.today or setting.as_of)

    def unmatched(self) -> tuple[str, ...]:
        """Acceptances that nothing of what was answered matches."""
        return self._accepted.unmatched()

    def answer(self, finding: Finding) -> FindingAnswer:
        card = self._cards[finding.rule]
        prints = self._prints.of(finding.rule, finding.subject, finding.ids)
        standing = self._standing(finding, prints)
        made = FindingAnswer(
            rule=finding.rule,
            title=card.title,
            verdict=finding.verdict,
            severity=finding.severity.value,
            subject=finding.subject,
            where=finding.where,
            carries=tuple(sorted(finding.carries)),
            weight=self._weight(finding),
            detail=" ".join(filter(None, (finding.detail, lapsed(standing.lapsed)))),
            remedy=finding.remedy or card.remedy,
            effort=finding.effort or card.effort,
            role=finding.role or card.role,
            fingerprint=prints.main,
            also=prints.also,
            accepted=standing.accepted,
            lapsed=standing.lapsed,
            evidence=self._evidence(finding),
        )
        if finding.members is None:
            return made
        standings = self._standings(finding.rule, finding.members)
        return together(made, ToldMembers(self._telling, finding.rule, finding.members, standings), self._proven(finding))

    def _evidence(self, finding: Finding) -> ToldEvidence:
        """What says so where the subject is no flow: the places that the finding names, else what tells of its nodes."""
        if finding.is_located:
            return ToldEvidence(lambda: of_places(finding.locators), written)
        return ToldEvidence(partial(self._proven, finding), self._looked_at.evidence.written)

    def _proven(self, finding: Finding) -> Sequence[Said]:
        proofs = (one for id in _proving(self._looked_at, finding) for one in self._proofs.get(id, ()))
        return tuple(dict.fromkeys(Said(int(one.basis), one.stated, one.connector, one.locator) for one in proofs))

    def _standing(self, finding: Finding, prints: Prints) -> Standing:
        """By its fingerprint, or by the rule and a selector; of a flow a selector selects the hops one by one."""
        names = prints.all if finding.members else (finding.rule, *prints.all)
        subject = (finding.subject,) if isinstance(finding.subject, Id) else ()
        return self._accepted.standing(
            names, lambda: About(frozenset((*subject, *finding.ids, *finding.systems)), finding.carries)
        )

    def _weight(self, finding: Finding) -> int:
        """What orders it among those as severe; of a flow what the worst of its hops carries, and how many there are."""
        if finding.members is None:
            return finding.order
        at = finding.members.at
        return weigh(Stake(int(self._telling.hops.stake[at].max())), Reach.OUT, fields=len(at)).order

    def _standings(self, rule: str, members: Members) -> Sequence[Standing]:
        """Who accepted each of the hops; none where no acceptance can mean any."""
        if rule not in self._names and self._names <= self._cards.keys():
            return ()
        places = members.at.tolist()
        return [
            self._of_hop((rule, *prints.all), place)
            for place, prints in zip(places, self._telling.prints(rule, places), strict=True)
        ]

    def _of_hop(self, names: Sequence[str], place: int) -> Standing:
        if self._names.isdisjoint(names):
            return OPEN
        judged = self._telling.hops[place]
        return self._accepted.standing(names, lambda: About(frozenset(hop_ids(judged.hop)), judged.carried.keys(), judged.hop))


def failing(answer: CheckAnswer, fail_on: Severity) -> int:
    """How many open findings are at least this severe; violated and unknown count alike."""
    return sum(count for severity, count in answer.counts.items() if Severity(severity).rank >= fail_on.rank)


def only_new(answer: CheckAnswer, before: CheckAnswer) -> CheckAnswer:
    """What an older answer does not have, or had less severe, not violated or without some element: findings, and hops of flows."""
    known: dict[str, _Weight] = {}
    for one in (one for finding in before.findings for one in _named(finding)):
        known[one.fingerprint] = known[one.also or one.fingerprint] = _weight(one)
    new = sorted((found for one in answer.findings for found in _new_of(one, known)), key=_worst_first)
    return _counted(answer.model_copy(update={"findings": tuple(new)}))


def _named(finding: FindingAnswer) -> Iterator[FindingAnswer | MemberLine]:
    yield finding
    yield from lines_of(finding.members)


class _Weight(NamedTuple):
    """What makes a finding or a hop worse than it was."""

    rank: int
    is_violated: bool
    carries: frozenset[str]

    def is_worse_than(self, before: "_Weight") -> bool:
        """Whether it is more severe, violated only now, or of data that was not in it."""
        return self.rank > before.rank or self.is_violated > before.is_violated or bool(self.carries - before.carries)


def _weight(one: FindingAnswer | MemberLine) -> _Weight:
    return _Weight(Severity(one.severity).rank, one.verdict == "violated", frozenset(one.carries))


def _new_of(one: FindingAnswer, known: Mapping[str, _Weight]) -> Iterator[FindingAnswer]:
    """The finding, with only those of its hops that are new; nothing where nothing of it is."""
    if not isinstance(one.members, ToldMembers):
        if _is_new(one, known):
            yield one
        return
    fresh = np.flatnonzero([_is_new(line, known) for line in one.members.lines()])
    if len(fresh):
        yield together(one, one.members.take(fresh))


def _is_new(one: FindingAnswer | MemberLine, known: Mapping[str, _Weight]) -> bool:
    before = known.get(one.fingerprint) or known.get(one.also)
    return before is None or _weight(one).is_worse_than(before)
