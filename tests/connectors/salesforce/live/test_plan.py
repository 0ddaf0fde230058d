"""What a harvest costs is told before it runs."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.salesforce import live_connector
from connectors.salesforce.live.plan import plan_from
from connectors.salesforce.live.settings import SalesforceSettings
from lineage.connector import heard_by
from tests.connectors.salesforce.live.small_org import SETTINGS, TABLES, harvested, memory_org


def test_the_plan_tells_calls_quota_and_what_is_counted() -> None:
    org = memory_org()
    plan = plan_from(org, SETTINGS)
    assert plan.calls == 64
    assert plan.lines == (
        "3 calls: descriptions of 3 objects",
        "2 calls: definitions of their fields, taken to be 60 each; 1 if one object at a time",
        "1 calls: 4 rows of User",
        "3 calls: 6 rows of PermissionSet",
        "1 calls: 5 rows of PermissionSetAssignment",
        "1 calls: 5 rows of ObjectPermissions",
        "1 calls: 5 rows of FieldPermissions",
        "1 calls: 3 rows of OauthToken",
        "1 calls: 1 active flows",
        "50 calls: applications, credentials, sites, events, policies, packages, logs, by estimate",
        "quota: 14,000 of 15,000 calls of the day are left, of which 11,000 may be used (api_reserve 20%)",
        "10 calls were made to find this out",
    )


def test_the_plan_is_near_what_the_harvest_then_takes() -> None:
    org = memory_org()
    harvested(org)
    assert abs(plan_from(memory_org(), SETTINGS).calls - org.calls) <= 5


def test_the_plan_says_what_will_not_be_seen() -> None:
    without = [{**TABLES["UserPermissionAccess"][0], "PermissionsCustomizeApplication": False}]
    plan = plan_from(memory_org(tables={"UserPermissionAccess": without}), SETTINGS)
    assert "without Customize Application, not seen: tokens of other users than itself" in plan.lines


def test_the_plan_warns_where_the_quota_is_too_small() -> None:
    limits = {"limits": {"DailyApiRequests": {"Max": 100, "Remaining": 30}}}
    plan = plan_from(memory_org(resources=limits), SETTINGS)
    assert any(line.startswith("quota: the harvest would end before it is whole") for line in plan.lines)


def test_a_plan_ends_where_the_org_stops() -> None:
    assert any("takes no more calls today" in line for line in plan_from(memory_org(stops_after=3), SETTINGS).lines)


def test_progress_is_told_to_who_listens() -> None:
    lines: list[str] = []
    with heard_by(lines.append):
        harvested()
    assert any(line.endswith(" calls: PermissionSet") for line in lines)
    assert lines[-1].endswith(" calls in all")


WANTING = [
    ({"login": "jwt", "instance_url": "https://a.my.salesforce.com"}, "username and consumer_key and private_key_path"),
    ({"login": "session", "session": "x"}, "instance_url"),
    ({"login": "client-credentials", "instance_url": "https://a.my.salesforce.com"}, "consumer_key and consumer_secret"),
]


@pytest.mark.parametrize(("said", "lacking"), WANTING)
def test_each_way_to_log_in_says_what_it_needs(said: dict[str, str], lacking: str) -> None:
    with pytest.raises(ValidationError, match=f"login {said['login']} needs {lacking}"):
        SalesforceSettings.model_validate(said)


def test_the_sf_command_needs_nothing_more() -> None:
    assert SalesforceSettings.model_validate({"login": "sf"}).sf_org == ""


def test_a_password_is_no_way_to_log_in() -> None:
    with pytest.raises(ValidationError):
        SalesforceSettings.model_validate({"login": "password", "instance_url": "https://a.my.salesforce.com"})


def test_an_address_in_plain_text_is_refused() -> None:
    with pytest.raises(ValidationError):
        SalesforceSettings.model_validate({"login": "session", "session": "x", "instance_url": "http://a.my.salesforce.com"})


def test_secrets_of_the_settings_are_not_shown() -> None:
    assert "session-of-nobody" not in repr(SETTINGS)
    assert "session-of-nobody" not in SETTINGS.model_dump_json()


def test_no_path_is_ever_taken_for_an_org(tmp_path: Path) -> None:
    assert not live_connector.detect(tmp_path)
