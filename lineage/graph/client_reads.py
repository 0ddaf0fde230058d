"""Which clients may read a field or a dataset, found from the grants on it alone: a question touches few of all datasets."""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from lineage.columns import Kind
from lineage.graph.access import READS
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.actors import Client
from lineage.graph.grant_table import GrantTable
from lineage.graph.holders import Holders, Kinds
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.read_unions import Ints
from lineage.model.verdicts import Leg

_KEPT = 64
"""Datasets whose readers are kept."""
_NONE: Ints = np.empty(0, np.int64)


class ClientRead(NamedTuple):
    """A client that may read something of a place."""

    client: int
    """Its number."""
    principal: int
    """Row of the first of its principals that may."""
    principals: int
    """How many of them may."""
    fields: Ints
    """Rows of the fields that any of them may read."""


class _Pairs(NamedTuple):
    """Each client with each kind of its principals, by client; principals of a kind hold the same."""

    client: Ints
    kind: Ints
    first: Ints
    """Row of the first principal of the kind."""
    members: Ints
    """How many principals are of the kind."""


class ClientReads:
    """Looks up what clients may read, dataset by dataset."""

    def __init__(
        self, graph: LineageGraph, grants: GrantTable, sweep: AccessSweep, holders: Holders, clients: Sequence[Client]
    ) -> None:
        self._graph, self._grants, self._sweep, self._holders, self._clients = graph, grants, sweep, holders, clients
        self._read = lru_cache(_KEPT)(self._read_below)

    def of_field(self, field: int) -> Iterator[ClientRead]:
        """The clients that may read a field, in order."""
        fields, read = self._read(int(self._graph.parents[field]))
        for some in self._by_client(read[:, np.searchsorted(fields, field)]):
            yield self._told(some, np.asarray([field], np.int64))

    def of_dataset(self, dataset: int) -> Iterator[ClientRead]:
        """The clients that may read some field of a dataset, in order."""
        fields, read = self._read(dataset)
        for some in self._by_client(np.logical_or.reduce(read, axis=1)):
            yield self._told(some, fields[read[self._pairs.kind[some]].any(axis=0)])

    def _by_client(self, reads: Bools) -> Iterator[Ints]:
        """The pairs whose kind reads, for each client that has some."""
        some = np.flatnonzero(reads[self._pairs.kind])
        begins = np.flatnonzero(np.diff(self._pairs.client[some]) != 0) + 1
        yield from (one for one in np.split(some, begins) if len(one))

    def _told(self, some: Ints, fields: Ints) -> ClientRead:
        pairs = self._pairs
        return ClientRead(int(pairs.client[some[0]]), int(pairs.first[some].min()), int(pairs.members[some].sum()), fields)

    @cached_property
    def _everybody(self) -> Ints:
        return np.unique(np.concatenate([_NONE, *(one.principals for one in self._clients)]))

    @cached_property
    def _kinds(self) -> Kinds:
        return self._holders.kinds(self._everybody)

    @cached_property
    def _pairs(self) -> _Pairs:
        which = np.asarray(self._kinds.which, np.int64)
        found = [(_NONE, _NONE, _NONE, _NONE)]
        for number, client in enumerate(self._clients):
            of_each = which[np.searchsorted(self._everybody, client.principals)]
            kind, first, members = np.unique(of_each, return_index=True, return_counts=True)
            found.append((np.full(len(kind), number), kind, client.principals[first], members))
        return _Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))

    @cached_property
    def _givers(self) -> tuple[Ints, Ints, Ints]:
        """By whose grants the kinds read: each giver once, the places of those of each kind, and where each kind's begin."""
        of_kinds = self._kinds.givers
        lengths = np.asarray([len(one) for one in of_kinds], np.int64)
        flat = np.asarray([giver for one in of_kinds for giver in one], np.int64)
        distinct, places = np.unique(flat, return_inverse=True)
        return distinct, places, np.cumsum(lengths) - lengths

    def _read_below(self, dataset: int) -> tuple[Ints, Bools]:
        """Rows of a dataset's fields, and which of them each kind may read."""
        below = self._graph.below(self._graph.id(dataset))
        fields = below.start + np.flatnonzero(self._graph.kinds[below.start : below.stop] == Kind.FIELD)
        read = np.zeros((len(self._kinds.givers), len(fields)), np.bool_)
        givers, places, begins = self._givers
        if len(givers) and len(fields):
            on_object, on_field = self._legs(dataset, fields, givers)
            some = np.asarray([bool(one) for one in self._kinds.givers], np.bool_)
            has_object = np.logical_or.reduceat(on_object[places], begins[some])
            has_field = np.bitwise_or.reduceat(np.packbits(on_field, axis=1)[places], begins[some], axis=0)
            unpacked = np.unpackbits(has_field, axis=1, count=len(fields)) != 0
            with_object = self._sweep.read_with_object[np.searchsorted(self._sweep.field_rows, fields)]
            read[some] = has_object[:, None] & (unpacked | with_object)
        return fields, read

    def _legs(self, dataset: int, fields: Ints, givers: Ints) -> tuple[Bools, Bools]:
        """Whether each giver gives the object leg of a dataset, and the field leg of each field."""
        grants, system = self._grants, int(self._graph.parents[dataset])
        rows = np.concatenate([grants.rows_on(one, one + 1) for one in (system, dataset)])
        below = grants.rows_on(int(fields[0]), int(fields[-1]) + 1)
        on_object = np.zeros(len(givers), np.bool_)
        on_field = np.zeros((len(givers), len(fields)), np.bool_)
        rows, below = (self._reading(some, givers) for some in (rows, below))
        at = np.searchsorted(givers, grants.principal[rows])
        is_object = grants.column("leg")[rows] == Leg.OBJECT
        on_object[at[is_object]] = True
        on_field[at[~is_object]] = True
        on_field[np.searchsorted(givers, grants.principal[below]), np.searchsorted(fields, grants.subject[below])] = True
        for number, giver in enumerate(givers.tolist()):
            if self._holders.is_gathered(giver):
                on_object[number], on_field[number] = self._gathered(giver, dataset, fields)
        return on_object, on_field

    def _reading(self, rows: Ints, givers: Ints) -> Ints:
        """Those grants that let some giver read."""
        grants = self._grants
        reads = (grants.column("operations")[rows].view(np.uint8) & np.uint8(READS)) != 0
        reads &= ~grants.removes(rows)
        principal = grants.principal[rows]
        reads &= givers[np.minimum(np.searchsorted(givers, principal), len(givers) - 1)] == principal
        found: Ints = rows[reads]
        return found

    def _gathered(self, giver: int, dataset: int, fields: Ints) -> tuple[bool, Bools]:
        """The legs of one that holds something which takes away."""
        legs, sweep = self._sweep.gathered(self._graph.id(giver)), self._sweep
        number = int(np.searchsorted(sweep.dataset_rows, dataset))
        system = sweep.system_of[number]
        every = legs.all_fields[number] | legs.every_field[system]
        on_field: Bools = legs.fields[np.searchsorted(sweep.field_rows, fields)] | every
        return bool(legs.objects[number] | legs.systems[system]), on_field
