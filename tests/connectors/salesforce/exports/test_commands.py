"""The page about exports, the remedies of gaps and what is read are the same queries."""

import re
from pathlib import Path

import pytest

from connectors.salesforce.exports.sorts import COUNTS, SORTS, Sort, sort_of

PAGE = Path(__file__).parents[4] / "docs" / "access-exports.md"
QUERIES = [sort for sort in SORTS if sort is not COUNTS]


@pytest.mark.parametrize("sort", QUERIES, ids=lambda sort: sort.name)
def test_the_page_has_the_very_command(sort: Sort) -> None:
    assert sort.command in PAGE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("sort", QUERIES, ids=lambda sort: sort.name)
def test_a_query_gives_what_is_read_and_is_known_by_it(sort: Sort) -> None:
    found = re.fullmatch(r"SELECT (?P<columns>.+) FROM (?P<object>\w+)", sort.query)
    assert found
    assert found["object"] == sort.name
    columns = [name.casefold() for name in found["columns"].split(", ")]
    assert sort_of(columns, f"{sort.prefix or '000'}000000000001") is sort
    assert {name for name in columns if not sort.reads(name)} <= {"id"}


def test_no_query_selects_a_secret() -> None:
    selected = " ".join(sort.query for sort in QUERIES).casefold()
    assert not [name for name in ("accesstoken", "requesttoken", "deletetoken", "secret", "password") if name in selected]


def test_every_sort_that_makes_principals_whole_is_counted_by_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    counted = re.search(r"for object in (?P<objects>[^;]+);", text)
    assert counted
    assert {"User", "PermissionSetAssignment", "ObjectPermissions", "FieldPermissions", "PermissionSetGroupComponent"} <= set(
        counted["objects"].split()
    )
