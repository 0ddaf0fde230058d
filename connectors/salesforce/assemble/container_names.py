"""What containers are called: other files name them by their file, by their label, or as the platform's pages do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.retrieving import retrieve_command
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.permissions import ContainerRow
from connectors.salesforce.rows.unread import UnreadRow
from lineage.model.ids import Id
from lineage.model.records import Gap, Principal

PROFILE: Final = "profile"
PERMISSION_SET: Final = "permission-set"
GROUP: Final = "permission-set-group"
MUTING: Final = "muting-permission-set"

TYPES: Final[Mapping[str, str]] = {
    "Profile": PROFILE,
    "PermissionSet": PERMISSION_SET,
    "PermissionSetGroup": GROUP,
    "MutingPermissionSet": MUTING,
}
"""Kinds of container by the platform's word for them."""
_SHOWN: Final = 5
_WORDS: Final = {kind: type_ for type_, kind in TYPES.items()}

PAGE_NAMES: Final[Mapping[str, str]] = {
    "Admin": "System Administrator",
    "ContractManager": "Contract Manager",
    "Guest": "Guest",
    "HighVolumePortal": "High Volume Customer Portal",
    "MarketingProfile": "Marketing User",
    "MinimumAccess": "Minimum Access - Salesforce",
    "PlatformPortal": "Authenticated Website",
    "ReadOnly": "Read Only",
    "SolutionManager": "Solution Manager",
    "Standard": "Standard User",
    "StandardAul": "Standard Platform User",
}
"""What pages call the platform's own profiles, by the names of their files."""
_FILE_NAMES: Final = {page.casefold(): file for file, page in PAGE_NAMES.items()}


class Found(NamedTuple):
    """A container that a name means."""

    id: Id
    kind: str
    name: str
    is_there: bool


class ContainerNames:
    """Every container that is there, found by any of its names."""

    def __init__(self, org: Org, rows: Rows) -> None:
        self._org = org
        self._names: dict[tuple[str, str], str] = {}
        self._labels: dict[tuple[str, str], set[str]] = {}
        for kind, name, label in _called(rows):
            self._names.setdefault((kind, name.casefold()), name)
            if label:
                self._labels.setdefault((kind, label.casefold()), set()).add(name)

    def id(self, kind: str, name: str) -> Id:
        """The id of a container by the name of its file, spelt as there."""
        return self._org.id.of_kind(kind, self._names.get((kind, name.casefold()), name))

    def named(self, kind: str, name: str) -> Found:
        """The container of that name, of its file or on the platform's pages; one that is not there is shown all the same."""
        plain = _plain(name)
        for called in (plain, _FILE_NAMES.get(plain.casefold(), "")):
            if (kind, called.casefold()) in self._names:
                return self._found(kind, called)
        missing = _FILE_NAMES.get(plain.casefold(), plain) if kind == PROFILE else plain
        return Found(self._org.id.of_kind(kind, missing), kind, missing, is_there=False)

    def called(self, kind: str, text: str) -> tuple[Found, ...]:
        """The containers that have this name or label: several where it is that of several."""
        labelled = self._labels.get((kind, _plain(text).casefold()), set())
        found = {self._found(kind, name) for name in labelled}
        by_name = self.named(kind, text)
        return tuple(sorted(found | ({by_name} if by_name.is_there or not found else set())))

    def held_by_users(self) -> tuple[Id, ...]:
        """Every container that users hold: profiles, permission sets and groups."""
        return tuple(self.id(kind, name) for kind, name in sorted(self._names) if kind != MUTING)

    def _found(self, kind: str, name: str) -> Found:
        written = self._names[kind, name.casefold()]
        return Found(self._org.id.of_kind(kind, written), kind, written, is_there=True)


def _plain(name: str) -> str:
    return unquote(name) if "%" in name else name


def _called(rows: Rows) -> Iterator[tuple[str, str, str]]:
    for row in rows.of(ContainerRow):
        yield row.kind, row.name, row.label
    for unread in rows.of(UnreadRow):
        if unread.component in TYPES and unread.name:
            yield TYPES[unread.component], unread.name, ""


def some(names: Sequence[str]) -> str:
    """The first few of many names, and how many more there are."""
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def counted(number: int, noun: str) -> str:
    """A number of things, in words.

    >>> counted(1, "profile"), counted(2000, "profile")
    ('1 profile', '2,000 profiles')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Mention(NamedTuple):
    """Something names a container."""

    found: Found
    at: str


def not_there(org: Org, mentions: Iterable[Mention], *, by: str) -> Iterator[Principal | Gap]:
    """Placeholders for the containers that are named and not there, with one gap for each kind of them."""
    missing: dict[str, dict[Id, Mention]] = {}
    for mention in mentions:
        if not mention.found.is_there:
            missing.setdefault(mention.found.kind, {}).setdefault(mention.found.id, mention)
    for kind, named in sorted(missing.items()):
        for id, mention in named.items():
            yield Principal(id=id, partial=True, evidence=org.inferred(mention.at))
        names = sorted(mention.found.name for mention in named.values())
        yield org.gap(
            "permission",
            f"{by} name {kind.replace('-', ' ')}s that are not here, {len(names):,} in all: {some(names)}.",
            why="they were not retrieved with the rest, or belong to a package",
            hides="what their holders may read and do",
            remedy=retrieve_command(*(f"{_WORDS[kind]}:{name}" for name in names)),
            locator=min(mention.at for mention in named.values()),
        )
