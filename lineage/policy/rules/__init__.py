"""Every rule, in the order in which they are documented."""

from lineage.policy.findings import Rule
from lineage.policy.rules import (
    applications,
    at_rest,
    boundary,
    coverage,
    external_data,
    monitoring,
    outsiders,
    principals,
    secrets,
    sessions,
    tokens,
)

RULES: tuple[Rule, ...] = (
    *boundary.RULES,
    *outsiders.RULES,
    *principals.RULES,
    *applications.RULES,
    *tokens.RULES,
    *external_data.RULES,
    *at_rest.RULES,
    *monitoring.RULES,
    *sessions.RULES,
    *secrets.RULES,
    *coverage.RULES,
)
