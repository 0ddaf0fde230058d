"""Every rule, in the order in which they are documented."""

from lineage.policy.findings import Rule
from lineage.policy.rules import boundary, code, coverage, declarations, middleware, secrets, unclassified

RULES: tuple[Rule, ...] = (
    *boundary.RULES,
    *declarations.RULES,
    *unclassified.RULES,
    *middleware.RULES,
    *code.RULES,
    *secrets.RULES,
    *coverage.RULES,
)
