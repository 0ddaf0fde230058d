"""The ways by which data of some nodes leaves their System, over however many hops inside it: flows of hops, and who reads on the way."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from lineage.analysis.cut import SINK, SOURCE, Node
from lineage.analysis.readers import Readers
from lineage.analysis.removal import NOTHING, Flow, Given, Item, Items, Network
from lineage.analysis.states import Ints
from lineage.analysis.terrain import Terrain
from lineage.graph.access_sweep import Bools
from lineage.graph.source import HopRow
from lineage.model.ids import Id


class Outlets:
    """Ways out of `origins`, all of one System.

    `readers` read the origins at the positions `read`; `inside` has the readers of other nodes of the System where walks stand.
    """

    def __init__(
        self, origins: Sequence[Id], terrain: Terrain, readers: Readers | None, read: Ints, inside: Mapping[Id, Readers]
    ) -> None:
        self._origins, self._terrain = origins, terrain
        self._readers, self._read = readers, read
        self._inside = inside

    at_least: None = None

    def network(self) -> Network:
        """See `Leaving.network`."""
        network = Network()
        if self._readers is not None:
            self._readers.add_to(network, one_by_one=True)
        for origin in self._origins:
            network.join(SOURCE, self._at(origin))
        for stand in self._stands:
            for hop in self._terrain.leaving(stand):
                flow = Flow.of(hop)
                target = SINK if self._is_outside(hop) else self._at(hop.target)
                network.join(self._at(stand), target, network.number([flow]))
        for stand, readers in sorted(self._inside.items()):
            readers.add_to(network, source=self._at(stand), one_by_one=True)
        return network

    @staticmethod
    def _at(stand: Id) -> Node:
        return ("stand", stand)

    def _is_outside(self, hop: HopRow) -> bool:
        return bool(self._origins) and hop.target.namespace != self._origins[0].namespace

    @cached_property
    def _stands(self) -> Sequence[Id]:
        return stands(self._terrain, self._origins)

    def open(self, removed: Items) -> Bools:
        """See `Leaving.open`."""
        open_: Bools = np.zeros(len(self._origins), np.bool_)
        if self._readers is not None:
            open_[self._read] = self._readers.readable(removed)
        leaks = {self._origins[at] for at in np.flatnonzero(open_).tolist()}
        leaks |= {stand for stand, readers in self._inside.items() if readers.readable(removed).any()}
        grown = True
        while grown:
            found = {stand for stand in self._stands if stand not in leaks and self._leaks_on(stand, leaks, removed)}
            leaks |= found
            grown = bool(found)
        return np.asarray([origin in leaks for origin in self._origins], np.bool_)

    def _leaks_on(self, stand: Id, leaks: set[Id], removed: Items) -> bool:
        hops = (hop for hop in self._terrain.leaving(stand) if Flow.of(hop) not in removed)
        return any(self._is_outside(hop) or hop.target in leaks for hop in hops)

    def granted(self, given: Given) -> Sequence[Id]:
        """See `Leaving.granted`: here each stands for itself."""
        return [given.subject]

    def lost(self, item: Item) -> Ints:
        """See `Leaving.lost`."""
        found: Ints = np.flatnonzero(self._all & ~self.open(frozenset({item})))
        return found

    @cached_property
    def _all(self) -> Bools:
        return self.open(NOTHING)


def stands(terrain: Terrain, origins: Sequence[Id]) -> list[Id]:
    """Where walks from these nodes stand before they leave their System, the origins first."""
    found = dict.fromkeys(origins)
    pending = list(found)
    while pending:
        for hop in terrain.leaving(pending.pop()):
            if hop.target.namespace == hop.source.namespace == origins[0].namespace and hop.target not in found:
                found[hop.target] = None
                pending.append(hop.target)
    return list(found)
