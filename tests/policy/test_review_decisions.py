"""A filled review: each wrong cell is named and nothing is recorded then; the same file twice changes nothing."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.errors import ConfigurationError
from lineage.model.review_answers import FilledReview, FilledRow
from lineage.policy.review_decisions import Decisions, a_quarter_after, decisions_of, recorded, shown_as

DAY = date(2026, 11, 24)
COLUMNS = ("decision", "decided by", "note", "next due", "snapshot", "subject")


def filled(*rows: tuple[str, ...]) -> FilledReview:
    made = tuple(FilledRow(number=number, cells=dict(zip(COLUMNS, row, strict=True))) for number, row in enumerate(rows, start=2))
    return FilledReview(file="r.csv", columns=COLUMNS, rows=made)


def read(*rows: tuple[str, ...]) -> Decisions:
    return decisions_of(filled(*rows), {"a": "a", "b": "b"}, "s", {"old": {"c": "c"}}.get, DAY)


def test_a_row_is_a_decision_and_an_empty_one_is_none() -> None:
    found = read(("Keep", "Jo", "fine", "", "s", "a"), ("", "", "", "", "s", "b"))
    assert ([tuple(one) for one in found.made], found.undecided) == ([("s", "a", "keep", "Jo", "fine", None)], 1)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("kep", "Jo", "", "", "s", "a"), "column decision: 'kep' is not allowed; allowed are keep, reduce, remove, ask"),
        (("", "Jo", "", "", "s", "a"), "column decision: is missing beside what else is filled in; allowed are keep, reduce, remove, ask"),
        (("keep", "", "", "", "s", "a"), "column decided by: who decided is missing"),
        (
            ("keep", "Jo", "", "24.2.2027", "s", "a"),
            "column next due: '24.2.2027' is no day; write YYYY-MM-DD, or leave it empty for a quarter later",
        ),
        (("keep", "Jo", "", "2026-11-24", "s", "a"), "column next due: 2026-11-24 is not after 2026-11-24, when it is decided"),
        (("keep", "Jo", "", "2226-11-24", "s", "a"), "column next due: 2226-11-24 is more than 5 years away"),
        (("keep", "Jo", "", "", "s", "x"), "column subject: 'x' is no application or integration principal of snapshot s"),
        (("keep", "Jo", "", "", "", "a"), "column snapshot: which snapshot was reviewed is missing; leave this column as it was written"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_row_and_column_and_nothing_is_recorded(row: tuple[str, ...], says: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(("keep", "Jo", "", "", "s", "b"), row)
    assert error.value.problems == (f"r.csv, row 3, {says}", "Nothing was recorded.")


def test_every_wrong_cell_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as error:
        read(("kep", "", "", "", "s", "a"), ("keep", "Jo", "", "soon", "s", "b"))
    assert len(error.value.problems) == 4


def test_a_subject_that_stands_there_twice_is_wrong() -> None:
    with pytest.raises(ConfigurationError, match="row 3, column subject: 'a' stands in row 2 already"):
        read(("keep", "Jo", "", "", "s", "a"), ("ask", "Jo", "", "", "s", "a"))


def test_a_missing_column_is_named() -> None:
    review = filled(("keep", "Jo", "", "", "s", "a")).model_copy(update={"columns": COLUMNS[:-1]})
    with pytest.raises(ConfigurationError, match="row 1: the column 'subject' is missing"):
        decisions_of(review, {}, "s", lambda name: None, DAY)


def test_a_subject_that_is_gone_is_said_and_its_decision_kept() -> None:
    found = read(("remove", "Jo", "", "", "old", "c"), ("keep", "Jo", "", "", "pruned", "d"), ("keep", "Jo", "", "", "old", "a"))
    assert (found.gone, [one.subject for one in found.made]) == (["c", "d"], ["c", "d", "a"])


def test_what_is_due_when_nobody_says_is_due_a_quarter_later() -> None:
    (review,) = recorded((), read(("keep", "Jo", "", "", "s", "a"), ("ask", "Jo", "", "2026-12-24", "s", "b")).made, DAY)
    assert [(one.subject, one.next) for one in review.decisions] == [("a", date(2027, 2, 24)), ("b", date(2026, 12, 24))]


def test_the_same_file_read_again_later_changes_nothing_and_a_corrected_row_replaces_its_own() -> None:
    rows = (("keep", "Jo", "", "", "s", "a"), ("ask", "Jo", "who?", "2027-01-15", "s", "b"))
    first = recorded((), read(*rows).made, DAY)
    later = date(2026, 12, 1)
    assert recorded(first, read(*rows).made, later) == first
    corrected = recorded(first, read(("remove", "Jo", "", "", "s", "a")).made, later)
    assert [(one.day, [(each.subject, each.decision) for each in one.decisions]) for one in corrected] == [
        (DAY, [("b", "ask")]),
        (later, [("a", "remove")]),
    ]


def test_a_new_review_of_a_later_snapshot_stands_beside_the_one_before() -> None:
    first = recorded((), read(("keep", "Jo", "", "", "old", "a")).made, DAY)
    both = recorded(first, read(("keep", "Jo", "", "", "s", "a")).made, date(2027, 2, 24))
    assert [(one.day, one.snapshot) for one in both] == [(DAY, "old"), (date(2027, 2, 24), "s")]


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2200, 1, 1)))
def test_a_quarter_is_three_months_and_never_more(day: date) -> None:
    after = a_quarter_after(day)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == 3
    assert after.day == min(day.day, monthrange(after.year, after.month)[1])


def test_ids_that_look_alike_are_nobody_s() -> None:
    assert shown_as(["a\u200e", "a", "b"], lambda text: text.strip("\u200e")) == {"b": "b"}
