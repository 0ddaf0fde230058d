"""What a rule says where the facts that it needs are not there: one finding for a whole surface."""

from lineage.model.ids import Id
from lineage.policy.describe import system_label
from lineage.policy.findings import Finding, View

EXPORTS = "Export it and add the source `salesforce-exports`: docs/access-exports.md has the query."
"""What opens what only records of the org tell."""


def not_told(rule: str, view: View, org: Id, detail: str, remedy: str, surface: str = "") -> Finding:
    """That a rule could not look. `surface` tells several of one rule and org apart; the remedy is what would open it."""
    return Finding(
        rule=rule,
        subject=f"{org} not told{' ' if surface else ''}{surface}",
        where=system_label(view.inquiry, org),
        detail=detail,
        systems=(org,),
        remedy=remedy,
        effort="one command" if remedy.startswith("sf ") or remedy == EXPORTS else "one correction",
    )


def retrieve(*members: str) -> str:
    """The command that retrieves what is missing."""
    return f"sf project retrieve start --metadata {' '.join(members)}"
