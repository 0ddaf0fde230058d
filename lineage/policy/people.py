"""How many people hold containers: counted once each, however they come to them."""

from collections.abc import Collection
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from lineage.columns import Kind
from lineage.graph.by_node import numbers, take
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.memberships import Memberships

Ints = npt.NDArray[np.signedinteger]

_USER = "/@user/"


class People:
    """Counts users by what they hold; `known` tells whether anything says who holds what."""

    def __init__(self, graph: LineageGraph, memberships: Memberships) -> None:
        self._graph = graph
        self._member, self._container = memberships.pairs
        self._known: dict[frozenset[int], Ints] = {}

    @cached_property
    def _is_user(self) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self._graph), np.bool_)
        rows = self._graph.rows_of_kind(Kind.PRINCIPAL)
        told = numbers(pc.match_substring(take(self._graph.tables.nodes.column("id"), rows), _USER)) != 0
        found[rows[told]] = True
        return found

    @cached_property
    def _of_users(self) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = self._is_user[self._member]
        return found

    @cached_property
    def _is_member(self) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(self._graph), np.bool_)
        found[self._member] = True
        return found

    @property
    def known(self) -> bool:
        """Whether anything says who holds what."""
        return bool(self._of_users.any())

    @cached_property
    def everybody(self) -> Ints:
        """Rows of the users of whom anything says what they hold."""
        return self.users(np.unique(self._member))

    def told(self, principals: Ints) -> Ints:
        """Those of the principals of whom anything says what they hold; of a container its own file does."""
        found: Ints = principals[~self._is_user[principals] | self._is_member[principals]]
        return found

    def users(self, principals: Ints) -> Ints:
        """Those of the principals that are users."""
        found: Ints = principals[self._is_user[principals]]
        return found

    def behind(self, principals: Ints) -> int:
        """How many users some principals stand for: those among them, and those who hold the containers among them."""
        users, containers = self.users(principals), principals[~self._is_user[principals]]
        if not len(containers):
            return len(users)
        return len(np.union1d(users, self._holders(frozenset(containers.tolist()))))

    def holding(self, containers: Collection[int]) -> int:
        """How many users hold any of these containers, by themselves or by what holds them."""
        return len(self._holders(frozenset(containers)))

    def _holders(self, containers: frozenset[int]) -> Ints:
        if containers not in self._known:
            self._known[containers] = self._found(containers)
        return self._known[containers]

    def _found(self, containers: frozenset[int]) -> Ints:
        above, found = np.asarray(sorted(containers), self._container.dtype), np.empty(0, self._member.dtype)
        while len(above):
            members = np.unique(self._member[np.isin(self._container, above)])
            above, found = np.setdiff1d(members[~self._is_user[members]], found), np.union1d(found, members)
        return self.users(found)
