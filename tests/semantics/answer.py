"""The product's own answer to a case, through its real graph, analysis and policy."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from lineage.analysis.held import with_held
from lineage.analysis.terrain import Options
from lineage.columns import SCHEMAS, Tables
from lineage.errors import AmbiguousName
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopSource, MemoryHopSource
from lineage.model.answers import Destination, HopAnswer, TraceAnswer
from lineage.model.ids import Id
from lineage.model.records import Assessment, Block, Party, TimeBoundGrant
from lineage.model.verdicts import Active, Transit
from lineage.policy.check import view
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.judged import JudgedHop
from lineage.policy.trace import trace, trace_upstream
from lineage.store import snapshot
from tests.semantics.cases import Case

Answer = dict[str, Any]
Store = Literal["columns", "memory", "snapshot"]
STORES: tuple[Store, ...] = ("columns", "memory", "snapshot")


def graph_of(case: Case) -> LineageGraph:
    """The case's graph in columns."""
    return LineageGraph(with_held(build(case.records), _options(case)))


def stored(graph: LineageGraph, store: Store) -> HopSource:
    """The graph as one of the stores gives it."""
    if store == "columns":
        return graph
    if store == "memory":
        return _in_memory(graph)
    with tempfile.TemporaryDirectory() as folder:
        written = snapshot.write(Path(folder), graph.tables, snapshot.Origin(tool="test"), datetime(2026, 1, 1, tzinfo=UTC))
        return LineageGraph(Tables({name: written.tables[name] for name in SCHEMAS}))


def _in_memory(graph: LineageGraph) -> MemoryHopSource:
    hops = list(graph.hops())
    numbers = {hop.number for hop in hops}
    held = range(graph.tables["held"].num_rows)
    classified = range(graph.tables["classifications"].num_rows)
    ids = [graph.id(row) for row in range(len(graph))]
    return MemoryHopSource(
        nodes=[graph.node(row) for row in range(len(graph))],
        hops=hops,
        classifications=[graph.classification(row) for row in classified],
        held=[graph.held_row(row) for row in held],
        authorizations=graph.authorizations(),
        evidence=graph.evidence(numbers),
        facts=graph.facts(ids),
        gaps=graph.gaps(),
        elements=graph.elements(),
        blocks=graph.blocks(),
        declarations=[
            *graph.declarations(Assessment),
            *graph.declarations(Block),
            *graph.declarations(Party),
            *graph.declarations(TimeBoundGrant),
        ],
    )


def inquiry_of(case: Case, source: HopSource) -> Inquiry:
    """The case's question as the policy takes it."""
    setting = Setting(as_of=case.as_of, today=case.today, bare=case.bare, options=_options(case))
    return Inquiry(source, case.dictionary, setting)


def _options(case: Case) -> Options:
    return Options(include_inactive=case.include_inactive)


def answer(case: Case, store: Store = "columns") -> Answer:
    """The answer in the shape of the format."""
    try:
        graph = graph_of(case)
    except AmbiguousName as error:
        return {"error": "ambiguous", "names": sorted(Id(name).decoded for name in error.candidates)}
    inquiry = inquiry_of(case, stored(graph, store))
    traced = _trace(case, inquiry, graph)
    looked_at = view(graph, inquiry)
    return {
        "rows": {_node(row): _row(row) for row in traced.destinations} if traced else {},
        "possible_onward": sorted(_hop(hop) for hop in traced.possible_onward) if traced else [],
        "hops": {judged.hop.text: _judged(judged) for judged in looked_at.hops},
        "inactive": sorted(hop.text for hop in graph.hops() if hop.active == Active.NO),
        "plain_channels": sorted(
            one.id.name for one in looked_at.channels if one.detail.get("transit") == int(Transit.UNENCRYPTED)
        ),
        "elements": {line.element: line.form for line in traced.elements} if traced else {},
    }


def _trace(case: Case, inquiry: Inquiry, graph: LineageGraph) -> TraceAnswer | None:
    if case.trace:
        return trace(inquiry, graph.spelt(case.trace) or case.trace)
    return trace_upstream(inquiry, graph.spelt(case.upstream) or case.upstream) if case.upstream else None


def _node(row: Destination) -> str:
    return Id(row.field or row.dataset or row.system).decoded


def _row(row: Destination) -> Answer:
    return {
        "transit": row.transit,
        "authorization": list(row.authorization),
        "same_hop": row.same_hop,
        "last_crossing": {"transit": row.last_crossing.transit, "authorization": list(row.last_crossing.authorization)},
        "precision": row.precision,
        "active": row.active,
        "form": row.form,
        "expires_since": row.expires_since.isoformat() if row.expires_since else None,
        "witness": {"transit": _witness(row.witnesses.transit), "authorization": _witness(row.witnesses.authorization)},
    }


def _witness(hops: tuple[HopAnswer, ...]) -> Answer:
    return {"length": len(hops), "via": [Id(hop.target).decoded for hop in hops[:-1]]}


def _hop(hop: HopAnswer) -> str:
    parts = [f"{Id(hop.source).decoded} -> {Id(hop.target).decoded}"]
    parts += [f"{word}={Id(id).name}" for word in ("job", "channel", "principal", "application") if (id := getattr(hop, word))]
    return " ".join(parts)


def _judged(judged: JudgedHop) -> Answer:
    return {
        "transit": judged.hop.transit.word,
        "authorization": list(judged.right.words),
        "carries": list(judged.carried),
        "severity": None if judged.is_in_order else judged.severity.value,
        "precision": judged.hop.precision.word,
        "active": judged.hop.active.word,
        "open": judged.hop.open,
        "expires_since": judged.expires_since.isoformat() if judged.expires_since else None,
    }
