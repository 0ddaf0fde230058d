"""Custom fields that pages, lists and rules name and no definition describes."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.relations import Schema, is_custom, retrieve_objects
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.mentions import MentionRow
from lineage.model.records import Gap

_EXAMPLES: Final = 5


def assemble_mentions(org: Org, rows: Rows) -> Iterator[Gap]:
    """A gap for each object of which custom fields are named and not defined; the fields become known with the rest."""
    schema = rows.derived(Schema)
    missing: dict[str, dict[str, MentionRow]] = {}
    for row in rows.of(MentionRow):
        for name in row.names:
            if is_custom(name) and not schema.is_defined(row.object, name):
                missing.setdefault(row.object.casefold(), {}).setdefault(name.casefold(), row)
    for named in (missing[key] for key in sorted(missing)):
        first = min(named.values(), key=lambda row: row.at)
        written = {name.casefold(): name for row in named.values() for name in row.names}
        names = sorted(written[key] for key in named)
        some = ", ".join(names[:_EXAMPLES]) + (", …" if len(names) > _EXAMPLES else "")
        yield org.gap(
            "custom field",
            f"Layouts, lists and rules name custom fields of {first.object} that are not defined here, {len(names):,} in all: {some}.",
            why="their definitions were not retrieved with the rest",
            hides="the type, formula and classification of these fields, and so whether they are personal",
            remedy=retrieve_objects((first.object, name) for name in names),
            locator=first.at,
            subject=org.dataset(first.object),
        )
