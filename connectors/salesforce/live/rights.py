"""Who holds what, and what that permits: the tables that exports have as well, asked of the org."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.container_names import some
from connectors.salesforce.assemble.privileges import PRIVILEGES
from connectors.salesforce.exports.reading import Reading
from connectors.salesforce.exports.sorts import (
    ASSIGNMENT,
    COMPONENT,
    FIELD,
    GROUPS,
    MUTINGS,
    OBJECT,
    PERMISSION,
    PROFILES,
    SET,
    TOKEN,
    USER,
    Sort,
)
from connectors.salesforce.live.answers import AnswerTable
from connectors.salesforce.live.asking import Asked, Asking
from connectors.salesforce.live.question import Question, one_of, packed, text
from lineage.model.records import Gap

_SETUP: Final = "View Setup and Configuration"
_OPENS: Final[Mapping[Sort, str]] = {
    ASSIGNMENT: _SETUP,
    COMPONENT: _SETUP,
    FIELD: _SETUP,
    GROUPS: _SETUP,
    MUTINGS: _SETUP,
    OBJECT: _SETUP,
    PROFILES: _SETUP,
    SET: _SETUP,
    TOKEN: "Customize Application",
    USER: f"{_SETUP}, with View All Users",
}
_SMALL: Final = (PROFILES, GROUPS, MUTINGS, SET, COMPONENT, USER, ASSIGNMENT)
_LARGE: Final = (OBJECT, FIELD)
_COUNTED: Final = (COMPONENT, USER, ASSIGNMENT, TOKEN, *_LARGE)
_CAP: Final = 2_500
"""Tokens that one query gives, without a word about more."""
_USERS: Final = 200
"""Users in one condition."""


def question_of(sort: Sort) -> Question:
    """The question that the query of a sort asks."""
    needs = tuple(next(iter(sorted(_written(sort, one)))) for one in sort.needs if _written(sort, one))
    surface = "token" if sort is TOKEN else "membership" if sort in (USER, ASSIGNMENT) else "permission"
    return Question(sort.name, sort.columns, surface, sort.hides, _OPENS[sort], needs=needs)


def _written(sort: Sort, folded: Iterable[str]) -> set[str]:
    return {column for column in sort.columns if column.casefold() in folded}


@dataclass
class Rights:
    """The tables of rights as far as the org tells them."""

    asking: Asking
    objects: tuple[str, ...] | None = None
    """The only objects whose permissions are asked for; `None` for all."""
    counts: dict[Sort, int] = field(default_factory=dict)

    def tables(self) -> tuple[AnswerTable, ...]:
        """Every table that the org tells; those of permissions are gone through while they come."""
        found = [AnswerTable(sort, asked) for sort in _SMALL if (asked := self._small(sort)).there]
        users = next((table.asked for table in found if table.sort is USER), None)
        tokens = self._tokens(users)
        found += [AnswerTable(TOKEN, tokens)] if tokens.there else []
        found += [AnswerTable(sort, asked) for sort in _LARGE if (asked := self._large(sort)).there]
        return tuple(found)

    def announce(self, reading: Reading) -> None:
        """Tell a reading, before it begins, how many rows the org has."""
        for sort, count in self.counts.items():
            if sort.name not in self.asking.short:
                reading.coverage.counts[sort.name.casefold()] = count

    def settle(self, reading: Reading) -> None:
        """When the tables were gone through: a gap for each of which rows are missing."""
        for sort, count in self.counts.items():
            received = reading.coverage.received(sort)
            if sort.name in self.asking.short:
                reading.coverage.counts.pop(sort.name.casefold(), None)
            elif received < count:
                self.asking.lack(
                    question_of(sort),
                    f"The org told {received:,} of {count:,} rows of {sort.name}.",
                    why="rows were hidden from the user, or changed while they were read",
                )

    def _small(self, sort: Sort) -> Asked:
        self._count(sort)
        question = question_of(sort)
        asked = _with_permissions(self.asking, question) if sort in (SET, MUTINGS) else self.asking.ask(question)
        return asked._replace(rows=list(asked.rows))

    def _large(self, sort: Sort) -> Asked:
        if self.objects is None:
            self._count(sort)
            return self.asking.ask(question_of(sort))
        packs = [self.objects[start : start + _USERS] for start in range(0, len(self.objects), _USERS)]
        asked = [self.asking.ask(question_of(sort), one_of("SobjectType", pack)) for pack in packs]
        there = [one for one in asked if one.there]
        return Asked(there[0].columns, (row for one in there for row in one.rows)) if there else Asked((), iter(()), there=False)

    def _count(self, sort: Sort) -> int | None:
        count = self.asking.count(question_of(sort)) if sort in _COUNTED else None
        if count is not None:
            self.counts[sort] = count
        return count

    def _tokens(self, users: Asked | None) -> Asked:
        """The tokens, for some users at a time where one query does not give all."""
        count, question = self._count(TOKEN), question_of(TOKEN)
        if count is None or count <= _CAP:
            asked = self.asking.ask(question)
            rows = list(asked.rows)
            if count is None and len(rows) >= _CAP:
                self._capped(question)
            return asked._replace(rows=rows)
        ids = sorted({text(row, "Id") for row in users.rows}) if users else []
        pending = [ids[start : start + _USERS] for start in range(0, len(ids), _USERS)]
        rows, columns = [], question.columns
        while pending and not self.asking.is_over:
            some_users = pending.pop()
            asked = self.asking.ask(question._replace(columns=columns), one_of("UserId", some_users))
            held = list(asked.rows)
            columns = asked.columns or columns
            if len(held) >= _CAP and len(some_users) > 1:
                pending += [some_users[: len(some_users) // 2], some_users[len(some_users) // 2 :]]
                continue
            if len(held) >= _CAP:
                self._capped(question)
            rows += held
        return Asked(columns, rows)

    def _capped(self, question: Question) -> None:
        self.asking.lack(
            question,
            f"The org told {_CAP:,} tokens, and may have more.",
            why="one query gives no more than that, without a word",
            remedy="Revoke tokens that nobody uses, and harvest again.",
        )


def _with_permissions(asking: Asking, question: Question) -> Asked:
    """The rows with every permission that the org describes; in several queries, for there are hundreds of them."""
    described = None if asking.is_over else asking.describe(question)
    told = described.get("fields") if described else None
    names = [text(one, "name") for one in told if isinstance(one, Mapping)] if isinstance(told, list | tuple) else []
    permissions = [name for name in names if name.casefold().startswith(PERMISSION)]
    own = tuple(column for column in question.columns if not column.casefold().startswith(PERMISSION))
    if not permissions:
        return asking.ask(question)
    first, *rest = packed(permissions, ("Id",))
    asked = asking.ask(question._replace(columns=(*own, *first[1:])))
    merged = {text(row, "Id"): dict(row) for row in asked.rows}
    columns = asked.columns
    for pack in rest:
        more = asking.ask(question._replace(columns=pack))
        columns += tuple(column for column in more.columns if column not in columns)
        for row in more.rows:
            merged.setdefault(text(row, "Id"), dict(row)).update(row)
    return asked._replace(columns=columns, rows=list(merged.values()))


def unsaid_privileges(asking: Asking, tables: Iterable[AnswerTable]) -> Iterator[Gap]:
    """A gap for permissions that open data as a whole and of which the org does not tell who holds them."""
    for table in tables:
        if table.sort is SET:
            told = {column.casefold().removeprefix(PERMISSION) for column in table.asked.columns}
            lacking = sorted(name for name in PRIVILEGES if name.casefold() not in told)
            if lacking:
                yield asking.told.gap(
                    "permission",
                    f"The org does not say who holds {some(lacking)}.",
                    why="its tables have no such columns; some editions keep them out, and name them in the metadata of profiles",
                    hides="who may take data out as a whole, or grant themselves what they lack",
                    remedy="sf project retrieve start --metadata Profile PermissionSet",
                    locator=SET.name,
                )
