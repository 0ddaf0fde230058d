"""Remote sites, trusted sites and origins as channels: they permit hops, and are none themselves."""

from collections.abc import Iterator

from connectors.salesforce.assemble.endpoints import activity, is_told, peer, unverified, without_host
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.browser import CrossOriginRow, TrustedSiteRow
from connectors.salesforce.rows.endpoints import RemoteSiteRow
from lineage.model.records import Channel, Fact, Gap


def assemble_remote_sites(org: Org, rows: Rows) -> Iterator[Channel | Fact | Gap]:
    """A channel for every remote site."""
    for row in rows.of(RemoteSiteRow):
        id = org.channel("remote-site", row.name)
        evidence = org.said(row.at)
        yield Channel(
            id=id,
            subtype="remote site",
            url=row.address.shown,
            transit=row.address.travels,
            active=activity(row.active),
            peer=peer(row.address, row.name),
            evidence=evidence,
        )
        if row.protocol_security_off:
            yield Fact(subject=id, name="protocol-security-off", evidence=evidence)
        yield from unverified(org, id, row.address, row.at)
        if not row.address.host:
            yield without_host(org, "remote site", row.name, row.at, id)


def assemble_trusted_sites(org: Org, rows: Rows) -> Iterator[Channel | Fact | Gap]:
    """A channel for every site that pages may load from or send to."""
    for row in rows.of(TrustedSiteRow):
        id = org.channel("trusted-site", row.name)
        yield Channel(
            id=id,
            subtype="trusted site",
            url=row.address.shown,
            transit=row.address.travels,
            active=activity(row.active),
            peer=peer(row.address, row.name),
            evidence=org.said(row.at),
        )
        yield Fact(subject=id, name="browser-allowed", value=_allowed(row), evidence=org.said(row.at))
        if not row.address.host:
            yield without_host(org, "trusted site", row.name, row.at, id)


def _allowed(row: TrustedSiteRow) -> str:
    """What for, and on which pages: `connect, img on All`."""
    what = "not stated" if row.directives is None else ", ".join(row.directives) or "nothing"
    return f"{what} on {row.context}" if row.context else what


def assemble_cross_origins(org: Org, rows: Rows) -> Iterator[Channel | Fact | Gap]:
    """A channel for every origin whose scripts may call the org."""
    for row in rows.of(CrossOriginRow):
        id = org.channel("cross-origin", row.name)
        yield Channel(
            id=id,
            subtype="cross origin",
            url=row.address.shown,
            transit=row.address.travels,
            peer=peer(row.address, row.name),
            evidence=org.said(row.at),
        )
        yield Fact(subject=id, name="cross-origin-allowed", evidence=org.said(row.at))
        if not is_told(row.address):
            yield without_host(org, "cross origin", row.name, row.at, id)
