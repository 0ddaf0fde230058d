"""Every rule, in the order in which they are documented."""

from lineage.policy.findings import Rule
from lineage.policy.rules import boundary, coverage, secrets

RULES: tuple[Rule, ...] = (*boundary.RULES, *secrets.RULES, *coverage.RULES)
