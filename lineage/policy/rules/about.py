"""Findings about a node: as severe as what it carries, by the places that say so."""

from collections.abc import Iterable

from lineage.graph.source import FactRow
from lineage.model.ids import Id
from lineage.policy.called import called
from lineage.policy.carried import Load
from lineage.policy.findings import Finding, View
from lineage.policy.severity import Weight


def about(rule: str, view: View, subject: Id, load: Load, weight: Weight, detail: str) -> Finding:
    """A violation by a node; what else there is to say of it, `dataclasses.replace` adds."""
    return Finding(
        rule=rule,
        verdict="violated",
        severity=weight.severity,
        order=weight.order,
        subject=subject,
        where=called(view.inquiry, subject),
        detail=detail,
        carries=load.elements,
        systems=(subject.namespace,),
    )


def places(*facts: Iterable[FactRow]) -> tuple[tuple[str, str], ...]:
    """Where facts are said, each place once."""
    said = (one for some in facts for fact in some for one in fact.evidence)
    return tuple(dict.fromkeys((one.connector, one.locator) for one in said))
