"""The ways by which some nodes' data leaves at once: readers by permission, and flows of hops; and what removing one of them closes."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from lineage.analysis.cut import SINK, SOURCE
from lineage.analysis.readers import Readers
from lineage.analysis.removal import NOTHING, Flow, Given, Item, Items, Network
from lineage.analysis.states import Ints
from lineage.graph.access_sweep import Bools
from lineage.model.ids import Id


class Leaving(Protocol):
    """Ways out of some nodes, which are told by their positions."""

    @property
    def at_least(self) -> int | None:
        """How many removals it takes at least, where the network does not have all that could be removed."""
        ...

    def network(self) -> Network:
        """What has to be cut so that nothing leaves."""
        ...

    def open(self, removed: Items) -> Bools:
        """Which of the nodes are still left by some way."""
        ...

    def lost(self, item: Item) -> Ints:
        """Positions of the nodes that nothing leaves any more when one item alone is removed."""
        ...

    def granted(self, given: Given) -> Sequence[Id]:
        """The fields that are granted one by one, in order."""
        ...


class Exits:
    """Ways out that are one step: by permission, or by a flow. `read` are the positions of the readers' targets among the nodes."""

    def __init__(self, count: int, readers: Readers | None, read: Ints, flows: Mapping[Flow, Ints]) -> None:
        self._count, self._readers, self._read, self._flows = count, readers, read, flows

    at_least: None = None

    def network(self) -> Network:
        """See `Leaving.network`."""
        network = Network()
        if self._readers is not None:
            self._readers.add_to(network)
        for flow in sorted(flow for flow, nodes in self._flows.items() if len(nodes)):
            network.join(SOURCE, SINK, network.number([flow]))
        return network

    def open(self, removed: Items) -> Bools:
        """See `Leaving.open`."""
        found = self._carried(flow for flow in self._flows if flow not in removed)
        if self._readers is not None:
            found[self._read] |= self._readers.readable(removed)
        return found

    def _carried(self, flows: Iterable[Flow]) -> Bools:
        found: Bools = np.zeros(self._count, np.bool_)
        for flow in flows:
            found[self._flows[flow]] = True
        return found

    def granted(self, given: Given) -> Sequence[Id]:
        """See `Leaving.granted`."""
        return self._readers.granted.ids_of(given) if self._readers is not None else ()

    def lost(self, item: Item) -> Ints:
        """See `Leaving.lost`."""
        if isinstance(item, Flow):
            nodes = self._flows[item]
            alone: Ints = nodes[(self._times[nodes] == 1) & ~self._readable[nodes]]
            return alone
        if self._readers is None:
            return np.empty(0, np.int64)
        nodes = self._read[self._readers.lost(item)]
        unread: Ints = nodes[self._times[nodes] == 0]
        return unread

    @cached_property
    def _times(self) -> Ints:
        """How many flows take each node's data."""
        found: Ints = np.zeros(self._count, np.int64)
        for nodes in self._flows.values():
            found[nodes] += 1
        return found

    @cached_property
    def _readable(self) -> Bools:
        found: Bools = np.zeros(self._count, np.bool_)
        if self._readers is not None:
            found[self._read] = self._readers.readable(NOTHING)
        return found


def by_effect(exits: Leaving, items: Iterable[Item]) -> Sequence[tuple[Item, Ints]]:
    """Items with the nodes that each of them alone closes, those that close most first, then in order of their ids."""
    found = [(item, exits.lost(item)) for item in sorted(items, key=lambda one: tuple(map(str, one)))]
    return sorted(found, key=lambda one: -len(one[1]))
