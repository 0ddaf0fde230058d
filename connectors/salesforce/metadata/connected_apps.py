"""Connected apps. Keys and secrets are never read."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.apps import ConnectedAppRow
from lineage.reading.xml import descend, leaves, text


def read_connected_app(document: Document) -> Iterator[Row]:
    """The connected app and the scopes of its tokens."""
    scopes = sorted({text(element) for element in descend(document.root, "oauthConfig", "scopes")})
    label = leaves(document.root).get("label", "")
    yield ConnectedAppRow(document.name, document.at(), label=label, scopes=tuple(scope for scope in scopes if scope))


READERS: Final[Readers] = {
    ("connectedApps", "connectedApp"): Reader(
        "ConnectedApp", read_connected_app, "a connected app and the scopes of its tokens", expected=True
    ),
}
