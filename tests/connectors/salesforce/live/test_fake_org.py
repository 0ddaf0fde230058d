"""The fake org answers queries as an org would."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.connectors.salesforce.fake_org import Asked, FakeOrg, Table, tables

ROWS: list[dict[str, Any]] = [
    {"Id": "1", "Name": "Ada", "Age": 36, "Day": "2026-11-01", "Profile": {"Name": "Admin"}, "IsActive": True},
    {"Id": "2", "Name": "Bo's", "Age": 50, "Day": "2026-11-02", "Profile": None, "IsActive": False},
    {"Id": "3", "Name": None, "Age": None, "Day": None, "Profile": {"Name": "Standard"}, "IsActive": True},
]


def answer(soql: str) -> Any:
    org = FakeOrg(data={"User": Table(ROWS)})
    headers = {"Authorization": f"Bearer {org.tokens[0]}"}
    return org.reply(Asked("GET", f"/services/data/v68.0/query/?q={quote(soql)}", headers)).body


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Name = 'Ada'", "1"),
        ("Name = 'Bo\\'s'", "2"),
        ("Name != null AND Age > 40", "2"),
        ("Name = null", "3"),
        ("Id IN ('1', '3') AND IsActive = true", "13"),
        ("Id NOT IN ('1','3')", "2"),
        ("(Id = '1' OR Id = '2') AND Age <= 36", "1"),
        ("Id = '1' OR Id = '2' AND Age <= 36", "1"),
        ("Profile.Name = 'Standard'", "3"),
        ("Name LIKE 'a%'", "1"),
        ("Day > 2026-11-01", "2"),
        ("Day = LAST_N_DAYS:30", "123"),
        ("Name > 'A' ORDER BY Name DESC", "21"),
        ("Id > '1' ORDER BY Id LIMIT 1", "2"),
        ("Id > '0' ORDER BY Id LIMIT 5 OFFSET 2", "3"),
    ],
)
def test_conditions_choose_rows(where: str, found: str) -> None:
    assert "".join(row["Id"] for row in answer(" ".join(["SELECT Id FROM User WHERE", where]))["records"]) == found


def test_related_rows_are_rows_of_their_own() -> None:
    first, second, _ = answer("select Id, profile.name from user")["records"]
    assert (first["profile"], second["profile"]) == ({"attributes": {"type": "profile"}, "name": "Admin"}, None)


def test_a_count_has_no_rows() -> None:
    assert answer("SELECT COUNT() FROM User WHERE IsActive = true") == {"totalSize": 2, "done": True, "records": []}


def test_groups_are_counted() -> None:
    rows = answer("SELECT IsActive, COUNT(Name) Names, COUNT(Id) FROM User WHERE Id != 'x' GROUP BY IsActive")["records"]
    assert [(row["IsActive"], row["Names"], row["expr1"]) for row in rows] == [(False, 1, 1), (True, 1, 2)]


@pytest.mark.parametrize("soql", ["SELECT", "SELECT Id FROM User WHERE", "SELECT Id FROM User;", "SELECT Id FROM User u x"])
def test_what_is_no_query_is_malformed(soql: str) -> None:
    assert answer(soql)[0]["errorCode"] == "MALFORMED_QUERY"


def test_a_table_is_described_by_what_it_shows() -> None:
    org = FakeOrg(
        tooling={"Flow": Table([{"Id": "1"}], columns=frozenset({"Metadata", "FullName"}), hidden=frozenset({"FullName"}))}
    )
    headers = {"Authorization": f"Bearer {org.tokens[0]}"}
    body: Any = org.reply(Asked("GET", "/services/data/v68.0/tooling/sobjects/Flow/describe", headers)).body
    assert [field["name"] for field in body["fields"]] == ["Id", "Metadata"]


def test_a_table_that_knows_all_has_null_where_a_row_lacks_a_column() -> None:
    org = FakeOrg(data={"User": Table([{"Id": "1"}], knows_all=True, hidden=frozenset({"Email"}))})
    headers = {"Authorization": f"Bearer {org.tokens[0]}"}
    bodies: list[Any] = [
        org.reply(Asked("GET", f"/services/data/v68.0/query/?q={quote(soql)}", headers)).body
        for soql in ("SELECT Id, Name FROM User", "SELECT Email FROM User")
    ]
    assert (bodies[0]["records"][0]["Name"], bodies[1][0]["errorCode"]) == (None, "INVALID_FIELD")


def test_tables_have_their_documented_caps() -> None:
    rows = [{"Id": None, "EntityDefinitionId": "01I"}]
    found = tables({"OauthToken": rows, "FieldDefinition": rows, "User": rows})
    assert [(name, table.page, table.cap, table.queries_more, bool(table.filtered_by)) for name, table in found.items()] == [
        ("OauthToken", 500, 2500, True, False),
        ("FieldDefinition", 2000, None, False, True),
        ("User", 2000, None, True, False),
    ]
