"""Settings of the whole org, and the policies that watch it, as facts of its System."""

from collections.abc import Iterator, Mapping
from typing import Final

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.own_hosts import own_hosts
from connectors.salesforce.assemble.permissions import SYSTEM_PERMISSION
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.org_settings import DomainRow, SecurityPolicyRow, SettingRow, TrustedRangeRow
from connectors.salesforce.rows.permissions import AccessRow
from lineage.model.records import Fact, System

_TIMEOUT: Final = "Security.sessionSettings.sessionTimeout"
_MINUTES: Final[Mapping[str, int]] = {
    "FifteenMinutes": 15,
    "ThirtyMinutes": 30,
    "SixtyMinutes": 60,
    "NinetyMinutes": 90,
    "TwoHours": 120,
    "FourHours": 240,
    "EightHours": 480,
    "TwelveHours": 720,
    "TwentyFourHours": 1440,
}
_ACTIVE: Final = {True: "active", False: "not active", None: "unknown whether active"}


def assemble_org_settings(org: Org, rows: Rows) -> Iterator[Fact | System]:
    """A fact for every known setting, trusted range and policy; the org's hosts as other names of it."""
    for row in rows.of(SettingRow):
        yield Fact(subject=org.id, name="org-setting", value=f"{row.name}={row.value}", evidence=org.said(row.at))
        if row.name == _TIMEOUT and row.value in _MINUTES:
            yield Fact(subject=org.id, name="session-timeout", value=str(_MINUTES[row.value]), evidence=org.said(row.at))
    for trusted in rows.of(TrustedRangeRow):
        value = f"Security.networkAccess={trusted.start}-{trusted.end}"
        yield Fact(subject=org.id, name="org-setting", value=value, evidence=org.said(trusted.at))
    for policy in rows.of(SecurityPolicyRow):
        yield Fact(subject=org.id, name="transaction-security", value=_policy(policy), evidence=org.said(policy.at))
    for domain in rows.of(DomainRow):
        yield System(id=org.id, kind="salesforce", aliases=own_hosts(rows), evidence=org.said(domain.at))
    yield from _exports(org, rows)


def _policy(row: SecurityPolicyRow) -> str:
    """The event, whether the policy is active, what it does, and its name."""
    does = ", ".join(row.actions) or "does nothing"
    return f"{row.event or 'unknown event'}: {_ACTIVE[row.active]}, {does} ({row.name})"


def _exports(org: Org, rows: Rows) -> Iterator[Fact]:
    """Whether somebody may export everything; schedules of exports are no metadata."""
    at = [row.at for row in rows.of(AccessRow) if row.sort == SYSTEM_PERMISSION and row.name == "DataExport"]
    if at:
        evidence = tuple(one for place in sorted(at) for one in org.said(place))
        yield Fact(subject=org.id, name="data-export", value="allowed to holders of DataExport", evidence=evidence)
