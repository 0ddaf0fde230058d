"""The gate: every rule evaluated, accepted risks marked, worst first."""

from collections.abc import Iterable, Sequence

from lineage.graph.source import HopRow, NodeRow
from lineage.model.acceptance import Acceptance
from lineage.model.answers import CheckAnswer, EvidenceLine, FindingAnswer
from lineage.model.verdicts import Active, Severity
from lineage.policy.acceptance import accepted_by
from lineage.policy.describe import Describer
from lineage.policy.findings import Finding, View, evaluate
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import judge_hops
from lineage.policy.rules import RULES
from lineage.policy.trace import coverage


def view(inquiry: Inquiry, hops: Iterable[HopRow], channels: Iterable[NodeRow], unseen: Sequence[str] = ()) -> View:
    """What rules look at, from every hop and every channel of a snapshot."""
    hops = list(hops)
    used = {hop.channel for hop in hops}
    idle = [channel for channel in channels if channel.id not in used and channel.detail.get("active") != int(Active.NO)]
    judged = list(judge_hops(inquiry, iter(hops)))
    return View(inquiry=inquiry, hops=judged, channels=idle, gaps=tuple(inquiry.source.gaps()), unseen=tuple(unseen))


def check(looked_at: View, acceptances: Sequence[Acceptance] = ()) -> CheckAnswer:
    """All findings, worst first, then by rule and subject; accepted ones among them, marked."""
    inquiry = looked_at.inquiry
    found = sorted(evaluate(RULES, looked_at), key=lambda one: (-one.severity.rank, one.rule, one.subject))
    describer = Describer(inquiry, [one.hop for one in found if one.hop], inquiry.setting.as_of)
    answers = [_answer(one, inquiry, describer, acceptances) for one in found]
    counts = {severity.value: 0 for severity in Severity}
    for answer in answers:
        counts[answer.severity] += 0 if answer.accepted else 1
    return CheckAnswer.model_validate(
        {
            "schema": "lineage/check@1",
            "snapshot": inquiry.setting.snapshot,
            "as_of": inquiry.setting.as_of,
            "findings": answers,
            "counts": counts,
            "coverage": coverage(inquiry),
        }
    )


def _answer(finding: Finding, inquiry: Inquiry, describer: Describer, acceptances: Sequence[Acceptance]) -> FindingAnswer:
    card = next(rule.card for rule in RULES if rule.card.id == finding.rule)
    acceptance = accepted_by(finding, acceptances, inquiry.parties, inquiry.setting.today or inquiry.setting.as_of)
    hop = describer.hop(finding.hop) if finding.hop else None
    evidence = (
        hop.evidence
        if hop
        else tuple(
            EvidenceLine(basis="configured", stated=True, connector=connector, locator=locator)
            for connector, locator in finding.locators
        )
    )
    return FindingAnswer(
        rule=finding.rule,
        title=card.title,
        verdict=finding.verdict,
        severity=finding.severity.value,
        subject=finding.subject,
        carries=finding.carries,
        detail=finding.detail,
        remedy=card.remedy,
        effort=card.effort,
        fingerprint=finding.fingerprint,
        expires_since=finding.expires_since,
        accepted=f"{acceptance.owner} until {acceptance.until}: {acceptance.reason}" if acceptance else "",
        hop=hop,
        evidence=evidence,
    )


def failing(answer: CheckAnswer, fail_on: Severity) -> int:
    """How many open findings are at least this severe; violated and unknown count alike."""
    return sum(count for severity, count in answer.counts.items() if Severity(severity).rank >= fail_on.rank)


def only_new(answer: CheckAnswer, before: CheckAnswer) -> CheckAnswer:
    """The findings that an older answer does not have, or had less severe."""
    known = {one.fingerprint: Severity(one.severity).rank for one in before.findings}
    new = tuple(one for one in answer.findings if Severity(one.severity).rank > known.get(one.fingerprint, -1))
    counts = {severity.value: sum(not one.accepted and one.severity == severity.value for one in new) for severity in Severity}
    return answer.model_copy(update={"findings": new, "counts": counts})
