"""Connected apps as applications."""

from collections.abc import Iterator

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.apps import ConnectedAppRow
from lineage.model.records import Application


def assemble_apps(org: Org, rows: Rows) -> Iterator[Application]:
    """An application for every connected app."""
    for row in rows.of(ConnectedAppRow):
        yield Application(
            id=org.id.of_kind("application", row.name),
            subtype="connected app",
            label=row.label,
            scopes=row.scopes,
            evidence=org.said(row.at),
        )
