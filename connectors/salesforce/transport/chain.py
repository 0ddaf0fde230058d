"""All rows of a query: page after page, by ranges of a key, or by ranges of users; counted at the end."""

from collections.abc import Iterator, Sequence
from typing import Final

from connectors.salesforce.live.org import Row, Short
from connectors.salesforce.transport.line import Line, Question
from connectors.salesforce.transport.pages import NoPage, Page, page, unfinished_within
from connectors.salesforce.transport.soql import is_ordered, names, narrowed, refuse_secrets, selects, subject

PAGE: Final = 2000
"""Rows of one page, at most."""

TOKEN_CAP: Final = 2500
"""Rows that a query of OauthToken gives before it ends without a word."""

_USERS_AT_ONCE: Final = 300
"""Users named in one query: more would not fit into its address."""


def query_question(soql: str, *, tooling: bool) -> Question:
    """The question that a query is; raises SecretAsked if it asks for secrets."""
    refuse_secrets(soql)
    path = "tooling/query/" if tooling else "query/"
    return Question(path, subject(soql), params={"q": soql}, names=names(soql))


def rows(line: Line, soql: str, *, tooling: bool = False) -> Iterator[Row]:
    """All rows of a query; raises Short where the pages do not end as they must or fewer came than counted."""
    question = query_question(soql, tooling=tooling)
    return chained(line, question, line.answer(question))


def chained(line: Line, question: Question, answer: object) -> Iterator[Row]:
    """All rows of a query whose first answer is there."""
    received, total, seen = 0, None, set[str]()
    while True:
        current = _page(answer, question.asked, received, total)
        total = current.total if total is None else total
        received += len(current.rows)
        yield from current.rows
        _unbroken(current, question.asked, received, total, seen)
        if not current.following:
            return
        seen.add(current.following)
        answer = line.answer(Question(current.following, question.asked))


def count(line: Line, entity: str, where: str = "") -> int:
    """How many rows of an object there are."""
    soql = " ".join(["SELECT COUNT() FROM", entity, *(["WHERE", where] if where else [])])
    total = _page(line.answer(query_question(soql, tooling=False)), entity, 0, None).total
    if total is None:
        raise Short(entity, 0, why="the org does not count them")
    return total


def keyset(line: Line, soql: str, key: str, *, tooling: bool) -> Iterator[Row]:
    """All rows of a query that the org gives one page of, by ranges of `key`, each row once."""
    if is_ordered(soql) or not selects(soql, key):
        raise ValueError(f"a query by ranges of {key} selects it, and neither orders nor limits")
    seen = set[str]()
    last = ""
    while True:
        narrower = narrowed(soql, f"{key} > {line.quoted(last)}") if last else soql
        found = list(rows(line, f"{narrower} ORDER BY {key} LIMIT {PAGE}", tooling=tooling))
        new = [(value, row) for row in found if isinstance(value := row.get(key), str) and value not in seen]
        seen.update(value for value, _ in new)
        yield from (row for _, row in new)
        if len(found) < PAGE:
            return
        if not new and len(seen) > PAGE:
            # More than was asked for came, and nothing new since: the org ignores the limit, and gave all at once.
            return
        if not new:
            raise Short(subject(soql), len(seen), why="a page repeats what came before it")
        last = new[-1][0]


def tokens(line: Line, columns: Sequence[str]) -> Iterator[Row]:
    """All rows of OauthToken, past what one query gives of them."""
    soql = " ".join(["SELECT", ", ".join(columns), "FROM OauthToken"])
    refuse_secrets(soql)
    total = count(line, "OauthToken")
    if total <= TOKEN_CAP:
        yield from _all_of(rows(line, soql), total)
        return
    users = sorted(str(user["Id"]) for user in rows(line, "SELECT Id FROM User"))
    chunks = [users[at : at + _USERS_AT_ONCE] for at in range(0, len(users), _USERS_AT_ONCE)]
    yield from _all_of((row for chunk in chunks for row in _of_users(line, soql, chunk)), total)


def _of_users(line: Line, soql: str, users: Sequence[str]) -> Iterator[Row]:
    """The tokens of some users: halved until one query gives all of theirs."""
    held_by = f"UserId IN {line.quoted(users)}"
    held = count(line, "OauthToken", held_by)
    if held > TOKEN_CAP and len(users) > 1:
        half = len(users) // 2
        yield from _of_users(line, soql, users[:half])
        yield from _of_users(line, soql, users[half:])
    elif held:
        yield from _all_of(rows(line, narrowed(soql, held_by)), held)


def _all_of(found: Iterator[Row], expected: int) -> Iterator[Row]:
    received = 0
    for row in found:
        received += 1
        yield row
    if received < expected:
        raise Short("OauthToken", received, expected)


def _page(answer: object, asked: str, received: int, total: int | None) -> Page:
    try:
        return page(answer)
    except NoPage as broken:
        why = str(broken)
    raise Short(asked, received, total, why)


def _unbroken(current: Page, asked: str, received: int, total: int | None, seen: set[str]) -> None:
    """Raise Short if the rows so far cannot be all, or be right."""
    if unfinished_within(current.rows):
        raise Short(asked, received, total, "related rows go on, and are not followed: query them by themselves")
    if current.following in seen or (total is not None and received > total):
        raise Short(asked, received, total, "the pages repeat")
    if current.following and not current.rows:
        raise Short(asked, received, total, "a page is empty and not the last")
    if not current.following and total is not None and received < total:
        raise Short(asked, received, total)
