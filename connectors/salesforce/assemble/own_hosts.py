"""The hosts that the org itself is reached at."""

from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.org_settings import DomainRow

_ENDINGS = ("my.salesforce.com", "lightning.force.com", "my.site.com", "my.salesforce-sites.com")
_OF_SANDBOX = "--"
"""What stands between the name of an org and that of its sandbox."""


def own_hosts(rows: Rows) -> tuple[str, ...]:
    """The hosts of the org's own domain, as far as the settings here name it."""
    domains = {row.name for row in rows.of(DomainRow)}
    domains |= {f"{name}.sandbox" for name in domains if _OF_SANDBOX in name}
    return tuple(sorted(f"{name}.{ending}" for name in domains for ending in _ENDINGS))
