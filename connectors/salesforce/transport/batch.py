"""Several questions in one round trip: queries by five, describes by twenty-five."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import quote

from connectors.salesforce.live.org import Answer, Refused, Short
from connectors.salesforce.transport.answers import UNREADABLE_ANSWER, error, failure
from connectors.salesforce.transport.chain import chained, query_question
from connectors.salesforce.transport.line import Line, Question

_T = TypeVar("_T")

QUERIES: Final = 5
"""Queries that one composite request takes."""

DESCRIBES: Final = 25
"""Questions that one composite or batch request takes."""

ROWS_MISSING: Final = "ROWS_MISSING"
"""The code, our own, of a query among several whose rows did not all come."""

_MEANT_FOR_ALL: Final = frozenset({"limit", "off"})


@dataclass(frozen=True)
class _Part:
    """The answer to one of several questions; `status` is 0 where there is none, and the question is asked by itself."""

    status: int = 0
    body: object = None


def many(line: Line, queries: Sequence[str], *, tooling: bool) -> Iterator[Sequence[Answer] | Refused]:
    """The rows of each query, in the order asked for; what fails stands in its query's place."""
    questions = [query_question(soql, tooling=tooling) for soql in queries]
    for chunk in _by(QUERIES, questions):
        urls = [f"/services/data/v{line.version}/{each.path}?q={quote(each.params['q'], safe='')}" for each in chunk]
        parts = _composite(line, urls, [each.asked for each in chunk], path="tooling/composite" if tooling else "composite")
        for question, part in zip(chunk, parts, strict=True):
            yield _rows(line, question, part)


def describes(line: Line, names: Sequence[str], since: Mapping[str, str]) -> Iterator[tuple[str, Answer | Refused | None]]:
    """The describe of each object, in the order asked for; None where nothing changed since its date."""
    for chunk in _by(DESCRIBES, names):
        # A batch is known to take describes, but takes no headers; composite takes these.
        parts = _composite_describes(line, chunk, since) if since.keys() & set(chunk) else _batch_describes(line, chunk)
        for name, part in zip(chunk, parts, strict=True):
            yield name, _describe(line, name, since.get(name, ""), part)


def _rows(line: Line, question: Question, part: _Part) -> Sequence[Answer] | Refused:
    try:
        answer = part.body if _is_taken(line, part, question) else line.answer(question)
        return list(chained(line, question, answer))
    except Refused as refused:
        return refused
    except Short as short:
        lacking = str(short)
    return Refused(ROWS_MISSING, lacking)


def _describe(line: Line, name: str, since: str, part: _Part) -> Answer | Refused | None:
    headers = {"If-Modified-Since": since} if since else {}
    question = Question(f"{_describe_path(name)}", name, headers=headers)
    if since and part.status == HTTPStatus.NOT_MODIFIED:
        return None
    try:
        answer = part.body if _is_taken(line, part, question) else line.answer(question)
    except Refused as refused:
        return refused
    if since and answer is None:
        return None
    return answer if isinstance(answer, Mapping) and isinstance(answer.get("fields"), list) else Refused(UNREADABLE_ANSWER, name)


def _is_taken(line: Line, part: _Part, question: Question) -> bool:
    """Whether the part is an answer to take; False asks again by itself. Raises Refused or Stopped."""
    if part.status == HTTPStatus.OK:
        return True
    failed = failure(part.status, part.body, question.names)
    if part.status and (failed.meaning in _MEANT_FOR_ALL or (failed.meaning == "refused" and not question.headers)):
        raise error(failed, question.asked, line.host)
    return False


def _by(size: int, items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (items[at : at + size] for at in range(0, len(items), size))


def _describe_path(name: str) -> str:
    return f"sobjects/{quote(name, safe='')}/describe"


def _composite_describes(line: Line, names: Sequence[str], since: Mapping[str, str]) -> Sequence[_Part]:
    urls = [f"/services/data/v{line.version}/{_describe_path(name)}" for name in names]
    headers = [{"If-Modified-Since": since[name]} if name in since else {} for name in names]
    return _composite(line, urls, names, headers=headers)


def _batch_describes(line: Line, names: Sequence[str]) -> Sequence[_Part]:
    requests = [{"method": "GET", "url": f"v{line.version}/{_describe_path(name)}"} for name in names]
    body = {"haltOnError": False, "batchRequests": requests}
    answer = _asked(line, Question("composite/batch", _listed(names), body=body, weight=len(names)))
    parts = answer.get("results")
    if not isinstance(parts, list) or len(parts) != len(names):
        return [_Part() for _ in names]
    return [_part(part, "statusCode", "result") for part in parts]


def _composite(
    line: Line,
    urls: Sequence[str],
    asked: Sequence[str],
    *,
    path: str = "composite",
    headers: Sequence[Mapping[str, str]] = (),
) -> Sequence[_Part]:
    requests = [
        {
            "method": "GET",
            "url": url,
            "referenceId": f"part{at}",
            **({"httpHeaders": headers[at]} if headers and headers[at] else {}),
        }
        for at, url in enumerate(urls)
    ]
    answer = _asked(line, Question(path, _listed(asked), body={"allOrNone": False, "compositeRequest": requests}))
    parts = answer.get("compositeResponse")
    found = {part.get("referenceId"): part for part in parts if isinstance(part, Mapping)} if isinstance(parts, list) else {}
    return [_part(found.get(f"part{at}"), "httpStatusCode", "body") for at in range(len(urls))]


def _asked(line: Line, question: Question) -> Mapping[str, object]:
    """The answer to several questions; empty where the org takes only one at a time."""
    try:
        answer = line.answer(question)
    except Refused:
        return {}
    return answer if isinstance(answer, Mapping) else {}


def _part(part: object, status: str, body: str) -> _Part:
    if not isinstance(part, Mapping):
        return _Part()
    code = part.get(status)
    return _Part(code if isinstance(code, int) else 0, part.get(body))


def _listed(names: Sequence[str]) -> str:
    """Some names in a message: the first, and how many more.

    >>> _listed(["Account", "Case", "Contact"])
    'Account and 2 more'
    """
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
