"""Who may read what in a generated organisation: containers with grants, users that hold them, applications that act as users."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.columns import tables
from benchmarks.generate import ORG, Organisation, said
from lineage.columns import SCHEMAS, Kind, Tables
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import Application, Principal
from lineage.model.verdicts import Active, Leg, Operation

Ints = npt.NDArray[np.int32]

INTEGRATION: Final = ORG.of_kind("permission-set", "Integration")
"""A container that grants most fields one by one."""
ITS_USER: Final = ORG.of_kind("user", "integration@acme.example")

_SEED: Final = 20260102
_HELD: Final = 5
"""Containers that a user holds."""


@dataclass(frozen=True)
class Granting:
    """How many hold and grant how much."""

    containers: int = 2_000
    objects: int = 60
    """Objects that a container grants, each with all of its fields."""
    integration: int = 1_600
    """Objects that the integration's container grants."""
    users: int = 5_000

    def times(self, factor: float) -> "Granting":
        """So many times as much; containers keep their breadth."""
        counts = (self.integration, self.users)
        return Granting(round(self.containers * factor), self.objects, *(round(count * factor) for count in counts))


def granted(made: Organisation, size: Granting) -> Tables:
    """The organisation as tables, with grants, memberships and tokens; every application acts as a user of its own."""
    random = Random(_SEED)
    containers = [ORG.of_kind("permission-set", f"Set_{number:04}") for number in range(size.containers - 1)]
    users = [ORG.of_kind("user", f"user-{number:04}@acme.example") for number in range(size.users)]
    applications = sorted(id for id, thing in made.things.items() if isinstance(thing, Application))
    for application in applications:
        found = made.things[application]
        assert isinstance(found, Application)
        made.things[application] = found.model_copy(update={"peer": Id.system(f"{application.name}.example")})
    people: dict[Id, Principal] = {
        id: Principal(id=id, evidence=said(f"{id.name}.principal")) for id in (INTEGRATION, ITS_USER, *containers, *users)
    }
    plain = tables(Organisation(made.size, made.fields, {**made.things, **people}, made.hops, made.classifications, made.rights))
    graph = LineageGraph(plain)
    held = {user: random.sample(containers, _HELD) for user in users} | {ITS_USER: [INTEGRATION]}
    acting = {application: ITS_USER if at == 0 else users[at % len(users)] for at, application in enumerate(applications)}
    return plain.replace(
        **_grants(graph, [INTEGRATION, *containers], size),
        memberships=_memberships(graph, held),
        tokens=_tokens(graph, acting),
    )


def _grants(graph: LineageGraph, containers: Sequence[Id], size: Granting) -> dict[str, pa.Table]:
    rng = np.random.default_rng(_SEED)
    objects = np.asarray([row for row in graph.rows_of_kind(Kind.DATASET).tolist() if graph.id(row).namespace == ORG], np.int32)
    fields = graph.rows_of_kind(Kind.FIELD)
    of_object = {row: fields[graph.parents[fields] == row] for row in objects.tolist()}
    principal, subject, leg = [], [], []
    for container in sorted(containers, key=lambda one: graph.row(one) or 0):
        count = size.integration if container == INTEGRATION else size.objects
        chosen = np.sort(rng.choice(objects, min(count, len(objects)), replace=False))
        below = np.concatenate([of_object[row] for row in chosen.tolist()])
        subject += [chosen, below]
        leg += [np.full(len(chosen), Leg.OBJECT, np.int8), np.full(len(below), Leg.FIELD, np.int8)]
        principal.append(np.full(len(chosen) + len(below), graph.row(container), np.int32))
    on: Ints = np.concatenate(subject).astype(np.int32)
    columns = {
        "principal": np.concatenate(principal),
        "subject": on,
        "leg": np.concatenate(leg),
        "operations": np.full(len(on), int(Operation.READ), np.uint8),
        "removes": np.zeros(len(on), np.bool_),
        "source": np.zeros(len(on), np.int32),
        "line": np.arange(len(on), dtype=np.int32) % 10_000 + 1,
    }
    order = np.argsort(on, kind="stable").astype(np.int32)
    return {
        "grants": pa.table({name: pa.array(column) for name, column in columns.items()}, schema=SCHEMAS["grants"]),
        "grant_order": pa.table([pa.array(order)], schema=SCHEMAS["grant_order"]),
        "grant_sources": _table("grant_sources", [{"connector": "generated", "locator": "sets.permissionset"}]),
    }


def _memberships(graph: LineageGraph, held: dict[Id, list[Id]]) -> pa.Table:
    pairs = sorted((graph.row(user), graph.row(one)) for user, some in held.items() for one in some)
    same = {"start": None, "until": None, "active": int(Active.YES), "session_activated": False}
    return _table("memberships", [{"member": user, "container": one, **same} for user, one in pairs])


def _tokens(graph: LineageGraph, acting: dict[Id, Id]) -> pa.Table:
    pairs = sorted((graph.row(application), graph.row(user)) for application, user in acting.items())
    same = {"how": "token", "last_used": None, "uses": 0}
    return _table("tokens", [{"application": application, "principal": user, **same} for application, user in pairs])


def _table(name: str, rows: Sequence[object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[name])
