"""The rule about access reviews: who is due, and who was never reviewed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from lineage.model.ids import Id
from lineage.model.review_answers import LastDecision
from lineage.policy.called import counted, listed
from lineage.policy.carried import Load
from lineage.policy.findings import Card, Finding, Rule, View
from lineage.policy.integration_principals import integration_principals
from lineage.policy.last_decisions import last_decisions
from lineage.policy.rules.about import about
from lineage.policy.rules.about_applications import BY_WHAT_IT_READS
from lineage.policy.rules.not_told import not_told
from lineage.policy.severity import Reach

OVERDUE = Card(
    id="review-overdue",
    title="Nobody looked again at what an application or integration principal may read",
    severity=f"{BY_WHAT_IT_READS}; info where no review was ever recorded",
    why="What was needed once stays open for ever: integrations end, projects are forgotten, and their rights remain.",
    remedy="`lineage review --out review.xlsx`, let those who answer for each decide, then `lineage review --read review.xlsx`.",
    effort="one correction",
    role="integration owner",
    false_positives="The review was held elsewhere and not recorded here: fill in the table with its decisions.",
    reference="11 CCR §7123(c)(3); GDPR Art. 32(1)(d); [Access reviews](review.md#read-it-back)",
    missions=("O5", "B5", "R7"),
)


def overdue(view: View) -> Iterator[Finding]:
    """A finding for each subject whose day is past; one for each org with subjects that were never reviewed."""
    last = last_decisions(view.reviews)
    today = view.inquiry.setting.today or view.inquiry.setting.as_of
    never: dict[Id, list[str]] = {}
    for subject, load in _subjects(view):
        if subject not in last:
            never.setdefault(subject.namespace, []).append(subject.name)
        elif last[subject].next < today:
            yield _overdue(view, subject, load, last[subject], today)
    for org, names in never.items():
        yield not_told(OVERDUE.id, view, org, _never(names, is_first=not view.reviews), OVERDUE.remedy)


def _subjects(view: View) -> Iterator[tuple[Id, Load]]:
    for app in view.applications:
        yield app.id, app.load
    principals = integration_principals(view)
    loads = view.reading.loads([np.asarray([one.row], np.int64) for one in principals])
    for principal, load in zip(principals, loads, strict=True):
        yield principal.id, load


def _overdue(view: View, subject: Id, load: Load, last: LastDecision, today: date) -> Finding:
    late = (today - last.next).days
    detail = (
        f"It was to be reviewed until {last.next}, {counted(late, 'day')} ago. On {last.day}, {last.by} decided: {last.decision}. "
        f"It can read {load.words}."
    )
    return replace(
        about(OVERDUE.id, view, subject, load, load.weigh(Reach.INSIDE), detail), locators=(("project", "reviews.yaml"),)
    )


def _never(names: Sequence[str], *, is_first: bool) -> str:
    found = f"{counted(len(names), 'application or integration principal', 'applications and integration principals')}"
    said = "No access review was ever recorded" if is_first else "No review recorded a decision"
    return f"{said} for {found}: {listed(list(names))}."


RULES = (Rule(OVERDUE, overdue),)
