"""An org in memory: it answers the queries that are sent from plain rows, and refuses or falls short on demand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.salesforce.live.org import ALL, Answer, Refused, Short, Stopped
from connectors.salesforce.live.question import text, value

_QUERY = re.compile(r"SELECT (?P<columns>.+?) FROM (?P<entity>\w+)(?: WHERE (?P<where>.+?))?(?: GROUP BY (?P<group>.+))?")
_ONE_OF = re.compile(r"([\w.]+) IN \((.*)\)")
_EQUAL = re.compile(r"([\w.]+) (=|!=) (.+)")
_DAYS = re.compile(r"LAST_N_DAYS:\d+")

FORBIDDEN = re.compile(
    r"\b(AccessToken|DeleteToken|RequestToken|SecretValue|Password|OauthRefreshToken|OauthToken|AwsAccessSecret|ConsumerSecret"
    r"|FIELDS\(ALL\))(,| FROM)",
    re.IGNORECASE,
)
"""Columns that are a secret."""


@dataclass
class MemoryOrg:
    """Rows by table, with what is wrong on demand."""

    tables: Mapping[str, Sequence[Answer]]
    described: Mapping[str, Answer] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    """Error codes, by table, object or path."""
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Columns that the user may not see, by table."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """How many rows of a table are left out of answers and still counted."""
    silent: Mapping[str, int] = field(default_factory=dict)
    """How many rows of a table an answer gives at most, without a word."""
    stops_after: int | None = None
    """The call after which the org answers no more."""
    resources: Mapping[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    calls: int = 0
    version: str = "66.0"
    host: str = "acme.my.salesforce.com"

    def query(self, soql: str) -> Iterator[Answer]:
        """The rows of a query."""
        self._call(soql)
        rows, entity = self._answer(soql)
        yield from rows[: self.silent.get(entity, len(rows))]
        if entity in self.lost:
            raise Short(len(rows), len(rows) + self.lost[entity])

    def tooling(self, soql: str) -> Iterator[Answer]:
        """The same."""
        return self.query(soql)

    def keyset(self, soql: str, key: str = "Id", *, tooling: bool = False) -> Iterator[Answer]:
        """The same."""
        assert key in soql
        return self.query(soql)

    def count(self, entity: str, where: str = "") -> int:
        """How many rows there are."""
        self._call(f"COUNT {entity}")
        self._refuse(entity)
        return sum(1 for row in self.tables.get(entity, ()) if _holds(row, where)) + self.lost.get(entity, 0)

    def objects(self) -> Sequence[Answer]:
        """The objects that are described."""
        self._call("sobjects")
        self._refuse("sobjects")
        return [{**told, "name": name} for name, told in self.described.items()]

    def describes(self, names: Sequence[str], since: Mapping[str, str] = ALL) -> Iterator[tuple[str, Answer | Refused | None]]:
        """How objects and tables are described."""
        for start in range(0, len(names), 25):
            self._call("describes")
            for name in names[start : start + 25]:
                if f"describe {name}" in self.refused:
                    yield name, Refused(self.refused[f"describe {name}"])
                elif name in self.described:
                    yield name, self.described[name]
                else:
                    yield name, self._table(name)

    def many(self, queries: Sequence[str], *, tooling: bool = False) -> Iterator[Sequence[Answer] | Refused]:
        """The answers to several queries in one call."""
        assert len(queries) <= 5
        self._call("many")
        for soql in queries:
            self.asked.append(soql)
            try:
                yield self._answer(soql)[0]
            except Refused as refused:
                yield refused

    def get(self, path: str) -> object:
        """Another resource."""
        self._call(path)
        self._refuse(path)
        described = re.fullmatch(r"tooling/sobjects/(\w+)/describe", path)
        if described:
            return self._table(described[1])
        if path not in self.resources:
            raise Refused("NOT_FOUND")
        return self.resources[path]

    def _call(self, what: str) -> None:
        if self.stops_after is not None and self.calls >= self.stops_after:
            raise Stopped("the org takes no more calls today")
        self.calls += 1
        self.asked.append(what)

    def _refuse(self, name: str) -> None:
        if name in self.refused:
            raise Refused(self.refused[name])

    def _table(self, entity: str) -> Answer:
        """What columns the rows of a table have."""
        self._refuse(entity)
        names = {name for row in self.tables.get(entity, ()) for name in row} - self.hidden.get(entity, frozenset())
        return {"fields": [{"name": name, "relationshipName": name} for name in sorted(names)]}

    def _answer(self, soql: str) -> tuple[list[Answer], str]:
        assert not FORBIDDEN.search(soql), soql
        found = _QUERY.fullmatch(soql)
        assert found, soql
        entity = found["entity"]
        self._refuse(entity)
        if entity not in self.tables:
            raise Refused("INVALID_TYPE")
        columns = [column.split(" ")[0] for column in found["columns"].split(", ")]
        if self.hidden.get(entity, frozenset()) & {column.split(".")[0] for column in columns}:
            raise Refused("INVALID_FIELD")
        rows = [row for row in self.tables[entity] if _holds(row, found["where"] or "")]
        if found["group"]:
            by = found["group"].split(", ")
            return [
                dict(zip(by, key, strict=True)) for key in sorted({tuple(text(row, one) for one in by) for row in rows})
            ], entity
        return [_shown(row, columns) for row in rows], entity


def _shown(row: Answer, columns: Sequence[str]) -> Answer:
    """A row with the columns that are asked for, as the interface nests them."""
    shown: dict[str, object] = {"attributes": {"type": "?"}}
    for column in columns:
        first, _, rest = column.partition(".")
        held = shown.get(first)
        if not rest:
            shown[first] = row.get(first)
        elif isinstance(row.get(first), Mapping):
            shown[first] = {**(held if isinstance(held, dict) else {}), rest: value(row, column)}
        else:
            shown[first] = None
    return shown


def _holds(row: Answer, where: str) -> bool:
    return all(_is_so(row, condition) for condition in where.split(" AND ") if condition)


def _is_so(row: Answer, condition: str) -> bool:
    listed = _ONE_OF.fullmatch(condition)
    if listed:
        return text(row, listed[1]) in [one.strip("'") for one in listed[2].split(", ")]
    equal = _EQUAL.fullmatch(condition)
    assert equal, condition
    if _DAYS.fullmatch(equal[3]):
        return True
    wanted = "" if equal[3] == "null" else equal[3].strip("'")
    return (text(row, equal[1]) == wanted) == (equal[2] == "=")
