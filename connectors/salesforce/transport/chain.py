"""All rows of a query: page after page, by ranges of a key, or by ranges of users; counted at the end."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from connectors.salesforce.live.org import Answer, Refused, Short
from connectors.salesforce.transport.answers import UNREADABLE_ANSWER
from connectors.salesforce.transport.line import Line, Question
from connectors.salesforce.transport.pages import NoPage, Page, page, unfinished_within
from connectors.salesforce.transport.soql import condition, is_ordered, names, narrowed, refuse_secrets, selects, subject

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


def rows(line: Line, soql: str, *, tooling: bool = False) -> Iterator[Answer]:
    """All rows of a query; raises Short where the pages do not end as they must or fewer came than counted."""
    question = query_question(soql, tooling=tooling)
    if question.asked.casefold() == "oauthtoken" and not is_ordered(soql):
        return _tokens(line, soql)
    return _paged(line, question)


def _paged(line: Line, question: Question) -> Iterator[Answer]:
    yield from chained(line, question, line.answer(question))


def chained(line: Line, question: Question, answer: object) -> Iterator[Answer]:
    """All rows of a query whose first answer is there."""
    received, total, seen = 0, None, set[str]()
    while True:
        current = _page(answer, received, total)
        total = current.total if total is None else total
        received += len(current.rows)
        yield from current.rows
        _unbroken(current, received, total, seen)
        if not current.following:
            return
        seen.add(current.following)
        answer = line.answer(Question(current.following, question.asked))


def count(line: Line, entity: str, where: str = "") -> int:
    """How many rows of an object there are."""
    soql = " ".join(["SELECT COUNT() FROM", entity, *(["WHERE", where] if where else [])])
    answer = line.answer(query_question(soql, tooling=False))
    total = answer.get("totalSize") if isinstance(answer, Mapping) else None
    if not isinstance(total, int):
        raise Refused(UNREADABLE_ANSWER, f"how many {entity} there are")
    return total


def keyset(line: Line, soql: str, key: str, *, tooling: bool) -> Iterator[Answer]:
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
            raise Short(len(seen), len(seen) + 1, "a page repeats what came before it")
        last = new[-1][0]


def _tokens(line: Line, soql: str) -> Iterator[Answer]:
    """All rows of a query of OauthToken, past what one gives: counted first, then asked for by users."""
    where = condition(soql)
    total = count(line, "OauthToken", where)
    if total <= TOKEN_CAP:
        yield from _all_of(_paged(line, query_question(soql, tooling=False)), total)
        return
    users = sorted(str(user.get("Id")) for user in rows(line, "SELECT Id FROM User"))
    chunks = [users[at : at + _USERS_AT_ONCE] for at in range(0, len(users), _USERS_AT_ONCE)]
    yield from _all_of((row for chunk in chunks for row in _of_users(line, soql, chunk)), total)


def _of_users(line: Line, soql: str, users: Sequence[str]) -> Iterator[Answer]:
    """The tokens of some users: halved until one query gives all of theirs."""
    narrower = narrowed(soql, f"UserId IN {line.quoted(users)}")
    held = count(line, "OauthToken", condition(narrower))
    if held > TOKEN_CAP and len(users) > 1:
        half = len(users) // 2
        yield from _of_users(line, soql, users[:half])
        yield from _of_users(line, soql, users[half:])
    elif held:
        yield from _all_of(_paged(line, query_question(narrower, tooling=False)), held)


def _all_of(found: Iterator[Answer], expected: int) -> Iterator[Answer]:
    received = 0
    for row in found:
        received += 1
        yield row
    if received < expected:
        raise Short(received, expected)


def _page(answer: object, received: int, total: int | None) -> Page:
    try:
        return page(answer)
    except NoPage as broken:
        why = str(broken)
    raise _short(received, total, why)


def _unbroken(current: Page, received: int, total: int | None, seen: set[str]) -> None:
    """Raise Short if the rows so far cannot be all, or be right."""
    if unfinished_within(current.rows):
        raise _short(received, total, "related rows go on, and are not followed: they must be asked for by themselves")
    if current.following in seen or (total is not None and received > total):
        raise _short(received, total, "its pages repeat")
    if current.following and not current.rows:
        raise _short(received, total, "a page is empty and not the last")
    if not current.following and total is not None and received < total:
        raise _short(received, total)


def _short(received: int, total: int | None, why: str = "") -> Short:
    return Short(received, received + 1 if total is None else total, why)
