"""What could not be read."""

from typing import NamedTuple


class UnreadRow(NamedTuple):
    """A component that the source holds or names, and that could not be read."""

    type: str
    """Empty where it may be of any type."""
    at: str
