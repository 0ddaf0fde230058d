"""Tokens of applications: which application may act as whom, and when it last did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Final

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.containers import of_package
from connectors.salesforce.exports.files import Line, Tally
from connectors.salesforce.exports.sorts import TOKEN
from connectors.salesforce.exports.users import Users
from lineage.model.ids import Id
from lineage.model.records import Acting, Application
from lineage.model.verdicts import Transit

_NO_APP: Final = "it names no application"
_NO_USER: Final = "it names no user"
_BAD_DAY: Final = "its date cannot be read, and it is left open when the token was last used"
_BAD_COUNT: Final = "how often the token was used is no number, and is left open"


@dataclass(frozen=True)
class Token:
    """What all tokens of one application and user say together."""

    app: str
    label: str
    user: str
    at: str
    last_used: date | None = None
    uses: int = 0


@dataclass
class Tokens:
    """The tokens, by application and user: several of one user are no news of whom the application may act as."""

    users: Users
    found: dict[tuple[str, str], Token] = field(default_factory=dict)

    def read(self, line: Line, tally: Tally) -> None:
        """Take note of a row of OauthToken."""
        label = line.get("appname")
        # The label may differ from the name by which metadata knows the application.
        name = of_package(line.get("appmenuitem.name"), line.get("appmenuitem.namespaceprefix")) or label
        user = self.users.find(TOKEN, line.get("userid"), line.get("user.username"), line.at)
        if not name or user is None:
            tally.refuse(_NO_USER if name else _NO_APP, line.number)
            return
        new = Token(name, label, user.name, line.at, _day(line, tally), _count(line, tally))
        key = (name.casefold(), user.name.casefold())
        held = self.found.get(key)
        self.found[key] = new if held is None else _both(held, new)

    def records(self, org: Org) -> Iterator[Application | Acting]:
        """An application for each, and as whom it may act."""
        applications: dict[Id, list[Token]] = {}
        for token in self.found.values():
            applications.setdefault(org.id.of_kind("application", token.app), []).append(token)
        for id, tokens in applications.items():
            # What gives out tokens answers to HTTPS only.
            yield Application(id=id, label=_first(tokens), transit=Transit.ENCRYPTED, evidence=org.said(tokens[0].at))
            for token in tokens:
                yield Acting(
                    application=id,
                    principal=org.id.of_kind("user", token.user),
                    how="token",
                    last_used=token.last_used,
                    uses=token.uses,
                    evidence=org.said(token.at),
                )


def _first(tokens: Iterable[Token]) -> str:
    return min(token.label for token in tokens)


def _both(one: Token, other: Token) -> Token:
    days = [day for day in (one.last_used, other.last_used) if day]
    return replace(one, last_used=max(days, default=None), uses=one.uses + other.uses)


def _day(line: Line, tally: Tally) -> date | None:
    text = line.get("lastuseddate")
    try:
        used = datetime.fromisoformat(text) if text else None
    except ValueError:
        tally.doubt(_BAD_DAY, line.number)
        return None
    return (used.astimezone(UTC) if used.tzinfo else used).date() if used else None


def _count(line: Line, tally: Tally) -> int:
    text = line.get("usecount").removesuffix(".0")
    if text and not text.isdecimal():
        tally.doubt(_BAD_COUNT, line.number)
    return int(text) if text.isdecimal() else 0
