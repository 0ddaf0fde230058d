"""What can be said of the reference without the product: it ends, and it keeps the laws of the text."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.reference import check_expectations, evaluate, parse_case
from tests.reference.answer import Evaluation
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.reference.walks import State, Trail, may_take, take

_DICTIONARY = """\
id,ca_pi_category,spi,spi_clause,breach_1798_82h
email,A,no,,conditional
ssn,A;B;L,yes,ae(1)(A),yes
ssn_last4,A;B,unclear,ae(1)(A)?,unclear
password,L,conditional,ae(1)(B),conditional
military_id,A;B,no,,yes
"""

_TWO_WORSTS = """
systems: {org: {operator: A}, p1: {operator: B}, p2: {operator: C}, t: {operator: D}}
hops:
- {from: org/C#f, to: p1/x#f, tls: true}
- {from: p1/x#f, to: t/y#f, tls: false}
- {from: org/C#f, to: p2/x#f, tls: true}
- {from: p2/x#f, to: t/y#f, tls: true}
authorizations:
- {party: B, source: org, elements: all}
- {party: D, source: p1, elements: all}
- {party: C, source: org, elements: all}
trace: org/C#f
expect:
  p1/x#f: {transit: encrypted, authorization: [authorized]}
  p2/x#f: {transit: encrypted, authorization: [authorized]}
  t/y#f:
    transit: unencrypted
    authorization: [missing]
    same_hop: false
    witness: {transit: [p1/x#f], authorization: [p2/x#f]}
"""


@pytest.fixture(scope="module")
def elements_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("dictionary") / "elements.csv"
    path.write_text(_DICTIONARY, encoding="utf-8")
    return path


def test_the_two_worsts_of_a_row_come_from_different_walks(elements_csv: Path) -> None:
    case = parse_case(_TWO_WORSTS)
    assert check_expectations(case, evaluate(case, elements_csv)) == []


def test_only_true_and_false_are_booleans() -> None:
    assert parse_case("{a: yes, b: no, c: on, d: true, e: false}") == {
        "a": "yes",
        "b": "no",
        "c": "on",
        "d": True,
        "e": False,
    }


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_every_random_case_has_an_answer(elements_csv: Path, case: Raw) -> None:
    answer = evaluate(case, elements_csv)
    assert answer.keys() == {"rows", "possible_onward", "hops", "inactive", "plain_channels", "elements"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), data=st.data())
def test_the_order_of_what_is_stated_does_not_matter(elements_csv: Path, case: Raw, data: st.DataObject) -> None:
    shuffled = dict(case)
    for key in ("hops", "authorizations"):
        shuffled[key] = data.draw(st.permutations(case.get(key, [])))
    for key in ("systems", "datasets", "elements"):
        shuffled[key] = dict(data.draw(st.permutations(list(case.get(key, {}).items()))))
    assert evaluate(shuffled, elements_csv) == evaluate(case, elements_csv)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_the_closure_is_what_the_walks_reach_one_by_one(elements_csv: Path, case: Raw) -> None:
    evaluation = Evaluation(case, elements_csv)
    origin = evaluation.names.find(evaluation.question)
    found = evaluation.walks_from(origin, evaluation.as_of).arrivals
    depth = 1 + max((len(trail) for trail in found.values()), default=0)
    shortest: dict[State, Trail] = {}
    walks: list[tuple[State, Trail]] = [
        (State(origin, evaluation.parts.start(origin), is_exact=origin.is_field, active="yes"), ())
    ]
    for _ in range(depth):
        walks = [
            (take(evaluation.graph, state, hop, evaluation.court.judge), (*trail, str(hop.target)))
            for state, trail in walks
            for hop in evaluation.graph.walkable
            if may_take(state.node, hop, origin)
        ]
        assume(len(walks) < 5_000)
        for state, trail in walks:
            shortest[state] = min(trail, shortest.get(state, trail), key=lambda one: (len(one), one))
    assert shortest == found
