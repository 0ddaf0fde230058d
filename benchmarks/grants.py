"""What the containers of a generated organisation grant, skewed as in real ones: most grant little, a few grant all.

In most containers object and field legs stand together; in some there is one of them only, so that a user has to hold several to read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.columns import tables
from benchmarks.generate import ORG, Organisation
from benchmarks.people import Granting, People, with_people
from lineage.columns import GRANT_BATCH, SCHEMAS, GrantBatch, Kind, Tables
from lineage.graph.grants import lay_out_grants
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.resolve import Spelling
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Leg, Operation

Ints = npt.NDArray[np.signedinteger]

_SEED: Final = 20260102
_EDITS: Final = 0.4
"""Share of grants that let edit as well."""
_STEEP: Final = 1.5
"""How much less the next container grants."""
_SEE_ALL: Final = 3
"""Containers that grant every object at once."""
_FIELDS_ONLY, _OBJECTS_ONLY, _EVERY = 5, 6, 7
"""Which of every seven containers have one leg only."""


def granted(made: Organisation, size: Granting) -> Tables:
    """The organisation as tables, with grants, memberships and tokens."""
    whole, people = with_people(made, size)
    plain = tables(whole)
    graph = LineageGraph(plain)
    return plain.replace(
        **lay_out_grants(list(batches(graph, people, size)), Spelling(frozenset()), _Rows(graph)),
        memberships=_memberships(graph, people),
        tokens=_tokens(graph, people),
    )


class _Rows(Mapping[Id, int]):
    """The row of each node."""

    def __init__(self, graph: LineageGraph) -> None:
        self._graph = graph

    def __getitem__(self, id: Id) -> int:
        row = self._graph.row(id)
        if row is None:
            raise KeyError(id)
        return row

    def __iter__(self) -> Iterator[Id]:
        return map(self._graph.id, range(len(self)))

    def __len__(self) -> int:
        return len(self._graph)


def batches(graph: LineageGraph, people: People, size: Granting) -> Iterator[GrantBatch]:
    """The grants as connectors give them, a batch for each container."""
    rng = np.random.default_rng(_SEED)
    rows = graph.below(ORG)
    fields = rows.start + np.flatnonzero(graph.kinds[rows.start : rows.stop] == Kind.FIELD)
    objects, first, counts = np.unique(graph.parents[fields], return_index=True, return_counts=True)
    subjects = pa.array([str(ORG), *map(graph.id, objects.tolist()), *map(graph.id, fields.tolist())], pa.string())
    places = [np.arange(start, start + count) for start, count in zip(first.tolist(), counts.tolist(), strict=True)]
    weights = 1 / (1 + np.arange(len(objects))) ** 0.5
    for number, (container, wanted) in enumerate(zip(people.granting, _sizes(size, len(fields)), strict=False)):
        share = 1.0 if wanted >= len(fields) else float(rng.uniform(0.3, 0.9))
        count = min(max(round(wanted / share / (len(fields) / len(objects))), 1), len(objects))
        chosen = np.sort(np.argsort(rng.exponential(size=len(objects)) / weights)[:count])
        below = np.concatenate([places[one] for one in chosen.tolist()])
        below = below[rng.random(len(below)) < share] if share < 1 else below
        legs = number % _EVERY if number >= len(people.profiles) * 2 else 0
        on_object = chosen + 1 if legs != _FIELDS_ONLY else chosen[:0]
        on_field = below + 1 + len(objects) if legs != _OBJECTS_ONLY else below[:0]
        yield _batch(container, subjects, on_object, on_field, rng, sees_all=number < _SEE_ALL)


def _sizes(size: Granting, fields: int) -> Iterator[int]:
    """How many fields each container grants, the most first: no more than there are, and all of them together as many as wanted."""
    ranks = np.arange(1, size.containers + 1) ** -_STEEP
    low, high = 0.0, float(size.grants)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(ranks * middle * size.containers, fields).sum() < size.grants else (low, middle)
    yield from np.minimum(ranks * low * size.containers, fields).astype(np.int64).tolist()


def _batch(
    container: Id, subjects: pa.Array, on_object: Ints, on_field: Ints, rng: np.random.Generator, *, sees_all: bool
) -> GrantBatch:
    system = [0] if sees_all else []
    subject = np.concatenate([np.asarray(system), on_object, on_field]).astype(np.int32)
    count = len(subject)
    operations = np.full(count, int(Operation.READ), np.uint8)
    operations[rng.random(count) < _EDITS] |= int(Operation.EDIT)
    operations[: len(system)] = int(Operation.READ_ALL)
    leg = np.full(count, int(Leg.FIELD), np.int8)
    leg[: count - len(on_field)] = int(Leg.OBJECT)
    none = pa.array(np.zeros(count, np.int32))
    columns = {
        "principal": pa.DictionaryArray.from_arrays(none, pa.array([str(container)])),
        "subject": pa.DictionaryArray.from_arrays(pa.array(subject), subjects),
        "leg": pa.array(leg),
        "operations": pa.array(operations),
        "removes": pa.array(np.zeros(count, np.bool_)),
        "locator": pa.DictionaryArray.from_arrays(none, pa.array([f"{container.name}.permissionset"])),
        "line": pa.array(np.arange(1, count + 1, dtype=np.int32)),
    }
    return GrantBatch("generated", pa.table(columns, schema=GRANT_BATCH))


def _memberships(graph: LineageGraph, people: People) -> pa.Table:
    same = {"start": None, "until": None, "active": int(Active.YES), "session_activated": False}
    pairs = ((graph.row(member), graph.row(container)) for member, container in people.held)
    return _table("memberships", [{"member": member, "container": one, **same} for member, one in pairs])


def _tokens(graph: LineageGraph, people: People) -> pa.Table:
    same = {"last_used": None, "uses": 0}
    told = ((graph.row(application), graph.row(principal), how) for application, principal, how in people.acting)
    return _table("tokens", [{"application": one, "principal": who, "how": how, **same} for one, who, how in told])


def _table(name: str, rows: Sequence[object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[name])
