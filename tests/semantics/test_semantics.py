"""The truth table: cases labelled by hand, answered by the product from every store and by the reference."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lineage.model.elements import load_elements
from tests.reference import check_expectations, evaluate, parse_case
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.semantics.answer import STORES, Answer, Store, answer
from tests.semantics.cases import case_of, load_case

CASES = sorted(Path(__file__).parent.glob("*.yaml"))


@pytest.fixture(scope="session")
def elements_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's dictionary in the columns that the reference reads."""
    path = tmp_path_factory.mktemp("dictionary") / "elements.csv"
    rows = (
        f"{element.id},{';'.join(sorted(element.categories))},{element.spi},{element.clause},{element.breach}"
        for element in load_elements().values()
    )
    path.write_text("\n".join(["id,ca_pi_category,spi,spi_clause,breach_1798_82h", *rows]), encoding="utf-8")
    return path


def differences(product: Answer, reference: Answer) -> list[str]:
    """The places where two answers differ, each with both values."""
    return sorted(_differ("", product, reference))


def _differ(where: str, product: object, reference: object) -> Iterator[str]:
    if isinstance(product, dict) and isinstance(reference, dict):
        for key in product.keys() | reference.keys():
            yield from _differ(f"{where}/{key}", product.get(key, "absent"), reference.get(key, "absent"))
    elif product != reference:
        yield f"{where}: product {product!r}, reference {reference!r}"


def test_there_are_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_product_meets_the_labels(path: Path, store: Store) -> None:
    assert check_expectations(parse_case(path.read_text(encoding="utf-8")), answer(load_case(path), store)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_product_answers_labelled_cases_as_the_reference_does(path: Path, elements_csv: Path) -> None:
    assert differences(answer(load_case(path)), evaluate(parse_case(path.read_text(encoding="utf-8")), elements_csv)) == []


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(case=cases())
def test_the_product_answers_random_cases_as_the_reference_does(elements_csv: Path, case: Raw) -> None:
    assert differences(answer(case_of(case)), evaluate(case, elements_csv)) == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_every_store_gives_the_same_answer(case: Raw) -> None:
    one = case_of(case)
    assert differences(answer(one, "memory"), answer(one, "columns")) == []
