"""Hops that permissions allow: made for the places that a question touches, one for each application that may read there.

An application may act as tens of thousands of principals, and where data goes and by what right is the same for all of them. So a hop
names the first principal that may read, and how many may. From a field the hop is exact. From a whole dataset it carries whatever of it
any of the principals may read, and leaves out by name what none may.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from lineage.analysis.readings import Reading, Readings
from lineage.columns import Kind
from lineage.graph.access import Access, Answer, Held, Question
from lineage.graph.access_sweep import AccessSweep
from lineage.graph.actors import Client, clients
from lineage.graph.client_reads import ClientRead, ClientReads
from lineage.graph.field_sets import FieldSet
from lineage.graph.grant_table import GrantTable
from lineage.graph.holders import Givers, Holders
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
        self._by_number: dict[int, tuple[HopRow, int]] = {}
        self._united: dict[bytes, FieldSet] = {}

    @cached_property
    def clients(self) -> Sequence[Client]:
        """Everybody who reads, by application."""
        return clients(self._graph)

    @cached_property
    def _homes(self) -> frozenset[int]:
        """Rows of the Systems that somebody reads from."""
        return frozenset(client.home for client in self.clients)

    @cached_property
    def sweep(self) -> AccessSweep:
        """Effective access over all fields."""
        return AccessSweep(self._graph, self.grants, self.access)

    @cached_property
    def memberships(self) -> Memberships:
        """The memberships in force, in columns."""
        return Memberships(self._graph.tables["memberships"], self._as_of)

    @cached_property
    def _holders(self) -> Holders:
        return Holders(self._graph, self.grants, self.memberships)

    @cached_property
    def _unions(self) -> ReadUnions:
        return ReadUnions(self._graph, self.grants, self.sweep, self._holders)

    @cached_property
    def _reads(self) -> ClientReads:
        return ClientReads(self._graph, self.grants, self.sweep, self._holders, self.clients)

    def read_by(self, principals: Sequence[int]) -> FieldSet:
        """What any of some principals, as rows, may read."""
        (found,) = self._unions.united([np.unique(np.asarray(principals, np.int64))])
        return found

    def read_by_each(self, groups: Sequence[Ints]) -> Sequence[FieldSet]:
        """What any principal of each of some groups, as rows in order, may read; each group is looked at once."""
        keys = [one.astype(np.int64).tobytes() for one in groups]
        fresh = {key: group for key, group in zip(keys, groups, strict=True) if key not in self._united}
        self._united.update(zip(fresh, self._unions.united(list(fresh.values())), strict=True))
        return [self._united[key] for key in keys]

    def kinds(self, principals: Ints) -> Iterator[tuple[Ints, Givers, FieldSet]]:
        """Principals, as rows, by what they hold: those of a kind, whose grants let them read, and what."""
        kinds = self._holders.kinds(principals)
        which = np.asarray(kinds.which, np.int64)
        for number, givers in enumerate(kinds.givers):
            members = principals[which == number]
            yield members, self._holders.behind(givers), self.read_by(members[:1].tolist())

    def leaving(self, stands: Collection[Id], origin: Id) -> Sequence[HopRow]:
        """See `MoreHops.leaving`: a dataset is left through any of its fields but the origin."""
        if not self.clients:
            return ()
        return [hop for stand in sorted(stands) for hop in self._leaving(stand, origin)]

    def _leaving(self, stand: Id, origin: Id) -> Iterator[HopRow]:
        row = self._graph.row(stand)
        if row is None or stand.is_system or int(self._graph.system_of[row]) not in self._homes:
            return
        if stand.is_field:
            yield from (self._hop(stand, read) for read in self._reads.of_field(row) if self._goes(read, row))
            return
        but = self._graph.row(origin)
        for read in self._reads.of_dataset(row):
            if self._goes(read, row) and (len(read.fields) > 1 or read.fields[0] != but):
                yield self._hop(stand, read)

    def _goes(self, read: ClientRead, row: int) -> bool:
        """Whether a client takes what it may read of a node out of the node's System."""
        client = self.clients[read.client]
        return bool(self._graph.system_of[row] == client.home) and client.home != self._graph.row(client.target)

    def arriving(self, systems: Collection[Id]) -> Sequence[HopRow]:
        """See `MoreHops.arriving`: one hop for every dataset of which something may be read."""
        arriving = {number for number, client in enumerate(self.clients) if client.target in systems}
        homes = {self.clients[number].home for number in arriving}
        rows = [row for row in self.sweep.dataset_rows.tolist() if self._graph.system_of[row] in homes] if homes else []
        return [
            self._hop(self._graph.id(row), read)
            for row in rows
            for read in self._reads.of_dataset(row)
            if read.client in arriving and self._goes(read, row)
        ]

    def readings(self) -> Readings:
        """The same in numbers, for sweeps over all origins; who reads from one System into another over the same transit is one."""
        together: dict[tuple[int, int, int], list[Ints]] = {}
        for client in self.clients:
            target = self._graph.row(client.target)
            if target is not None and client.home != target:
                together.setdefault((client.home, target, int(client.transit)), []).append(client.principals)
        readable = self._unions.united([np.unique(np.concatenate(some)) for some in together.values()])
        return Readings(
            fields=self.sweep.field_rows,
            readers=[Reading(*ends, read) for ends, read in zip(together, readable, strict=True)],
        )

    def reading(self) -> Iterator[tuple[HopRow, FieldSet]]:
        """All that each client may read of a System that is not its own: as one hop from the whole System, and which fields."""
        systems = self._graph.system_of[self.sweep.field_rows]
        of_home: dict[int, FieldSet] = {}
        readable = self.read_by_each([client.principals for client in self.clients])
        for number, (client, read) in enumerate(zip(self.clients, readable, strict=True)):
            home = client.home
            there = read & (of_home.get(home) or of_home.setdefault(home, read.like(systems == home)))
            if home != self._graph.row(client.target) and there.bits.any():
                first = ClientRead(number, int(client.principals[0]), len(client.principals), np.empty(0, np.int64))
                yield self._hop(self._graph.id(home), first), there

    def _left_out(self, dataset: Id, read: Ints) -> frozenset[Id]:
        """The fields of a dataset that are not read."""
        below = self._graph.below(dataset)
        rows = below.start + np.flatnonzero(self._graph.kinds[below.start : below.stop] == Kind.FIELD)
        return frozenset(map(self._graph.id, np.setdiff1d(rows, read, assume_unique=True).tolist()))

    def _hop(self, source: Id, read: ClientRead) -> HopRow:
        """One hop; its number comes after those of all hops of the snapshot, fields before datasets."""
        key = (source, read.client)
        if key not in self._made:
            client, row = self.clients[read.client], self._graph.row(source) or 0
            number = self._graph.tables.hops.num_rows + (2 * read.client + (not source.is_field)) * len(self._graph) + row
            self._made[key] = HopRow(
                number=number,
                source=source,
                target=client.target,
                job=None,
                channel=None,
                principal=self._graph.id(read.principal),
                application=client.application or None,
                active=Active.YES,
                transit=client.transit,
                cap=Form.CLEAR,
                restore=False,
                transform="",
                precision=Precision.EXACT if source.is_field else Precision.DATASET,
                bases=Basis.PERMITTED,
                open=False,
                leaves_flight=False,
                enters_flight=False,
                left_out=frozenset() if source.is_field or source.is_system else self._left_out(source, read.fields),
            )
            self._by_number[number] = self._made[key], read.principals
        return self._made[key]

    def principals(self, number: int) -> int:
        """See `MoreHops.principals`."""
        return self._by_number[number][1] if number in self._by_number else 1

    def evidence(self, numbers: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """See `MoreHops.evidence`: the grants behind a hop."""
        hops = (self._by_number[number][0] for number in sorted(numbers) if number in self._by_number)
        return {hop.number: list(self._evidence(hop)) for hop in hops}

    def _evidence(self, hop: HopRow) -> Iterator[Evidence]:
        assert hop.principal is not None  # noqa: S101 - every permitted hop has one
        place = self._answer(hop.source).given(hop.principal)
        for leg in (Leg.OBJECT, Leg.FIELD):
            given = [one for one in place.given if one.grant.leg == leg and one.operations]
            for one in given[:_TOLD] if place.held(leg) == Held.YES else ():
                yield Evidence(basis=Basis.PERMITTED, connector=one.grant.connector, locator=one.grant.locator)

    def _answer(self, place: Id) -> Answer:
        if place not in self._asked:
            question = question_of(self._graph.nodes([place, place.owner]), place) if place.is_field else Question(place)
            self._asked[place] = self.access.ask(question)
        return self._asked[place]
