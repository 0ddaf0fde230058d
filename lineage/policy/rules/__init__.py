"""Every rule, in the order in which they are documented."""

from lineage.policy.findings import Rule
from lineage.policy.rules import (
    applications,
    at_rest,
    boundary,
    code,
    coverage,
    declarations,
    declared,
    external_data,
    middleware,
    monitoring,
    outsiders,
    principals,
    reviews,
    secrets,
    sessions,
    surroundings,
    tokens,
    unclassified,
)

RULES: tuple[Rule, ...] = (
    *boundary.RULES,
    *declarations.RULES,
    *unclassified.RULES,
    *surroundings.RULES,
    *declared.RULES,
    *outsiders.RULES,
    *principals.RULES,
    *applications.RULES,
    *tokens.RULES,
    *reviews.RULES,
    *external_data.RULES,
    *middleware.RULES,
    *at_rest.RULES,
    *monitoring.RULES,
    *sessions.RULES,
    *code.RULES,
    *secrets.RULES,
    *coverage.RULES,
)
