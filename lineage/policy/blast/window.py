"""The days of an incident."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from lineage.errors import UsageError


@dataclass(frozen=True)
class Window:
    """The days of an incident; open where nothing was said."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Raises UsageError where it ends before it begins."""
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"The incident begins on {self.since}, after its end on {self.until}; exchange the two days.")

    @property
    def words(self) -> str:
        """The days in words; empty where both ends are open."""
        match self.since, self.until:
            case None, None:
                return ""
            case since, None:
                return f" since {since}"
            case None, until:
                return f" until {until}"
            case since, until:
                return f" between {since} and {until}"


ALWAYS: Final = Window()
"""No days were asked about."""
