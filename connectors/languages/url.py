"""Addresses: how a URL travels, whose host it names, and how it may be shown.

What the table of protocols does not hold is unknown, never safe.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from lineage.model.verdicts import Transit

_ENCRYPTED: Final = frozenset({"https", "wss", "ldaps", "sftp", "ftps", "amqps", "smtps", "tcps"})
_UNENCRYPTED: Final = frozenset({"http", "ws", "ftp", "ldap", "amqp", "smtp", "telnet"})

_SWITCHES: Final = frozenset({"tls", "ssl", "usessl", "encrypt", "requiressl", "usetls"})
_MODES: Final = frozenset({"sslmode", "ssl-mode", "ssl_mode"})
_ON: Final = frozenset({"true", "1", "yes", "on", "strict", "mandatory", "required"})
_OFF: Final = frozenset({"false", "0", "no", "off", "disable", "disabled"})
_REQUIRED: Final = frozenset({"require", "required"})
_VERIFIED: Final = frozenset({"verify-ca", "verify-full", "verify_ca", "verify_identity"})
_TRUSTING: Final = frozenset({"trustservercertificate", "insecure", "tlsinsecure", "tlsallowinvalidcertificates", "sslinsecure"})
_CHECKING: Final = frozenset({"verifyservercertificate", "sslverify", "validateservercertificate", "sslverifyserver"})

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_PLACEHOLDER: Final = re.compile(r"[\s{}<>$%!()\[\]\"'`|^\\]")
_BARE_HOST: Final = re.compile(r"(?:\*\.)?(?:[a-z0-9_-]+\.)+[a-z0-9-]+|localhost")
_TOKEN: Final = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_\-]{20,}={0,2}")
_ORACLE_HOST: Final = re.compile(r"\(\s*host\s*=\s*([^)\s]+)", re.IGNORECASE)
_ORACLE_TLS: Final = re.compile(r"\(\s*protocol\s*=\s*tcps\s*\)", re.IGNORECASE)
_HIDDEN: Final = "…"
_SAYS_ADDRESS: Final = frozenset({"url", "urls", "uri", "endpoint", "endpoints", "hostname", "wsdl"})
_ENDS_ADDRESS: Final = frozenset({"host", "server", "domain"})
_SECRET_KEY: Final = re.compile(
    r"(?:^|[_.-])(?:pass(?:word|wd|phrase)?|pwd|secret|tokens?|key|sig|signature|credentials?|auth|authorization|session|sid|code)$"
    r"|(?:password|secret|token|apikey|accesskey|authkey|subscriptionkey|clientid|client_id|sessionid|session_id|username|user_name)$"
)
_LOGIN: Final = re.compile(r"(?:://([^@/?#\s:]+(?::(?!\d+/)[^@?#\s]*)?)|jdbc:oracle:[a-z0-9]+:([^@\s]+))@", re.IGNORECASE)
"""A login before the host. A password may hold a slash; what follows a port is a path."""
_HARMLESS: Final = frozenset(
    {"format", "output", "wsdl", "version", "v", "api-version", "apiversion", "lang", "language", "locale", "type", "encoding"}
)


class _Address(NamedTuple):
    scheme: str
    prefix: str
    """What is shown before the authority."""
    authority: str
    path: str
    parameters: tuple[tuple[str, str], ...]


def _cut(text: str, stops: str) -> tuple[str, str]:
    """What stands before the first of the `stops`, and the rest with it."""
    at = min((i for i in map(text.find, stops) if i >= 0), default=len(text))
    return text[:at], text[at:]


def _parameters(text: str) -> tuple[tuple[str, str], ...]:
    query = text.partition("#")[0]
    pairs = (part.partition("=") for part in re.split(r"[?&;]", query))
    return tuple((key.strip().lower(), value.strip().lower()) for key, _, value in pairs if key)


def _address(scheme: str, prefix: str, body: str, stops: str) -> _Address:
    before, behind = _cut(body, stops)
    authority, path = _cut(before, "/\\")
    return _Address(scheme, prefix, authority, path, _parameters(behind))


def _jdbc(inner: str) -> _Address:
    """A JDBC address: `driver://host…`, or `driver:…@host…` as Oracle writes it."""
    driver = inner.partition(":")[0].lower()
    head, found, body = inner.partition("://")
    scheme = re.split(r"[:@]", head)[-1].lower() if found else "tcps" if _ORACLE_TLS.search(inner) else driver
    outer = "" if scheme == driver else f"{driver}:"
    behind = body if found else inner.partition(":")[2].rpartition("@")[2].removeprefix("//")
    return _address(scheme, f"jdbc:{outer}{scheme}{found or ':'}", behind, "?#;")


def _split(url: str) -> _Address:
    text = "".join(ch for ch in url.strip() if ch.isprintable())
    if text[:5].lower() == "jdbc:":
        return _jdbc(text[5:])
    head, found, body = text.partition("://")
    if found and _SCHEME.fullmatch(head):
        return _address(head.lower(), f"{head.lower()}://", body, "?#")
    prefix = "callout:" if text[:8].lower() == "callout:" else ""
    return _address("", prefix, text[len(prefix) :].removeprefix("//"), "?#")


def _switched(parameters: tuple[tuple[str, str], ...]) -> set[Transit]:
    """What the parameters say of encryption; those that say nothing definite are left out."""
    said: set[Transit] = set()
    for key, value in parameters:
        if (key in _SWITCHES and value in _ON) or (key in _MODES and value in _REQUIRED | _VERIFIED):
            said.add(Transit.ENCRYPTED)
        elif key in _SWITCHES | _MODES and value in _OFF:
            said.add(Transit.UNENCRYPTED)
    return said


def transit(url: str) -> Transit:
    """How data travels to `url`; parameters decide only where the protocol does not."""
    address = _split(url)
    if address.scheme in _ENCRYPTED:
        return Transit.ENCRYPTED
    if address.scheme == "smtp" and any(key == "starttls" and value in _ON for key, value in address.parameters):
        return Transit.ENCRYPTED
    if address.scheme in _UNENCRYPTED:
        return Transit.UNENCRYPTED
    return max(_switched(address.parameters), default=Transit.UNKNOWN)


def peer_not_verified(url: str) -> bool:
    """Whether the URL asks for encryption but not for a check of the certificate."""
    parameters = _split(url).parameters
    required = any(key in _MODES and value in _REQUIRED for key, value in parameters)
    trusting = any((key in _TRUSTING and value in _ON) or (key in _CHECKING and value in _OFF) for key, value in parameters)
    return transit(url) is Transit.ENCRYPTED and (required or trusting)


def _name(authority: str) -> str:
    """The host of an authority, of the first where several are listed."""
    first = authority.rpartition("@")[2].partition(",")[0]
    if first.startswith("["):
        return first[1:].partition("]")[0].lower()
    return first.partition(":")[0].rstrip(".").lower()


def _ascii(name: str) -> str:
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def is_said_by(words: Sequence[str]) -> bool:
    """Whether the words of a name say that its value is an address.

    >>> is_said_by(["base", "url", "prefix"]), is_said_by(["api", "host"]), is_said_by(["domain", "class"])
    (True, True, False)
    """
    return not _SAYS_ADDRESS.isdisjoint(words) or (bool(words) and words[-1] in _ENDS_ADDRESS)


def host(url: str) -> str:
    """The host that `url` names, lower-cased, without port; empty where it names none or only a placeholder."""
    address = _split(url)
    listed = _ORACLE_HOST.search(address.authority)
    name = listed[1].lower() if listed else _name(address.authority)
    if address.prefix == "callout:" or _PLACEHOLDER.search(name) or (not address.scheme and not _BARE_HOST.fullmatch(name)):
        return ""
    return _ascii(name)


def secrets(url: str) -> tuple[str, ...]:
    """Which parts of an address are a secret or look like one, in words; never what they are.

    >>> secrets("https://me:pw@api.example/v1?api_key=1&page=2")
    ('user information', 'query string api_key')
    """
    address = _split(url)
    found = ["user information"] if _has_login(url) else []
    if any(_TOKEN.fullmatch(segment.partition(";")[0]) for segment in address.path.split("/")):
        found.append("path")
    parameters = address.parameters + _parameters(url.partition("#")[2])
    named = [key for key, value in parameters if value and _is_secret(key, value)]
    return (*found, *((f"query string {', '.join(dict.fromkeys(named))}",) if named else ()))


def query_names(url: str) -> tuple[str, ...]:
    """The names of all query parameters that have a value of their own: neither a word that says a format, nor filled in elsewhere."""
    said = (key for key, value in _split(url).parameters if value and key not in _HARMLESS and not _PLACEHOLDER.search(value))
    return tuple(dict.fromkeys(said))


def _has_login(url: str) -> bool:
    login = _LOGIN.search(url)
    return bool(login and not _PLACEHOLDER.search(login[1] or login[2]))


def _is_secret(key: str, value: str) -> bool:
    return not _PLACEHOLDER.search(value) and bool(_SECRET_KEY.search(key) or _TOKEN.fullmatch(value))


def _shown_authority(authority: str) -> str:
    place = authority.rpartition("@")[2]
    # A port that is no number is a password in which somebody left an unencoded slash.
    return place if re.fullmatch(r"[^:]*(?::\d*)?|\[[^\]]*\](?::\d*)?", place) or "," in place else place.partition(":")[0]


def _shown_path(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        plain = segment.partition(";")[0]
        if "@" in plain:
            return "/".join([*kept, _HIDDEN])
        kept.append(_HIDDEN if _TOKEN.fullmatch(plain) else plain)
    return "/".join(kept)


def shown(url: str) -> str:
    """The address as it may be kept and shown: no credentials, no query, no fragment, no segment that looks like a token."""
    address = _split(url)
    if _ORACLE_HOST.search(address.authority):
        return f"{address.prefix}{host(url)}"
    return f"{address.prefix}{_shown_authority(address.authority)}{_shown_path(address.path)}"
