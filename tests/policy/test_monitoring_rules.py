"""Rules about what the org notices."""

import pytest

from tests.policy.org import ADMIN, BOT, ORG, answers, fact, found, holds, principals, setting

EXPORT, LOG = "unwatched-export", "no-event-log"
EXPORTS = (fact(ADMIN, "system-permission", "ExportReport"), *principals(ADMIN))
POLICIES, LOGS = "Event.enableTransactionSecurityPolicies", "Event.enableEventLogGeneration"


def test_an_export_that_no_active_policy_watches_is_a_finding_with_who_may() -> None:
    idle = fact(ORG, "transaction-security", "ReportEvent: not active, block (Large)")
    (one,) = answers(EXPORT, idle, *EXPORTS, *principals(BOT), holds(BOT, ADMIN))
    assert (one.severity, one.verdict, one.where) == ("high", "violated", "Acme")
    assert one.detail == (
        "No active policy watches exports. What is here: ReportEvent: not active, block (Large). Export Reports is given by Admin, "
        "1 user. The org holds ssn (1), email (1), not classified (1)."
    )


@pytest.mark.parametrize(
    ("policy", "is_clean"),
    [
        ("ReportEvent: active, block (Large)", True),
        ("DataExport Lead: active, notify (Leads)", True),
        ("ReportEvent: active, does nothing (Large)", False),
        ("LoginEvent: active, block (Logins)", False),
    ],
)
def test_a_policy_has_to_watch_a_way_out_and_do_something(policy: str, is_clean: bool) -> None:
    assert (found(EXPORT, fact(ORG, "transaction-security", policy), *EXPORTS) == []) is is_clean


def test_policies_that_are_switched_off_as_a_whole_watch_nothing() -> None:
    policy = fact(ORG, "transaction-security", "ReportEvent: active, block (Large)")
    assert found(EXPORT, policy, setting(POLICIES, "false"), *EXPORTS) == [("high", "violated", "Acme")]


def test_whether_exports_are_watched_is_unknown_where_no_policy_was_read() -> None:
    (one,) = answers(EXPORT, *EXPORTS)
    assert (one.severity, one.verdict, one.effort) == ("info", "unknown", "one command")
    assert one.detail.endswith("Export Reports is given by Admin.")


def test_an_org_without_logs_or_with_logs_that_may_go_is_a_finding() -> None:
    assert found(LOG, setting(LOGS, "false")) == [("high", "violated", "Acme")]
    (one,) = answers(LOG, setting(LOGS, "true"), setting("Event.enableDeleteMonitoringData", "true"))
    assert one.detail.startswith("`Event.enableDeleteMonitoringData` is true: logs may be deleted.")


def test_an_org_that_writes_logs_and_keeps_them_is_clean_and_silence_is_unknown() -> None:
    assert found(LOG, setting(LOGS, "true"), setting("Event.enableDeleteMonitoringData", "false")) == []
    assert found(LOG) == [("info", "unknown", "Acme")]
