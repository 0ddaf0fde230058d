"""From statements to primitive hops: wildcards, in-flight legs, logs, receivers, merging, declarations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tests.reference.case_file import Raw, check_keys, listing, mapping, required, text_or_none
from tests.reference.facts import ACTIVE_RANK, Results, settle, worst_transit
from tests.reference.ids import IN_FLIGHT, LOG, Names, Node, System
from tests.reference.statements import Channels, Leg, Stated, Statement, read_stated


@dataclass(frozen=True)
class Hop:
    """One primitive hop: its identity, and what is known of it."""

    source: Node
    target: Node
    job: str | None
    channel: str | None
    principal: str | None
    application: str | None
    transit: str
    active: str
    is_exact: bool
    is_open: bool
    is_bare_declaration: bool
    excepted: frozenset[Node]
    transforms: frozenset[Results]
    blocked: frozenset[str] = frozenset()
    is_only_permitted: bool = False

    def __str__(self) -> str:
        facts = {
            "job": self.job,
            "channel": self.channel,
            "principal": self.principal,
            "application": self.application,
        }
        stated = "".join(f" {key}={value}" for key, value in facts.items() if value is not None)
        return f"{self.source} -> {self.target}{stated}"

    @property
    def identity(self) -> tuple[Node, Node, str | None, str | None, str | None, str | None]:
        return (self.source, self.target, self.job, self.channel, self.principal, self.application)

    @property
    def crosses(self) -> bool:
        return self.source.system != self.target.system

    @property
    def precision(self) -> str:
        return "exact" if self.is_exact and self.source.is_field else "dataset"


@dataclass(frozen=True)
class Graph:
    """The compiled case: its nodes, its hops, and which of them may be walked."""

    systems: dict[str, System]
    nodes: frozenset[Node]
    hops: tuple[Hop, ...]
    walkable: tuple[Hop, ...]
    in_flight: frozenset[Node]
    channels: dict[str, str]

    @cached_property
    def fields_of(self) -> dict[Node, tuple[Node, ...]]:
        """The known fields of each dataset."""
        found: dict[Node, list[Node]] = {node.in_dataset: [] for node in self.nodes if not node.is_system}
        for node in sorted(self.nodes, key=str):
            if node.is_field:
                found[node.in_dataset].append(node)
        return {dataset: tuple(fields) for dataset, fields in found.items()}

    def datasets_of(self, system: Node) -> list[Node]:
        """The known datasets of a System."""
        return sorted((one for one in self.fields_of if one.in_system == system), key=str)

    def is_in_flight(self, node: Node) -> bool:
        """Whether what stands here is on its way, by its kind or by the name of its dataset."""
        if node.dataset is None:
            return False
        return node.in_dataset in self.in_flight or node.dataset.split("/")[0] == IN_FLIGHT


def compile_case(case: Raw, names: Names) -> Graph:
    """The graph of a case."""
    read_stated(case, names)
    names.nodes.clear()
    stated = read_stated(case, names)
    blocks = read_blocks(case, names)
    made = _receive(_expand(stated, names, blocks), stated.receives)
    hops = _merge(_block(hop, blocks) for hop in _absorb(made))
    walkable = tuple(hop for hop in hops if hop.active != "no" or case.get("include_inactive") is True)
    channels = {name: settle(facts) for name, facts in stated.channels.facts.items()}
    return Graph(names.systems, frozenset(names.nodes), hops, walkable, stated.in_flight, channels)


@dataclass(frozen=True)
class Block:
    """Elements that somebody says do not go on: into a place, out of a job, or from one place into another."""

    elements: frozenset[str]
    into: Node | None
    job: str | None
    ends: tuple[Node, Node] | None

    def is_between(self, source: Node, target: Node) -> bool:
        return self.ends is not None and source.is_at_or_below(self.ends[0]) and target.is_at_or_below(self.ends[1])


def read_blocks(case: Raw, names: Names) -> list[Block]:
    """The blocks of a case."""
    blocks = []
    for raw in map(mapping, listing(case.get("blocks"))):
        check_keys("block", raw, frozenset({"field", "dataset", "job", "from", "to", "elements", "reason", "by"}))
        into = raw.get("field", raw.get("dataset"))
        blocks.append(
            Block(
                elements=frozenset(map(str, listing(required("block", raw, "elements")))),
                into=None if into is None else names.find(into),
                job=text_or_none(raw.get("job")),
                ends=(names.find(raw["from"]), names.find(required("block", raw, "to"))) if "from" in raw else None,
            )
        )
    return blocks


def _block(hop: Hop, blocks: list[Block]) -> Hop:
    """The hop with the blocks on where it ends and on its own two ends."""
    here = [
        one
        for one in blocks
        if (one.into is not None and hop.target.is_at_or_below(one.into)) or one.is_between(hop.source, hop.target)
    ]
    return replace(hop, blocked=hop.blocked.union(*(one.elements for one in here)))


def _expand(stated: Stated, names: Names, blocks: list[Block]) -> list[Hop]:
    """The hops of all statements, wildcards resolved until no further field turns up."""
    _settle_fields(stated, names, frozenset())
    unresolved = frozenset(
        one.source.in_dataset for one in stated.statements if one.source.is_wildcard and not _known_fields(one.source, names)
    )
    for one in stated.statements:
        if one.source.is_wildcard or not one.source.is_field:
            # Whoever leaves a field out says that it is there; but a wildcard over nothing else must not come to nothing.
            for field in sorted(one.excepted, key=str):
                names.adopt(field)
    _settle_fields(stated, names, unresolved)
    return [hop for one in stated.statements for hop in _hops(one, stated.channels, names, unresolved, blocks)]


def _settle_fields(stated: Stated, names: Names, unresolved: frozenset[Node]) -> None:
    """Make known, in rounds, the nodes that the statements bring about, until there are no new ones."""
    while True:
        before = len(names.nodes)
        made = [hop for one in stated.statements for hop in _hops(one, stated.channels, names, unresolved)]
        for node in sorted({end for hop in made for end in (hop.source, hop.target)}, key=str):
            names.adopt(node)
        if len(names.nodes) == before:
            return


def _known_fields(node: Node, names: Names) -> list[Node]:
    return sorted((one for one in names.nodes if one.is_field and one.in_dataset == node.in_dataset), key=str)


def _hops(
    stated: Statement, channels: Channels, names: Names, unresolved: frozenset[Node], blocks: Iterable[Block] = ()
) -> Iterator[Hop]:
    """The primitive hops of one statement; a block on what it says is one on the hop that reaches its target."""
    for source, target in _pairs(stated, names, unresolved):
        excepted = frozenset() if source.is_field else stated.excepted
        is_open = stated.source.is_wildcard
        one = replace(stated, source=source, target=names.find(target), excepted=excepted)
        said = [
            block
            for block in blocks
            if (block.job is not None and block.job == one.job) or block.is_between(one.source, one.target)
        ]
        one = replace(one, blocked=frozenset(element for block in said for element in block.elements))
        for hop in _legs(one, channels):
            yield replace(hop, source=names.find(hop.source), target=names.find(hop.target), is_open=is_open)


def _pairs(stated: Statement, names: Names, unresolved: frozenset[Node]) -> Iterator[tuple[Node, Node]]:
    """The ends of a statement, one pair for each field that a wildcard stands for."""
    source, target = stated.source, stated.target
    if not source.is_wildcard:
        same_name = source.field if target.is_wildcard else target.field
        yield source, Node(target.system, target.dataset, same_name)
    elif source.in_dataset in unresolved:
        yield source.in_dataset, target.in_dataset if target.is_wildcard else target
    else:
        for column in _known_fields(source, names):
            if column not in stated.excepted:
                same_name = column.field if target.is_wildcard else target.field
                yield column, Node(target.system, target.dataset, same_name)


def _legs(stated: Statement, channels: Channels) -> Iterator[Hop]:
    """One hop, or the two legs through the System where the job runs, and what the job logs."""
    source, target, where = stated.source, stated.target, stated.runs_in
    is_dropped = "drop" in stated.transform
    if where is None or where in (source.system, target.system):
        if not is_dropped:
            yield _hop(stated, source, target, stated.first, channels)
        if stated.logs_payload and where is not None:
            log = Node(where, f"{LOG}/{stated.job or ''}")
            yield _hop(replace(stated, transform=(), blocked=frozenset()), source, log, stated.first, channels)
        return
    flight = Node(where, f"{IN_FLIGHT}/{stated.job or ''}", _flight_field(source))
    # The in-flight dataset has a column for each source field, so the first leg of a field is exact.
    first = replace(stated, transform=(), is_exact=source.is_field, blocked=frozenset())
    yield _hop(first, source, flight, stated.first, channels)
    second = replace(stated, is_exact=stated.is_exact and source.is_field, excepted=frozenset())
    if not is_dropped:
        yield _hop(second, flight, target, stated.onward, channels)
    if stated.logs_payload:
        written = replace(second, is_exact=source.is_field, transform=(), principal=None, application=None, blocked=frozenset())
        yield _hop(written, flight, Node(where, f"{LOG}/{stated.job or ''}"), Leg(), channels)


def _flight_field(source: Node) -> str:
    """The in-flight column of a source."""
    parts = (source.system, source.dataset, source.field)
    return ".".join(part for part in parts if part is not None) + ("" if source.is_field else ".*")


def _hop(stated: Statement, source: Node, target: Node, leg: Leg, channels: Channels) -> Hop:
    facts = leg.facts | (channels.facts.get(leg.channel, frozenset()) if leg.channel is not None else frozenset())
    says_nothing = stated.job is None and stated.runs_in is None and not stated.first.is_stated
    return Hop(
        source=source,
        target=target,
        job=stated.job,
        channel=leg.channel,
        principal=stated.principal,
        application=stated.application,
        transit="internal" if source.system == target.system else _transit(stated, facts),
        active=stated.active,
        is_exact=stated.is_exact,
        is_open=False,
        is_bare_declaration=stated.basis == "declared" and says_nothing,
        excepted=stated.excepted,
        transforms=frozenset({stated.transform}),
        blocked=stated.blocked,
        is_only_permitted=stated.basis == "permitted",
    )


def _transit(stated: Statement, facts: frozenset[str]) -> str:
    """How the facts say the hop travels; a permitted one is encrypted only where the platform enforces it."""
    if stated.basis != "permitted":
        return settle(facts)
    if stated.is_enforced:
        return settle(facts | {"encrypted"})
    return "unencrypted" if settle(facts) == "unencrypted" else "unknown"


def _receive(hops: list[Hop], receives: Iterable[tuple[str, Node]]) -> list[Hop]:
    """The hops, and for each that ends at a System its copies to the datasets that receive from there."""
    copies = [
        replace(hop, target=dataset, is_exact=False)
        for hop in hops
        for sender, dataset in sorted(receives, key=str)
        if hop.source.system == sender and hop.target == dataset.in_system
    ]
    return hops + copies


def _merge(hops: Iterable[Hop]) -> tuple[Hop, ...]:
    """One hop for each identity; where statements differ the worse counts."""
    groups = defaultdict(list)
    for hop in hops:
        groups[hop.identity].append(hop)
    merged = [
        replace(
            same[0],
            transit=worst_transit(hop.transit for hop in same),
            active=max((hop.active for hop in same), key=lambda value: ACTIVE_RANK[value]),
            is_exact=all(hop.is_exact for hop in same),
            is_open=any(hop.is_open for hop in same),
            excepted=frozenset.intersection(*(hop.excepted for hop in same)),
            transforms=frozenset.union(*(hop.transforms for hop in same)),
            blocked=frozenset()
            if all(hop.is_only_permitted for hop in same)
            else frozenset.intersection(*(hop.blocked for hop in same)),
        )
        for same in groups.values()
    ]
    return tuple(sorted(merged, key=str))


def _absorb(hops: list[Hop]) -> list[Hop]:
    """The hops without the declarations that only repeat the ends of others."""
    evidenced = {(hop.source, hop.target) for hop in hops if not hop.is_bare_declaration}
    declared = {(hop.source, hop.target) for hop in hops if hop.is_bare_declaration}
    return [
        replace(hop, is_only_permitted=hop.is_only_permitted and (hop.source, hop.target) not in declared)
        for hop in hops
        if not hop.is_bare_declaration or (hop.source, hop.target) not in evidenced
    ]
