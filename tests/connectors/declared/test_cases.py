"""Cases of the truth table are accepted by the functions that compile maps, and say the same from file and from memory."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from lineage.model.ids import Id
from lineage.model.records import Evidence, Hop
from lineage.reading.yaml import read_yaml
from tests.reference.random_cases import cases
from tests.semantics.cases import case_of, load_case, records_of

CASES = sorted((Path(__file__).parents[2] / "semantics").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_in_a_file_is_the_case_that_was_parsed(path: Path) -> None:
    raw = read_yaml(path).value
    assert isinstance(raw, dict)
    placed = [record.model_dump(exclude={"evidence", "id"}) for record in load_case(path).records]
    assert placed == [record.model_dump(exclude={"evidence", "id"}) for record in records_of(raw)]


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_every_random_case_is_accepted(case: dict[str, Any]) -> None:
    assert records_of(case)


def test_ids_of_a_case_are_taken_as_they_are_written() -> None:
    case = case_of({"hops": [{"from": "R/@log/J", "to": "s/a%2Fb/c#d#e"}], "trace": "s/x#y"})
    (hop,) = case.records
    assert isinstance(hop, Hop)
    assert (hop.source, hop.target) == ("R/@log/J", Id.system("s").dataset("a%2Fb/c").field("d#e"))
    assert case.trace == "s/x#y"


def test_the_rows_of_an_external_dataset_are_configured_in_a_case() -> None:
    (_, read, _) = records_of({"datasets": {"o/X": {"external": {"remote": "e/T", "map": {"f": "c"}}}}})
    assert isinstance(read, Hop)
    assert [type(one) for one in read.evidence] == [Evidence]
    assert read.evidence[0].basis.words == ("configured",)
