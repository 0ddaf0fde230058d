"""Hosts that code may call, that browsers may load from, and that may call the org from a browser."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import address
from connectors.salesforce.rows.browser import CrossOriginRow, TrustedSiteRow
from connectors.salesforce.rows.endpoints import RemoteSiteRow
from lineage.reading.xml import leaves

_DIRECTIVES: Final = ("Connect", "Font", "Frame", "Img", "Media", "Style")
_DEVICES: Final = ("Camera", "Microphone")


def read_remote_site(document: Document) -> Iterator[Row]:
    """The remote site."""
    said = leaves(document.root)
    yield RemoteSiteRow(
        document.qualified(document.name),
        document.at(),
        address=address(said.get("url", "")),
        active=flag(said.get("isActive")),
        protocol_security_off=flag(said.get("disableProtocolSecurity")),
    )


def read_trusted_site(document: Document) -> Iterator[Row]:
    """The site that pages may load from or send to."""
    said = leaves(document.root)
    elements = {f"isApplicableTo{name}Src": name.lower() for name in _DIRECTIVES}
    elements |= {f"canAccess{name}": name.lower() for name in _DEVICES}
    stated = {word: flag(said[element]) for element, word in elements.items() if element in said}
    yield TrustedSiteRow(
        document.qualified(document.name),
        document.at(),
        address=address(said.get("endpointUrl", "")),
        active=flag(said.get("isActive")),
        context=said.get("context", ""),
        directives=tuple(word for word, on in stated.items() if on) if stated else None,
    )


def read_cross_origin(document: Document) -> Iterator[Row]:
    """The origin whose scripts may call the org."""
    yield CrossOriginRow(
        document.qualified(document.name), document.at(), address=address(leaves(document.root).get("urlPattern", ""))
    )


READERS: Final[Readers] = {
    ("remoteSiteSettings", "remoteSite"): Reader(
        "RemoteSiteSetting", read_remote_site, "a host that code may call", expected=True
    ),
    ("cspTrustedSites", "cspTrustedSite"): Reader(
        "CspTrustedSite", read_trusted_site, "a host that pages may load from or send to", expected=True
    ),
    ("corsWhitelistOrigins", "corsWhitelistOrigin"): Reader(
        "CorsWhitelistOrigin", read_cross_origin, "an origin whose scripts may call the org"
    ),
}
