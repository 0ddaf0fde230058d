"""Hops that permissions allow: made for the places that a question touches, never one object for each grant.

From a field the hop is exact. From a whole dataset it carries whatever of it may be read, and leaves out by name what may not.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from lineage.analysis.readings import Reading, Readings
from lineage.graph.access import Access, Answer, Held, Question, Status
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import Actor, Client, actors, clients
from lineage.graph.grant_table import GrantTable
from lineage.graph.holders import Holders
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.memberships import Memberships
from lineage.graph.read_unions import Ints, ReadUnions
from lineage.graph.source import HopRow, NodeRow
from lineage.model.ids import Id
from lineage.model.records import Evidence
from lineage.model.verdicts import Active, Basis, Form, Leg, Precision

_TOLD: int = 4
"""Grants of each leg that are told as evidence of one hop."""


def question_of(nodes: Collection[NodeRow], node: Id) -> Question:
    """What has to be granted for reading a field or dataset; `nodes` are it and its dataset."""
    if not node.is_field:
        return Question(node)
    details = {row.id: row.detail for row in nodes}
    listing = details.get(node.owner, {})
    return Question(
        dataset=node.owner,
        field=node,
        read_with_object=bool(details.get(node, {}).get("read_with_object")),
        listed=bool(listing.get("lists") or listing.get("complete")),
    )


class Permits:
    """The hops of everybody who reads data by permission; `access` and `grants` are what it asks."""

    def __init__(self, graph: LineageGraph, as_of: date) -> None:
        self._graph, self._as_of = graph, as_of
        self.grants = GrantTable(graph)
        self.access = Access(self.grants, as_of)
        self._asked: dict[Id, Answer] = {}
        self._made: dict[tuple[Id, int], HopRow] = {}
        self._by_number: dict[int, tuple[HopRow, Actor]] = {}

    @cached_property
    def clients(self) -> Sequence[Client]:
        """Everybody who reads, by application."""
        return clients(self._graph)

    @cached_property
    def actors(self) -> Sequence[Actor]:
        """Everybody who reads."""
        return actors(self._graph)

    @cached_property
    def _unions(self) -> ReadUnions:
        memberships = Memberships(self._graph.tables["memberships"], self._as_of)
        return ReadUnions(self._graph, self.grants, self.sweep, Holders(self._graph, self.grants, memberships))

    @cached_property
    def _homes(self) -> Sequence[Id]:
        """The System that each of them reads from."""
        return [actor.principal.namespace for actor in self.actors]

    @cached_property
    def sweep(self) -> AccessSweep:
        """Effective access over all fields."""
        return AccessSweep(self._graph, self.grants, self.access)

    @cached_property
    def _readable(self) -> Mapping[Id, Bools]:
        return {one: self.sweep.readable(one) for one in sorted({actor.principal for actor in self.actors})}

    def leaving(self, stands: Collection[Id], origin: Id) -> Sequence[HopRow]:
        """See `MoreHops.leaving`: a dataset is left through any of its fields but the origin."""
        if not self.actors:
            return ()
        return [hop for stand in sorted(stands) for hop in self._leaving(stand, origin)]

    def _leaving(self, stand: Id, origin: Id) -> Iterator[HopRow]:
        home = stand.namespace
        for at, actor in enumerate(self.actors):
            if home != self._homes[at] or home in (actor.target, stand):
                continue
            if stand.is_field and self._status(stand, actor.principal) == Status.YES:
                yield self._hop(stand, at, frozenset())
            elif not stand.is_field and (fields := self._fields(stand)):
                read = set(self._read_below(stand, actor.principal))
                if read - {origin}:
                    yield self._hop(stand, at, frozenset(fields) - read)

    def arriving(self, systems: Collection[Id]) -> Sequence[HopRow]:
        """See `MoreHops.arriving`: one hop for every dataset of which something may be read."""
        found: list[HopRow] = []
        for at, actor in enumerate(self.actors):
            if actor.target in systems:
                read = self.sweep.by_dataset(self._readable[actor.principal])
                for dataset in sorted(read):
                    if dataset.namespace == actor.principal.namespace:
                        left_out = frozenset(self._fields(dataset)) - set(self._read_below(dataset, actor.principal))
                        found.append(self._hop(dataset, at, left_out))
        return found

    def readings(self) -> Readings:
        """The same in numbers, for sweeps over all origins; who reads from one System into another over the same transit is one."""
        together: dict[tuple[int, int, int], list[Ints]] = {}
        for client in self.clients:
            target = self._graph.row(client.target)
            homes = self._graph.system_of[client.principals]
            for home in np.unique(homes).tolist():
                if target is not None and home != target:
                    together.setdefault((home, target, int(client.transit)), []).append(client.principals[homes == home])
        readable = self._unions.united([np.unique(np.concatenate(some)) for some in together.values()])
        return Readings(
            fields=self.sweep.field_rows,
            readers=[Reading(*ends, read) for ends, read in zip(together, readable, strict=True)],
        )

    def reading(self) -> list[tuple[Actor, Bools]]:
        """Everybody who may read something of a System that is not their own, with what it may read of it."""
        systems = self._graph.system_of[self.sweep.field_rows]
        found = []
        for actor in self.actors:
            home = self._graph.row(actor.principal.namespace)
            readable = self._readable[actor.principal] & (systems == home)
            if actor.target != actor.principal.namespace and readable.any():
                found.append((actor, readable))
        return found

    def whole(self, actor: Actor) -> HopRow:
        """All that somebody may read, as one hop from the whole System."""
        return self._hop(actor.principal.namespace, self.actors.index(actor), frozenset())

    def _status(self, field: Id, principal: Id) -> Status:
        if field not in self._asked:
            self._asked[field] = self.access.ask(question_of(self._graph.nodes([field, field.owner]), field))
        return self._asked[field].status(principal)

    def _fields(self, dataset: Id) -> Sequence[Id]:
        return self._graph.fields_of([dataset])

    def _read_below(self, dataset: Id, principal: Id) -> Iterator[Id]:
        rows = self._graph.below(dataset)
        readable = self._readable[principal]
        first, end = self.sweep.field_rows.searchsorted((rows.start, rows.stop)).tolist()
        for at in range(first, end):
            if readable[at]:
                yield self._graph.id(int(self.sweep.field_rows[at]))

    def _hop(self, source: Id, at: int, left_out: frozenset[Id]) -> HopRow:
        """One hop; its number comes after those of all hops of the snapshot, fields before datasets."""
        key = (source, at)
        if key not in self._made:
            actor, row = self.actors[at], self._graph.row(source) or 0
            number = self._graph.tables.hops.num_rows + (2 * at + (not source.is_field)) * len(self._graph) + row
            self._made[key] = HopRow(
                number=number,
                source=source,
                target=actor.target,
                job=None,
                channel=None,
                principal=actor.principal,
                application=actor.application or None,
                active=Active.YES,
                transit=actor.transit,
                cap=Form.CLEAR,
                restore=False,
                transform="",
                precision=Precision.EXACT if source.is_field else Precision.DATASET,
                bases=Basis.PERMITTED,
                open=False,
                leaves_flight=False,
                enters_flight=False,
                left_out=left_out,
            )
            self._by_number[number] = self._made[key], actor
        return self._made[key]

    def evidence(self, numbers: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """See `MoreHops.evidence`: the grants behind a hop."""
        return {number: list(self._evidence(*self._by_number[number])) for number in sorted(numbers) if number in self._by_number}

    def _evidence(self, hop: HopRow, actor: Actor) -> Iterator[Evidence]:
        if not hop.source.is_field:
            place = self.access.ask(Question(hop.source)).holding(actor.principal)
        else:
            self._status(hop.source, actor.principal)
            place = self._asked[hop.source].holding(actor.principal)
        for leg in (Leg.OBJECT, Leg.FIELD):
            given = [one for one in place.given if one.grant.leg == leg and one.operations]
            for one in given[:_TOLD] if place.held(leg) == Held.YES else ():
                yield Evidence(basis=Basis.PERMITTED, connector=one.grant.connector, locator=one.grant.locator)
