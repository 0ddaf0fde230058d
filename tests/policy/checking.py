"""Small maps, checked: a case's text in, the answer out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lineage.model.acceptance import Acceptance
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.records import AnyRecord, Hop, Job
from lineage.model.verdicts import Basis
from lineage.policy.check import check, view
from lineage.policy.findings import Unseen, View
from lineage.reading.yaml import parse_yaml
from tests.semantics.answer import graph_of, inquiry_of
from tests.semantics.cases import case_of


def checked(
    text: str, acceptances: Sequence[Acceptance] = (), unseen: Sequence[Unseen] = (), more: Sequence[AnyRecord] = ()
) -> CheckAnswer:
    """What `check` says of a case, with records that no case can write."""
    return check(looked_at(text, unseen, more), acceptances)


def looked_at(text: str, unseen: Sequence[Unseen] = (), more: Sequence[AnyRecord] = ()) -> View:
    """What rules look at in a case."""
    raw: Any = parse_yaml(text, "case.yaml").value
    case = case_of(raw)
    case = replace(case, records=(*case.records, *more))
    graph = graph_of(case)
    return view(graph, inquiry_of(case, graph), unseen)


def shown(text: str) -> list[AnyRecord]:
    """The records of another map, as if metadata said them."""
    raw: Any = parse_yaml(text, "force-app").value
    configured = [
        one.model_copy(update={"evidence": tuple(said.model_copy(update={"basis": Basis.CONFIGURED}) for said in one.evidence)})
        for one in case_of(raw).records
        if isinstance(one, Hop | Job)
    ]
    return list(configured)


def of_rule(answer: CheckAnswer, rule: str) -> list[FindingAnswer]:
    """The findings of one rule, in their order."""
    return [one for one in answer.findings if one.rule == rule]


def only(answer: CheckAnswer, rule: str) -> FindingAnswer:
    """The one finding of a rule."""
    (found,) = of_rule(answer, rule)
    return found


def acceptance(finding: str, select: str = "", until: str = "2099-12-31") -> Acceptance:
    """An acceptance in force."""
    return Acceptance.model_validate(
        {"finding": finding, "select": select, "owner": "ops@acme.example", "reason": "VPN", "until": until}
    )
