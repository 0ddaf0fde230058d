"""The pages of a query's answer, and what each must be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_NEXT: Final = re.compile(r"/services/data/v\d{1,3}\.\d/(?:tooling/)?(?:query|queryAll)/[A-Za-z0-9_-]{1,200}")


@dataclass(frozen=True)
class Page:
    """Some rows, how many there are in all where the org says so, and where the next page is."""

    rows: tuple[Mapping[str, object], ...]
    total: int | None
    following: str


class NoPage(ValueError):
    """An answer is no page, or no page that can be followed; the text says why and holds nothing of the answer."""


def page(answer: object) -> Page:
    """The page that an answer is; raises NoPage.

    >>> page({"totalSize": 1, "done": True, "records": [{"Id": "005"}]})
    Page(rows=({'Id': '005'},), total=1, following='')
    """
    records = answer.get("records") if isinstance(answer, Mapping) else None
    if not isinstance(answer, Mapping) or not isinstance(records, list) or not all(isinstance(row, Mapping) for row in records):
        raise NoPage("an answer was no page of rows")
    total = answer.get("totalSize")
    size = total if isinstance(total, int) and not isinstance(total, bool) and total >= 0 else None
    return Page(tuple(records), size, _following(answer))


def unfinished_within(rows: tuple[Mapping[str, object], ...]) -> bool:
    """Whether related rows within these go on on a page of their own."""
    return any(isinstance(value, Mapping) and value.get("done") is False for row in rows for value in row.values())


def _following(answer: Mapping[str, object]) -> str:
    following = answer.get("nextRecordsUrl")
    if answer.get("done") is True:
        return ""
    if following is None:
        raise NoPage("a page is not the last and names no next one")
    # The address comes from the org: a token must not be sent wherever it says.
    if not isinstance(following, str) or not _NEXT.fullmatch(following):
        raise NoPage("a page names a next one that is no page of this org")
    return following
