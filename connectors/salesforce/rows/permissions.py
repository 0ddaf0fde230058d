"""Containers of rights, and what each of them holds.

Field permissions are kept in columns, one row for a whole file: an org has millions of them.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

ContainerKind: TypeAlias = Literal["profile", "permission-set", "permission-set-group", "muting-permission-set"]
"""What sort of container; the word stands in the ids of principals as well."""

AccessSort: TypeAlias = Literal[
    "system-permission",
    "custom-permission",
    "code",
    "flow",
    "data-source",
    "credential",
    "metadata-type",
    "custom-setting",
    "agent",
]
"""What sort of thing a container opens beside objects and fields."""

LINES: Final = "i"
"""The type of line numbers in columns."""


class ContainerRow(NamedTuple):
    """A profile, permission set, group or muting set."""

    kind: str
    """One of `ContainerKind`."""
    name: str
    at: str
    label: str = ""
    license: str = ""
    custom: bool | None = None
    """Only profiles say whether they are the platform's own."""
    activated: bool | None = None
    """It counts only in sessions that activate it."""
    status: str = ""
    """Only groups say whether what they add up to is up to date."""
    whole: bool = False
    """What it does not list, it does not hold. A file of a profile lists only what was retrieved with it."""


class GroupMemberRow(NamedTuple):
    """A permission set is in a group, or mutes it."""

    group: str
    name: str
    at: str
    mutes: bool = False


class AccessRow(NamedTuple):
    """A container opens something that is neither object nor field, and it is switched on."""

    kind: str
    container: str
    sort: str
    """One of `AccessSort`."""
    name: str
    at: str


class ObjectPermissionRows(NamedTuple):
    """Every object permission that one file, or one answer, tells of a container: in columns, one entry for each."""

    kind: str
    container: str
    path: str
    """The file or query; the line of each entry is in `lines`."""
    objects: str
    """One on each line of this text."""
    operations: bytes
    """The bits of `Operation` that an entry grants; 0 where it grants none."""
    more: bytes
    """The bits `ALL_FIELDS` and `READ_UNSAID` of an entry."""
    lines: bytes
    """Line numbers, four bytes each."""
    strange: tuple[str, ...] = ()
    """Permissions that entries grant and that are not known here."""

    @property
    def names(self) -> list[str]:
        """The objects, entry by entry."""
        return self.objects.split("\n") if self.operations else []

    @property
    def leaves_reading_unsaid(self) -> bool:
        """Whether some entry does not say whether its object may be read."""
        return any(more & READ_UNSAID for more in set(self.more))


ALL_FIELDS: Final = 1
"""Every field may be read, whatever the field permissions say; these are not listed then."""
READ_UNSAID: Final = 2
"""Whether the object may be read is not said."""


class FieldPermissionRows(NamedTuple):
    """Every field permission that one file, or one answer, tells of a container: in columns, one entry for each."""

    kind: str
    container: str
    path: str
    """The file or query; the line of each entry is in `lines`."""
    fields: str
    """`Object.Field`, one on each line of this text."""
    operations: bytes
    """The bits of `Operation` that an entry grants; 0 where it says no."""
    lines: bytes
    """Line numbers, four bytes each."""
    unstated: int = 0
    """Entries that do not say whether the field is readable; they grant it."""

    @property
    def names(self) -> list[str]:
        """The fields, entry by entry."""
        return self.fields.split("\n") if self.operations else []


def column(names: Sequence[str]) -> str:
    """Names as the text of a column, each on a line of its own.

    >>> column(["A", " B"]).splitlines()
    ['A', 'B']
    """
    text = "\n".join(names)
    if text.count("\n") == len(names) - 1 and " " not in text and "\t" not in text:
        return text
    return "\n".join(" ".join(name.split()) for name in names)


class LoginRangeRow(NamedTuple):
    """Holders of a profile may log in from these addresses."""

    profile: str
    start: str
    end: str
    at: str


class LoginHoursRow(NamedTuple):
    """Holders of a profile may log in at these hours."""

    profile: str
    hours: tuple[str, ...]
    """`monday 480-1020`: minutes of the day."""
    at: str


class ProfilePolicyRow(NamedTuple):
    """The rules for passwords, or for sessions, of a profile's users."""

    profile: str
    """Empty where the source names none."""
    at: str
    about: Literal["password", "session"]
    says: tuple[tuple[str, str], ...] = ()
    """The platform's names of what is ruled, with their values."""
