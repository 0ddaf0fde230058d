"""Code of the org."""

from typing import NamedTuple


class CodeRow(NamedTuple):
    """An Apex class or trigger, of which only the name is known."""

    kind: str
    """Apex class or Apex trigger."""
    name: str
    at: str
    status: str = ""
    """Active, Inactive or Deleted; empty where only the code itself is there."""
