"""How severe a finding is, and what comes first of equals."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from lineage.policy.severity import MANY, Reach, Stake, weigh

STAKES, REACHES, COUNTS = st.sampled_from(Stake), st.sampled_from(Reach), st.integers(0, 10**9)


def test_severity_by_what_is_carried_and_how_far_it_goes() -> None:
    assert {(stake.name, reach.name): weigh(stake, reach).severity.value for stake, reach in product(Stake, Reach)} == {
        ("NOTHING", "INSIDE"): "low",
        ("NOTHING", "OUT"): "medium",
        ("OPEN", "INSIDE"): "low",
        ("OPEN", "OUT"): "high",
        ("PERSONAL", "INSIDE"): "medium",
        ("PERSONAL", "OUT"): "high",
        ("SENSITIVE", "INSIDE"): "high",
        ("SENSITIVE", "OUT"): "critical",
    }


def test_what_a_thousand_people_can_have_counts_as_gone_out() -> None:
    assert weigh(Stake.PERSONAL, Reach.INSIDE, people=MANY - 1).severity == "medium"
    assert weigh(Stake.PERSONAL, Reach.INSIDE, people=MANY).severity == "high"


@given(STAKES, REACHES, COUNTS, COUNTS)
def test_more_people_never_make_it_better(stake: Stake, reach: Reach, people: int, more: int) -> None:
    few, many = weigh(stake, reach, people=people), weigh(stake, reach, people=people + more)
    assert (few.severity.rank, few.order) <= (many.severity.rank, many.order)


@given(STAKES, STAKES, REACHES, COUNTS, COUNTS, COUNTS, COUNTS)
def test_no_count_outweighs_what_is_carried(
    one: Stake, other: Stake, reach: Reach, people: int, fields: int, more_people: int, more_fields: int
) -> None:
    if one > other:
        assert (
            weigh(one, reach, people=people, fields=fields).order
            > weigh(other, reach, people=more_people, fields=more_fields).order
        )
