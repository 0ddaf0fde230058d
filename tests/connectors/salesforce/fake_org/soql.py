"""As much of SOQL as is asked of an org here: columns, conditions, groups with their counts, order, limit.

A range of days such as LAST_N_DAYS:30 holds for every row: the org has no clock.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Condition = Callable[[Mapping[str, Any]], bool]

_TOKEN = re.compile(r"\s*('(?:[^'\\]|\\.)*'|COUNT\([\w.]*\)|[A-Za-z_][\w.:]*|-?\d[\w.:+-]*|!=|<=|>=|<>|[=<>(),])", re.IGNORECASE)
_COUNT = re.compile(r"COUNT\(([\w.]+)\)", re.IGNORECASE)
_DAYS = re.compile(r"(?:LAST|NEXT|THIS)_\w+(?::\d+)?|TODAY|YESTERDAY", re.IGNORECASE)
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Malformed(Exception):
    """It is not SOQL that is known here."""


@dataclass(frozen=True)
class Query:
    columns: tuple[str, ...]
    entity: str
    condition: Condition
    filters: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]
    aliases: Mapping[str, str]
    """What aggregates are called, by how they are written."""
    order: tuple[tuple[str, bool], ...]
    limit: int | None
    offset: int

    @property
    def counts(self) -> bool:
        return self.columns == ("COUNT()",)

    def key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        """Which group a row is of."""
        return tuple(value_of(row, column) for column in self.groups)

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that it names."""
        chosen = () if self.counts else (counted(column) or column for column in self.columns)
        return (*chosen, *self.groups, *(column for column, _ in self.filters), *(column for column, _ in self.order))


def counted(column: str) -> str:
    """What COUNT(…) counts; empty for another column."""
    found = _COUNT.fullmatch(column)
    return found[1] if found else ""


def value_of(row: Mapping[str, Any], column: str) -> Any:
    """A row's value of a column, which may be a related row's; None where it has none."""
    if column in row:
        return row[column]
    value: Any = row
    for step in column.split("."):
        if not isinstance(value, Mapping):
            return None
        value = next((inner for key, inner in value.items() if key.casefold() == step.casefold()), None)
    return value


def parsed(soql: str) -> Query:
    return _Parser(_tokens(soql)).query()


def _tokens(soql: str) -> list[str]:
    tokens, at = [], 0
    while at < len(soql.rstrip()):
        found = _TOKEN.match(soql, at)
        if found is None:
            raise Malformed(f"unexpected token: {soql[at : at + 20]}")
        tokens.append(found[1])
        at = found.end()
    return tokens


class _Parser:
    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens, self.at = tokens, 0
        self.filters: list[tuple[str, str]] = []
        self.aliases: dict[str, str] = {}

    def query(self) -> Query:
        self.expect("SELECT")
        columns = self.columns()
        self.expect("FROM")
        entity = self.take()
        condition: Condition = self.either() if self.has("WHERE") else lambda row: True
        groups = self.groups()
        order = self.order()
        limit = int(self.take()) if self.has("LIMIT") else None
        offset = int(self.take()) if self.has("OFFSET") else 0
        if self.at != len(self.tokens):
            raise Malformed(f"unexpected token: {self.peek()}")
        return Query(
            tuple(columns), entity, condition, tuple(self.filters), tuple(groups), self.aliases, tuple(order), limit, offset
        )

    def columns(self) -> list[str]:
        columns = [self.column()]
        while self.has(","):
            columns.append(self.column())
        return ["COUNT()" if column.upper() == "COUNT()" else column for column in columns]

    def column(self) -> str:
        column = self.take()
        if counted(column):
            named = self.peek() not in (",", "") and self.peek().upper() != "FROM"
            self.aliases[column] = self.take() if named else f"expr{len(self.aliases)}"
        return column

    def groups(self) -> list[str]:
        if not self.has("GROUP"):
            return []
        self.expect("BY")
        groups = [self.take()]
        while self.has(","):
            groups.append(self.take())
        return groups

    def order(self) -> list[tuple[str, bool]]:
        if not self.has("ORDER"):
            return []
        self.expect("BY")
        order: list[tuple[str, bool]] = []
        while not order or self.has(","):
            column = self.take()
            order.append((column, self.has("DESC")))
            self.has("ASC")
        return order

    def either(self) -> Condition:
        conditions = [self.both()]
        while self.has("OR"):
            conditions.append(self.both())
        return lambda row: any(condition(row) for condition in conditions)

    def both(self) -> Condition:
        conditions = [self.single()]
        while self.has("AND"):
            conditions.append(self.single())
        return lambda row: all(condition(row) for condition in conditions)

    def single(self) -> Condition:
        if self.has("("):
            inner = self.either()
            self.expect(")")
            return inner
        column = self.take()
        if self.has("NOT"):
            self.expect("IN")
            excluded = self.values(column, "NOT IN")
            return lambda row: value_of(row, column) not in excluded
        if self.has("IN"):
            included = self.values(column, "IN")
            return lambda row: value_of(row, column) in included
        return self.compared(column)

    def compared(self, column: str) -> Condition:
        sign, said = self.take().upper(), self.take()
        value = literal(said)
        self.filters.append((column, sign))
        if _DAYS.fullmatch(said):
            return lambda row: True
        if sign == "=":
            return lambda row: bool(value_of(row, column) == value)
        if sign in ("!=", "<>"):
            return lambda row: bool(value_of(row, column) != value)
        if sign == "LIKE":
            pattern = re.compile(re.escape(str(value)).replace("%", ".*").replace("_", "."), re.IGNORECASE | re.DOTALL)
            return lambda row: pattern.fullmatch(str(value_of(row, column))) is not None
        if sign not in _COMPARISONS:
            raise Malformed(f"unexpected token: {sign}")
        compare = _COMPARISONS[sign]
        return lambda row: value_of(row, column) is not None and compare(value_of(row, column), value)

    def values(self, column: str, sign: str) -> list[Any]:
        self.filters.append((column, sign))
        self.expect("(")
        values = [literal(self.take())]
        while self.has(","):
            values.append(literal(self.take()))
        self.expect(")")
        return values

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        if self.at >= len(self.tokens):
            raise Malformed("unexpected token: <EOF>")
        self.at += 1
        return self.tokens[self.at - 1]

    def has(self, word: str) -> bool:
        if self.peek().upper() != word:
            return False
        self.at += 1
        return True

    def expect(self, word: str) -> None:
        if not self.has(word):
            raise Malformed(f"expecting {word}, found {self.peek() or '<EOF>'}")


def literal(token: str) -> Any:
    words = {"true": True, "false": False, "null": None}
    if token.startswith("'"):
        return re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), token[1:-1])
    if token.casefold() in words:
        return words[token.casefold()]
    if re.fullmatch(r"-?\d+", token):
        return int(token)
    return float(token) if re.fullmatch(r"-?\d+\.\d+", token) else token
