"""A review that was filled in: every row validated, then recorded as decisions; nothing where one row is wrong."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple, get_args

from lineage.errors import ConfigurationError
from lineage.model.review_answers import DECISIONS, DecisionWord, FilledReview, FilledRow, Review, ReviewDecision

SUBJECT: Final = "subject"
SNAPSHOT: Final = "snapshot"
DECISION: Final = "decision"
BY: Final = "decided by"
NOTE: Final = "note"
NEXT: Final = "next due"
FILLED: Final = (DECISION, BY, NOTE, NEXT)
"""The columns that people fill in."""
_WANTED: Final = (SUBJECT, SNAPSHOT, *FILLED)
_QUARTER: Final = 3
_FARTHEST: Final = 5
"""Years from which on the next day is taken for a slip."""
_LONGEST: Final = 60

Known = Callable[[str], Mapping[str, str] | None]
"""Ids of subjects of a snapshot by how a table shows them; none where the snapshot is not in the store."""


class Decision(NamedTuple):
    """What a row decides."""

    snapshot: str
    subject: str
    decision: DecisionWord
    by: str
    note: str
    next: date | None
    """None: a quarter later."""


@dataclass
class Decisions:
    """What a filled review decides, and what is to be said of it."""

    made: list[Decision] = field(default_factory=list)
    undecided: int = 0
    """Rows without a decision."""
    gone: list[str] = field(default_factory=list)
    """Ids of subjects that are no longer there; what was decided about them is recorded all the same."""


def decisions_of(filled: FilledReview, now: Mapping[str, str], snapshot: str, known: Known, day: date) -> Decisions:
    """What a filled review decides; `now` has the subjects of the latest snapshot, by how a table shows them.

    Raises `ConfigurationError` with every wrong cell: file, row, column, and what is allowed.
    """
    missing = [name for name in _WANTED if name not in filled.columns]
    if missing:
        raise ConfigurationError(
            [f"{filled.file}, row 1: the column {name!r} is missing; `lineage review --out` writes it." for name in missing]
        )
    found, problems, seen = Decisions(), list[str](), dict[str, int]()
    for row in filled.rows:
        if not any(row.cells.get(name) for name in _WANTED):
            continue
        wrong = list(_wrong(row, day))
        shown, named = row.cells.get(SUBJECT, ""), row.cells.get(SNAPSHOT, "")
        then = now if named == snapshot else known(named)
        subject = now.get(shown) or (then or {}).get(shown) or (shown if then is None else "")
        if not subject:
            wrong.append((SUBJECT, f"{_said(shown)} is no application or integration principal of snapshot {named or snapshot}"))
        if shown in seen:
            wrong.append((SUBJECT, f"{_said(shown)} stands in row {seen[shown]} already"))
        seen.setdefault(shown, row.number)
        problems += [f"{filled.file}, row {row.number}, column {column}: {text}" for column, text in wrong]
        if not wrong:
            _add(found, row, subject, gone=shown not in now)
    if problems:
        raise ConfigurationError([*problems, "Nothing was recorded."])
    return found


def _add(found: Decisions, row: FilledRow, subject: str, *, gone: bool) -> None:
    cells = row.cells
    if not cells.get(DECISION):
        found.undecided += 1
        return
    if gone:
        found.gone.append(subject)
    words: Mapping[str, DecisionWord] = {one: one for one in get_args(DecisionWord)}
    next_ = date.fromisoformat(cells[NEXT]) if cells.get(NEXT) else None
    found.made.append(
        Decision(cells[SNAPSHOT], subject, words[cells[DECISION].casefold()], cells[BY], cells.get(NOTE, ""), next_)
    )


def _wrong(row: FilledRow, day: date) -> Iterator[tuple[str, str]]:
    """What is wrong in the cells that people fill in."""
    cells = row.cells
    decision, by = cells.get(DECISION, ""), cells.get(BY, "")
    if not cells.get(SNAPSHOT):
        yield SNAPSHOT, "which snapshot was reviewed is missing; leave this column as it was written"
    if not decision:
        if any(cells.get(name) for name in FILLED):
            yield DECISION, f"is missing beside what else is filled in; allowed are {', '.join(DECISIONS)}"
        return
    if decision.casefold() not in DECISIONS:
        yield DECISION, f"{_said(decision)} is not allowed; allowed are {', '.join(DECISIONS)}"
    if not by:
        yield BY, "who decided is missing"
    if cells.get(NEXT):
        yield from _wrong_day(cells[NEXT], day)


def _wrong_day(text: str, day: date) -> Iterator[tuple[str, str]]:
    try:
        next_ = date.fromisoformat(text)
    except ValueError:
        yield NEXT, f"{_said(text)} is no day; write YYYY-MM-DD, or leave it empty for a quarter later"
        return
    if next_ <= day:
        yield NEXT, f"{text} is not after {day}, when it is decided"
    elif next_.year - day.year > _FARTHEST:
        yield NEXT, f"{text} is more than {_FARTHEST} years away"


def _said(text: str) -> str:
    shown = repr(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def a_quarter_after(day: date) -> date:
    """The same day three months later, or the last of that month.

    >>> a_quarter_after(date(2026, 11, 30))
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + _QUARTER, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def recorded(before: Sequence[Review], made: Iterable[Decision], day: date) -> tuple[Review, ...]:
    """The reviews with these decisions: one that is recorded already stays as it is, another one about the same takes its place."""
    kept: dict[tuple[str, str], tuple[date, ReviewDecision]] = {
        (review.snapshot, one.subject): (review.day, one) for review in before for one in review.decisions
    }
    for one in made:
        key = (one.snapshot, one.subject)
        if key not in kept or not _is_same(one, kept[key][1], kept[key][0]):
            kept[key] = (
                day,
                ReviewDecision(
                    subject=one.subject, decision=one.decision, by=one.by, note=one.note, next=one.next or a_quarter_after(day)
                ),
            )
    by_review: dict[tuple[date, str], list[ReviewDecision]] = {}
    for (snapshot, _), (when, decision) in kept.items():
        by_review.setdefault((when, snapshot), []).append(decision)
    return tuple(
        Review(day=when, snapshot=snapshot, decisions=tuple(sorted(some, key=lambda one: one.subject)))
        for (when, snapshot), some in sorted(by_review.items())
    )


def _is_same(made: Decision, kept: ReviewDecision, day: date) -> bool:
    next_ = made.next or a_quarter_after(day)
    return (made.decision, made.by, made.note, next_) == (kept.decision, kept.by, kept.note, kept.next)


def shown_as(ids: Collection[str], show: Callable[[str], str]) -> Mapping[str, str]:
    """Ids by how a table shows them; those that look alike are left out, for nobody could tell which is meant."""
    found: dict[str, list[str]] = {}
    for one in ids:
        found.setdefault(show(one), []).append(one)
    return {text: same[0] for text, same in found.items() if len(same) == 1}
