"""All rows come, each once, whatever the sizes of pages and however they are asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.salesforce.transport import batch, chain
from connectors.salesforce.transport.line import Question
from tests.connectors.salesforce.fake_org import Asked, FakeOrg, Table, tables


@dataclass
class Near:
    """An org without a network between: what is asked is answered at once."""

    org: FakeOrg
    version: str = "68.0"
    host: str = "near"

    def answer(self, question: Question) -> object:
        query = f"?q={quote(question.params['q'])}" if question.params else ""
        path = question.path if question.path.startswith("/") else f"/services/data/v68.0/{question.path}{query}"
        headers = {"Authorization": f"Bearer {self.org.tokens[0]}"}
        asked = Asked("GET" if question.body is None else "POST", path, headers, question.body)
        return json.loads(self.org.reply(asked).content())

    def quoted(self, value: str | Sequence[str]) -> str:
        return f"'{value}'" if isinstance(value, str) else f"({','.join(map(self.quoted, value))})"


def things(count: int) -> list[dict[str, object]]:
    return [{"Id": f"{number:06d}", "UserId": f"u{number % 7}"} for number in range(count)]


@settings(deadline=None)
@given(count=st.integers(0, 60), page=st.integers(1, 70))
def test_pages_of_any_size_give_all_rows_once(count: int, page: int) -> None:
    line = Near(FakeOrg(data={"Thing": Table(things(count), columns=frozenset({"Id"}), page=page)}))
    assert [row["Id"] for row in chain.rows(line, "SELECT Id FROM Thing")] == [row["Id"] for row in things(count)]


@settings(deadline=None)
@given(count=st.integers(0, 9), page=st.integers(1, 9), queries=st.integers(0, 12))
def test_any_number_of_queries_together_gives_what_each_gives_alone(count: int, page: int, queries: int) -> None:
    line = Near(FakeOrg(data={"Thing": Table(things(count), columns=frozenset({"Id"}), page=page)}))
    alone = list(chain.rows(line, "SELECT Id FROM Thing"))
    assert list(batch.many(line, ["SELECT Id FROM Thing"] * queries, tooling=False)) == [alone] * queries


@pytest.mark.parametrize("count", [0, 1, 1999, 2000, 2001, 4000, 4500])
def test_ranges_of_a_key_give_all_rows_once(count: int) -> None:
    line = Near(FakeOrg(data={"Thing": Table(things(count), columns=frozenset({"Id"}), queries_more=False)}))
    assert [row["Id"] for row in chain.keyset(line, "SELECT Id FROM Thing", "Id", tooling=False)] == [
        row["Id"] for row in things(count)
    ]


@pytest.mark.parametrize("count", [0, 2500, 2501, 6000])
def test_tokens_all_come_where_no_user_has_more_than_a_query_gives(count: int) -> None:
    held = [{"AppName": str(number), "UserId": f"u{number % 7}"} for number in range(count)]
    org = FakeOrg(data=tables({"OauthToken": held, "User": [{"Id": f"u{number}"} for number in range(7)]}, knows_all=True))
    found = [row["AppName"] for row in chain.rows(Near(org), "SELECT AppName FROM OauthToken")]
    assert sorted(map(str, found)) == sorted(row["AppName"] for row in held)
