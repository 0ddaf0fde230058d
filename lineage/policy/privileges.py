"""Who holds which permissions that reach beyond single objects and fields, and through which containers."""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from lineage.graph.by_node import numbers, rows_with
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.memberships import Memberships
from lineage.model.facts import FactName

Ints = npt.NDArray[np.signedinteger]
Held = Mapping[str, frozenset[int]]
"""The permission → rows of the containers that give it."""

_TAKEN = "system-permission "


class Privileges:
    """Looks up the permissions of principals; those of equal containers are looked up once."""

    def __init__(self, graph: LineageGraph, memberships: Memberships) -> None:
        self._graph, self._memberships = graph, memberships
        self._given: dict[str, frozenset[int]] = {}
        self._leading: dict[frozenset[str], npt.NDArray[np.bool_]] = {}
        self._known: dict[tuple[bytes, frozenset[str]], Held] = {}

    def holders(self, permission: str) -> Ints:
        """Rows of the containers that give a permission themselves."""
        return self._rows("system-permission", permission)

    def _rows(self, name: FactName, value: str) -> Ints:
        table = self._graph.tables["facts"]
        rows = np.intersect1d(rows_with(table.column("name"), name), rows_with(table.column("value"), value))
        found: Ints = np.unique(numbers(table.column("subject"))[rows])
        return found

    def among(self, principals: Ints, permissions: Collection[str]) -> Ints:
        """Those of the principals that may hold any of these permissions: most hold none, and need not be looked at one by one."""
        key = frozenset(permissions)
        if key not in self._leading:
            self._leading[key] = self._lead(np.unique(np.concatenate([self.holders(one) for one in sorted(key)])))
        found: Ints = principals[self._leading[key][principals]]
        return found

    def _lead(self, givers: Ints) -> npt.NDArray[np.bool_]:
        """Of each node, whether it is a giver or comes to one."""
        found = np.zeros(len(self._graph), np.bool_)
        member, container = self._memberships.pairs
        while len(givers):
            found[givers] = True
            above = np.unique(member[found[container]])
            givers = above[~found[above]]
        return found

    def of(self, principal: int, permissions: Collection[str]) -> Held:
        """Which of these permissions a principal holds, and through which containers; what is muted on the way is not held."""
        wanted = frozenset(permissions)
        own = {one: frozenset({principal}) for one in sorted(wanted) if principal in self._givers(one)}
        containers = self._memberships.of(principal)
        key = (containers.tobytes(), wanted)
        if key not in self._known:
            self._known[key] = self._through(containers, wanted, frozenset({principal}))
        return _united(own, self._known[key])

    def _through(self, containers: Ints, wanted: frozenset[str], above: frozenset[int]) -> Held:
        """What containers give together, less what the muting sets among them take away."""
        found: Held = {}
        for one in set(containers.tolist()) - above:
            own = {name: frozenset({one}) for name in wanted if one in self._givers(name)}
            found = _united(found, _united(own, self._through(self._memberships.of(one), wanted, above | {one})))
        return {name: by for name, by in sorted(found.items()) if self._muting(name).isdisjoint(containers.tolist())}

    def _givers(self, permission: str) -> frozenset[int]:
        if permission not in self._given:
            self._given[permission] = frozenset(self.holders(permission).tolist())
        return self._given[permission]

    def _muting(self, permission: str) -> frozenset[int]:
        key = _TAKEN + permission
        if key not in self._given:
            self._given[key] = frozenset(self._rows("taken-away", key).tolist())
        return self._given[key]


def _united(one: Held, other: Held) -> Held:
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in sorted({*one, *other})}
