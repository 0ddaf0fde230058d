"""Rules about who lets applications into the org."""

import numpy as np

from lineage.graph.memberships import Memberships
from lineage.model.ids import Id
from lineage.policy.people import People
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
    acts,
    answers,
    app,
    found,
    grants,
    holds,
    org,
    principals,
    setting,
)

WHERE = "Acme: connected app Loader"
READS_SSN = (*principals(READER), grants((READER, PERSON), (READER, SSN)))
NAMELESS = Id.system("host://loader.example")
ONLY_APPROVED = "ConnectedApp.enableAdminApprovedAppsOnly"


def test_an_application_without_an_operator_is_as_severe_as_what_it_reads() -> None:
    nameless = app(peer=NAMELESS)
    assert found("unapproved-application", *nameless, acts(READER, "admitted"), *READS_SSN) == [("critical", "violated", WHERE)]
    reads_email = (*principals(READER), grants((READER, PERSON), (READER, EMAIL)))
    assert found("unapproved-application", *nameless, acts(READER, "admitted"), *reads_email) == [("high", "violated", WHERE)]


def test_what_nobody_knows_an_application_to_read_is_taken_for_all_of_the_org() -> None:
    (one,) = answers("unapproved-application", *app(peer=NAMELESS))
    assert one.severity == "critical"
    assert one.detail.endswith("What it can read is not told; the org holds ssn (1), email (1), not classified (1).")


def test_an_application_of_a_known_operator_is_approved() -> None:
    assert found("unapproved-application", *app(), acts(READER, "admitted"), *READS_SSN) == []


def test_an_application_that_is_off_or_reads_nothing_is_no_matter() -> None:
    assert found("unapproved-application", *app(APP, "disabled", peer=NAMELESS)) == []
    assert found("unapproved-application", *app(peer=NAMELESS, reads=False)) == []


def test_without_a_map_one_finding_names_all_applications() -> None:
    second = ORG.of_kind("application", "Mailer")
    (one,) = answers("unapproved-application", *app(peer=NAMELESS), *app(second, peer=NAMELESS), bare=True)
    assert (one.severity, one.verdict, one.where) == ("info", "unknown", "Acme")
    assert one.detail == "Without a map nobody knows which of the org's applications are approved: Loader, Mailer."


def test_an_application_that_any_user_may_authorize_reads_what_any_of_them_may() -> None:
    (one,) = answers("self-authorized-application", *app(APP, "self-authorized"), acts(READER, "self-authorized"), *READS_SSN)
    assert (one.severity, one.verdict, one.where, one.carries) == ("high", "violated", WHERE, ("ssn",))
    assert "`isAdminApproved` of connectedApps/Loader" in one.remedy
    assert [line.locator for line in one.evidence] == ["a.xml:1"]


def test_where_a_thousand_users_may_authorize_it_is_critical() -> None:
    users = [ORG.of_kind("user", f"user{number}") for number in range(1_000)]
    people = [*principals(*users), *(holds(user, READER) for user in users)]
    (one,) = answers(
        "self-authorized-application", *app(APP, "self-authorized"), acts(READER, "self-authorized"), *READS_SSN, *people
    )
    assert (one.severity, one.detail.startswith("Any of 1,000 users may")) == ("critical", True)


def test_an_application_that_only_admitted_users_may_use_is_clean() -> None:
    assert found("self-authorized-application", *app(APP, "admin-approved-only")) == []


def test_api_access_control_overrides_what_a_connected_app_lets_users_do() -> None:
    assert found("self-authorized-application", *app(APP, "self-authorized"), setting(ONLY_APPROVED, "true")) == []


def test_who_may_authorize_is_unknown_where_nothing_says() -> None:
    assert found("self-authorized-application", *app()) == [("info", "unknown", "Acme")]


def test_api_access_control_that_is_off_is_a_finding_of_the_org() -> None:
    (one,) = answers("api-access-control-off", setting(ONLY_APPROVED, "false"))
    assert (one.severity, one.verdict, one.where, one.carries) == ("high", "violated", "Acme", ("email", "ssn", "unclassified"))
    assert [line.locator for line in one.evidence] == ["a.settings:1"]


def test_api_access_control_that_is_on_is_clean_and_absent_is_unknown() -> None:
    assert found("api-access-control-off", setting(ONLY_APPROVED, "true")) == []
    (one,) = answers("api-access-control-off")
    assert (one.severity, one.verdict, one.remedy) == (
        "info",
        "unknown",
        "sf project retrieve start --metadata Settings:ConnectedApp",
    )


def test_of_places_that_differ_the_worse_counts() -> None:
    assert found("api-access-control-off", setting(ONLY_APPROVED, "true"), setting(ONLY_APPROVED, "false"))[0][1] == "violated"


def test_more_at_stake_comes_first() -> None:
    small, large = (ORG.of_kind("application", name) for name in ("A", "B"))
    all_of_it = grants((ADMIN, PERSON), (ADMIN, SSN), (ADMIN, EMAIL), (ADMIN, OTHER))
    told = [
        *app(small, peer=NAMELESS),
        *app(large, peer=NAMELESS),
        acts(READER, "admitted", small),
        acts(ADMIN, "admitted", large),
        *READS_SSN,
        *principals(ADMIN),
        all_of_it,
    ]
    assert [one.where[-1] for one in answers("unapproved-application", *told)] == ["B", "A"]


def test_users_by_token_and_by_what_they_hold_are_counted_once() -> None:
    by_token, by_set = (ORG.of_kind("user", name) for name in ("token", "set"))
    made = org(*principals(BOT, by_token, by_set), *(holds(one, READER) for one in (BOT, by_set)), *READS_SSN)
    people = People(made, Memberships(made.tables["memberships"], DAY))
    rows = np.asarray(sorted(row for one in (BOT, by_token, READER) if (row := made.row(one)) is not None))
    assert (people.behind(rows), people.holding([made.row(READER) or 0])) == (3, 2)


def test_an_org_of_whose_applications_nothing_tells_is_unknown() -> None:
    (one,) = answers("unapproved-application")
    assert (one.severity, one.verdict, one.where) == ("info", "unknown", "Acme")
    assert one.remedy == "sf project retrieve start --metadata ConnectedApp ExternalClientApplication"
