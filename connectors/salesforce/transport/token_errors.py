"""What the token endpoint's refusals mean, and what mends them."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

_BY_TEXT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hasn't approved this consumer": "The user has not approved the app: let administrators approve it, and assign a permission set "
        "of the user's to it.",
        "not admin approved": "The app is not approved for this user: assign a permission set or profile of the user's to it.",
        "invalid assertion": "The signature does not fit: the app holds another certificate than that of the private key, or `domain` or "
        "`audience` is the wrong one for this org.",
        "audience is invalid": "`audience` does not fit the org: `test` for a sandbox, else `login`.",
        "no client credentials user": "The app has no run-as user: name one in its client credentials flow.",
        "not supported on this domain": "`domain` must be the org's My Domain, such as acme.my.",
        "ip restricted": "The app's policy or the user's profile does not allow logins from this address.",
        "inactive user": "The user is not active.",
    }
)
_BY_CODE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "invalid_client": "The consumer key and the consumer secret do not belong together, or are not of this org.",
        "invalid_client_id": "The org knows no app with this consumer key.",
        "invalid_app_access": "The app is not approved for this user: assign a permission set or profile of the user's to it.",
        "invalid_grant": "The user, the app and the key do not fit together, or the user may not use the app.",
        "unsupported_grant_type": "The app does not allow this way in: turn its flow on.",
        "inactive_org": "The org is locked, closed or suspended.",
        "rate_limit_exceeded": "Too many logins: try again in an hour.",
    }
)
_OTHER: Final = "It does not say why in words that are known here."


def remedy(code: object, message: object) -> str:
    """What to tell the person whom the token endpoint refused; empty where it may answer when asked again.

    >>> remedy("invalid_client_id", "client identifier invalid")
    'The org lets nobody in (invalid_client_id). The org knows no app with this consumer key.'
    >>> remedy(503, "<html>")
    ''
    """
    if isinstance(code, int) and (code == HTTPStatus.TOO_MANY_REQUESTS or code >= HTTPStatus.INTERNAL_SERVER_ERROR):
        return ""
    said = message.casefold() if isinstance(message, str) else ""
    by_text = next((told for text, told in _BY_TEXT.items() if text in said), "")
    known = code if isinstance(code, str) and code in _BY_CODE else ""
    return f"The org lets nobody in{f' ({known})' if known else ''}. {by_text or _BY_CODE.get(known, _OTHER)}"
