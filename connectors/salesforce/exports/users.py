"""Users, and what they hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from connectors.salesforce.exports.containers import Container, Containers, flag
from connectors.salesforce.exports.files import Line, Tally
from connectors.salesforce.exports.missing import Missing
from connectors.salesforce.exports.platform_ids import id_key, long_id
from connectors.salesforce.exports.sorts import ASSIGNMENT, USER, Sort
from lineage.model.verdicts import Active

_BAD_DAY: Final = "its date cannot be read, and it is taken to have no end"
_TWICE: Final = "its user name is that of another user, and both are taken for one"
_NOBODY: Final = "it names no user"
_NOTHING: Final = "it names nothing that is held"


class User(NamedTuple):
    """Somebody, by the name to log in with; by id where no export tells the name."""

    name: str
    at: str
    platform_id: str = ""
    label: str = ""
    active: Active = Active.UNKNOWN
    type: str = ""
    """What sort of user; empty where nothing says."""
    profile: Container | None = None
    told: bool = False
    """A row of its own tells of it."""


class Held(NamedTuple):
    """A user holds a container."""

    user: User
    container: Container
    at: str
    until: date | None = None
    active: Active = Active.YES
    session_activated: bool = False


@dataclass
class Users:
    """Every user that the exports tell of or name."""

    missing: Missing
    present: frozenset[str] = frozenset()
    """The sorts of which there is an export."""
    by_name: dict[str, User] = field(default_factory=dict)
    """By folded name."""
    _by_id: dict[str, str] = field(default_factory=dict)

    def read(self, line: Line, containers: Containers, tally: Tally) -> Iterator[Held]:
        """Take note of a row of User; gives the profile that it holds."""
        name = line.get("username")
        if not name:
            tally.refuse(_NOBODY, line.number)
            return
        related = {"profileid": line.get("profileid"), "profile.name": line.get("profile.name")}
        profile = containers.find(USER, line.get("profileid"), related, line.at) if any(related.values()) else None
        said = flag(line.get("isactive")) if line.get("isactive") else None
        user = User(
            name,
            line.at,
            long_id(line.get("id")),
            line.get("name"),
            Active.UNKNOWN if said is None else Active.YES if said else Active.NO,
            line.get("usertype"),
            profile,
            told=True,
        )
        before = self.by_name.get(name.casefold())
        if before is not None and id_key(before.platform_id) != id_key(user.platform_id):
            tally.doubt(_TWICE, line.number)
        self.by_name[name.casefold()] = user
        if user.platform_id:
            self._by_id[id_key(user.platform_id)] = name.casefold()
        if profile is not None:
            yield Held(user, profile, line.at, active=user.active)

    def find(self, by: Sort, id: str, name: str, at: str) -> User | None:
        """The user that a row names; one that no export tells of is known by what the row says. `None` where it names none."""
        known = self.by_name.get(self._by_id.get(id_key(id), "") if id else "") or self.by_name.get(
            name.casefold() if name else ""
        )
        if known is not None:
            return known
        if not (id or name):
            return None
        if USER.name in self.present or not name:
            self.missing.add(by, USER, name or long_id(id), at)
        user = User(name or long_id(id), at, long_id(id))
        self.by_name[user.name.casefold()] = user
        if id:
            self._by_id[id_key(id)] = user.name.casefold()
        return user

    def name_of(self, id: str) -> str:
        """The name of a user whose id is told; the id itself where nothing tells the name."""
        known = self.by_name.get(self._by_id.get(id_key(id), ""))
        return known.name if known else long_id(id)

    def read_assignment(self, line: Line, containers: Containers, tally: Tally) -> Iterator[Held]:
        """What a row of PermissionSetAssignment says that somebody holds: a group once, and not also what it adds up to."""
        user = self.find(ASSIGNMENT, line.get("assigneeid"), line.get("assignee.username"), line.at)
        held = _held(line, containers)
        if user is None or held is None:
            tally.refuse(_NOBODY if user is None else _NOTHING, line.number)
            return
        try:
            until = _last_day(line.get("expirationdate"))
        except ValueError:
            tally.doubt(_BAD_DAY, line.number)
            until = None
        activated = containers.is_activated(held)
        yield Held(user, held._replace(sums_up=False), line.at, until, _active(line, user), activated)


def _held(line: Line, containers: Containers) -> Container | None:
    group = line.get("permissionsetgroupid"), line.related("permissionsetgroup")
    if group[0] or any(group[1].values()):
        return containers.group(ASSIGNMENT, *group, line.at)
    return containers.find(ASSIGNMENT, line.get("permissionsetid"), line.related("permissionset"), line.at)


def _active(line: Line, user: User) -> Active:
    """Whether an assignment counts: an inactive user holds nothing."""
    says_no = any(line.get(name) and flag(line.get(name)) is False for name in ("isactive", "assignee.isactive"))
    if user.active == Active.NO or says_no or flag(line.get("isrevoked")):
        return Active.NO
    return Active.YES


def _last_day(text: str) -> date | None:
    """The last day on which it holds, in UTC; `None` where there is no end. Raises `ValueError` where it cannot be read.

    >>> _last_day("2026-05-01T00:00:00.000+0000"), _last_day("2026-05-01T09:30:00Z"), _last_day("")
    (datetime.date(2026, 4, 30), datetime.date(2026, 5, 1), None)
    """
    if not text:
        return None
    end = datetime.fromisoformat(text)
    if "T" not in text and " " not in text:
        return end.date()
    end = end.astimezone(UTC) if end.tzinfo else end
    # Who loses it as the day begins does not hold it on that day.
    return end.date() - timedelta(days=end.time() == time(0))
