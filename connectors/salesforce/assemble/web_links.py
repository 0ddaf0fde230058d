"""Links and buttons: what people send away by clicking."""

from collections.abc import Iterator

from connectors.salesforce.assemble.endpoints import peer, unverified, without_host
from connectors.salesforce.assemble.merge_fields import SESSION, Merging
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.browser import WebLinkRow
from lineage.model.records import Channel, Fact, Gap, Hop
from lineage.model.verdicts import Active

_SUBTYPE = "web link"


def assemble_web_links(org: Org, rows: Rows) -> Iterator[Channel | Fact | Hop | Gap]:
    """A channel for every link that leads to another host, and a hop for each field that its address is filled with.

    Whether a link is on any page, and whether anybody clicks it, is not told.
    """
    merging = Merging(org, rows)
    for row in rows.of(WebLinkRow):
        name = f"{row.object}.{row.name}" if row.object else row.name
        id = org.channel("web-link", name)
        yield Channel(
            id=id,
            subtype=_SUBTYPE,
            url=row.address.shown,
            transit=row.address.travels,
            active=Active.UNKNOWN,
            peer=peer(row.address, name),
            evidence=org.said(row.at),
        )
        yield from unverified(org, id, row.address, row.at)
        yield from _sent(org, row, name, merging)
        if not row.address.host:
            yield without_host(org, _SUBTYPE, name, row.at, id)


def _sent(org: Org, row: WebLinkRow, name: str, merging: Merging) -> Iterator[Fact | Hop]:
    id = org.channel("web-link", name)
    for path in row.fields:
        if path.lower() == SESSION:
            yield Fact(subject=id, name="session-id-sent", value="whoever clicks it", evidence=org.said(row.at))
            continue
        for source, precision in merging.fields(path, row.object):
            yield Hop(
                source=source,
                target=peer(row.address, name),
                channel=id,
                active=Active.UNKNOWN,
                precision=precision,
                evidence=org.said(row.at),
            )
