"""The hosts that the org itself is reached at."""

from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.org_settings import DomainRow

_ENDINGS = ("my.salesforce.com", "lightning.force.com", "my.site.com", "my.salesforce-sites.com")


def own_hosts(rows: Rows) -> tuple[str, ...]:
    """The hosts of the org's own domain, as far as the settings here name it."""
    return tuple(sorted({f"{row.name}.{ending}" for row in rows.of(DomainRow) for ending in _ENDINGS}))
