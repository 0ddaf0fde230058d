"""Rules about the tokens of applications."""

import pytest

from lineage.model.ids import Id
from tests.policy.org import (
    ADMIN,
    APP,
    BOT,
    EMAIL,
    ORG,
    PERSON,
    READER,
    SSN,
    acts,
    answers,
    app,
    fact,
    found,
    grants,
    holds,
    principals,
)

WHERE = "Acme: connected app Loader"
READS_EMAIL = (acts(READER, "admitted"), *principals(READER), grants((READER, PERSON), (READER, EMAIL)))
READS_SSN = (acts(READER, "admitted"), *principals(READER), grants((READER, PERSON), (READER, SSN)))


def test_the_scope_full_is_too_much() -> None:
    (one,) = answers("over-scoped-application", *app(scopes=("Full", "RefreshToken")), *READS_EMAIL)
    assert (one.severity, one.verdict, one.where) == ("medium", "violated", WHERE)
    assert one.detail.endswith("It can read 1 field: email (1).")


def test_other_scopes_are_clean_and_none_are_unknown() -> None:
    assert found("over-scoped-application", *app(), *READS_EMAIL) == []
    assert found("over-scoped-application", *app(scopes=()), *READS_EMAIL) == [("info", "unknown", "Acme")]


@pytest.mark.parametrize("policy", ["infinite", "Infinite", "specific_lifetime:24:MONTHS", "SpecificLifetime 2 Years"])
def test_tokens_that_live_for_more_than_a_year_are_a_finding(policy: str) -> None:
    lasting = app(APP, ("refresh-token-policy", policy), scopes=("Api", "RefreshToken"))
    assert found("long-lived-token", *lasting, *READS_SSN) == [("high", "violated", WHERE)]


@pytest.mark.parametrize("policy", ["zero", "specific_inactivity:30:DAYS", "SpecificLifetime 12 Hours"])
def test_tokens_that_end_are_clean(policy: str) -> None:
    assert found("long-lived-token", *app(APP, ("refresh-token-policy", policy), scopes=("Api", "RefreshToken"))) == []


def test_tokens_that_cannot_be_renewed_are_clean() -> None:
    assert found("long-lived-token", *app(APP, ("refresh-token-policy", "infinite"), scopes=("Api",))) == []


def test_how_long_tokens_live_is_unknown_where_nothing_says() -> None:
    assert found("long-lived-token", *app(scopes=("Api", "RefreshToken"))) == [("info", "unknown", "Acme")]


def test_users_who_are_held_to_no_range_are_a_finding() -> None:
    for policy in ("BYPASS", "ENFORCE_RELAX_REFRESH"):
        assert found("application-without-ip-restriction", *app(APP, ("ip-relaxation", policy)), *READS_SSN) == [
            ("high", "violated", WHERE)
        ]


ENFORCED = (*app(APP, ("ip-relaxation", "ENFORCE")), acts(BOT), holds(BOT, ADMIN), *principals(BOT, ADMIN))
RANGE = fact(ADMIN, "ip-range", "10.0.0.0-10.0.0.255")


def test_users_who_are_held_to_ranges_are_clean() -> None:
    assert found("application-without-ip-restriction", *ENFORCED, RANGE) == []


def test_a_profile_without_ranges_shuts_nobody_out_whatever_others_have() -> None:
    other, file = ORG.of_kind("profile", "Support"), fact(ADMIN, "license", "Salesforce")
    (one,) = answers("application-without-ip-restriction", *ENFORCED, file, fact(other, "ip-range", "10.0.0.0-10.0.0.255"))
    assert (one.verdict, one.where) == ("violated", WHERE)
    assert one.detail.startswith("It holds its users to the login IP ranges of their profiles, and Admin has none.")
    assert one.remedy.startswith("Setup, Profiles, Admin, Login IP Ranges")


def test_users_who_authorize_an_application_themselves_may_have_any_profile() -> None:
    told = (*app(APP, ("ip-relaxation", "ENFORCE")), acts(ADMIN, "self-authorized"), *principals(ADMIN))
    (one,) = answers("application-without-ip-restriction", *told, fact(ADMIN, "license", "Salesforce"))
    assert "and any user may authorize it: 1 profile has none." in one.detail
    assert "(`isAdminApproved`)" in one.remedy


@pytest.mark.parametrize("told", [ENFORCED, (*app(APP, ("ip-relaxation", "ENFORCE")), RANGE)], ids=["no file", "nobody known"])
def test_whether_profiles_have_ranges_is_unknown_where_none_is_known(told: tuple[object, ...]) -> None:
    (one,) = answers("application-without-ip-restriction", *told)
    assert (one.severity, one.verdict, one.detail.endswith("is not told: Loader.")) == ("info", "unknown", True)


def test_whether_users_are_held_to_ranges_is_unknown_where_nothing_says() -> None:
    (one,) = answers("application-without-ip-restriction", *app())
    assert (one.verdict, one.detail) == (
        "unknown",
        "Whether the users of these applications are held to IP ranges is not told: Loader.",
    )


def used(user: Id, day: str | None) -> list[object]:
    return [acts(user, last_used=day), *principals(user)]


def test_tokens_that_nobody_uses_are_a_finding_with_the_last_use() -> None:
    other = ORG.of_kind("user", "other")
    told = [*used(BOT, "2026-01-31"), *used(other, "2026-11-01")]
    (one,) = answers("unused-application", *app(), *told)
    assert one.verdict == "violated"
    assert one.detail.startswith("Of 2 tokens, 1 was not used for 90 days; the last use of any was on 2026-11-01.")


def test_tokens_in_use_are_clean_and_undated_ones_unknown() -> None:
    assert found("unused-application", *app(), *used(BOT, "2026-11-01")) == []
    (one,) = answers("unused-application", *app(), *used(BOT, None))
    assert (one.verdict, one.detail.startswith("Of 1 token, nothing says when 1 was last used.")) == ("unknown", True)


def test_where_no_source_gives_tokens_that_is_said_once() -> None:
    second = app(ORG.of_kind("application", "Mailer"))
    (one,) = answers("unused-application", *app(), *second)
    assert (one.severity, one.verdict, one.effort) == ("info", "unknown", "one command")
    assert "OauthToken" in one.detail
