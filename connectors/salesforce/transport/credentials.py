"""How a person lets the program into an org: one of four ways, and never with a password."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeAlias
from urllib.parse import urlsplit

from pydantic import SecretStr

from lineage.errors import LineageError

_CLI_SECONDS: Final = 120
_PASSWORDS: Final = frozenset({"password", "security_token"})
_SALESFORCE: Final = ".salesforce.com"


class NotLetIn(LineageError):
    """The org, or the way to it, does not let the program in."""


class Access(Protocol):
    """What a person says of the way into an org."""

    @property
    def login(self) -> Literal["jwt", "client-credentials", "session", "sf"]:
        """How to log in."""

    @property
    def instance_url(self) -> str:
        """The org's own address."""

    @property
    def username(self) -> str:
        """The user to act as."""

    @property
    def consumer_key(self) -> str:
        """The application's key."""

    @property
    def consumer_secret(self) -> SecretStr:
        """The application's secret."""

    @property
    def private_key_path(self) -> Path | None:
        """The file of the private key."""

    @property
    def session(self) -> SecretStr:
        """The access token."""

    @property
    def sf_org(self) -> str:
        """The name by which the `sf` command knows the org."""

    @property
    def api_reserve(self) -> int:
        """Per cent of the org's daily calls that are left to others."""


@dataclass(frozen=True)
class Admission:
    """A session: a token, and the address of the org that takes it."""

    token: str = field(repr=False)
    instance_url: str

    def __post_init__(self) -> None:
        address = urlsplit(self.instance_url)
        if address.scheme != "https" or not address.hostname or address.username or address.path.strip("/"):
            raise NotLetIn("The address of the org must read https://name.my.salesforce.com, without a path.")
        if not self.token or any(mark.isspace() or not mark.isprintable() for mark in self.token):
            raise NotLetIn("The session's access token is empty or broken: get a new one.")


@dataclass(frozen=True)
class JwtBearer:
    """JWT bearer: an application that holds a certificate, and a user whom it is approved for."""

    username: str
    consumer_key: str = field(repr=False)
    key_file: Path
    domain: str
    """The org's My Domain before `.salesforce.com`, such as `acme.my`."""
    audience: Literal["login", "test"]
    """Whom the assertion is made for: `test` for a sandbox."""

    def key(self) -> str:
        """The private key."""
        try:
            return self.key_file.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            unread = NotLetIn(f"The private key file {self.key_file} cannot be read: it must be a text file in PEM format.")
        raise unread


@dataclass(frozen=True)
class ClientCredentials:
    """Client credentials: an application that has a run-as user of its own."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    domain: str
    """The org's My Domain before `.salesforce.com`, such as `acme.my`."""


@dataclass(frozen=True)
class OwnSession:
    """A session that somebody else began; nobody here can begin another."""

    token: str = field(repr=False)
    instance_url: str

    def admission(self) -> Admission:
        """The session."""
        return Admission(self.token, self.instance_url)


@dataclass(frozen=True)
class SfCommand:
    """The session of the `sf` command line, which keeps and renews it."""

    target_org: str = ""
    """The alias or username that `sf` knows the org by; its default org if empty."""
    instance_url: str = ""
    """The address to use in place of the one that `sf` tells."""

    def admission(self) -> Admission:
        """The session that `sf org display --json` tells."""
        if self.target_org.startswith("-"):
            raise NotLetIn("The name by which sf knows the org does not begin with a dash.")
        target = ["--target-org", self.target_org] if self.target_org else []
        told = _told_by_sf(["org", "display", "--json", *target])
        return Admission(told.token, self.instance_url) if self.instance_url else told


Credentials: TypeAlias = JwtBearer | ClientCredentials | OwnSession | SfCommand
"""One of the four ways in."""


def credentials(access: Access) -> Credentials:
    """The way in that a person chose."""
    if access.login == "session":
        return OwnSession(access.session.get_secret_value(), access.instance_url)
    if access.login == "sf":
        return SfCommand(access.sf_org, access.instance_url)
    domain = _domain(access.instance_url)
    if access.login == "client-credentials":
        return ClientCredentials(access.consumer_key, access.consumer_secret.get_secret_value(), domain)
    return JwtBearer(access.username, access.consumer_key, access.private_key_path or Path(), domain, _audience(domain))


def refuse_passwords(said: Any) -> Any:
    """The settings as they are; raises ValueError where they hold a password, with the ways that lead in instead."""
    found = sorted(_PASSWORDS & set(said)) if isinstance(said, Mapping) else []
    if found:
        raise ValueError(
            f"{found[0]} is never asked for: logging in with a password is off in new orgs and ends in all. "
            "Use login sf, session, jwt or client-credentials (docs/live-org.md)"
        )
    return said


def _domain(instance_url: str) -> str:
    """The org's My Domain, as the library wants it.

    >>> _domain("https://acme--dev.sandbox.my.salesforce.com/")
    'acme--dev.sandbox.my'
    """
    host = urlsplit(instance_url).hostname or ""
    domain = host.removesuffix(_SALESFORCE)
    if domain == host or domain in ("login", "test", ""):
        raise NotLetIn(
            "This login asks the org itself for a token: instance_url must be its own address, such as https://acme.my.salesforce.com."
        )
    return domain


def _audience(domain: str) -> Literal["login", "test"]:
    """Whom an assertion is made for: sandboxes and scratch orgs have a login host of their own.

    >>> [_audience(domain) for domain in ("acme.my", "acme--dev.sandbox.my", "acme--old.my", "x.scratch.my")]
    ['login', 'test', 'test', 'test']
    """
    return "test" if "--" in domain or {"sandbox", "scratch"} & set(domain.split(".")) else "login"


def _told_by_sf(arguments: Sequence[str]) -> Admission:
    command = shutil.which("sf")
    if command is None:
        raise NotLetIn("The sf command is not there: install the Salesforce CLI, or use another way in (docs/live-org.md).")
    output = _output([command, *arguments])
    told = _result(output)
    token, url = told.get("accessToken"), told.get("instanceUrl")
    if not isinstance(url, str):
        raise NotLetIn("The sf command knows no such org: log in with 'sf org login web --alias NAME' and name it as target_org.")
    if not isinstance(token, str) or "REDACTED" in token.upper() or not token:
        raise NotLetIn("The sf command does not show the access token: put it in the environment, and use method: session.")
    return Admission(token, url)


def _output(command: Sequence[str]) -> str:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("SF_LOG")} | {
        "SF_DISABLE_TELEMETRY": "true"
    }
    try:
        # The command's own messages may hold what must not come out: only its answer is read.
        ran = subprocess.run(  # noqa: S603 - the arguments are ours; the org's alias begins with no dash
            command, capture_output=True, text=True, check=False, timeout=_CLI_SECONDS, env=quiet, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        ran = None
    if ran is None:
        raise NotLetIn("The sf command did not answer: try 'sf org display' yourself.")
    return ran.stdout


def _result(output: str) -> Mapping[str, object]:
    try:
        answer = json.loads(output)
    except (ValueError, RecursionError):
        answer = None
    told = answer.get("result") if isinstance(answer, Mapping) else None
    return told if isinstance(told, Mapping) else {}
