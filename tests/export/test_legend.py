"""Legends explain what is there, and always the unknown."""

import pytest

from lineage.export.legend import legend
from lineage.export.verdict import State, explained
from tests.export.flows import hop

_ALWAYS = {"? unknown (dotted: transit)", "trust boundary of a System", "job ×hops", "sync ×3"}
FINE = hop("a|T|f", "b|U|g", "j")
MISSING = hop("a|T|f", "b|U|g", "j", authorization=["missing"])


def words(*hops: object) -> set[str]:
    elements, _ = legend(5000.0, hops)  # type: ignore[arg-type]
    return {element.partition(">")[2].partition("<")[0] for element in elements if element.startswith("<text")}


@pytest.mark.parametrize(
    ("hops", "said"),
    [
        ((), set()),
        ((FINE,), {"encrypted and authorized"}),
        ((MISSING,), {"✕ not authorized: missing, expired or exceeded"}),
        ((MISSING.model_copy(update={"transit": "unencrypted"}),), {"✕ not authorized and unencrypted"}),
        ((FINE.model_copy(update={"transit": "unencrypted"}),), {"! unencrypted"}),
        ((FINE.model_copy(update={"active": "unknown"}),), {"encrypted and authorized", "possible, not known to happen"}),
        ((FINE.model_copy(update={"transit": "unknown"}),), set()),
    ],
)
def test_a_picture_explains_the_lines_that_are_in_it(hops: tuple[object, ...], said: set[str]) -> None:
    assert words(*hops) - {"sync ×3"} == said | (_ALWAYS - {"sync ×3"})


def test_states_are_explained_with_their_symbols_and_the_unknown_always() -> None:
    assert list(explained([])) == ["? unknown"]
    assert list(explained([State.UNENCRYPTED, State.FINE])) == ["encrypted and authorized", "? unknown", "! unencrypted"]
