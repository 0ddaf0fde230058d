"""The access review: who is in it, what each can read, what changed, what was decided."""

from datetime import date
from typing import Any

from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import Acting, Dataset, Field, Principal
from lineage.model.review_answers import Review, ReviewAnswer, ReviewRow
from lineage.policy.check import check, view
from lineage.policy.findings import View
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.review import review
from tests.graph.test_grants import SAID
from tests.policy.org import (
    ADMIN,
    APP,
    BOT,
    DAY,
    EMAIL,
    ORG,
    OTHER,
    PERSON,
    READER,
    SSN,
    VENDOR,
    acts,
    app,
    fact,
    grants,
    holds,
    org,
    principals,
)
from tests.policy.test_principal_rules import declared

PEOPLE = principals(BOT, READER)
EMAIL_ONLY = grants((READER, PERSON), (READER, EMAIL))
EMAIL_AND_SSN = grants((READER, PERSON), (READER, EMAIL), (READER, SSN))


def looked_at(*more: Any) -> View:
    made = org(*more)
    return view(made, Inquiry(made, load_elements(), Setting(as_of=DAY, snapshot="s")))


def reviewed(*more: Any, before: View | None = None, reviews: tuple[Review, ...] = ()) -> ReviewAnswer:
    seen = looked_at(*more)
    return review(seen, check(seen), reviews, before)


def row(answer: ReviewAnswer, subject: Id) -> ReviewRow:
    (found,) = (one for one in answer.rows if one.subject == subject)
    return found


def decided(subject: Id, day: str = "2026-08-01", next_: str = "2026-11-01") -> Review:
    decision = {"subject": subject, "decision": "keep", "by": "Jo", "next": next_}
    return Review.model_validate({"day": day, "snapshot": "old", "decisions": [decision]})


def test_an_application_has_a_row_with_what_it_can_read_the_worst_first() -> None:
    found = row(reviewed(*app(), acts(BOT, last_used=date(2026, 10, 1)), holds(BOT, READER), *PEOPLE, EMAIL_AND_SSN), APP)
    assert (found.kind, found.name, found.operator, found.scopes) == ("connected app", "Loader", "Vendor Inc", ("Api",))
    assert [(one.name, found.acting) for one in found.acts_as] == [("bot@acme.example", 1)]
    assert (found.told, found.fields, found.datasets, found.last_used) == ("yes", 2, 1, date(2026, 10, 1))
    assert [(one.element, one.fields, one.sensitive) for one in found.elements] == [("ssn", 1, True), ("email", 1, False)]


def test_a_user_that_an_application_runs_as_has_a_row_of_its_own() -> None:
    answer = reviewed(*app(), acts(BOT, "run-as"), holds(BOT, READER), *PEOPLE, EMAIL_ONLY)
    assert [(one.subject, one.kind) for one in answer.rows] == [(APP, "connected app"), (BOT, "run-as user")]
    assert ([one.name for one in row(answer, BOT).acts_as], row(answer, BOT).operator) == (["Loader"], "Vendor Inc")


def test_a_person_who_authorized_an_application_has_no_row_and_an_integration_user_has() -> None:
    person, bot = ORG.of_kind("user", "ann"), ORG.of_kind("user", "api")
    api_only = fact(ADMIN, "system-permission", "ApiUserOnly")
    held = (holds(person, READER), holds(bot, ADMIN), *principals(person, bot, READER, ADMIN))
    answer = reviewed(*app(), acts(person), acts(bot), api_only, *held, EMAIL_ONLY)
    assert [(one.subject, one.kind) for one in answer.rows] == [(APP, "connected app"), (bot, "integration user")]


def test_a_user_for_integrations_has_a_row_though_no_application_is_known_to_act_as_it() -> None:
    licensed = fact(READER, "license", "Salesforce Integration")
    answer = reviewed(licensed, holds(BOT, READER), *PEOPLE, EMAIL_ONLY)
    assert [(one.subject, one.kind, one.last_used) for one in answer.rows] == [(BOT, "integration user", None)]


def test_what_nobody_tells_is_unknown_and_not_nothing() -> None:
    found = row(reviewed(*app(), acts(BOT, "run-as"), *PEOPLE), BOT)
    assert (found.told, found.fields, found.surplus) == ("unknown", 0, "unknown")


def test_what_the_code_of_a_package_reads_is_unknown_and_what_is_switched_off_reads_nothing() -> None:
    package = row(reviewed(*app(APP, "installed-package")), APP)
    off = row(reviewed(*app(APP, "disabled"), acts(BOT), holds(BOT, READER), *PEOPLE, EMAIL_ONLY), APP)
    assert [(one.told, one.fields) for one in (package, off)] == [("unknown", 0), ("yes", 0)]


def test_an_application_that_users_authorize_themselves_has_a_bound() -> None:
    answer = reviewed(*app(APP, "self-authorized"), acts(READER, "self-authorized"), *PEOPLE, EMAIL_ONLY)
    assert (row(answer, APP).told, row(answer, APP).fields) == ("bound", 1)


def test_what_no_declared_hop_takes_is_surplus_and_without_any_hop_it_is_unknown() -> None:
    world = (*app(), acts(BOT, "run-as"), holds(BOT, READER), *PEOPLE, EMAIL_AND_SSN)
    takes = declared(EMAIL, VENDOR)
    assert [(one.surplus, one.surplus_fields) for one in reviewed(*world, takes).rows] == [("yes", 1), ("yes", 1)]
    assert [(one.surplus, one.surplus_fields) for one in reviewed(*world).rows] == [("unknown", 0), ("unknown", 0)]


