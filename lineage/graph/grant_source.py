"""`GrantSource`: what a store answers about permissions, and the same from plain lists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from lineage.model.ids import Id
from lineage.model.verdicts import Active, Leg, Operation


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One grant as stores give it; without operations it says that there is none."""

    principal: Id
    subject: Id
    leg: Leg
    operations: Operation
    removes: bool
    connector: str
    locator: str
    """File and line, or query."""


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A member holds a container."""

    member: Id
    container: Id
    start: date | None
    until: date | None
    active: Active
    session_activated: bool

    def counts(self, as_of: date) -> bool:
        """Whether it is in force on a day; both ends are inclusive."""
        begun = self.start is None or self.start <= as_of
        return begun and (self.until is None or as_of <= self.until) and self.active != Active.NO


class GrantSource(Protocol):
    """Look up grants and memberships."""

    def grants_on(self, subjects: Collection[Id]) -> Sequence[GrantRow]:
        """Grants whose subject is one of these nodes, by principal, leg and subject."""
        ...

    def grants_of(self, principals: Collection[Id]) -> Sequence[GrantRow]:
        """Grants of these principals, by principal, leg and subject."""
        ...

    def told_on(self, dataset: Id) -> Collection[tuple[Id, Leg]]:
        """Principals of which any grant on a dataset or its fields is told, even that there is none; by leg."""
        ...

    def memberships(self) -> Sequence[MembershipRow]:
        """Every membership, by member and container."""
        ...

    def memberships_of(self, member: Id) -> Sequence[MembershipRow]:
        """The memberships of one member, by container."""
        ...

    def principals(self) -> Sequence[tuple[Id, bool]]:
        """Every principal in order of id, and whether its grants are told whole: not those told in part, nor mere names."""
        ...

    def is_whole(self, principal: Id) -> bool:
        """Whether a principal is there and its grants are told whole."""
        ...


class MemoryGrantSource:
    """The same answers from plain lists: the reference that other stores are compared with."""

    def __init__(
        self, grants: Iterable[GrantRow], memberships: Iterable[MembershipRow], principals: Iterable[tuple[Id, bool]]
    ) -> None:
        self._grants = sorted(grants, key=lambda row: (row.principal, row.leg, row.subject, row.removes, row.locator))
        self._memberships = sorted(memberships, key=lambda row: (row.member, row.container))
        self._principals = sorted(principals)

    def grants_on(self, subjects: Collection[Id]) -> Sequence[GrantRow]:
        """See `GrantSource.grants_on`."""
        return [row for row in self._grants if row.subject in subjects]

    def grants_of(self, principals: Collection[Id]) -> Sequence[GrantRow]:
        """See `GrantSource.grants_of`."""
        return [row for row in self._grants if row.principal in principals]

    def told_on(self, dataset: Id) -> Collection[tuple[Id, Leg]]:
        """See `GrantSource.told_on`."""
        return {(row.principal, row.leg) for row in self._grants if dataset in (row.subject, row.subject.owner)}

    def memberships(self) -> Sequence[MembershipRow]:
        """See `GrantSource.memberships`."""
        return self._memberships

    def memberships_of(self, member: Id) -> Sequence[MembershipRow]:
        """See `GrantSource.memberships_of`."""
        return [row for row in self._memberships if row.member == member]

    def principals(self) -> Sequence[tuple[Id, bool]]:
        """See `GrantSource.principals`."""
        return self._principals

    def is_whole(self, principal: Id) -> bool:
        """See `GrantSource.is_whole`."""
        return (principal, True) in self._principals
