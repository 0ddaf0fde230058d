"""Names in formulas of headers, claims and links, as the fields whose values go along."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.relations import Schema
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.endpoints import Merged
from lineage.model.ids import Id
from lineage.model.records import Fact, Hop, Reference
from lineage.model.verdicts import Active, Precision

SESSION: Final = "$api.session_id"
"""What stands for the session of whoever looks."""


class Merging:
    """What the names in formulas stand for."""

    def __init__(self, org: Org, rows: Rows) -> None:
        self._org = org
        self._rows = rows

    @cached_property
    def _schema(self) -> Schema:
        return Schema(self._rows)

    def fields(self, path: str, record: str = "") -> Iterator[tuple[Id, Precision]]:
        """The fields that a name stands for; `record` is the object whose record is at hand.

        Where a path through relationships cannot be followed, its first step is taken for an object.
        """
        steps = tuple(path.split("."))
        found = self._schema.find(record or steps[0], steps)
        for object, field in found.fields:
            yield self._org.dataset(object).field(field), Precision.EXACT
        for object in found.objects:
            yield self._org.dataset(object), Precision.DATASET
        if found.lost and len(steps) > 1 and not steps[0].startswith("$"):
            yield self._org.dataset(steps[0]).field(steps[-1]), Precision.EXACT

    def hops(self, merged: Iterable[Merged], target: Reference, channel: Id, active: Active) -> Iterator[Fact | Hop]:
        """The fields that a header, a parameter or a claim is filled with go where the channel leads."""
        for one in merged:
            said = self._org.said(one.at)
            yield Fact(subject=channel, name="merge-fields-sent", value=f"{one.into} {one.path}", evidence=said)
            for source, precision in self.fields(one.path):
                yield Hop(source=source, target=target, channel=channel, active=active, precision=precision, evidence=said)
