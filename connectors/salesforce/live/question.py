"""What is asked of an org: one table, its columns, what is not known without it, and which permission opens it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_ID: Final = re.compile(r"[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?")
_LONGEST: Final = 6_000
"""Letters of a query: a longer one may not fit into the address that it is sent in."""


class Question(NamedTuple):
    """A table of the org to ask for."""

    entity: str
    columns: tuple[str, ...]
    surface: str
    """What it shows, as a noun."""
    hides: str
    """What is not known without it."""
    opens: str
    """The permission that opens it, as the platform's pages call it."""
    tooling: bool = False
    """It is a part of what describes the org."""
    key: str = ""
    """Its answers have no pages, and are asked for by this column."""
    where: str = ""
    """A condition, beginning with WHERE."""
    needs: tuple[str, ...] = ("Id",)
    """The columns without which an answer is of no use."""
    is_optional: bool = False
    """Many orgs do not have the table: that it is not there says that there are no rows, as far as the user may see."""

    def soql(self, columns: Iterable[str], where: str = "") -> str:
        """The query for some of its columns; `where` is one more condition."""
        conditions = [self.where.removeprefix("WHERE ")] if self.where else []
        conditions += [where] if where else []
        asked = ["WHERE", " AND ".join(conditions)] if conditions else []
        return " ".join(["SELECT", ", ".join(columns), "FROM", self.entity, *asked])


def one_of(column: str, values: Iterable[str]) -> str:
    """The condition that a column is one of some names or ids; what is neither is left out.

    >>> one_of("SobjectType", ["Contact", "x' OR Name != '"])
    "SobjectType IN ('Contact')"
    """
    quoted = [f"'{one}'" for one in values if _NAME.fullmatch(one) or _ID.fullmatch(one)]
    return f"{column} IN ({', '.join(quoted)})"


def equal(column: str, name: str) -> str:
    """The condition that a column is one name or id; that of nothing where it is neither.

    >>> equal("SobjectType", "Contact"), equal("SobjectType", "x' OR Name != '")
    ("SobjectType = 'Contact'", "SobjectType = ''")
    """
    return f"{column} = '{name if _NAME.fullmatch(name) or _ID.fullmatch(name) else ''}'"


def packed(columns: Sequence[str], always: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Columns in packs, each with those that are always there, so that no query grows too long.

    >>> [len(pack) for pack in packed([f"Permissions{number:04d}" for number in range(700)], ("Id",))]
    [353, 349]
    """
    pack: list[str] = []
    length = 0
    for column in columns:
        if length + len(column) + 2 > _LONGEST:
            yield (*always, *pack)
            pack, length = [], 0
        pack.append(column)
        length += len(column) + 2
    yield (*always, *pack)


def value(row: Mapping[str, object], column: str) -> object:
    """The value of a column, or of one of a related row; `None` where there is none.

    >>> value({"AppMenuItem": {"Name": "Drift"}, "User": None}, "AppMenuItem.Name"), value({"User": None}, "User.Name")
    ('Drift', None)
    """
    found: object = row
    for step in column.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def text(row: Mapping[str, object], column: str) -> str:
    """The same as text: yes and no as the platform writes them in files, nothing where nothing is.

    >>> text({"IsActive": True, "Count": 3, "Name": None}, "IsActive"), text({"Name": None}, "Name")
    ('true', '')
    """
    found = value(row, column)
    if found is None or isinstance(found, Mapping | list):
        return ""
    return str(found).lower() if isinstance(found, bool) else str(found)
