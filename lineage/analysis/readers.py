"""Who reads some fields by which tokens, memberships and grants, and the network that these make.

A field is read where some token, some membership and some grant give the object leg and, in series with that, some membership and some
grant the field leg; several that give one leg stand in parallel. Principals that hold the same are one, and so are datasets that are
granted alike, so that the network stays small however many grants there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lineage.analysis.cut import SINK, SOURCE, Node
from lineage.analysis.granted import Granted, Ints, Kind
from lineage.analysis.removal import Given, Held, Item, Items, Network, Token
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.routes import Alike, Giver, Route
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
        if isinstance(item, Given) and item.sort != "system":
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
            laying = _Laying(network, self.granted, reader, (number, *source), one_by_one=one_by_one)
            laying.lay(self.kinds, self._number, source, sink)


class _Laying:
    """Lays the ways of one reader: token, memberships, object leg, field leg, and the memberships of that again; one use."""

    def __init__(self, network: Network, granted: Granted, reader: Reader, mark: Node, *, one_by_one: bool) -> None:
        self._network, self._granted, self._reader, self._mark = network, granted, reader, mark
        self._one_by_one = one_by_one

    def lay(self, kinds: Sequence[Kind], numbers: Mapping[Giver, int], source: Node, sink: Node) -> None:
        """Add all of its ways."""
        network, tokens = self._network, self._reader.tokens
        network.join(source, self._at("in", ()), network.number(tokens) if tokens else -1)
        network.join(self._at("out", ()), sink)
        for route in self._reader.who.routes:
            for end in range(1, len(route.steps) + 1):
                item = network.number(Held(*step) for step in self._reader.who.steps_of(route.steps[end - 1]))
                longer, shorter = route.steps[:end], route.steps[: end - 1]
                network.join(self._at("in", shorter), self._at("in", longer), item)
                network.join(self._at("out", longer), self._at("out", shorter), item)
            for kind in kinds:
                self._on_object(kind, route, numbers[route.giver])
                self._on_field(kind, route, numbers[route.giver])
        for kind in kinds:
            if self._granted.counts_with_object[kind.first]:
                network.join(self._at("kind", (kind.first,)), sink)

    def _at(self, place: str, what: Node) -> Node:
        return (place, self._mark, *what)

    def _on_object(self, kind: Kind, route: Route, giver: int) -> None:
        """The ways from where a container is held to the object leg of a kind of datasets."""
        network, granted, container = self._network, self._granted, route.giver.container
        held, there = self._at("in", route.steps), self._at("kind", (kind.first,))
        if granted.object[giver][kind.first]:
            network.join(held, there, network.number(Given(container, "object", dataset) for dataset in kind.datasets))
        if granted.system[giver][kind.first]:
            system = granted.system_of[kind.first]
            given = Given(container, "system", system)
            network.join(held, self._at("system", (*route.steps, given)), network.number([given]))
            network.join(self._at("system", (*route.steps, given)), there)

    def _on_field(self, kind: Kind, route: Route, giver: int) -> None:
        """The ways from the object leg of a kind of datasets to where a container is held that gives the field leg."""
        network, granted, container = self._network, self._granted, route.giver.container
        there, held = self._at("kind", (kind.first,)), self._at("out", route.steps)
        if granted.all_fields[giver][kind.first]:
            network.join(there, held, network.number(Given(container, "all-fields", dataset) for dataset in kind.datasets))
        bit = granted.variants[container].index(giver)
        for part in granted.parts_of(container):
            if part >> bit & 1 and granted.counts_of_part(container, part)[kind.first]:
                for item in self._fields(kind, container, part):
                    network.join(there, held, item)

    def _fields(self, kind: Kind, container: Id, part: int) -> Iterator[int]:
        """The numbers of grants on fields one by one: of those that are always removed together, or of each."""
        granted = self._granted
        given = [Given(container, "fields", dataset, part) for dataset in kind.datasets]
        if self._one_by_one:
            for one in given:
                yield from (self._network.number([Given(container, "fields", field)]) for field in granted.ids_of(one))
            return
        counts = granted.counts_of_part(container, part)
        yield self._network.number(given, sum(int(counts[granted.number_of[dataset]]) for dataset in kind.datasets))
