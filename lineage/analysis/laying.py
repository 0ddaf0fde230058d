"""Lays the ways by which somebody reads as a network: memberships and the object leg first, then the field leg and memberships again.

A membership that is passed on every way to a leg is not passed again for the other: a thing that stands on one edge only makes the
smallest cut easy to find.
"""

from collections.abc import Iterator, Sequence

from lineage.analysis.cut import Node
from lineage.analysis.granted import Granted, Kind
from lineage.analysis.removal import Given, Held, Network
from lineage.graph.routes import Alike, Route
from lineage.model.ids import Id


class Laying:
    """The ways of principals that hold the same, from `start` to `end`; `mark` tells their nodes from those of others."""

    def __init__(self, network: Network, granted: Granted, who: Alike, mark: Node, *, one_by_one: bool) -> None:
        self._network, self._granted, self._who, self._mark = network, granted, who, mark
        self._one_by_one = one_by_one
        self._giver = {giver: number for number, giver in enumerate(granted.givers)}
        self.start: Node = ("in", mark)
        self.end: Node = ("out", mark)

    def lay(self, kind: Kind) -> None:
        """Add the ways to a kind of datasets."""
        at, granted = kind.first, self._granted
        on_object = [one for one in self._who.routes if self._gives_object(one, at)]
        on_field = [one for one in self._who.routes if self._gives_field(one, at)]
        is_with_object = bool(granted.counts_with_object[at])
        only_object = on_object[0] if len(on_object) == 1 else None
        only_field = on_field[0] if len(on_field) == 1 and only_object is None and not is_with_object else None
        for route in on_object:
            self._on_object(kind, route, self._held("in", route, _shared(route, only_field)))
        for route in on_field:
            self._on_field(kind, route, self._held("out", route, _shared(route, only_object)))
        if is_with_object:
            self._network.join(self._at(kind), self.end)

    def _gives_object(self, route: Route, at: int) -> bool:
        giver = self._giver[route.giver]
        return bool(self._granted.object[giver][at] or self._granted.system[giver][at])

    def _gives_field(self, route: Route, at: int) -> bool:
        giver, granted = self._giver[route.giver], self._granted
        return bool(granted.all_fields[giver][at] or granted.every_field[giver][at]) or any(True for _ in self._parts(route, at))

    def _parts(self, route: Route, at: int) -> Iterator[int]:
        """The parts of a dataset's fields that a route's container grants one by one."""
        granted, container = self._granted, route.giver.container
        bit = granted.variants[container].index(self._giver[route.giver])
        for part in granted.parts_of(container):
            if part >> bit & 1 and granted.counts_of_part(container, part)[at]:
                yield part

    def _at(self, kind: Kind) -> Node:
        return ("kind", self._mark, kind.first)

    def _held(self, way: str, route: Route, passed: int) -> Node:
        """Where all memberships of a route are passed, but for the first that are passed anyway: on the way in or out."""
        node = self.start if way == "in" else self.end
        for last in range(passed, len(route.steps)):
            item = self._network.number(Held(*step) for step in self._who.steps_of(route.steps[last]))
            after: Node = (way, self._mark, passed, *route.steps[: last + 1])
            self._network.join(*((node, after) if way == "in" else (after, node)), item)
            node = after
        return node

    def _on_object(self, kind: Kind, route: Route, held: Node) -> None:
        """The ways from where a container is held to the object leg of a kind of datasets."""
        network, granted, container = self._network, self._granted, route.giver.container
        giver = self._giver[route.giver]
        if granted.object[giver][kind.first]:
            network.join(held, self._at(kind), network.number(Given(container, "object", dataset) for dataset in kind.datasets))
        if granted.system[giver][kind.first]:
            given = Given(container, "system", granted.system_of[kind.first])
            everywhere: Node = ("system", held, given)
            network.join(held, everywhere, network.number([given]))
            network.join(everywhere, self._at(kind))

    def _on_field(self, kind: Kind, route: Route, held: Node) -> None:
        """The ways from the object leg of a kind of datasets to where a container is held that gives the field leg."""
        network, granted, container = self._network, self._granted, route.giver.container
        giver = self._giver[route.giver]
        if granted.every_field[giver][kind.first]:
            given = Given(container, "every-field", granted.system_of[kind.first])
            everywhere: Node = ("every-field", held, given)
            network.join(everywhere, held, network.number([given]))
            network.join(self._at(kind), everywhere)
        if granted.all_fields[giver][kind.first]:
            network.join(
                self._at(kind), held, network.number(Given(container, "all-fields", dataset) for dataset in kind.datasets)
            )
        for part in self._parts(route, kind.first):
            for item in self._fields(kind, container, part):
                network.join(self._at(kind), held, item)

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


def _shared(route: Route, other: Route | None) -> int:
    """How many memberships two routes have in common at their beginning; none with no other."""
    if other is None:
        return 0
    shared: Sequence[bool] = [mine == theirs for mine, theirs in zip(route.steps, other.steps, strict=False)]
    return shared.index(False) if False in shared else len(shared)
