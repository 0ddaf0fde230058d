"""Rules about those as whom integrations act."""

from typing import Any

import pytest

from lineage.model.ids import Id
from lineage.model.records import Fact, Hop
from lineage.model.verdicts import Basis
from tests.graph.records import said
from tests.policy.org import (
    ADMIN,
    APP,
    BOT,
    EMAIL,
    ORG,
    OTHER,
    PERSON,
    READER,
    SSN,
    VENDOR,
    acts,
    answers,
    app,
    fact,
    found,
    grants,
    holds,
    principals,
)

GROUP, MUTING = ORG.of_kind("permission-set-group", "All"), ORG.of_kind("muting-permission-set", "Less")
MODIFIES = fact(ADMIN, "system-permission", "ModifyAllData")
PEOPLE = principals(BOT, ADMIN, READER, GROUP, MUTING)
READS_ALL = grants((READER, PERSON), (READER, SSN), (READER, EMAIL), (READER, OTHER))


def declared(source: Id, target: Id, **more: Any) -> Hop:
    return Hop(source=source, target=target, evidence=said("declared", "map.yaml:1", Basis.DECLARED), **more)


def test_an_application_that_acts_as_an_administrator_is_a_finding_of_what_makes_it_one() -> None:
    (one,) = answers("privileged-integration", *app(), acts(BOT), holds(BOT, ADMIN), MODIFIES, *PEOPLE)
    assert (one.severity, one.verdict, one.where) == ("critical", "violated", "Acme: profile Admin")
    assert one.detail.startswith("It gives Modify All Data, and Loader acts as 1 user who holds it.")
    assert [(line.basis, line.locator) for line in one.evidence] == [("configured", "a.xml:1")]
    assert (one.remedy.startswith("Let Loader act as a user of its own"), one.effort) == (True, "one grant")


def test_a_container_that_an_application_is_admitted_for_counts_as_well() -> None:
    (one,) = answers("privileged-integration", *app(), acts(ADMIN, "admitted"), MODIFIES, *PEOPLE)
    assert one.detail.startswith("It gives Modify All Data, and Loader acts by it.")
    assert one.remedy.startswith("Take `ModifyAllData` out of profile Admin")


def test_a_hundred_users_and_two_applications_are_one_finding() -> None:
    users = [ORG.of_kind("user", f"u{number}") for number in range(100)]
    second = ORG.of_kind("application", "Mailer")
    tokens = [acts(user, application=one) for user in users for one in (APP, second)]
    held = [*principals(*users), *(holds(user, ADMIN) for user in users)]
    (one,) = answers("privileged-integration", *app(), *app(second), *tokens, *held, MODIFIES, *PEOPLE)
    assert one.detail.startswith("It gives Modify All Data, and Loader, Mailer act as 100 users who hold it.")


def test_what_a_group_mutes_is_not_held() -> None:
    told = [fact(READER, "system-permission", "ModifyAllData"), holds(BOT, GROUP), holds(GROUP, READER), *PEOPLE]
    assert [one.where for one in answers("privileged-integration", *app(), acts(BOT), *told)] == ["Acme: permission set Reader"]
    muted = [holds(GROUP, MUTING), fact(MUTING, "taken-away", "system-permission ModifyAllData")]
    assert answers("privileged-integration", *app(), acts(BOT), *told, *muted) == []


ONLY_API = fact(ADMIN, "system-permission", "ApiUserOnly")


def test_a_user_for_integrations_with_a_privilege_is_a_finding_though_no_application_is_known_to_act_as_it() -> None:
    (one,) = answers("privileged-integration", holds(BOT, ADMIN), ONLY_API, MODIFIES, *PEOPLE)
    assert (one.severity, one.verdict, one.where) == ("critical", "violated", "Acme: profile Admin")
    assert one.detail.startswith("It gives Modify All Data, and 1 user for integrations holds it.")
    assert one.remedy.startswith(
        "Take `ModifyAllData` out of profile Admin, and give each integration a permission set of its own"
    )
    assert f"`lineage export permission-set user:{BOT.name}` writes it" in one.remedy


@pytest.mark.parametrize(
    "told",
    [ONLY_API, fact(ADMIN, "license", "Salesforce Integration"), fact(ADMIN, "license", "SalesforceAPIIntegrationPsl")],
    ids=["API Only User", "license of the user", "license of the set"],
)
def test_a_container_for_integrations_with_a_privilege_is_unknown_where_nobody_tells_who_holds_it(told: Fact) -> None:
    (one,) = answers("privileged-integration", told, MODIFIES, *principals(ADMIN))
    assert (one.severity, one.verdict, one.where) == ("high", "unknown", "Acme: profile Admin")
    assert "who holds it is not told" in one.detail


