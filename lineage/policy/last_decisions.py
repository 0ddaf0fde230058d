"""What was decided last about each subject of access reviews."""

from collections.abc import Iterable, Mapping

from lineage.model.ids import Id
from lineage.model.review_answers import LastDecision, Review


def last_decisions(reviews: Iterable[Review]) -> Mapping[Id, LastDecision]:
    """What was decided last about each subject."""
    found: dict[Id, LastDecision] = {}
    for review in sorted(reviews, key=lambda one: (one.day, one.snapshot)):
        for one in review.decisions:
            found[Id(one.subject)] = LastDecision(day=review.day, decision=one.decision, by=one.by, note=one.note, next=one.next)
    return found
