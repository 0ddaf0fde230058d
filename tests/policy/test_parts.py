"""What every possible origin holds is what each holds that is asked about by itself."""

from hypothesis import HealthCheck, assume, given, settings

from lineage.errors import AmbiguousName
from lineage.policy.parts import origin_parts
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.semantics.answer import graph_of, inquiry_of
from tests.semantics.cases import case_of


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(raw=cases())
def test_fields_that_are_alike_hold_what_each_holds(raw: Raw) -> None:
    case = case_of(raw)
    try:
        graph = graph_of(case)
    except AmbiguousName:
        assume(False)
    holds = origin_parts(graph, inquiry_of(case, graph))
    by_itself = inquiry_of(case, graph).holdings
    rows = holds.rows.tolist()
    assert [holds.part(row) for row in rows] == [by_itself.of(graph.id(row)) for row in rows]
