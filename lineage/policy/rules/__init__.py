"""Every rule, in the order in which they are documented."""

from lineage.policy.findings import Rule
from lineage.policy.rules import boundary, coverage

RULES: tuple[Rule, ...] = (*boundary.RULES, *coverage.RULES)
