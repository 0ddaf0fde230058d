"""Who reads some fields by which tokens, memberships and grants, and the network that these make.

A field is read where some token, some membership and some grant give the object leg and, in series with that, some membership and some
grant the field leg; several that give one leg stand in parallel. Principals that hold the same are one, and so are datasets that are
granted alike, so that the network stays small however many grants there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lineage.analysis.cut import SINK, SOURCE, Node
from lineage.analysis.granted import Granted, Ints, Kind
from lineage.analysis.laying import Laying
from lineage.analysis.removal import Given, Held, Item, Items, Network, Token
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.routes import Alike, Route
from lineage.model.ids import Id


@dataclass(frozen=True)
class Reader:
    """Principals that hold the same, and the tokens by which applications act as them; without tokens they read by themselves."""

    who: Alike
    tokens: tuple[Token, ...] = ()


class Readers:
    """Who reads some fields; `targets` are their numbers in the sweep, in order."""

    def __init__(self, graph: LineageGraph, sweep: AccessSweep, readers: Sequence[Reader], targets: Ints) -> None:
        self._readers = readers
        givers = sorted({route.giver for reader in readers for route in reader.who.routes})
        self._number = {giver: number for number, giver in enumerate(givers)}
        self.granted = Granted(graph, sweep, givers, targets)

    def readable(self, removed: Items, place: slice = slice(None)) -> Bools:
        """Which of the targets, or of a range of them, can still be read without what is removed."""
        found: Bools = np.zeros(len(self.granted.targets[place]), np.bool_)
        for givers in sorted({givers for reader in self._readers for givers in self._left(reader, removed)}):
            found |= self.granted.read(givers, removed, place)
        return found

    def _left(self, reader: Reader, removed: Items) -> Iterator[tuple[int, ...]]:
        """The givers that the principals of one reader come to, by different ways of holding them."""
        acting = {token.principal for token in reader.tokens if token not in removed}
        for principal in reader.who.principals:
            if principal in acting or not reader.tokens:
                kept = (route for route in reader.who.routes if not self._is_closed(reader, route, principal, removed))
                yield tuple(sorted({self._number[route.giver] for route in kept}))

    def _is_closed(self, reader: Reader, route: Route, principal: Id, removed: Items) -> bool:
        return any(Held(*reader.who.step_of(step, principal)) in removed for step in route.steps)

    def lost(self, item: Item) -> Ints:
        """Positions of the targets that cannot be read any more when one item alone is removed."""
        if isinstance(item, Given) and not item.subject.is_system:
            place = self.granted.places[self.granted.number_of[item.subject]]
        elif self._stands_alone(item):
            place = slice(0, len(self.granted.targets))
        else:
            return np.empty(0, np.int64)
        lost: Ints = np.flatnonzero(self.readable(frozenset(), place) & ~self.readable(frozenset({item}), place)) + place.start
        return lost

    def _stands_alone(self, item: Item) -> bool:
        """Whether nobody else of those who hold the same keeps what the item's removal takes."""
        if isinstance(item, Given):
            return True
        about = [reader for reader in self._readers if self._uses(reader, item)]
        return any(len(reader.who.principals) == 1 or self._is_shared(reader, item) for reader in about)

    @staticmethod
    def _uses(reader: Reader, item: Item) -> bool:
        if isinstance(item, Token):
            return item in reader.tokens
        steps = {step for route in reader.who.routes for step in route.steps}
        return any(item in reader.who.steps_of(step) for step in steps)

    @staticmethod
    def _is_shared(reader: Reader, item: Item) -> bool:
        return isinstance(item, Held) and item.member not in reader.who.principals

    @cached_property
    def kinds(self) -> list[Kind]:
        """Datasets by how they are granted."""
        return list(self.granted.kinds())

    def add_to(self, network: Network, source: Node = SOURCE, sink: Node = SINK, *, one_by_one: bool = False) -> None:
        """Add the ways from a source to a sink by which these readers read.

        Fields of one dataset go together, unless `one_by_one`: for networks that others add to, of which some may be the same.
        """
        for number, reader in enumerate(self._readers):
            laying = Laying(network, self.granted, reader.who, (number, *source), one_by_one=one_by_one)
            network.join(source, laying.start, network.number(reader.tokens) if reader.tokens else -1)
            network.join(laying.end, sink)
            for kind in self.kinds:
                laying.lay(kind)
