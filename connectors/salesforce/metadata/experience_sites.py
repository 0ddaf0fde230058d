"""Sites: visitors, members, and what sharing rules open to visitors."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.experience_sites import GuestRuleRow, NetworkRow, SiteRow
from lineage.reading.xml import Element, children, descend, leaves, text

_NETWORK: Final = (
    "allowInternalUserLogin",
    "enableGuestChatter",
    "enableGuestFileAccess",
    "enableGuestMemberVisibility",
    "enableMemberVisibility",
)
_SITE: Final = (
    "allowGuestPaymentsApi",
    "allowStandardLookups",
    "allowStandardSearch",
    "browserXssProtection",
    "cachePublicVisualforcePagesInProxyServers",
    "clickjackProtectionLevel",
    "contentSniffingProtection",
    "enableAuraRequests",
    "referrerPolicyOriginWhenCrossOrigin",
    "requireHttps",
)


def read_network(document: Document) -> Iterator[Row]:
    """An Experience Cloud site."""
    said = leaves(document.root)
    yield NetworkRow(
        document.name,
        document.at(),
        site=said.get("site", ""),
        status=said.get("status", ""),
        profiles=_members(document.root, "profile"),
        permission_sets=_members(document.root, "permissionSet"),
        self_registration=flag(said.get("selfRegistration")),
        self_registered=said.get("selfRegProfile", ""),
        says=_rules(said, _NETWORK),
    )


def _members(root: Element, sort: str) -> tuple[str, ...]:
    return tuple(text(element) for element in descend(root, "networkMemberGroups", sort) if text(element))


def _rules(said: dict[str, str], names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, said[name]) for name in names if said.get(name))


def read_site(document: Document) -> Iterator[Row]:
    """A site that serves pages."""
    said = leaves(document.root)
    yield SiteRow(
        document.name,
        document.at(),
        label=said.get("masterLabel", ""),
        active=flag(said.get("active")),
        guest_profile=said.get("guestProfile", ""),
        says=_rules(said, _SITE),
    )


def read_sharing_rules(document: Document) -> Iterator[Row]:
    """The rules of an object that open records to visitors; the object is the file's name."""
    for element in children(document.root, "sharingGuestRules"):
        yield _guest_rule(document, document.name, element)


def read_guest_rule(document: Document) -> Iterator[Row]:
    """Such a rule in a file of its own; the object is the folder's name."""
    yield _guest_rule(document, document.whole, document.root)


def _guest_rule(document: Document, owner: str, element: Element) -> GuestRuleRow:
    said = leaves(element)
    return GuestRuleRow(
        document.qualified(owner),
        said.get("fullName") or document.name,
        document.at(element),
        access=said.get("accessLevel", ""),
        sites=tuple(text(guest) for guest in descend(element, "sharedTo", "guestUser") if text(guest)),
    )


_OPENED: Final = "which records visitors see who have not logged in"

READERS: Final[Readers] = {
    ("networks", "network"): Reader(
        "Network", read_network, "who the members of the site are, and whether visitors may register"
    ),
    ("sites", "site"): Reader("CustomSite", read_site, "who visitors of the site act as"),
    ("sharingRules", "sharingRules"): Reader("SharingRules", read_sharing_rules, _OPENED),
    ("sharingRules", "sharingGuestRule"): Reader("SharingGuestRule", read_guest_rule, _OPENED),
}
