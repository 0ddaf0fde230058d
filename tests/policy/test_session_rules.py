"""Rules about sessions."""

from lineage.model.records import Principal, System
from tests.graph.test_grants import SAID
from tests.policy.org import ADMIN, APP, ORG, answers, app, fact, found, holds, principals, setting
from tests.policy.test_outsider_rules import GUEST, INFERRED, MEMBER, PORTAL, PROFILE, READS_SSN, SITE, members, visitors

LONG, EMBEDDED = "long-session", "embeddable-session"
S = "Security.sessionSettings."


def test_sessions_longer_than_two_hours_are_a_finding_and_the_default_is_not() -> None:
    (one,) = answers(LONG, fact(ORG, "session-timeout", "240"))
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "Acme")
    assert one.detail == "Idle sessions end after 240 minutes. The org holds ssn (1), email (1), not classified (1)."
    assert found(LONG, fact(ORG, "session-timeout", "120")) == []


def test_users_who_are_not_logged_out_are_a_finding() -> None:
    (one,) = answers(LONG, fact(ORG, "session-timeout", "60"), setting(f"{S}forceLogoutOnSessionTimeout", "false"))
    assert one.detail.startswith("Users are not logged out when they do (`forceLogoutOnSessionTimeout` is false).")


def test_when_sessions_end_is_unknown_where_nothing_says_portals_named() -> None:
    (one,) = answers(LONG, *members(), READS_SSN)
    assert (one.severity, one.verdict, one.where) == ("info", "unknown", "Acme")
    assert one.detail.endswith("two hours. That holds for members of Jobs as well.")


def test_members_of_a_portal_have_half_an_hour() -> None:
    org = fact(ORG, "session-timeout", "60")
    (one,) = answers(LONG, org, fact(PROFILE, "session-timeout", "45"), *members(), READS_SSN)
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "members of Jobs")
    assert found(LONG, org, fact(PROFILE, "session-timeout", "30"), *members(), READS_SSN) == []


def test_a_profile_of_a_portal_is_told_once_however_long_its_sessions_are() -> None:
    (one,) = answers(LONG, fact(ORG, "session-timeout", "60"), fact(PROFILE, "session-timeout", "480"), *members(), READS_SSN)
    assert (one.severity, one.where) == ("high", "members of Jobs")


def test_members_of_whom_nobody_knows_what_they_read_may_read_whatever_the_org_holds() -> None:
    portal = System(id=PORTAL, label="members of Jobs", kind="portal", evidence=SAID)
    told = [portal, Principal(id=MEMBER, peer=PORTAL, evidence=SAID), holds(MEMBER, PROFILE)]
    named = Principal(id=PROFILE, evidence=INFERRED)
    (one,) = answers(LONG, fact(ORG, "session-timeout", "60"), fact(PROFILE, "session-timeout", "45"), *told, named)
    assert (one.severity, one.where) == ("high", "members of Jobs")
    assert "What they can read is not told; the org holds ssn (1)" in one.detail


def test_a_profile_without_a_timeout_of_its_own_has_the_orgs() -> None:
    org = fact(ORG, "session-timeout", "60")
    (one,) = answers(LONG, org, *members(), READS_SSN)
    assert (one.verdict, "Jobs Profile: as the org says, after 60 minutes." in one.detail) == ("unknown", True)
    other = [fact(ADMIN, "session-timeout", "15"), *principals(ADMIN)]
    assert [one.verdict for one in answers(LONG, org, *members(), *other, READS_SSN)] == ["violated"]


def test_visitors_have_no_sessions() -> None:
    assert found(LONG, fact(ORG, "session-timeout", "60"), *visitors(), READS_SSN) == []


def test_an_application_and_a_profile_with_long_sessions_are_findings_of_their_own() -> None:
    org = fact(ORG, "session-timeout", "60")
    told = [*app(APP, ("session-timeout", "1440")), fact(ADMIN, "session-timeout", "480"), *principals(ADMIN)]
    assert found(LONG, org, *told) == [
        ("high", "violated", "Acme: connected app Loader"),
        ("low", "violated", "Acme: profile Admin"),
    ]


def test_pages_that_can_be_framed_and_cookies_that_scripts_read_are_a_finding() -> None:
    (one,) = answers(EMBEDDED, setting(f"{S}requireHttpOnly", "false"), setting(f"{S}enableClickjackNonsetupUser", "false"))
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "Acme")
    assert one.detail.startswith(
        "Own pages with headers can be framed (`enableClickjackNonsetupUser` is false); scripts can read the session's cookie"
    )


def test_protections_that_are_on_are_clean() -> None:
    assert found(EMBEDDED, setting(f"{S}requireHttpOnly", "true"), setting(f"{S}enableClickjackNonsetupUser", "true")) == []


def test_protections_that_nobody_tells_of_are_unknown() -> None:
    assert found(EMBEDDED) == [("info", "unknown", "Acme")]


def test_a_site_that_anybody_may_embed_is_a_finding_of_the_site() -> None:
    framed = fact(SITE, "site-setting", "clickjackProtectionLevel=AllowAllFraming")
    safe = setting(f"{S}requireHttpOnly", "true")
    assert found(EMBEDDED, *visitors(), READS_SSN, framed, safe) == [("high", "violated", "guests of Jobs")]
    same = fact(SITE, "site-setting", "clickjackProtectionLevel=SameOriginOnly")
    assert found(EMBEDDED, *visitors(), READS_SSN, same, safe) == []
    unread = [
        System(id=SITE, kind="public", label="guests of Jobs", evidence=SAID),
        Principal(id=GUEST, peer=SITE, evidence=SAID),
    ]
    (one,) = answers(EMBEDDED, *unread, framed, safe)
    assert (one.severity, "What they can read is not told; the org holds ssn (1)" in one.detail) == ("high", True)


def test_the_portal_is_named_by_its_system() -> None:
    (one,) = answers(LONG, fact(ORG, "session-timeout", "60"), fact(PROFILE, "session-timeout", "45"), *members(), READS_SSN)
    assert one.subject == PORTAL
