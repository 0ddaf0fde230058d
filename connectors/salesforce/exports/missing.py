"""Rows that name what no export holds: one gap for each sort of reference."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.container_names import some
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.sorts import Sort
from lineage.model.records import Gap

_SURFACE: Final = "export"


@dataclass
class Missing:
    """What rows name and no export holds, by who names it and what it would be."""

    named: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """Name or id, with the first place that names it."""
    sorts: dict[str, Sort] = field(default_factory=dict)
    table: str = "export"
    """What the rows of one sort are here."""

    def add(self, by: Sort, wanted: Sort, name: str, at: str) -> None:
        """A row of one sort names a row of another that is not there."""
        self.sorts[wanted.name] = wanted
        self.named.setdefault((by.name, wanted.name), {}).setdefault(name, at)

    def gaps(self, org: Org) -> Iterator[Gap]:
        """One gap for each sort of reference."""
        for (by, wanted), found in sorted(self.named.items()):
            names = sorted(found)
            yield org.gap(
                _SURFACE,
                f"Rows of {by} name rows of {wanted} that no {self.table} here holds, {len(names):,} in all: {some(names)}.",
                why=f"the {self.table} of {wanted} is missing, was made at another time, or leaves rows out",
                hides=f"{self.sorts[wanted].hides}; what names them is kept under the name or id that it gives",
                remedy=self.sorts[wanted].command,
                locator=min(found.values()),
            )
