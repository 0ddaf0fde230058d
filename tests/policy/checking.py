"""Small maps, checked: a case's text in, the answer out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lineage.model.acceptance import Acceptance
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.records import AnyRecord
from lineage.policy.check import check, view
from lineage.reading.yaml import parse_yaml
from tests.semantics.answer import graph_of, inquiry_of
from tests.semantics.cases import case_of


def checked(
    text: str, acceptances: Sequence[Acceptance] = (), unseen: Sequence[str] = (), more: Sequence[AnyRecord] = ()
) -> CheckAnswer:
    """What `check` says of a case, with more records than maps can say."""
    raw: Any = parse_yaml(text, "case.yaml").value
    case = case_of(raw)
    case = replace(case, records=(*case.records, *more))
    graph = graph_of(case)
    return check(view(graph, inquiry_of(case, graph), unseen), acceptances)


def of_rule(answer: CheckAnswer, rule: str) -> list[FindingAnswer]:
    """The findings of one rule, in their order."""
    return [one for one in answer.findings if one.rule == rule]


def acceptance(finding: str, select: str = "") -> Acceptance:
    """An acceptance in force."""
    return Acceptance.model_validate(
        {"finding": finding, "select": select, "owner": "ops@acme.example", "reason": "VPN", "until": "2099-12-31"}
    )
