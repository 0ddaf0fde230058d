"""Records that are shared with other orgs."""

from typing import NamedTuple


class PartnerUseRow(NamedTuple):
    """Something shares records by Salesforce to Salesforce."""

    by: str
    """What does, in words."""
    at: str
