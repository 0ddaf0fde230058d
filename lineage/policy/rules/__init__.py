"""Every rule, in the order in which they are documented."""

from lineage.policy.findings import Rule
from lineage.policy.rules import boundary, coverage, declared, secrets, surroundings

RULES: tuple[Rule, ...] = (
    *boundary.RULES,
    *surroundings.RULES,
    *declared.RULES,
    *secrets.RULES,
    *coverage.RULES,
)
