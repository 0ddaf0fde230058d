"""Sites: who may look in from outside."""

from typing import NamedTuple


class NetworkRow(NamedTuple):
    """An Experience Cloud site: who its members are, and whether visitors may register."""

    name: str
    at: str
    site: str = ""
    """The site that its pages are served by, under which visitors act."""
    status: str = ""
    """Live, UnderConstruction or DownForMaintenance."""
    profiles: tuple[str, ...] = ()
    permission_sets: tuple[str, ...] = ()
    self_registration: bool | None = None
    self_registered: str = ""
    """The profile that those get who register."""
    says: tuple[tuple[str, str], ...] = ()
    """What else it rules about visitors and members, in the platform's names."""


class SiteRow(NamedTuple):
    """A site that serves pages: who its visitors act as."""

    name: str
    at: str
    label: str = ""
    active: bool | None = None
    guest_profile: str = ""
    says: tuple[tuple[str, str], ...] = ()
    """What it rules about its pages, in the platform's names."""


class GuestRuleRow(NamedTuple):
    """A sharing rule that opens records of an object to visitors of a site."""

    object: str
    name: str
    at: str
    access: str = ""
    sites: tuple[str, ...] = ()
