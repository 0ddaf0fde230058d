"""Salesforce to Salesforce: what shows that the org shares records with other orgs."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.partners import PartnerUseRow
from connectors.salesforce.rows.schema import FieldRow, ObjectRow
from lineage.model.records import Fact, Gap

_FIELDS: Final = frozenset({"connectionreceivedid", "connectionsentid"})
"""Only orgs in which it is switched on have these."""
_OBJECTS: Final = "partnernetwork"


def assemble_partners(org: Org, rows: Rows) -> Iterator[Fact | Gap]:
    """A fact for each thing that shows it, and one gap: which records and fields are shared, and with whom, is data."""
    uses = [*rows.of(PartnerUseRow), *_shown(rows)]
    for use in uses:
        yield Fact(
            subject=org.id, name="provides-data", value=f"Salesforce to Salesforce, by {use.by}", evidence=org.said(use.at)
        )
    if uses:
        yield org.gap(
            "salesforce to salesforce",
            f"The org shares records with other orgs: {', '.join(dict.fromkeys(use.by for use in uses))}.",
            why="connections, and the objects and fields that they publish, are data, which no metadata holds",
            hides="which fields of which records go to which org",
            remedy="Declare in a map what each connection publishes.",
            locator=min(use.at for use in uses),
            subject=org.id,
        )


def _shown(rows: Rows) -> Iterator[PartnerUseRow]:
    for field in rows.of(FieldRow):
        if field.name.casefold() in _FIELDS:
            yield PartnerUseRow(f"field {field.object}.{field.name}", field.at)
    for one in rows.of(ObjectRow):
        if one.name.casefold().startswith(_OBJECTS):
            yield PartnerUseRow(f"object {one.name}", one.at)
