"""Rules for passwords and sessions of the users of one profile."""

from collections.abc import Iterator
from typing import Final, Literal

from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.permissions import ProfilePolicyRow
from lineage.reading.xml import leaves

_PASSWORD: Final = (
    "lockoutInterval",
    "maxLoginAttempts",
    "minimumPasswordLength",
    "minimumPasswordLifetime",
    "passwordComplexity",
    "passwordExpiration",
    "passwordHistory",
    "passwordQuestion",
)
_SESSION: Final = ("requiredSessionLevel", "sessionTimeout")


def read_password_policy(document: Document) -> Iterator[Row]:
    """The rules for passwords. File names carry a number; the profile is named inside."""
    yield _policy(document, "password", _PASSWORD)


def read_session_setting(document: Document) -> Iterator[Row]:
    """The rules for sessions."""
    yield _policy(document, "session", _SESSION)


def _policy(document: Document, about: Literal["password", "session"], names: tuple[str, ...]) -> ProfilePolicyRow:
    said = leaves(document.root)
    says = tuple((name, said[name]) for name in names if said.get(name))
    return ProfilePolicyRow(said.get("profile", ""), document.at(), about, says)


READERS: Final[Readers] = {
    ("profilePasswordPolicies", "profilePasswordPolicy"): Reader(
        "ProfilePasswordPolicy", read_password_policy, "how strong the passwords of a profile's users are"
    ),
    ("profileSessionSettings", "profileSessionSetting"): Reader(
        "ProfileSessionSetting", read_session_setting, "how long the sessions of a profile's users last"
    ),
}
