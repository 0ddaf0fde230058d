"""Settings of the whole org, those that matter to who reaches data and how; and the policies that watch transactions."""

import re
from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.org_settings import (
    FORMER_NAMES,
    ORG_SETTINGS,
    DomainRow,
    SecurityPolicyRow,
    SettingRow,
    TrustedRangeRow,
)
from lineage.reading.xml import Element, children, descend, leaves, local, text

_VALUE: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")
"""What the platform writes as a value; anything else is no value of a setting."""
_ACTIONS: Final = (
    ("block", "block"),
    ("endSession", "end session"),
    ("freezeUser", "freeze user"),
    ("twoFactorAuthentication", "ask for a second proof"),
)


def read_settings(document: Document) -> Iterator[Row]:
    """The settings of one file that are known; the file is named after what they are about."""
    for element in document.root:
        yield from _setting(document, f"{document.name}.{local(element)}", element)
        for inner in element:
            yield from _setting(document, f"{document.name}.{local(element)}.{local(inner)}", inner)
    for element in children(document.root, "preferences"):
        said = leaves(element)
        yield from _said(document, FORMER_NAMES.get(said.get("settingName", ""), ""), said.get("settingValue", ""), element)
    for element in descend(document.root, "networkAccess", "ipRanges"):
        said = leaves(element)
        yield TrustedRangeRow(said.get("start", ""), said.get("end", ""), document.at(element))
    for element in children(document.root, "myDomainName"):
        if text(element):
            yield DomainRow(text(element).lower(), document.at(element))


def _setting(document: Document, name: str, element: Element) -> Iterator[SettingRow]:
    yield from _said(document, name, text(element), element)


def _said(document: Document, name: str, value: str, element: Element) -> Iterator[SettingRow]:
    if name in ORG_SETTINGS and _VALUE.fullmatch(value):
        yield SettingRow(name, value, document.at(element))


def read_security_policy(document: Document) -> Iterator[Row]:
    """A transaction security policy; the older sort watches an event at a resource."""
    said = leaves(document.root)
    event = said.get("eventName") or " ".join(filter(None, (said.get("eventType"), said.get("resourceName"))))
    yield SecurityPolicyRow(document.name, document.at(), event, flag(said.get("active")), tuple(_actions(document.root)))


def _actions(root: Element) -> Iterator[str]:
    for element in children(root, "action"):
        said = leaves(element)
        yield from (word for name, word in _ACTIONS if flag(said.get(name)))
        if any(True for _ in children(element, "notifications")):
            yield "notify"


READERS: Final[Readers] = {
    ("settings", "settings"): Reader("Settings", read_settings, "settings of the whole org", also=frozenset({"*Settings"})),
    ("transactionSecurityPolicies", "transactionSecurityPolicy"): Reader(
        "TransactionSecurityPolicy", read_security_policy, "which exports and logins are watched, and stopped"
    ),
}
