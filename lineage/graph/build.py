"""Build the graph: resolve, spell out, merge by id, and lay everything in columns."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lineage.columns import GrantBatch, Kind, Tables
from lineage.graph.answered import still_open
from lineage.graph.blocks import on_hops, on_statements
from lineage.graph.dangling import Said, dangling
from lineage.graph.declarations import merged
from lineage.graph.grants import granted, named
from lineage.graph.layout import lay_out
from lineage.graph.links import Columns, Link, expand_wildcards, land, link, split
from lineage.graph.merge import MergedHop, merge_hops
from lineage.graph.nodes import NodeRecord, merge
from lineage.graph.orphan_grants import orphan_grants
from lineage.graph.orphans import orphans
from lineage.graph.resolve import Homes, Matches, Spelling, folds, is_folded, resolved, shared_hosts
from lineage.graph.sorting import SortedRecords, sort
from lineage.model.ids import Id
from lineage.model.records import (
    Acting,
    AnyRecord,
    Application,
    Block,
    Channel,
    Dataset,
    Field,
    Gap,
    Job,
    Principal,
    Reference,
    System,
)


def build(records: Iterable[AnyRecord | GrantBatch]) -> Tables:
    """The tables of the graph that the records describe; their order does not matter.

    Raises `AmbiguousName` where two Systems match one reference alike.
    """
    sorted_ = sort(records)
    systems = [record for record in sorted_.nodes[Kind.SYSTEM] if isinstance(record, System)]
    matches = Matches(systems)
    _take_home(sorted_, Homes(systems, matches))
    spelling = _learn(sorted_, matches, folds(systems))
    nodes, gaps = _merge_nodes(sorted_, spelling, matches)
    statements = _statements(sorted_, spelling, matches)
    sorted_.declarations = merged(sorted_.declarations, spelling)
    blocks = [one for one in sorted_.declarations if isinstance(one, Block)]
    links = _links(statements, (spelling.of(one.field) for one in sorted_.classifications), nodes, folds(systems), blocks)
    channels = {id: record.transit for id, record in nodes.items() if isinstance(record, Channel)}
    hops = merge_hops(links, channels)
    datasets = {id: record for id, record in nodes.items() if isinstance(record, Dataset)}
    fields = {id: record for id, record in nodes.items() if isinstance(record, Field)}
    told = still_open(sorted_.gaps, nodes, sorted_.memberships)
    given = granted(sorted_.grants, spelling)
    missing = orphan_grants(sorted_.grants, spelling, datasets, fields)
    gaps = [
        *told,
        *gaps,
        *orphans(hops, datasets, fields),
        *missing,
        *dangling(_held_to(sorted_, spelling), _known(sorted_, spelling, nodes, hops, given)),
        *shared_hosts(systems),
        *matches.unclear(_references(sorted_)),
    ]
    named = _named(statements) | given | _peers(nodes, sorted_.acting)
    return lay_out(sorted_, spelling, nodes, hops, gaps, named)


def _held_to(sorted_: SortedRecords, spelling: Spelling) -> Iterator[Said]:
    """What people declare about things that should be there, with these in their one spelling."""
    yield from sorted_.declarations
    for one in sorted_.authorizations:
        job, fields = one.job and spelling.of(one.job), tuple(map(spelling.of, one.fields))
        yield one.model_copy(update={"job": job, "fields": fields})


def _known(
    sorted_: SortedRecords, spelling: Spelling, nodes: Iterable[Id], hops: Iterable[MergedHop], given: Iterable[Id]
) -> Collection[Id]:
    """Everything that sources have, by description or by name; what only declarations name is not among it."""
    known = {*nodes, *given, *filter(None, (id for hop in hops for id in hop.key))}
    known.update(spelling.of(hop.job) for hop in sorted_.hops if hop.job)
    known.update(spelling.of(one.field) for one in sorted_.classifications)
    known.update(spelling.of(id) for one in sorted_.memberships for id in (one.member, one.container))
    known.update(spelling.of(id) for one in sorted_.acting for id in (one.application, one.principal))
    return known


def _take_home(sorted_: SortedRecords, homes: Homes) -> None:
    """Put datasets and fields that are described at a host into the System that the host means."""
    for kind in (Kind.DATASET, Kind.FIELD):
        records = sorted_.nodes[kind]
        for at, record in enumerate(records):
            id = homes.at_home(record.id)
            if id is not record.id:
                records[at] = record.model_copy(update={"id": id})


def _references(sorted_: SortedRecords) -> Iterable[Reference]:
    """Every name of a System that sources use."""
    for hop in sorted_.hops:
        yield from (end for end in (hop.source, hop.target) if isinstance(end, Reference))
    for kind in (Kind.CHANNEL, Kind.PRINCIPAL, Kind.APPLICATION):
        for record in sorted_.nodes[kind]:
            if isinstance(record, Channel | Principal | Application) and isinstance(record.peer, Reference):
                yield record.peer


def _learn(sorted_: SortedRecords, matches: Matches, folded: frozenset[Id]) -> Spelling:
    spelling = Spelling(folded)
    for records in sorted_.nodes.values():
        for record in records:
            spelling.learn(record.id, defined=True)
    for id in _mentioned(sorted_, matches):
        spelling.learn(id, defined=False)
    return spelling


def _mentioned(sorted_: SortedRecords, matches: Matches) -> Iterable[Id]:
    for hop in sorted_.hops:
        yield resolved(hop.source, matches)
        yield resolved(hop.target, matches)
        yield from hop.left_out
        yield from (id for id in (hop.job, hop.channel, hop.principal, hop.application) if id)
    for one in sorted_.classifications:
        yield one.field
    for fact in sorted_.facts:
        yield fact.subject
    yield from named(sorted_.grants)
    for held in sorted_.memberships:
        yield from (held.member, held.container)
    for acting in sorted_.acting:
        yield from (acting.application, acting.principal)


def _merge_nodes(sorted_: SortedRecords, spelling: Spelling, matches: Matches) -> tuple[dict[Id, NodeRecord], list[Gap]]:
    groups: dict[tuple[Kind, Id], list[NodeRecord]] = {}
    for kind, records in sorted_.nodes.items():
        for record in records:
            groups.setdefault((kind, spelling.of(record.id)), []).append(_with_peer(record, matches))
    nodes: dict[Id, NodeRecord] = {}
    gaps: list[Gap] = []
    for (_, id), same in groups.items():
        merged, conflicts = merge(same)
        record = _with_home(merged, matches)
        nodes[id] = record if record.id == id else record.model_copy(update={"id": id})
        gaps.extend(conflicts)
    return nodes, gaps


def _with_peer(record: NodeRecord, matches: Matches) -> NodeRecord:
    if isinstance(record, Channel | Principal | Application) and record.peer:
        return record.model_copy(update={"peer": resolved(record.peer, matches)})
    return record


def _with_home(record: NodeRecord, matches: Matches) -> NodeRecord:
    """An application is where some source says, and only where none does, at what its name means."""
    if isinstance(record, Application) and record.peer is None:
        home = Reference(kind="application", value=record.id.name)
        return record.model_copy(update={"peer": resolved(home, matches)})
    return record


def _statements(sorted_: SortedRecords, spelling: Spelling, matches: Matches) -> list[tuple[Link, str]]:
    """What every hop states, its ends resolved and spelt, beside how its wildcard works."""
    return [
        (_spelt(link(hop, resolved(hop.source, matches), resolved(hop.target, matches)), spelling), hop.wildcard)
        for hop in sorted_.hops
    ]


def _named(statements: Iterable[tuple[Link, str]]) -> set[Id]:
    """Everything that statements name, whether or not a hop comes of it."""
    return {id for made, _ in statements for id in (made.source, made.target, *made.left_out)}


def _peers(nodes: Mapping[Id, NodeRecord], acting: Iterable[Acting]) -> set[Id]:
    """The Systems that channels lead to, whether or not a hop uses them, and those where applications and outsiders are that read data."""
    leading = [one for one in nodes.values() if isinstance(one, Channel | Principal)]
    applications = [nodes.get(one.application) for one in acting]
    peers = (one.peer for one in (*leading, *applications) if isinstance(one, Channel | Principal | Application))
    return {Id(peer).namespace for peer in peers if isinstance(peer, str)}


def _links(
    statements: Sequence[tuple[Link, str]],
    classified: Iterable[Id],
    nodes: dict[Id, NodeRecord],
    folded: frozenset[Id],
    blocks: Sequence[Block],
) -> Iterable[Link]:
    wildcards = [(made, how) for made, how in statements if how]
    plain = [made for made, how in statements if not how]
    left_out = [field for made, _ in statements for field in made.left_out]
    spread = _spread(wildcards, plain, classified, nodes, folded, sorted(left_out)) if wildcards else ()
    jobs = {id: record for id, record in nodes.items() if isinstance(record, Job)}
    links = split(on_statements([*plain, *spread], blocks), jobs)
    return on_hops(land(links, (record for record in nodes.values() if isinstance(record, Dataset))), blocks)


def _spread(
    wildcards: Sequence[tuple[Link, str]],
    plain: Iterable[Link],
    classified: Iterable[Id],
    nodes: Iterable[Id],
    folded: frozenset[Id],
    left_out: Iterable[Id],
) -> Iterable[Link]:
    """What wildcards become over all fields that are known."""
    known = [id for id in nodes if id.is_field]
    known += [end for made in plain for end in (made.source, made.target)]
    known += classified
    folding = {id.namespace for id in known if is_folded(id.namespace, folded)} | folded
    columns = Columns(
        folding | {made.target.namespace for made, _ in wildcards if is_folded(made.target.namespace, folded)}, known
    )
    return expand_wildcards(wildcards, columns, left_out)


def _spelt(made: Link, spelling: Spelling) -> Link:
    ids = (made.source, made.target, made.job, made.channel, made.principal, made.application, *made.left_out)
    if all(id is None or spelling.of(id) == id for id in ids):
        return made
    return replace(
        made,
        source=spelling.of(made.source),
        target=spelling.of(made.target),
        job=made.job and spelling.of(made.job),
        channel=made.channel and spelling.of(made.channel),
        principal=made.principal and spelling.of(made.principal),
        application=made.application and spelling.of(made.application),
        left_out=frozenset(spelling.of(id) for id in made.left_out),
    )
