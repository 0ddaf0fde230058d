"""Rules about people outside."""

from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Evidence, Principal, System
from lineage.model.verdicts import Basis
from tests.graph.test_grants import SAID
from tests.policy.org import BOT, EMAIL, ORG, OTHER, PERSON, READER, SSN, answers, fact, found, grants, holds, principals

SITE, PORTAL = Id.system("public://jobs.acme"), Id.system("portal://jobs.acme")
GUEST, MEMBER = ORG.of_kind("guest", "Jobs"), ORG.of_kind("portal-user", "Jobs")
PROFILE = ORG.of_kind("profile", "Jobs Profile")
RULE = "outsider-reads-personal-data"


def visitors() -> list[AnyRecord]:
    site = System(id=SITE, label="guests of Jobs", kind="public", evidence=SAID)
    return [site, Principal(id=GUEST, peer=SITE, partial=True, evidence=SAID), holds(GUEST, PROFILE), *principals(PROFILE)]


def members() -> list[AnyRecord]:
    portal = System(id=PORTAL, label="members of Jobs", kind="portal", evidence=SAID)
    return [portal, Principal(id=MEMBER, peer=PORTAL, partial=True, evidence=SAID), holds(MEMBER, PROFILE), *principals(PROFILE)]


READS_SSN = grants((PROFILE, PERSON), (PROFILE, SSN))
READS_EMAIL = grants((PROFILE, PERSON), (PROFILE, EMAIL))
READS_OTHER = grants((PROFILE, PERSON), (PROFILE, OTHER))


def test_what_visitors_can_read_is_a_finding_of_the_site() -> None:
    (one,) = answers(RULE, *visitors(), READS_SSN)
    assert (one.severity, one.verdict, one.where) == ("critical", "violated", "Acme → guests of Jobs")
    assert one.detail == "Visitors who have not logged in can read 1 field: ssn (1). The worst: Person__c.SSN__c."
    assert one.remedy.startswith("Take read access to the fields, or to their objects, out of Jobs Profile")


def test_visitors_may_read_no_personal_data_at_all() -> None:
    assert found(RULE, *visitors(), READS_EMAIL) == [("high", "violated", "Acme → guests of Jobs")]


def test_members_are_shown_people_but_nothing_sensitive() -> None:
    assert found(RULE, *members(), READS_EMAIL) == []
    assert found(RULE, *members(), READS_SSN) == [("critical", "violated", "Acme → members of Jobs")]


def test_members_who_register_themselves_are_everybody() -> None:
    (one,) = answers(RULE, *members(), READS_EMAIL, fact(PORTAL, "self-registration", "Jobs Profile"))
    assert (one.severity, one.detail.endswith("Visitors may register themselves as members.")) == ("high", True)


def test_a_field_that_nobody_classified_is_unknown() -> None:
    assert found(RULE, *visitors(), READS_OTHER) == [("high", "unknown", "Acme → guests of Jobs")]


def test_visitors_who_can_read_nothing_are_clean() -> None:
    assert found(RULE, *visitors()) == []


def test_an_org_of_whose_sites_nothing_tells_is_unknown_unless_its_users_are_known() -> None:
    assert found(RULE) == [("info", "unknown", "Acme")]
    assert found(RULE, holds(BOT, READER), *principals(BOT, READER)) == []


def test_visitors_of_whose_profile_nothing_is_here_are_unknown() -> None:
    site = System(id=SITE, label="guests of Jobs", kind="public", evidence=SAID)
    (one,) = answers(RULE, site, Principal(id=GUEST, peer=SITE, partial=True, evidence=SAID))
    assert (one.severity, one.verdict, one.effort) == ("info", "unknown", "one command")
    assert one.detail.endswith("are not here: guests of Jobs.")


INFERRED = (Evidence(basis=Basis.CONFIGURED, connector="metadata", locator="a.network:3", stated=False),)


def test_a_profile_that_is_only_named_is_unknown_also_beside_one_that_is_read() -> None:
    named, other = ORG.of_kind("profile", "Named"), ORG.of_kind("portal-user", "Jobs/2")
    more = [Principal(id=named, evidence=INFERRED), Principal(id=other, peer=PORTAL, evidence=SAID), holds(other, named)]
    portal = System(id=PORTAL, label="members of Jobs", kind="portal", evidence=SAID)
    (one,) = answers(RULE, portal, *more)
    assert (one.severity, one.verdict, one.detail.endswith("are not here: members of Jobs.")) == ("info", "unknown", True)
    both = [(found.severity, found.verdict) for found in answers(RULE, *members(), *more, READS_SSN)]
    assert both == [("critical", "violated"), ("info", "unknown")]


def test_two_profiles_of_one_portal_are_one_finding() -> None:
    other, second = ORG.of_kind("portal-user", "Jobs/2"), ORG.of_kind("profile", "Second")
    more = [Principal(id=other, peer=PORTAL, partial=True, evidence=SAID), holds(other, second), *principals(second)]
    (one,) = answers(RULE, *members(), *more, READS_SSN, grants((second, PERSON), (second, EMAIL)))
    assert one.detail.startswith("Members can read 2 fields: ssn (1), email (1).")
