"""How a person lets the program into an org: one of four ways, and never with a password."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from lineage.errors import LineageError

_REMEDY: Final = "Use the sf command, a session, JWT or client credentials: docs/live-org.md."
_CLI_SECONDS: Final = 120
_DOMAIN: Final = r"[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9][A-Za-z0-9-]*)*"


class NotLetIn(LineageError):
    """The org, or the way to it, does not let the program in."""


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


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    renewable: ClassVar[bool] = True

    @model_validator(mode="before")
    @classmethod
    def _no_password(cls, said: Any) -> Any:
        passwords = sorted({"password", "security_token"} & set(said)) if isinstance(said, Mapping) else []
        if passwords:
            raise ValueError(
                f"{passwords[0]} is never asked for: login by SOAP and the password grant are being retired. {_REMEDY}"
            )
        return said


class JwtBearer(_Way):
    """JWT bearer: a connected or external client app with a certificate, and a user whom it is approved for."""

    method: Literal["jwt"] = "jwt"
    """`jwt`."""
    username: str = Field(min_length=1)
    """The user to act as."""
    consumer_key: SecretStr
    """The app's consumer key, as `${ENV_NAME}`."""
    private_key: SecretStr | None = None
    """The private key in PEM format, as `${ENV_NAME}`; else `private_key_file`."""
    private_key_file: Path | None = None
    """A file with the private key in PEM format."""
    domain: str = Field(default="login", pattern=f"^{_DOMAIN}$")
    """Where the token is asked for, before `.salesforce.com`: `login`, `test` for a sandbox, or a My Domain such as `acme.my`."""
    audience: Literal["login", "test"] = "login"
    """Whom the assertion is made for: `test` for a sandbox."""

    @model_validator(mode="after")
    def _has_one_key(self) -> "JwtBearer":
        if (self.private_key is None) == (self.private_key_file is None):
            raise ValueError("name one of private_key and private_key_file")
        return self

    def key(self) -> str:
        """The private key."""
        if self.private_key is not None:
            return self.private_key.get_secret_value()
        file = self.private_key_file or Path()
        try:
            return file.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            unread = NotLetIn(f"The private key file {file} cannot be read: it must be a text file in PEM format.")
        raise unread


class ClientCredentials(_Way):
    """Client credentials: an app that has a run-as user of its own."""

    method: Literal["client-credentials"] = "client-credentials"
    """`client-credentials`."""
    consumer_key: SecretStr
    """The app's consumer key, as `${ENV_NAME}`."""
    consumer_secret: SecretStr
    """The app's consumer secret, as `${ENV_NAME}`."""
    domain: str = Field(pattern=f"^{_DOMAIN}$")
    """The org's My Domain before `.salesforce.com`, such as `acme.my` or `acme--dev.sandbox.my`; `login` and `test` do not serve this."""

    @model_validator(mode="after")
    def _own_domain(self) -> "ClientCredentials":
        if self.domain.casefold() in ("login", "test"):
            raise ValueError(
                "domain must be the org's My Domain, such as acme.my: login and test do not give out client credentials"
            )
        return self


class OwnSession(_Way):
    """A session that somebody else began."""

    renewable: ClassVar[bool] = False

    method: Literal["session"] = "session"
    """`session`."""
    access_token: SecretStr
    """The access token, as `${ENV_NAME}`."""
    instance_url: str
    """The org's address, such as `https://acme.my.salesforce.com`."""

    def admission(self) -> Admission:
        """The session."""
        return Admission(self.access_token.get_secret_value(), self.instance_url)


class SfCommand(_Way):
    """The session of the `sf` command line, which keeps and renews it."""

    method: Literal["sf"] = "sf"
    """`sf`."""
    target_org: str = Field(default="", pattern=r"^([^-\s\x00][^\s\x00]*)?$")
    """The alias or username that `sf` knows the org by; its default org if left out."""

    def admission(self) -> Admission:
        """The session that `sf org display --json` tells."""
        target = ["--target-org", self.target_org] if self.target_org else []
        return _told_by_sf(["org", "display", "--json", *target])


Credentials: TypeAlias = Annotated[JwtBearer | ClientCredentials | OwnSession | SfCommand, Field(discriminator="method")]
"""One of the four ways in, told apart by `method`."""


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
