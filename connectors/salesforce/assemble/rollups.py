"""Roll-up summaries: values of child records, added up or compared on their parent."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.lost_references import Lost
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.relations import Schema, is_custom
from connectors.salesforce.rows.schema import FieldRow
from lineage.model.records import Hop
from lineage.model.verdicts import Precision

SUMMARY: Final = "Summary"

_TRANSFORMS: Final = {"count": "aggregate", "sum": "aggregate", "min": "derive", "max": "derive"}
"""The least and the greatest are values of one record."""


def roll_up(org: Org, row: FieldRow, schema: Schema, lost: Lost) -> Iterator[Hop]:
    """The hop of a roll-up: from the field that it reads, or from the whole child where it counts records."""
    child, _, field = (row.summarized or f"{row.summary_key.partition('.')[0]}.").partition(".")
    if not child:
        lost.follow(((row.object, row.name),), f"{row.object}.{row.name}", row.at)
        return
    if field and is_custom(field) and not schema.is_defined(child, field):
        lost.undefined(child, field, row.at)
    source = org.dataset(child)
    yield Hop(
        source=source.field(field) if field else source,
        target=org.dataset(row.object).field(row.name),
        transform=_TRANSFORMS.get(row.summary.lower(), "derive"),
        precision=Precision.EXACT if field else Precision.DATASET,
        evidence=org.said(row.at),
    )
