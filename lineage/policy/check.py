"""The gate: every rule evaluated, accepted risks marked, worst first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.node_evidence import node_evidence
from lineage.model.acceptance import Acceptance
from lineage.model.answers import CheckAnswer, EvidenceLine, FindingAnswer, FindingMember, HopAnswer
from lineage.model.ids import Id
from lineage.model.records import Evidence
from lineage.model.verdicts import Active, Basis, Severity
from lineage.policy.acceptance import Accepted, Standing
from lineage.policy.describe import Describer, evidence_lines
from lineage.policy.findings import Finding, Member, Unseen, View, evaluate
from lineage.policy.fingerprints import Fingerprints, Prints
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop, judge_hops
from lineage.policy.members import hop_ids, hop_subject, lapsed, together
from lineage.policy.rules import RULES
from lineage.policy.selected import About, Selecting
from lineage.policy.severity import Reach, weigh, worst_of
from lineage.policy.trace import coverage

_DECLARING = ("declared", "project")
"""What says what people say: maps, and the project's own files."""


def view(graph: LineageGraph, inquiry: Inquiry, unseen: Sequence[Unseen] = (), permitted: Iterable[JudgedHop] = ()) -> View:
    """What rules look at: every hop and every channel of a snapshot, and what permissions let leave."""
    hops = list(graph.hops())
    used = {hop.channel for hop in hops}
    channels = (graph.node(row) for row in graph.rows_of_kind(Kind.CHANNEL).tolist())
    return View(
        graph=graph,
        inquiry=inquiry,
        hops=[*judge_hops(inquiry, iter(hops)), *permitted],
        channels=[one for one in channels if one.id not in used and one.detail.get("active") != int(Active.NO)],
        gaps=tuple(inquiry.source.gaps()),
        jobs=[graph.node(row) for row in graph.rows_of_kind(Kind.JOB).tolist()],
        unseen=tuple(unseen),
    )


def check(looked_at: View, acceptances: Sequence[Acceptance] = ()) -> CheckAnswer:
    """All findings, open ones first, worst first, then by what they weigh, by rule and by subject."""
    inquiry = looked_at.inquiry
    found = list(evaluate(RULES, looked_at))
    judged = [member.judged for one in found for member in one.members]
    describer = Describer(
        inquiry, [one.hop for one in judged], inquiry.setting.as_of, {one.hop.number: one.right for one in judged}
    )
    answering = _Answering(looked_at, describer, acceptances, _proofs(looked_at.graph, found))
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


def _proofs(graph: LineageGraph, found: Iterable[Finding]) -> Mapping[Id, Sequence[Evidence]]:
    """The evidence of the nodes that prove findings, looked up for all at once."""
    return node_evidence(graph, {id for one in found for id in _proving(one)})


def _proving(finding: Finding) -> Sequence[Id]:
    """The nodes whose evidence proves a finding: of a flow that is only permitted, who reads."""
    if finding.locators:
        return ()
    if finding.members:
        hop = finding.members[0].judged.hop
        return [id for id in (hop.application, hop.principal) if id] if hop.bases == Basis.PERMITTED else ()
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

    def __init__(
        self,
        looked_at: View,
        describer: Describer,
        acceptances: Sequence[Acceptance],
        proofs: Mapping[Id, Sequence[Evidence]],
    ) -> None:
        self._proofs, self._seen_at = proofs, looked_at.inquiry.setting.seen_at
        setting = looked_at.inquiry.setting
        self._elements = looked_at.inquiry.elements
        self._cards = {rule.card.id: rule.card for rule in RULES}
        self._describer = describer
        self._hops: dict[int, HopAnswer] = {}
        self._prints = Fingerprints(looked_at.graph)
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
        return together(made, [self._member(finding, one) for one in finding.members]) if finding.members else made

    def _evidence(self, finding: Finding) -> tuple[EvidenceLine, ...]:
        said = tuple(
            EvidenceLine(
                basis="declared" if connector in _DECLARING else "configured", stated=True, connector=connector, locator=locator
            )
            for connector, locator in finding.locators
        )
        proofs = [line for id in _proving(finding) for line in evidence_lines(self._proofs.get(id, ()), self._seen_at)]
        return said or tuple(dict.fromkeys(proofs))

    def _standing(self, finding: Finding, prints: Prints) -> Standing:
        """By its fingerprint, or by the rule and a selector; of a flow a selector selects the hops one by one."""
        names = prints.all if finding.members else (finding.rule, *prints.all)
        subject = (finding.subject,) if isinstance(finding.subject, Id) else ()
        return self._accepted.standing(
            names, lambda: About(frozenset((*subject, *finding.ids, *finding.systems)), finding.carries)
        )

    def _weight(self, finding: Finding) -> int:
        """What orders it among those as severe; of a flow what the worst of its hops carries, and how many there are."""
        if not finding.members:
            return finding.order
        stake = max(worst_of(one.judged.carried, self._elements) for one in finding.members)
        return weigh(stake, Reach.OUT, fields=len(finding.members)).order

    def _member(self, finding: Finding, member: Member) -> FindingMember:
        judged = member.judged
        hop = judged.hop
        prints = self._prints.of(finding.rule, hop_subject(hop), hop_ids(hop))
        standing = self._accepted.standing(
            (finding.rule, *prints.all), lambda: About(frozenset(hop_ids(hop)), judged.carried.keys(), hop)
        )
        return FindingMember(
            fingerprint=prints.main,
            also=prints.also,
            verdict=member.verdict,
            severity=judged.severity.value,
            carries=tuple(judged.carried),
            reason=member.reason,
            expires_since=member.expires_since,
            accepted=standing.accepted,
            lapsed=standing.lapsed,
            hop=self._hop(judged),
        )

    def _hop(self, judged: JudgedHop) -> HopAnswer:
        """The hop in words; several rules may speak of it."""
        number = judged.hop.number
        if number not in self._hops:
            self._hops[number] = self._describer.hop(judged.hop, forms=judged.carried)
        return self._hops[number]


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


def _named(finding: FindingAnswer) -> Iterator[FindingAnswer | FindingMember]:
    yield finding
    yield from finding.members


class _Weight(NamedTuple):
    """What makes a finding or a hop worse than it was."""

    rank: int
    is_violated: bool
    carries: frozenset[str]

    def is_worse_than(self, before: "_Weight") -> bool:
        """Whether it is more severe, violated only now, or of data that was not in it."""
        return self.rank > before.rank or self.is_violated > before.is_violated or bool(self.carries - before.carries)


def _weight(one: FindingAnswer | FindingMember) -> _Weight:
    return _Weight(Severity(one.severity).rank, one.verdict == "violated", frozenset(one.carries))


def _new_of(one: FindingAnswer, known: Mapping[str, _Weight]) -> Iterator[FindingAnswer]:
    """The finding, with only those of its hops that are new; nothing where nothing of it is."""
    fresh = [member for member in one.members if _is_new(member, known)]
    if fresh:
        yield together(one, fresh)
    elif not one.members and _is_new(one, known):
        yield one


def _is_new(one: FindingAnswer | FindingMember, known: Mapping[str, _Weight]) -> bool:
    before = known.get(one.fingerprint) or known.get(one.also)
    return before is None or _weight(one).is_worse_than(before)
