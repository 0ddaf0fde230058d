"""The one HTTP session: it speaks only TLS, follows no redirect, keeps no cookie, and ends what takes too long or grows too large."""

import io
import re
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final
from urllib.parse import urlsplit

import requests
import urllib3

from connectors.salesforce.transport.patience import Patience, Waiting

_NAME: Final = "fieldwise-lineage"
"""How the org's login history and logs know us: not by the name of a library, which attackers go by as well."""

_CHUNK: Final = 1 << 18
_LARGEST: Final = 256 << 20
_USAGE: Final = re.compile(r"(?:^|[;\s])api-usage=(\d{1,12})/(\d{1,12})")
_SECONDS: Final = re.compile(r"\d{1,6}")


class Unfinished(requests.RequestException):
    """An answer took too long or grew too large."""


class BoundedSession(requests.Session):
    """A session whose every call is bounded in time and size; it notes what the org says of its allowance, also where it refuses."""

    def __init__(self, patience: Patience, waiting: Waiting) -> None:
        super().__init__()
        self._patience, self._waiting = patience, waiting
        self.auth = _as_it_is
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.headers["User-Agent"] = _NAME
        self.calls = 0
        self.usage: tuple[int, int] | None = None
        self.told_to_wait: float | None = None

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """The answer, read whole."""
        if urlsplit(request.url or "").scheme != "https":
            raise requests.exceptions.InvalidSchema("only https is spoken")
        patience = self._patience
        bounds = {"stream": True, "allow_redirects": False, "timeout": (patience.connect, patience.silence)}
        self.calls += 1
        self.told_to_wait = None
        ends = self._waiting.now() + patience.whole
        response = super().send(request, **(options | bounds))
        try:
            body = self._body(response, ends)
        except urllib3.exceptions.HTTPError:
            body = None
        finally:
            response.close()
        if body is None:
            raise Unfinished("the answer broke off")
        whole = _whole(response, body)
        self._note(whole)
        return whole

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: a redirect is not followed, for the token would go with it."""

    def _body(self, response: requests.Response, ends: float) -> bytes:
        body = bytearray()
        while part := response.raw.read1(_CHUNK, decode_content=True):
            body += part
            if len(body) > _LARGEST or self._waiting.now() > ends:
                raise Unfinished("the answer does not end")
        return bytes(body)

    def _note(self, response: requests.Response) -> None:
        used = _USAGE.search(response.headers.get("Sforce-Limit-Info", ""))
        if used:
            self.usage = int(used[1]), int(used[2])
        told = response.headers.get("Retry-After", "").strip()
        self.told_to_wait = float(told) if _SECONDS.fullmatch(told) else None


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Adds nothing: without it, a login in a file .netrc would take the place of the token."""
    return request


def _whole(response: requests.Response, body: bytes) -> requests.Response:
    """The response with its body read."""
    whole = requests.Response()
    whole.status_code, whole.headers, whole.url = response.status_code, response.headers, response.url
    whole.reason, whole.encoding, whole.request = response.reason, response.encoding or "utf-8", response.request
    whole.raw = io.BytesIO(body)
    return whole
