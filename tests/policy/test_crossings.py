"""Hops are judged in columns as each would be judged by itself, and told in short as they are in full."""

from collections.abc import Iterator
from datetime import date

from hypothesis import HealthCheck, assume, given, settings

from lineage.errors import AmbiguousName
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.answers import CheckAnswer
from lineage.model.member_lines import lines_of, locators_of, worst_lines_of
from lineage.policy.check import check, view
from lineage.policy.crossings import judge_hops
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop, severity_of
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.semantics.answer import graph_of, inquiry_of
from tests.semantics.cases import Case, case_of

many = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


def built(raw: Raw) -> tuple[Case, LineageGraph]:
    case = case_of(raw)
    try:
        return case, graph_of(case)
    except AmbiguousName:
        assume(False)
        raise


def one_by_one(inquiry: Inquiry, graph: LineageGraph) -> Iterator[JudgedHop]:
    """The crossing hops that are walked, each judged by itself."""
    for hop in graph.hops():
        if hop.crosses and inquiry.setting.options.admits(hop):
            carried = inquiry.carried(hop)
            yield JudgedHop(
                hop=hop,
                right=inquiry.hop_right(hop, inquiry.setting.as_of),
                carried=carried,
                severity=severity_of(carried, inquiry.elements),
                expires_since=first_day(inquiry, hop),
            )


def first_day(inquiry: Inquiry, hop: HopRow) -> date | None:
    """The first day after the as-of day on which the verdict differs, where today's is worse."""
    as_of, today = inquiry.setting.as_of, inquiry.setting.today or inquiry.setting.as_of
    then = inquiry.hop_right(hop, as_of)
    if inquiry.hop_right(hop, today).rank <= then.rank:
        return None
    days = (date.fromordinal(day) for day in range(as_of.toordinal() + 1, today.toordinal() + 1))
    return next(day for day in days if inquiry.hop_right(hop, day).worst != then.worst)


@many
@given(raw=cases())
def test_hops_that_are_alike_are_judged_as_each_by_itself(raw: Raw) -> None:
    case, graph = built(raw)
    judged = judge_hops(inquiry_of(case, graph), graph)
    assert list(judged) == list(one_by_one(inquiry_of(case, graph), graph))


@many
@given(raw=cases())
def test_columns_say_of_hops_what_the_hops_say(raw: Raw) -> None:
    case, graph = built(raw)
    hops = judge_hops(inquiry_of(case, graph), graph)
    said = zip(hops, hops.giving, hops.taking, *(map(int, column) for column in hops.places), hops.rank, strict=True)
    for one, giving, taking, begins, ends, rank in said:
        hop = one.hop
        assert (hops.id(int(giving)), hops.id(int(taking))) == (hop.source.namespace, hop.target.namespace)
        assert hops.id(begins) == (hop.source.owner if hop.source.is_field else hop.source)
        assert hops.id(ends) == (hop.target.owner if hop.target.is_field else hop.target)
        assert int(rank) == one.severity.rank


@many
@given(raw=cases())
def test_members_are_in_short_what_they_are_in_full(raw: Raw) -> None:
    case, graph = built(raw)
    answer = check(view(graph, inquiry_of(case, graph)))
    for one in answer.findings:
        made, evidence = tuple(one.members), tuple(one.evidence)
        assert lines_of(one.members) == lines_of(made)
        assert worst_lines_of(one.members, 2) == worst_lines_of(made, 2)
        assert locators_of(one.evidence, 2) == locators_of(evidence, 2)
        assert list(one.members[1:]) == list(made[1:])
        assert all(one.members[at] == member for at, member in enumerate(made))
    assert CheckAnswer.model_validate_json(answer.model_dump_json(by_alias=True)) == answer
