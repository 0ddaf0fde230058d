"""The org itself: its names, what its logs show, how logins came, and who changed rights lately."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble import Org as Told
from connectors.salesforce.exports.platform_ids import is_platform_id, long_id
from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.question import Question, text
from lineage.model.facts import FactName
from lineage.model.records import Fact, System

ORGANIZATION: Final = Question(
    "Organization",
    ("Id", "OrganizationType", "InstanceName", "IsSandbox", "NamespacePrefix"),
    "org",
    "whether the org is a sandbox, and its id",
    "View Setup and Configuration",
)
LOGS: Final = Question(
    "EventLogFile",
    ("EventType", "Interval", "COUNT(Id) Files"),
    "event log",
    "which kinds of logs the org keeps",
    "View Event Log Files",
    needs=("EventType",),
    is_optional=True,
)
LOGINS: Final = Question(
    "LoginHistory",
    ("TlsProtocol", "COUNT(Id) Logins"),
    "login",
    "whether logins come by old versions of TLS",
    "Monitor Login History",
    where="WHERE LoginTime = LAST_N_DAYS:30",
    needs=("TlsProtocol",),
)
CHANGES: Final = Question(
    "SetupAuditTrail",
    ("Id", "Action", "CreatedDate", "CreatedBy.Username"),
    "setup change",
    "who changed lately what users and applications may do",
    "View Setup and Configuration",
    where="WHERE CreatedDate = LAST_N_DAYS:180",
)
_ABOUT_ORG: Final = ("OrganizationType", "InstanceName", "IsSandbox", "NamespacePrefix")
_RIGHTS: Final = (
    "apexsharing",
    "authprovider",
    "certificate",
    "connectedapp",
    "cors",
    "csp",
    "customperm",
    "externalclientapp",
    "externalcred",
    "fieldlevel",
    "fls",
    "grant",
    "installedpackag",
    "insertconnectedapp",
    "integration",
    "ipwhitelist",
    "loginip",
    "manage",
    "muting",
    "namedcred",
    "oauth",
    "perm",
    "profile",
    "remoteaccess",
    "remoteproxy",
    "remotesite",
    "revoke",
    "session",
    "sharing",
    "suorgadmin",
    "transactionsecurity",
    "upgradedpackag",
    "uninstalledpackag",
)
"""What the names of actions hold that change what users, applications and addresses may."""


def ask_org(asking: Asking) -> Iterator[System | Fact]:
    """The org's other names, and what sort of org it is."""
    told = asking.told
    for row in asking.rows(ORGANIZATION):
        id, place = text(row, "Id"), ORGANIZATION.entity
        ids = (long_id(id), long_id(id)[:15]) if is_platform_id(id) else ()
        aliases = tuple(name for name in (asking.org.host, *ids) if name)
        yield System(id=told.id, kind="salesforce", aliases=aliases, evidence=told.said(place))
        for column in _ABOUT_ORG:
            if text(row, column):
                yield _fact(told, "org-setting", f"Organization.{column}={text(row, column)}", place)


def ask_history(asking: Asking) -> Iterator[Fact]:
    """Which logs there are, how logins came, and who changed rights."""
    grouped = ((LOGS, "EventType, Interval"), (LOGINS, "TlsProtocol"))
    found: list[Fact] = []
    for question, by in grouped:
        asked = asking.ask(question, group=by)
        for row in asked.rows:
            named = [text(row, column) for column in by.split(", ")]
            if named[0]:
                name: FactName = "event-log" if question is LOGS else "login-tls"
                found.append(_fact(asking.told, name, " ".join(filter(None, named)), question.entity))
    yield from found
    for row in asking.ask(CHANGES).rows:
        action = text(row, "Action")
        if any(word in action.lower() for word in _RIGHTS):
            said = (text(row, "CreatedDate").partition("T")[0], action, text(row, "CreatedBy.Username"))
            yield _fact(asking.told, "setup-change", " ".join(filter(None, said)), f"{CHANGES.entity}/{text(row, 'Id')}")


def _fact(told: Told, name: FactName, value: str, place: str) -> Fact:
    return Fact(subject=told.id, name=name, value=value, evidence=told.said(place))