def test_findings_about_a_subject_and_about_what_it_holds_are_on_its_row() -> None:
    modifies = fact(ADMIN, "system-permission", "ModifyAllData")
    group = ORG.of_kind("permission-set-group", "All")
    world = (*app(scopes=("Full",)), acts(BOT, "run-as"), holds(BOT, group), holds(group, ADMIN), modifies)
    answer = reviewed(*world, *principals(BOT, ADMIN, group))
    assert {"privileged-integration", "over-scoped-application"} <= {one.rule for one in row(answer, APP).findings}
    assert "privileged-integration" in {one.rule for one in row(answer, BOT).findings}


def test_what_was_gained_and_lost_since_the_review_before_is_told() -> None:
    world = (*app(), acts(BOT, "run-as"), holds(BOT, READER), *PEOPLE)
    then = looked_at(*world, EMAIL_ONLY)
    now = row(reviewed(*world, grants((READER, PERSON), (READER, SSN), (READER, OTHER)), before=then), BOT).change
    assert (now.state, now.gained_fields, now.lost_fields) == ("changed", 2, 1)
    assert [one.element for one in now.gained_elements] == ["ssn", "unclassified"]
    assert [one.element for one in now.lost_elements] == ["email"]
    assert row(reviewed(*world, EMAIL_ONLY, before=then), BOT).change.state == "same"
    assert row(reviewed(*world, EMAIL_ONLY), BOT).change.state == "first"


def test_a_dataset_that_is_read_anew_is_told_by_name() -> None:
    world = (*app(), acts(BOT, "run-as"), holds(BOT, READER), *PEOPLE)
    change = row(reviewed(*world, EMAIL_ONLY, before=looked_at(*world, grants((READER, EMAIL)))), BOT).change
    assert (change.state, change.gained_datasets, change.lost_datasets) == ("changed", (PERSON,), ())


def test_who_is_new_and_who_is_gone_is_told() -> None:
    other = ORG.of_kind("application", "Mailer")
    then = looked_at(*app(other))
    answer = reviewed(*app(), before=then, reviews=(decided(BOT),))
    assert (row(answer, APP).change.state, answer.gone) == ("new", (other, BOT))


def test_the_decision_recorded_last_is_on_the_row() -> None:
    reviews = (decided(APP, "2026-08-01", "2026-11-01"), decided(APP, "2026-05-01", "2026-08-01"))
    last = row(reviewed(*app(), reviews=reviews), APP).last
    assert last is not None
    assert (last.day, last.decision, last.by, last.next) == (date(2026, 8, 1), "keep", "Jo", date(2026, 11, 1))


def test_an_application_of_many_people_is_one_row_that_names_three() -> None:
    users = [ORG.of_kind("user", f"u{number}") for number in range(50)]
    tokens: list[Acting] = [acts(user) for user in users]
    answer = reviewed(*app(), *tokens, *(holds(user, READER) for user in users), *principals(*users, READER), EMAIL_ONLY)
    assert (len(answer.rows), len(answer.rows[0].acts_as), answer.rows[0].acting) == (1, 3, 50)


def numbered(id: Id) -> Principal:
    return Principal(id=id, platform_id="0051t00000AbCdEAAV", evidence=SAID)


def test_a_user_with_another_name_is_the_one_of_the_same_number() -> None:
    named = ORG.of_kind("user", "robot@acme.example")
    then = looked_at(*app(), acts(BOT, "run-as"), holds(BOT, READER), *principals(READER), numbered(BOT), EMAIL_ONLY)
    now = (*app(), acts(named, "run-as"), holds(named, READER), *principals(READER), numbered(named), EMAIL_AND_SSN)
    answer = reviewed(*now, before=then, reviews=(decided(BOT),))
    change, last = row(answer, named).change, row(answer, named).last
    assert (change.state, change.gained_fields, change.lost_fields, answer.gone) == ("changed", 1, 0, ())
    assert last is not None
    assert last.decision == "keep"


def test_a_field_with_another_name_is_neither_gained_nor_lost() -> None:
    world = (*app(), acts(BOT, "run-as"), holds(BOT, READER), *PEOPLE)
    old, new = PERSON.field("Old__c"), PERSON.field("New__c")

    def can_read(one: Id) -> tuple[Any, ...]:
        return (*world, Field(id=one, platform_id="00N1t00000AbCdE", evidence=SAID), grants((READER, PERSON), (READER, one)))

    assert row(reviewed(*can_read(new), before=looked_at(*can_read(old))), BOT).change.state == "same"
    assert (
        row(reviewed(*world, grants((READER, PERSON), (READER, OTHER)), before=looked_at(*can_read(old))), BOT).change.lost_fields
        == 1
    )


def test_a_dataset_with_another_name_keeps_its_fields() -> None:
    world = (*app(), acts(BOT, "run-as"), holds(BOT, READER), *PEOPLE)

    def can_read(one: Id) -> tuple[Any, ...]:
        made = Dataset(id=one, platform_id="01I1t00000AbCdE", evidence=SAID)
        field = Field(id=one.field("Note__c"), evidence=SAID)
        return (*world, made, field, grants((READER, one), (READER, field.id)))

    old, new = can_read(ORG.dataset("Old__c")), can_read(ORG.dataset("New__c"))
    assert row(reviewed(*new, before=looked_at(*old)), BOT).change.state == "same"
