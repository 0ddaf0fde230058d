"""Applications."""

from typing import NamedTuple


class ConnectedAppRow(NamedTuple):
    """A connected app."""

    name: str
    at: str
    label: str = ""
    scopes: tuple[str, ...] = ()
