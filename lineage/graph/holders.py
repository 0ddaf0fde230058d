"""Principals by what they hold: those that come to grants by the same containers are one kind, however many they are."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.columns import Kind
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.memberships import Memberships

Ints = npt.NDArray[np.signedinteger]
Givers = tuple[int, ...]
"""Rows of principals whose grants are united."""


class Kinds(NamedTuple):
    """What some principals hold."""

    which: list[int]
    """The kind of each principal."""
    givers: Sequence[Givers]
    """Of each kind by whose grants it reads."""


class Holders:
    """Looks up by whose grants principals read: their own, their containers' and those of what is in these.

    Where something is muted on the way, the union would be too much; `is_gathered` tells whose grants have to be taken with all that they
    hold, less what is taken away.
    """

    def __init__(self, graph: LineageGraph, grants: GrantTable, memberships: Memberships) -> None:
        self._graph, self._grants, self._memberships = graph, grants, memberships
        self._known: dict[int, Givers] = {}
        self._by_held: dict[bytes, Givers] = {}
        self._gathered: set[int] = set()

    def kinds(self, principals: Ints) -> Kinds:
        """Principals, as rows, by what they hold."""
        numbers: dict[Givers, int] = {}
        rows = principals.astype(np.int32)
        held = self._memberships.of_each(rows)
        which = [
            numbers.setdefault(self._givers(row, containers), len(numbers))
            for row, containers in zip(rows.tolist(), held, strict=True)
        ]
        return Kinds(which, tuple(numbers))

    def is_gathered(self, giver: int) -> bool:
        """Whether what a giver holds counts with it, less what is taken away."""
        return giver in self._gathered

    def behind(self, givers: Givers) -> Givers:
        """Whose grants these are: of one that counts with all that it holds, everybody's in it."""
        found = set(givers) - self._gathered
        for giver in self._gathered.intersection(givers):
            found |= self._inside(giver) & self._giving
        return tuple(sorted(found))

    def removes(self, giver: int) -> bool:
        """Whether some grant of a giver takes away."""
        return giver in self._removing

    def _givers(self, principal: int, containers: Ints) -> Givers:
        held = b"" if principal in self._giving else containers.tobytes()
        if held and held in self._by_held:
            return self._by_held[held]
        if self._removing.intersection(containers.tolist()):
            self._gathered.add(principal)
            return (principal,)
        found = self._united(principal, containers)
        if held:
            self._by_held[held] = found
        return found

    def _united(self, principal: int, containers: Ints) -> Givers:
        found = {principal} & self._giving
        for one in containers.tolist():
            found.update(self._of_container(one))
        return tuple(sorted(found))

    def _of_container(self, container: int) -> Givers:
        if container not in self._known:
            self._known[container] = self._found(container)
        return self._known[container]

    def _found(self, container: int) -> Givers:
        """The givers that a container comes to, itself among them; itself as a whole where something is muted below it."""
        inside = self._inside(container)
        if any(self._removing.intersection(self._memberships.of(one).tolist()) for one in inside):
            self._gathered.add(container)
            return (container,)
        return tuple(sorted(inside & self._giving))

    def _inside(self, holder: int) -> set[int]:
        """A holder, everything that it holds, and what is in that."""
        seen, pending = {holder}, [holder]
        while pending:
            held = set(self._memberships.of(pending.pop()).tolist())
            pending += held - seen
            seen |= held
        return seen

    @cached_property
    def _removing(self) -> set[int]:
        return set(np.unique(self._grants.principal[self._grants.removing]).tolist())

    @cached_property
    def _giving(self) -> set[int]:
        """Principals with grants of their own."""
        rows = self._graph.rows_of_kind(Kind.PRINCIPAL).astype(np.int32)
        first, end = (np.searchsorted(self._grants.principal, rows, side) for side in ("left", "right"))
        return set(rows[end > first].tolist())