def test_a_container_for_integrations_that_nobody_holds_is_clean() -> None:
    assert found("privileged-integration", holds(BOT, READER), ONLY_API, MODIFIES, *PEOPLE) == []


def test_people_with_a_privilege_are_no_integration() -> None:
    assert found("privileged-integration", holds(BOT, ADMIN), MODIFIES, *PEOPLE) == []
    assert found("privileged-integration", MODIFIES, *principals(ADMIN)) == []


def test_an_application_that_acts_as_a_user_without_privileges_is_clean() -> None:
    assert found("privileged-integration", *app(), acts(BOT), holds(BOT, READER), MODIFIES, *PEOPLE) == []


def test_what_nobody_knows_to_be_held_is_unknown() -> None:
    (one,) = answers("privileged-integration", *app(), acts(BOT), *PEOPLE)
    assert (one.severity, one.verdict, one.where) == ("info", "unknown", "Acme")


def test_fields_that_no_declared_hop_takes_are_surplus() -> None:
    hop = declared(EMAIL, VENDOR.dataset("T").field("mail"))
    (one,) = answers("surplus-access", *app(), acts(READER, "admitted"), hop, READS_ALL, *PEOPLE)
    assert (one.severity, one.verdict, one.where) == ("critical", "violated", "Acme: connected app Loader")
    assert one.detail.startswith(
        "No declared hop takes 2 fields that it can read, Person__c.SSN__c among them: ssn (1), not classified (1)."
    )


def test_what_users_may_let_an_application_read_is_a_surplus_that_may_be() -> None:
    hop = declared(EMAIL, VENDOR.dataset("T").field("mail"))
    (one,) = answers("surplus-access", *app(), acts(READER, "self-authorized"), hop, READS_ALL, *PEOPLE)
    assert (one.severity, one.verdict) == ("high", "unknown")
    assert one.detail.startswith("No declared hop takes 2 fields that users who authorize it can let it read, Person__c.SSN__c ")
    assert found("surplus-access", *app(), acts(READER, "self-authorized"), READS_ALL, *PEOPLE) == [("info", "unknown", "Acme")]


def test_an_application_that_can_read_what_hops_take_and_no_more_is_clean() -> None:
    hop = declared(EMAIL, VENDOR.dataset("T").field("mail"))
    reads = grants((READER, PERSON), (READER, EMAIL))
    assert found("surplus-access", *app(), acts(READER, "admitted"), hop, reads, *PEOPLE) == []


def test_what_nobody_declared_to_be_needed_is_unknown_and_said_once() -> None:
    second = ORG.of_kind("application", "Mailer")
    told = [*app(second), acts(READER, "admitted"), acts(READER, "admitted", second), READS_ALL, *PEOPLE]
    (one,) = answers("surplus-access", *app(), *told)
    assert (one.severity, one.verdict, one.detail.endswith(": Loader, Mailer.")) == ("info", "unknown", True)


def test_a_hop_that_takes_the_whole_org_tells_no_surplus() -> None:
    (one,) = answers("surplus-access", *app(), acts(READER, "admitted"), declared(ORG, VENDOR), READS_ALL, *PEOPLE)
    assert (one.verdict, one.detail.startswith("A declared hop takes whatever the org has")) == ("unknown", True)


RUNS_AS = (*app(APP, ("runs-as", BOT.name)), acts(BOT, "run-as"))


def test_a_user_who_can_log_in_is_none_for_an_integration() -> None:
    (one,) = answers("human-integration-user", *RUNS_AS, holds(BOT, READER), READS_ALL, *PEOPLE)
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "Acme: user bot@acme.example")


def test_a_user_with_the_permission_or_license_of_an_integration_is_clean() -> None:
    only_api = fact(READER, "system-permission", "ApiUserOnly")
    assert found("human-integration-user", *RUNS_AS, holds(BOT, READER), only_api, *PEOPLE) == []
    licensed = fact(ADMIN, "license", "Salesforce Integration")
    assert found("human-integration-user", *RUNS_AS, holds(BOT, ADMIN), licensed, *PEOPLE) == []


def test_an_integration_whose_only_token_is_a_persons_acts_as_that_person() -> None:
    hop = declared(EMAIL, VENDOR.dataset("T").field("mail"))
    told = [*app(), acts(BOT), holds(BOT, READER), READS_ALL, *PEOPLE]
    assert found("human-integration-user", *told, hop) == [("high", "violated", "Acme: user bot@acme.example")]
    assert found("human-integration-user", *told) == []
    other = ORG.of_kind("user", "ann")
    assert found("human-integration-user", *told, hop, acts(other), holds(other, READER), *principals(other)) == []


def test_who_a_user_is_is_unknown_where_nothing_says_what_it_holds() -> None:
    assert found("human-integration-user", *RUNS_AS, *PEOPLE) == [("info", "unknown", "Acme")]
