"""The nearest names: those that difflib finds, and as fast in an org of half a million fields."""

import random
import time
from collections.abc import Callable
from difflib import SequenceMatcher

import pyarrow as pa
import pytest

from lineage.analysis.nearest import nearest
from lineage.analysis.select import find_node
from lineage.columns import SCHEMAS, Kind, Tables
from lineage.errors import UnknownName
from lineage.graph.lineage_graph import LineageGraph

_WORDS = (
    "Account",
    "Contact",
    "Invoice",
    "Customer",
    "Region",
    "Status",
    "Amount",
    "Email",
    "Street",
    "Legacy",
    "Birth",
    "Salary",
)
_DATA = (Kind.FIELD, Kind.DATASET, Kind.SYSTEM)
_SECONDS = 5.0
"""Asking difflib of every name takes a minute."""


def org(datasets: int, fields: int) -> LineageGraph:
    """An org with so many datasets, and so many fields in each."""
    chosen = random.Random(7)  # noqa: S311 - the same names every time; nothing is secret
    nodes = [("salesforce://big", Kind.SYSTEM, "")]
    for number in range(datasets):
        dataset = f"salesforce://big/{''.join(chosen.choices(_WORDS, k=3))}{number}__c"
        nodes.append((dataset, Kind.DATASET, "salesforce://big"))
        names = {"_".join(chosen.choices(_WORDS, k=3)) + f"{at}__c" for at in range(fields)}
        nodes += [(f"{dataset}#{name}", Kind.FIELD, dataset) for name in names]
    nodes.sort()
    rows = {id: row for row, (id, _, _) in enumerate(nodes)}
    columns = {
        "id": [id for id, _, _ in nodes],
        "kind": [int(kind) for _, kind, _ in nodes],
        "parent": [rows.get(parent, -1) for _, _, parent in nodes],
        **{name: [""] * len(nodes) for name in ("subtype", "label", "platform_id", "detail")},
        "bases": [2] * len(nodes),
    }
    return LineageGraph(Tables({"nodes": pa.table(columns, schema=SCHEMAS["nodes"])}))


@pytest.fixture(scope="module")
def small() -> LineageGraph:
    return org(20, 40)


@pytest.fixture(scope="module")
def large() -> LineageGraph:
    return org(5_000, 100)


def fields(graph: LineageGraph) -> list[str]:
    ids = (graph.id(row) for row in graph.rows_of_kind(Kind.FIELD).tolist())
    return [f"{id.path}.{id.field_name}" for id in ids]


def cut_short(name: str) -> str:
    return name[:-1]


def misspelt(name: str) -> str:
    return name.replace("_", "", 1)


def shouted(name: str) -> str:
    return f"x{name.upper()}"


def without_its_dataset(name: str) -> str:
    return name.partition(".")[2]


def unlike(name: str) -> str:
    return "Nope.c"


def one_letter(name: str) -> str:
    return "c"


@pytest.mark.parametrize("at", [3, 77, 400, 799])
@pytest.mark.parametrize("slip", [cut_short, misspelt, shouted])
def test_the_first_is_the_one_that_difflib_finds_nearest(small: LineageGraph, at: int, slip: Callable[[str], str]) -> None:
    wanted = slip(fields(small)[at])
    by_difflib = max(fields(small), key=lambda name: SequenceMatcher(None, name.casefold(), wanted.casefold()).ratio())
    names, alike = nearest(small, wanted, _DATA)
    assert (names[0], alike) == (by_difflib, True)


def test_a_field_of_that_name_in_another_dataset_is_near(small: LineageGraph) -> None:
    name = fields(small)[5]
    assert name in nearest(small, f"Zzz__c.{name.partition('.')[2]}", _DATA)[0]


def test_what_is_like_nothing_says_so_and_still_names_some(small: LineageGraph) -> None:
    names, alike = nearest(small, "Nope.x", _DATA)
    assert (len(names), alike) == (3, False)


def test_only_names_of_the_kind_are_near(small: LineageGraph) -> None:
    datasets = {small.id(row).path for row in small.rows_of_kind(Kind.DATASET).tolist()}
    assert set(nearest(small, fields(small)[0], (Kind.DATASET,))[0]) <= datasets


@pytest.mark.parametrize("slip", [cut_short, without_its_dataset, unlike, one_letter])
def test_half_a_million_fields_are_answered_at_once(large: LineageGraph, slip: Callable[[str], str]) -> None:
    name = fields(large)[123_456]
    started = time.perf_counter()
    with pytest.raises(UnknownName):
        find_node(large, slip(name))
    assert time.perf_counter() - started < _SECONDS


@pytest.mark.parametrize("ending", ["", "#", ".", "/", "Contact."])
def test_a_name_that_ends_with_nothing_is_answered_at_once(large: LineageGraph, ending: str) -> None:
    started = time.perf_counter()
    with pytest.raises(UnknownName):
        find_node(large, ending)
    assert time.perf_counter() - started < _SECONDS
