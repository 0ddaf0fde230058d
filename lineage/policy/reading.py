"""What people outside, and groups of principals, can read together, and what that carries."""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.analysis.permitted import Permits
from lineage.graph.access_sweep import Bools
from lineage.graph.actors import outsiders
from lineage.graph.field_sets import FieldSet
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.node_evidence import node_evidence
from lineage.model.ids import Id
from lineage.policy.carried import Carriage, Load

Ints = npt.NDArray[np.signedinteger]


class Outsider(NamedTuple):
    """A principal outside, such as the visitors of a site, and what it can read."""

    row: int
    home: Id
    """The System that it reads from."""
    target: Id
    """The System where what it reads arrives."""
    load: Load
    """What it can read."""
    is_told: bool
    """Whether anything says what the containers that it acts by give."""


class Reading:
    """Effective access on one day, by group."""

    def __init__(self, graph: LineageGraph, permits: Permits, carriage: Carriage) -> None:
        self._graph, self._permits, self._carriage = graph, permits, carriage
        self.grants, self.memberships, self.sweep = permits.grants, permits.memberships, permits.sweep

    def sets(self, groups: Sequence[Ints]) -> Sequence[FieldSet]:
        """What each group of principals, as rows, can read together; those that hold the same have the same set."""
        return self._permits.read_by_each(groups)

    def readable(self, groups: Sequence[Ints]) -> Iterator[Bools]:
        """The same as truth values over the fields of the sweep."""
        return (one.marks() for one in self.sets(groups))

    def loads(self, groups: Sequence[Ints]) -> list[Load]:
        """What that carries."""
        return [self.load(one) for one in self.sets(groups)]

    def load(self, fields: FieldSet) -> Load:
        """What a set carries; each is looked at once."""
        key = id(fields)
        if key not in self._loads:
            self._loads[key] = fields, self._carriage.of_set(fields)
        return self._loads[key][1]

    @cached_property
    def _loads(self) -> dict[int, tuple[FieldSet, Load]]:
        """Loads by the identity of the set, which is kept with it."""
        return {}

    @cached_property
    def outsiders(self) -> Sequence[Outsider]:
        """Everybody outside, with what they can read."""
        found = [(node, self._graph.row(node.id) or 0) for node in outsiders(self._graph)]
        loads = self.loads([np.asarray([row], np.int64) for _, row in found])
        held = {row: self.memberships.of(row).tolist() for _, row in found}
        told = self._told({container for containers in held.values() for container in containers})
        return [
            Outsider(
                row,
                node.id.namespace,
                Id(str(node.detail["peer"])).namespace,
                load,
                bool(held[row]) and told.issuperset(held[row]),
            )
            for (node, row), load in zip(found, loads, strict=True)
        ]

    def _told(self, containers: Collection[int]) -> frozenset[int]:
        """Those of the containers that a file or table describes, or gives something; others are only named."""
        ids = {row: self._graph.id(row) for row in containers}
        evidence = node_evidence(self._graph, ids.values())
        stated = {row for row, id in ids.items() if any(one.stated for one in evidence.get(id, ()))}
        return frozenset(row for row, id in ids.items() if row in stated or any(self.grants.grants_of([id])))
