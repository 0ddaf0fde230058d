"""What browsers may load, send and be called by."""

from typing import NamedTuple

from connectors.salesforce.rows.addresses import NOWHERE, Address


class TrustedSiteRow(NamedTuple):
    """An address that pages may load from or send to."""

    name: str
    at: str
    address: Address = NOWHERE
    active: bool | None = None
    context: str = ""
    """Which pages."""
    directives: tuple[str, ...] | None = None
    """What for: `connect`, `font`, `frame`, `img`, `media`, `style`, `camera`, `microphone`; `None` where nothing says."""


class CrossOriginRow(NamedTuple):
    """An origin whose scripts may call the org."""

    name: str
    at: str
    address: Address = NOWHERE


class WebLinkRow(NamedTuple):
    """A link or button of an object, or of a page, that leads to an address."""

    object: str
    """Empty for one of a page."""
    name: str
    at: str
    address: Address = NOWHERE
    fields: tuple[str, ...] = ()
    """What its address is filled with, as written: `Contact.Email`, `$User.Id`."""
    is_script: bool = False
    """It runs a script."""
