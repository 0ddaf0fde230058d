"""Access reviews: what to compare with, reading back what was filled in, and what to take away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lineage.connector import writer
from lineage.errors import SnapshotError, UnknownName
from lineage.export.review_table import subject_shown
from lineage.garbage import paused
from lineage.model.ids import Id
from lineage.model.review_answers import DecidedRemoval, DecidedRemovals, DecisionWord, Review, ReviewAnswer
from lineage.pipeline.answering import Asked, Opened, open_snapshot
from lineage.policy.access import principal_line
from lineage.policy.integration_principals import integration_principals
from lineage.policy.review import Subject, subjects
from lineage.policy.review_decisions import DECISION, SNAPSHOT, SUBJECT, Decision, Decisions, decisions_of, recorded, shown_as
from lineage.project import filled_review, record_reviews

_GONE = "The snapshot of the last review is not in the store, so that changes since then cannot be told: {name}. --since names another."

_COLUMNS = (SUBJECT, SNAPSHOT, DECISION)
"""The columns by which the sheet of a workbook is told that was filled in."""
_TAKES_AWAY = ("reduce", "remove")
_OF_PRINCIPAL = "Freeze or deactivate the user, and revoke its tokens: Setup, Users; Setup, Connected Apps OAuth Usage."
_OF_APPLICATION = (
    "Revoke its tokens and block it: Setup, Connected Apps OAuth Usage. Uninstall it where a package brought it. People who authorized "
    "it keep their own rights."
)


def review(opened: Opened, asked: Asked, since: str = "", store: Path | None = None) -> ReviewAnswer:
    """The access review; changes are told against the snapshot asked for, else against that of the review recorded last."""
    if since:
        return opened.review(asked, open_snapshot(opened.project, since, store))
    last = opened.project.reviews[-1].snapshot if opened.project.reviews else ""
    if not last:
        return opened.review(asked)
    try:
        before = open_snapshot(opened.project, last, store)
    except (SnapshotError, UnknownName):
        return opened.review(asked).model_copy(update={"note": _GONE.format(name=last)})
    return opened.review(asked, before)


@dataclass(frozen=True)
class ReadBack:
    """What reading a filled review brought."""

    decisions: Decisions
    """What it decides."""
    reviews: tuple[Review, ...]
    """Every review of the project, with these decisions."""
    changed: bool
    """Whether anything was not recorded before."""


@paused()
def read_back(opened: Opened, filled: Path, day: date, store: Path | None = None) -> ReadBack:
    """Validate a filled review against its snapshot and the one that is open; nothing is written.

    Raises `ConfigurationError` with every wrong cell.
    """

    def known(snapshot: str) -> Mapping[str, str] | None:
        if snapshot not in seen:
            try:
                seen[snapshot] = _subjects(open_snapshot(opened.project, snapshot, store))
            except (SnapshotError, UnknownName):
                seen[snapshot] = None
        return seen[snapshot]

    seen: dict[str, Mapping[str, str] | None] = {}
    before = opened.project.reviews
    found = decisions_of(filled_review(filled, _COLUMNS), _subjects(opened), opened.snapshot.name, known, day)
    reviews = recorded(before, found.made, day)
    return ReadBack(found, reviews, reviews != recorded(before, (), day))


def record(opened: Opened, reviews: tuple[Review, ...]) -> Path:
    """Write the reviews of a project; gives where."""
    return record_reviews(opened.project, reviews)


def decided_removals(opened: Opened, made: Iterable[Decision], asked: Asked) -> DecidedRemovals:
    """What to take away from those that were decided to be reduced or removed, and are still there."""
    there = {one.id: one for one in subjects(opened.view(asked))}
    wanted = [(there[Id(one.subject)], one.decision) for one in made if one.decision in _TAKES_AWAY and Id(one.subject) in there]
    inquiry = opened.inquiry(asked)
    return DecidedRemovals(
        snapshot=opened.snapshot.name,
        as_of=inquiry.setting.as_of,
        removals=tuple(
            _removal(opened, asked, subject, decision) for subject, decision in sorted(wanted, key=lambda one: one[0].id)
        ),
    )


def _removal(opened: Opened, asked: Asked, subject: Subject, decision: DecisionWord) -> DecidedRemoval:
    (node,) = opened.graph.nodes([subject.id])
    made = DecidedRemoval(subject=principal_line(node), subtype=node.subtype, decision=decision)
    if decision == "reduce":
        answer = opened.least_privilege(subject.id, asked)
        by_hand = "" if answer.surplus == "yes" else answer.why
        return made.model_copy(update={"answers": (answer,), "by_hand": by_hand})
    if subject.app is None:
        answer = opened.least_privilege(subject.id, asked, remove=True)
        return made.model_copy(update={"answers": (answer,), "by_hand": _OF_PRINCIPAL})
    alone = [one.id for one in integration_principals(opened.view(asked)) if one.applications == (subject.id,)]
    answers = tuple(opened.least_privilege(one, asked, remove=True) for one in alone)
    return made.model_copy(update={"answers": answers, "by_hand": _OF_APPLICATION})


def removal_files(order: DecidedRemovals) -> Mapping[str, str]:
    """The same as the source's own files, by their path."""
    return writer("review-removals")(order)


def _subjects(opened: Opened) -> Mapping[str, str]:
    return shown_as([one.id for one in subjects(opened.view(Asked()))], subject_shown)
