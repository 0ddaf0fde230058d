"""What an answer of an org means: to take, to ask again for, to stop at. No text of the org's leaves here but codes and known names."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from connectors.salesforce.live.org import Refused, Stopped

Meaning: TypeAlias = Literal["again", "limit", "moved", "off", "refused", "session", "unchanged", "untrusted"]
"""What a failed call calls for: ask again, stop at the limit, at a redirect or where the API is off, go on, log in anew, keep the old,
not trust who answers."""

UNREADABLE_ANSWER: Final = "UNREADABLE_ANSWER"
"""The code, our own, of an answer that came whole and is not what was asked for."""

_NO_CODE: Final = "UNKNOWN_EXCEPTION"
_CODE: Final = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
_LONGEST_CODE: Final = 60
_UNKNOWN: Final = (
    re.compile(r"No such column '([\w.]{1,300})'"),
    re.compile(r"Didn't understand relationship '([\w.]{1,300})'"),
    re.compile(r"sObject type '([\w.]{1,300})' is not supported"),
)
_OFF: Final = frozenset(
    {"API_CURRENTLY_DISABLED", "API_DISABLED_FOR_ORG", "UNSUPPORTED_API_VERSION", "USER_AUTHENTICATION_FAILED"}
)


_STOPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "again": "{host} did not answer, or its answer broke off, however often it was asked.",
        "limit": "{host} takes no more calls today: its daily limit is reached.",
        "moved": "{host} points elsewhere: name the org's own address, as 'sf org display' shows it.",
        "off": "{host} does not let this user use its API: the user needs the permission API Enabled.",
        "session": "The session at {host} has ended or is refused: log in again (docs/live-org.md).",
        "untrusted": "{host} shows a certificate that is not trusted: behind a proxy that opens TLS, name its certificates in "
        "REQUESTS_CA_BUNDLE.",
    }
)


@dataclass(frozen=True)
class Failure:
    """A call that gave no answer. `status` is 0 where nothing came that could be read; `code` is Salesforce's, if it gave one."""

    meaning: Meaning
    status: int = 0
    code: str = ""
    missing: str = ""


UNREADABLE: Final = Failure("again")
"""Nothing came, or it broke off."""

UNTRUSTED: Final = Failure("untrusted")
"""Whoever answered could not show by a certificate that it is the org."""


def failure(status: int, body: object, names: Collection[str] = ()) -> Failure:
    """What an answer that is no success means; `names` are those that may be repeated of its message.

    >>> failure(400, [{"errorCode": "INVALID_FIELD", "message": "No such column 'Foo' on entity 'User'"}], {"Foo"})
    Failure(meaning='refused', status=400, code='INVALID_FIELD', missing='Foo')
    >>> failure(503, "<html>Down for maintenance</html>")
    Failure(meaning='again', status=503, code='', missing='')
    """
    code, message = _said(body)
    return Failure(_meaning(status, code, message), status, code, _missing(message, names))


def error(failed: Failure, asked: str, host: str) -> Refused | Stopped:
    """The error to raise for a failure that asking again does not mend."""
    if failed.meaning == "refused" or (failed.meaning == "again" and failed.code):
        about = f", which it does not know, in {asked}" if failed.missing not in ("", asked) else ""
        return Refused(failed.code or _NO_CODE, f"{failed.missing or asked}{about}")
    if failed.meaning == "unchanged":
        return Refused("NOT_MODIFIED", asked)
    return Stopped(_STOPS[failed.meaning].format(host=host))


def _meaning(status: int, code: str, message: str) -> Meaning:
    if status == HTTPStatus.NOT_MODIFIED:
        return "unchanged"
    if code == "REQUEST_LIMIT_EXCEEDED":
        # Too many at once passes by itself; too many in a day does not.
        return "again" if "concurrent" in message.casefold() else "limit"
    if code == "INVALID_SESSION_ID" or status == HTTPStatus.UNAUTHORIZED:
        return "session"
    if code in _OFF:
        return "off"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "again"
    return "moved" if HTTPStatus.MULTIPLE_CHOICES < status < HTTPStatus.BAD_REQUEST else "refused"


def _said(body: object) -> tuple[str, str]:
    """The code and the message of an error body, which is a list of errors, one error, or some text."""
    first = body[0] if isinstance(body, Sequence) and not isinstance(body, str | bytes) and body else body
    if not isinstance(first, Mapping):
        return "", ""
    code, message = first.get("errorCode"), first.get("message")
    is_code = isinstance(code, str) and len(code) <= _LONGEST_CODE and _CODE.fullmatch(code) is not None
    return code if is_code and isinstance(code, str) else "", message if isinstance(message, str) else ""


def _missing(message: str, names: Collection[str]) -> str:
    found = (pattern.search(message) for pattern in _UNKNOWN)
    return next((one[1] for one in found if one and one[1] in names), "")
