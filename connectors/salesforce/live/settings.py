"""How a live org is reached, and how much of it is asked."""

from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, model_validator

from connectors.salesforce.transport.credentials import refuse_passwords
from lineage.connector import Settings

_NEEDS: Final = {
    "jwt": ("username", "consumer_key", "private_key_path"),
    "client-credentials": ("consumer_key", "consumer_secret"),
    "session": ("session",),
    "sf": (),
}
"""What each way to log in needs, beside the org's address."""


class SalesforceSettings(Settings):
    """A live org. Secrets are named as `${NAME}`: they stand in variables of the environment, never in a file of the project."""

    login: Literal["jwt", "client-credentials", "session", "sf"]
    """How to log in: a signed token, an application's own credentials, a session, or what the `sf` command holds."""
    instance_url: str = Field(default="", pattern=r"^(https://[A-Za-z0-9.-]+(:[0-9]+)?/?)?$")
    """The org's own address, `https://acme.my.salesforce.com`; with `sf`, that of the command where it is left out."""
    username: str = ""
    """For `jwt`: the user that is read as."""
    consumer_key: str = ""
    """For `jwt` and `client-credentials`: the application's key, as `${NAME}`."""
    consumer_secret: SecretStr = SecretStr("")
    """For `client-credentials`: the application's secret, as `${NAME}`."""
    private_key_path: Path | None = None
    """For `jwt`: the file of the private key."""
    session: SecretStr = SecretStr("")
    """For `session`: the session's id or token, as `${NAME}`."""
    sf_org: str = ""
    """For `sf`: the name or alias by which the command knows the org; its default org where it is left out."""
    objects: Literal["all", "classified"] | tuple[str, ...] = "all"
    """Which objects are read: all, those with fields that the org itself classifies, or those that are listed."""
    flow_bodies: bool = True
    """Whether the active version of each flow is read inside, which takes a call for every five of them."""
    api_reserve: int = Field(default=20, ge=0, le=100)
    """Per cent of the org's daily calls that are left to others: before they are touched, the harvest ends with what it has."""
    aliases: tuple[str, ...] = ()
    """Other names of the org: its My Domain hosts, by which other orgs and systems call it."""

    _no_password = model_validator(mode="before")(refuse_passwords)

    @model_validator(mode="after")
    def _is_enough(self) -> "SalesforceSettings":
        lacking = [name for name in _NEEDS[self.login] if not _said(getattr(self, name))]
        if self.login != "sf" and not self.instance_url:
            lacking.insert(0, "instance_url")
        if lacking:
            problem = f"login {self.login} needs {' and '.join(lacking)}"
            raise ValueError(problem)
        return self


def _said(value: object) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
