"""What could not be read."""

from typing import NamedTuple


class UnreadRow(NamedTuple):
    """A component that the source holds or names, and that could not be read."""

    type: str
    """Empty where it may be of any type."""
    at: str
    component: str = ""
    """The type of the component that it is or is a part of, where that is known."""
    name: str = ""
    """The name of that component."""
