from pathlib import Path

import pytest

from connectors.salesforce.rows.org_settings import FORMER_NAMES, ORG_SETTINGS
from lineage.model.records import Fact, System
from tests.connectors.salesforce.rights import facts
from tests.connectors.salesforce.writing import ORG, harvested, of, tag, write, xml


def settings(name: str, *body: str) -> dict[str, str | bytes]:
    """A file of settings."""
    return {f"settings/{name}.settings": xml(f"{name}Settings", *body)}


def test_known_settings_are_facts_of_the_org_and_others_are_not(tmp_path: Path) -> None:
    content = settings(
        "Security",
        tag("enableRequireHttpsConnection", "true"),
        tag("unheardOf", "true"),
        tag("passwordPolicies", minimumPasswordLength="8", passwordAssistanceMessage="call 555"),
        tag("sessionSettings", sessionTimeout="TwoHours", lockSessionsToIp="false", logoutURL="https://a.example"),
    )
    assert facts(harvested(write(tmp_path, content))) == [
        "the org org-setting Security.enableRequireHttpsConnection=true",
        "the org org-setting Security.passwordPolicies.minimumPasswordLength=8",
        "the org org-setting Security.sessionSettings.lockSessionsToIp=false",
        "the org org-setting Security.sessionSettings.sessionTimeout=TwoHours",
        "the org session-timeout 120",
    ]


def test_trusted_ranges_are_told_and_shut_nobody_out(tmp_path: Path) -> None:
    content = settings("Security", tag("networkAccess", tag("ipRanges", start="10.0.0.1", end="10.0.0.9")))
    assert facts(harvested(write(tmp_path, content))) == ["the org org-setting Security.networkAccess=10.0.0.1-10.0.0.9"]


def test_what_is_no_word_of_the_platform_is_no_value(tmp_path: Path) -> None:
    content = settings("Event", tag("enableStreamingApi", "see mail of me@acme.example"), "<enableLoginForensics/>")
    assert facts(harvested(write(tmp_path, content))) == []


def test_the_preferences_of_old_orgs_are_known_by_their_new_names(tmp_path: Path) -> None:
    content = settings(
        "OrgPreference",
        tag("preferences", settingName="LoginForensicsEnabled", settingValue="true"),
        tag("preferences", settingName="Translation", settingValue="true"),
    )
    assert facts(harvested(write(tmp_path, content))) == ["the org org-setting Event.enableLoginForensics=true"]
    assert set(FORMER_NAMES.values()) <= set(ORG_SETTINGS)


def test_the_domain_is_another_name_of_the_org(tmp_path: Path) -> None:
    write(tmp_path, settings("MyDomain", tag("myDomainName", "Acme"), tag("doesApiLoginRequireOrgDomain", "true")))
    aliases = {alias for one in of(System, harvested(tmp_path)) if one.id == ORG for alias in one.aliases}
    assert "acme.my.salesforce.com" in aliases


def test_the_page_lists_every_setting_that_is_read_and_what_it_means() -> None:
    page = (Path(__file__).parents[3] / "docs" / "salesforce-metadata.md").read_text(encoding="utf-8")
    assert [name for name, says in ORG_SETTINGS.items() if f"| `{name}` | {says} |" not in page] == []


def policy(*body: str) -> dict[str, str | bytes]:
    """A transaction security policy."""
    return {"transactionSecurityPolicies/Watch.transactionSecurityPolicy": xml("TransactionSecurityPolicy", *body)}


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            policy(tag("action", block="true", endSession="false"), tag("active", "true"), tag("eventName", "ReportEvent")),
            "ReportEvent: active, block (Watch)",
        ),
        (
            policy(
                tag("action", tag("notifications", inApp="true"), block="false", twoFactorAuthentication="true"),
                tag("active", "false"),
                tag("eventType", "DataExport"),
                tag("resourceName", "Lead"),
            ),
            "DataExport Lead: not active, ask for a second proof, notify (Watch)",
        ),
        (policy(), "unknown event: unknown whether active, does nothing (Watch)"),
    ],
)
def test_a_policy_says_what_it_watches_and_whether_it_is_active(tmp_path: Path, files: dict[str, str | bytes], says: str) -> None:
    assert facts(harvested(write(tmp_path, files))) == [f"the org transaction-security {says}"]


def test_sandboxes_are_known_by_the_hosts_that_addresses_name(tmp_path: Path) -> None:
    hosts = (
        "acme--uat.sandbox.my.salesforce.com",
        "acme--dev.cs12.my.salesforce.com",
        "acme.my.salesforce.com",
        "acme--c.visual.force.com",
    )
    files: dict[str, str | bytes] = {
        f"remoteSiteSettings/S{at}.remoteSite": xml("RemoteSiteSetting", tag("url", f"https://{host}"))
        for at, host in enumerate(hosts)
    }
    found = [(fact.subject, fact.value) for fact in of(Fact, harvested(write(tmp_path, files))) if fact.name == "sandbox"]
    assert found == [(ORG, "acme--dev.cs12.my.salesforce.com"), (ORG, "acme--uat.sandbox.my.salesforce.com")]
