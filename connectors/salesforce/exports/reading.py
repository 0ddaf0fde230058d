"""The tables of one org, read once from end to end: small ones first, then the permissions, batch by batch.

It does not matter whether a table is a file or what an org answers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.salesforce.assemble.container_names import GROUP, PROFILE
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.exports.containers import Alike, Containers
from connectors.salesforce.exports.coverage import Coverage, says_who_reads_all
from connectors.salesforce.exports.files import Line, Table, Tally, lines_of
from connectors.salesforce.exports.grants import Permissions
from connectors.salesforce.exports.groups import Component, members, nested, read_component
from connectors.salesforce.exports.missing import Missing
from connectors.salesforce.exports.outsiders import outsiders
from connectors.salesforce.exports.sorts import (
    ASSIGNMENT,
    COMPONENT,
    COUNTS,
    FIELD,
    GROUPS,
    MUTINGS,
    OBJECT,
    PROFILES,
    SET,
    TOKEN,
    USER,
    Sort,
)
from connectors.salesforce.exports.tokens import Tokens
from connectors.salesforce.exports.users import Held, User, Users
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.permissions import AccessRow, ContainerRow
from lineage.columns import GrantBatch
from lineage.connector import Harvested
from lineage.model.ids import Id
from lineage.model.records import Gap, Membership, Principal, Received

_MODIFY_ALL: Final = "ModifyAllData"
_NOT_A_COUNT: Final = "its count is no number"


@dataclass
class Reading:
    """One run over all tables of an org."""

    org: Org
    tables: tuple[Table, ...]
    coverage: Coverage = field(default_factory=Coverage)
    missing: Missing = field(default_factory=Missing)
    components: list[Component] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def __post_init__(self) -> None:
        present = frozenset(file.sort.name for file in self.tables)
        spelling = {name.casefold(): name for file in self.tables for name in file.head.columns}
        self.containers = Containers(self.missing, spelling=spelling, present=present)
        self.permissions = Permissions(self.org, self.containers)
        self.users = Users(self.missing, present)
        self.tokens = Tokens(self.users)

    def grants(self) -> Iterator[GrantBatch]:
        """The grants on objects and fields, after everything else was read."""
        self._read_small()
        self.permissions = Permissions(self.org, self.containers, self._left_to_parts())
        for sort in (OBJECT, FIELD):
            for table in self._of(sort):
                yield from self.permissions.grants(table, self.coverage.tally(table))

    def _of(self, sort: Sort) -> Iterator[Table]:
        return (file for file in self.tables if file.sort is sort)

    def _read_small(self) -> None:
        """Read what the permissions name: containers before what names them."""
        containers, users = self.containers, self.users
        self._each(COUNTS, self._read_count)
        self._each(PROFILES, lambda line, _: containers.read_profile(line))
        self._each(GROUPS, lambda line, _: containers.read_group(line))
        self._each(MUTINGS, lambda line, _: containers.read_muting(line))
        self._each(SET, lambda line, _: containers.read_set(line))
        self._each(COMPONENT, self._read_component)
        self._each(USER, lambda line, tally: self.held.extend(users.read(line, containers, tally)))
        self._each(ASSIGNMENT, lambda line, tally: self.held.extend(users.read_assignment(line, containers, tally)))
        self._each(TOKEN, self.tokens.read)

    def _each(self, sort: Sort, read: Callable[[Line, Tally], None]) -> None:
        for file in self._of(sort):
            tally = self.coverage.tally(file)
            for line in lines_of(file, tally):
                read(line, tally)

    def _read_count(self, line: Line, tally: Tally) -> None:
        if line.get("count").isdecimal():
            self.coverage.counts[line.get("object").casefold()] = int(line.get("count"))
        else:
            tally.refuse(_NOT_A_COUNT, line.number)

    def _read_component(self, line: Line, tally: Tally) -> None:
        found = read_component(self.containers, line)
        if found is None:
            tally.refuse("it does not say which group, or what is in it", line.number)
        else:
            self.components.append(found)

    def _left_to_parts(self) -> frozenset[str]:
        """The groups of which it is told what is in them: what they add up to is not told again."""
        inside: dict[str, list[Component]] = {}
        for one in self.components:
            inside.setdefault(one.group.key[1], []).append(one)
        if not self.coverage.is_whole(COMPONENT):
            return frozenset()
        return frozenset(group for group, held in inside.items() if all(one.held.key in self.containers.rows for one in held))

    def rows(self) -> Sequence[Row]:
        """The containers, what they hold beyond single objects, and what is in groups; once the grants are read."""
        return [*self._container_rows(), *self._accesses(), *members(self.components)]

    def identified(self, records: Iterable[Harvested]) -> Iterator[Harvested]:
        """The records, containers with the platform's own ids."""
        ids = {
            self.org.id.of_kind(kind, row.name): self.containers.platform_ids.get((kind, key), "")
            for (kind, key), row in self.containers.rows.items()
        }
        for record in records:
            if isinstance(record, Principal) and ids.get(record.id):
                yield record.model_copy(update={"platform_id": ids[record.id]})
            else:
                yield record

    def _accesses(self) -> Iterator[AccessRow]:
        permissions = self.permissions
        modifying = dict(permissions.modifies_all)
        for held, row in self.containers.accesses:
            if not (held.sums_up and held.key[1] in permissions.left_to_parts):
                yield row
            if row.name == _MODIFY_ALL:
                modifying.pop(held, None)
        for held, at in modifying.items():
            yield AccessRow(held.kind, held.name, "system-permission", _MODIFY_ALL, at)

    def _container_rows(self) -> Iterator[ContainerRow]:
        told = self._are_permissions_whole()
        by_parts = self.permissions.left_to_parts
        summed = self.containers.summed_up()
        for (kind, key), row in self.containers.rows.items():
            whole = told and (kind != GROUP or key in by_parts or key in summed)
            yield row._replace(whole=whole)

    def _are_permissions_whole(self) -> bool:
        sets = [file for file in self.tables if file.sort is SET]
        return all(map(self.coverage.is_whole, (OBJECT, FIELD))) and bool(sets) and all(map(says_who_reads_all, sets))

    def people(self) -> Iterator[Harvested]:
        """Users and what they hold, people outside, and as whom applications act by their tokens."""
        assigned = self.coverage.is_whole(ASSIGNMENT)
        for user in self.users.by_name.values():
            yield Principal(
                id=self._user(user),
                label=user.label or user.name,
                platform_id=user.platform_id,
                partial=not (assigned and (user.told or not self.coverage.has(USER))),
                evidence=self.org.said(user.at) if user.told else self.org.inferred(user.at),
            )
        for one in self.held:
            yield Membership(
                member=self._user(one.user),
                container=self.org.id.of_kind(one.container.kind, one.container.name),
                until=one.until,
                active=one.active,
                session_activated=one.session_activated,
                evidence=self.org.said(one.at),
            )
        yield from outsiders(self.org, self.held, told_whole=assigned)
        yield from self.tokens.records(self.org)

    def received(self) -> Iterator[Received]:
        """How many rows there were of each sort."""
        for table, tally in self.coverage.files:
            if table.sort is not COUNTS:
                yield Received(subtype=f"row of {table.sort.name}", count=tally.rows)

    def _user(self, user: User) -> Id:
        return self.org.id.of_kind("user", user.name)

    def doubts(self) -> Iterator[Gap]:
        """Rows that contradict each other."""
        yield from nested(self.org, self.components)
        for one in self.containers.alike:
            yield _alike(self.org, one, "are two, and they are taken for one: names are the same in any case", PROFILES)
        for one in self.containers.repeated:
            yield _alike(self.org, one, "have one id: the exports were made at different times, or rows were changed", SET)


def _alike(org: Org, one: Alike, why: str, sort: Sort) -> Gap:
    kind = one.kind.replace("-", " ")
    return org.gap(
        "export",
        f"The {kind}s {one.names[0]} ({one.at[0]}) and {one.names[1]} ({one.at[1]}) cannot be told apart.",
        why=f"they {why}",
        hides="which of the two holds what: each is shown with the rights and the holders of both",
        remedy="Rename one of them in the org, and export again." if kind == PROFILE else sort.command,
        locator=one.at[1],
    )
