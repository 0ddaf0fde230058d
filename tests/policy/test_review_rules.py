"""The rule about access reviews."""

from dataclasses import replace
from datetime import date

from lineage.model.answers import FindingAnswer
from lineage.model.review_answers import Review
from lineage.policy.check import check
from tests.policy.checking import of_rule
from tests.policy.org import APP, BOT, ORG, PERSON, READER, SSN, acts, app, grants, holds, principals
from tests.policy.test_review import decided, looked_at

WORLD = (*app(), acts(BOT, "run-as"), holds(BOT, READER), *principals(BOT, READER), grants((READER, PERSON), (READER, SSN)))


def found(*reviews: Review, today: date | None = None) -> list[FindingAnswer]:
    seen = replace(looked_at(*WORLD), reviews=reviews)
    if today is not None:
        seen.inquiry.setting = replace(seen.inquiry.setting, today=today)
    return of_rule(check(seen), "review-overdue")


def test_an_org_in_which_no_review_was_ever_recorded_is_unknown_once() -> None:
    (one,) = found()
    assert (one.verdict, one.severity, one.where, one.role) == ("unknown", "info", "Acme", "integration owner")
    assert one.detail == (
        "No access review was ever recorded for 2 applications and integration principals: Loader, bot@acme.example."
    )


def test_whoever_is_past_the_day_is_a_finding_as_severe_as_what_it_reads() -> None:
    (one,) = found(decided(APP, next_="2026-11-23"), decided(BOT, next_="2027-01-01"))
    assert (one.verdict, one.severity, one.subject) == ("violated", "high", APP)
    assert one.detail == (
        "It was to be reviewed until 2026-11-23, 1 day ago. On 2026-08-01, Jo decided: keep. It can read ssn (1)."
    )


def test_the_last_day_itself_is_in_time() -> None:
    assert found(decided(APP, next_="2026-11-24"), decided(BOT, next_="2026-11-24")) == []


def test_a_day_that_passed_since_the_harvest_counts() -> None:
    assert len(found(decided(APP, next_="2026-11-24"), decided(BOT, next_="2026-11-24"), today=date(2026, 11, 25))) == 2


def test_who_came_since_is_unknown() -> None:
    (one,) = found(decided(APP, next_="2027-01-01"))
    assert (one.verdict, one.detail) == (
        "unknown",
        "No review recorded a decision for 1 application or integration principal: bot@acme.example.",
    )


def test_an_org_without_applications_has_nothing_to_review() -> None:
    assert of_rule(check(looked_at()), "review-overdue") == []


def test_a_decision_about_somebody_who_is_gone_is_never_due() -> None:
    gone = decided(ORG.of_kind("application", "Gone"), next_="2020-01-01")
    assert [one.verdict for one in found(decided(APP, next_="2027-01-01"), decided(BOT, next_="2027-01-01"), gone)] == []
