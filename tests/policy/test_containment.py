"""What a blast radius says to remove, on small random graphs: it cuts, nothing smaller does, and all that is within reach is named.

The reference is sets and loops over plain values, written without looking at the product: who reads by which grants, what flows on
inside the org, and every set of removals in turn.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lineage.analysis.held import with_held
from lineage.analysis.permitted import Permits
from lineage.analysis.terrain import Options
from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.blast_answers import BlastAnswer, CutItem
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import (
    Acting,
    AnyRecord,
    Application,
    Channel,
    Classification,
    Dataset,
    Evidence,
    Field,
    Hop,
    Job,
    Membership,
    Principal,
    System,
)
from lineage.model.verdicts import Basis, Form, Leg, Operation
from lineage.policy.blast.answer import blast_radius
from lineage.policy.blast.window import Window
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.trace import trace
from tests.analysis.test_permitted import DAY
from tests.graph.test_grants import SAID, batch

ORG, DESK, HOUSE = Id("salesforce://acme"), Id.system("desk"), Id.system("house")
CASE, LEAD, TICKET, TABLE = ORG.dataset("Case"), ORG.dataset("Lead"), DESK.dataset("TICKET"), HOUSE.dataset("T")
NAME = LEAD.field("Name")
FIELDS = (CASE.field("a"), CASE.field("b"), LEAD.field("a"), NAME)
OUTSIDE = (TICKET.field("x"), TABLE.field("y"))
SETS = tuple(ORG.of_kind("permission-set", name) for name in ("s", "t"))
MUTE, GROUP = ORG.of_kind("muting-permission-set", "m"), ORG.of_kind("permission-set-group", "g")
USERS = tuple(ORG.of_kind("user", name) for name in ("u", "v"))
DESK_APP, OTHER_APP = ORG.of_kind("application", "Desk"), ORG.of_kind("application", "House")
PEERS = {DESK_APP: DESK, OTHER_APP: HOUSE}
JOBS = tuple(ORG.of_kind("job", name) for name in ("j", "k"))
CHANNELS = tuple(ORG.of_kind("channel", name) for name in ("c", "d"))
DECLARED = (Evidence(basis=Basis.DECLARED, connector="declared", locator="map.yaml:1"),)
SENSITIVE = "ssn"
TRANSITS = ("internal", "encrypted", "unknown", "unencrypted")

Atom = tuple[Any, ...]
"""One thing that somebody could remove: `token`, `membership`, `grant` or `flow`, and what tells it apart."""


@dataclass(frozen=True)
class Way:
    """A hop."""

    source: Id
    target: Id
    job: Id | None = None
    channel: Id | None = None
    application: Id | None = None
    principal: Id | None = None

    @property
    def flow(self) -> Atom:
        """All that one job moves over one channel from System to System is one thing to stop."""
        reader = None if self.job else self.application or self.principal
        return ("flow", self.source.namespace, self.target.namespace, self.job, self.channel, reader)


@dataclass(frozen=True)
class World:
    """An org, two Systems beside it, two applications."""

    grants: frozenset[tuple[Id, Leg, Id]] = frozenset()
    mutes: frozenset[tuple[Leg, Id]] = frozenset()
    holds: frozenset[tuple[Id, Id]] = frozenset()
    tokens: frozenset[tuple[Id, Id, str]] = frozenset()
    ways: tuple[Way, ...] = ()
    sensitive: frozenset[Id] = frozenset()

    def without(self, atoms: Iterable[Atom]) -> "World":
        gone = set(atoms)
        return replace(
            self,
            grants=frozenset(one for one in self.grants if ("grant", *one) not in gone),
            holds=frozenset(one for one in self.holds if ("membership", *one) not in gone or one[1] == MUTE),
            tokens=frozenset(one for one in self.tokens if ("token", *one) not in gone),
            ways=tuple(one for one in self.ways if one.flow not in gone),
        )

    def atoms(self) -> list[Atom]:
        found: set[Atom] = {("grant", *one) for one in self.grants} | {("token", *one) for one in self.tokens}
        found |= {("membership", *one) for one in self.holds if one[1] != MUTE} | {one.flow for one in self.ways}
        return sorted(found, key=repr)

    def reads(self, who: Id) -> set[Id]:
        """The fields that somebody reads."""
        given = self._given(who)
        return {
            one
            for one in FIELDS
            if {(Leg.OBJECT, one.owner), (Leg.OBJECT, ORG)} & given
            and (one == NAME or {(Leg.FIELD, one), (Leg.FIELD, one.owner), (Leg.FIELD, ORG)} & given)
        }

    def _given(self, who: Id) -> set[tuple[Leg, Id]]:
        found = {(leg, subject) for holder, leg, subject in self.grants if holder == who}
        held = {container for member, container in self.holds if member == who}
        for container in held - {MUTE}:
            found |= self._given(container)
        return found - self.mutes if MUTE in held else found


def below(place: Id) -> set[Id]:
    """The fields that a hop takes that leaves here."""
    return {place} if place.is_field else {one for one in (*FIELDS, *OUTSIDE) if place in (one.owner, one.namespace)}


def acting(world: World, apps: Iterable[Id] = PEERS) -> Iterator[tuple[Id, Id]]:
    yield from ((app, who) for app, who, _ in world.tokens if app in set(apps))


def leaving(world: World, subject: Id) -> set[Id]:
    """The fields that leave through a subject: the org's own, and of others what its hops take."""
    if subject.kind == "application":
        by_hop = [way for way in world.ways if way.application == subject and way.source.namespace == ORG]
        read = [world.reads(who) for _, who in acting(world, [subject])]
    elif subject.kind in ("channel", "job"):
        by_hop = [way for way in world.ways if subject in (way.job, way.channel)]
        read = []
    elif subject.is_system:
        by_hop = [way for way in world.ways if way.target.namespace == subject != way.source.namespace]
        read = [world.reads(who) for app, who in acting(world) if PEERS[app] == subject]
    elif subject.kind:
        by_hop = [way for way in world.ways if way.principal == subject and way.source.namespace == ORG]
        read = [world.reads(subject)]
    else:
        return {one for one in below(subject) if leaks(world, one)}
    return {one for way in by_hop for one in below(way.source)}.union(*read)


def leaks(world: World, origin: Id) -> bool:
    """Whether data of a field leaves its System by any walk."""
    seen, pending = {origin}, [origin]
    while pending:
        stand = pending.pop()
        standing = {stand} if stand.is_field else below(stand) - {origin} if not stand.is_system else set()
        if any(standing & world.reads(who) for _, who in acting(world)):
            return True
        for way in world.ways:
            starts = {stand, stand.namespace} | ({stand.owner} if stand.is_field else standing)
            if way.source in starts and way.target != origin:
                if way.target.namespace != origin.namespace:
                    return True
                pending += [way.target] if way.target not in seen else []
                seen.add(way.target)
    return False


@st.composite
def worlds(draw: st.DrawFn) -> World:
    often, seldom = st.booleans(), st.integers(0, 4).map(lambda number: number == 0)
    rarely = st.integers(0, 9).map(lambda number: number == 0)
    holders = (*SETS, USERS[0])
    grants = {(who, Leg.OBJECT, on) for who in holders for on in (CASE, LEAD) if draw(often if who in SETS else rarely)}
    grants |= {(who, Leg.FIELD, on) for who in holders for on in FIELDS[:3] if draw(often if who in SETS else rarely)}
    grants |= {(who, Leg.OBJECT, ORG) for who in SETS if draw(seldom)}
    grants |= {(who, Leg.FIELD, on) for who in SETS for on in (CASE, LEAD, ORG) if draw(seldom)}
    mutes = {one for one in ((Leg.OBJECT, LEAD), (Leg.FIELD, FIELDS[0]), (Leg.OBJECT, ORG), (Leg.FIELD, ORG)) if draw(seldom)}
    holds = {(GROUP, one) for one in (*SETS, MUTE) if draw(often)}
    holds |= {(user, one) for user in USERS for one in (*SETS, GROUP) if draw(often)}
    who = st.sampled_from([*USERS, SETS[0], GROUP])
    tokens = {(app, one, "token") for app in PEERS for one in draw(st.sets(who, max_size=2))}
    ends = st.sampled_from([*FIELDS, CASE, LEAD, *OUTSIDE, TABLE, DESK])
    by = [
        # What names neither job nor channel is the declaration of hops that do.
        Way(source, target, job, draw(maybe(CHANNELS) if job else st.sampled_from(CHANNELS)))
        for source, target in draw(st.lists(st.tuples(ends, ends), max_size=5))
        if source != target and not source.is_system and (target.namespace != ORG or source.namespace == ORG)
        # A job of the org between two other Systems would bring data into it.
        for job in [draw(maybe(JOBS)) if source.namespace == ORG else None]
    ]
    ways = [replace(way, application=draw(maybe(PEERS)), principal=draw(maybe([*USERS, SETS[0]]))) for way in by]
    return World(
        frozenset(grants),
        frozenset(mutes),
        frozenset(holds),
        frozenset(tokens),
        tuple(dict.fromkeys(ways)),
        frozenset(one for one in FIELDS if draw(often)),
    )


def maybe(options: Iterable[Id]) -> st.SearchStrategy[Id | None]:
    return st.sampled_from([None, *options])


def graph_of(world: World) -> LineageGraph:
    read = {(Leg.OBJECT, ORG): Operation.READ_ALL}
    rows = [
        (who, on, leg, read.get((leg, on), Operation.READ), False, f"{who.name}.xml", 1)
        for who, leg, on in sorted(world.grants, key=repr)
    ]
    rows += [
        (MUTE, on, leg, Operation.READ | read.get((leg, on), Operation.READ), True, "m.xml", 1) for leg, on in sorted(world.mutes)
    ]
    records: list[AnyRecord | GrantBatch] = [
        *(System(id=one, operator=one.name, evidence=SAID) for one in (ORG,)),
        System(id=DESK, operator="Desk Inc", matches=("Desk",), evidence=SAID),
        System(id=HOUSE, operator="House Inc", matches=("House",), evidence=SAID),
        *(Dataset(id=one, evidence=SAID) for one in (CASE, LEAD, TICKET, TABLE)),
        *(Field(id=one, read_with_object=one == NAME, evidence=SAID) for one in (*FIELDS, *OUTSIDE)),
        *(Principal(id=one, evidence=SAID) for one in (*SETS, MUTE, GROUP, *USERS)),
        *(Application(id=one, evidence=SAID) for one in PEERS),
        *(Job(id=one, runs_in=ORG, evidence=SAID) for one in JOBS),
        *(Channel(id=one, evidence=SAID) for one in CHANNELS),
        *(Membership(member=member, container=one, evidence=SAID) for member, one in sorted(world.holds)),
        *(
            Acting.model_validate({"application": app, "principal": who, "how": how, "evidence": SAID})
            for app, who, how in sorted(world.tokens)
        ),
        *(
            Classification(
                field=one, elements={SENSITIVE: Form.CLEAR} if one in world.sensitive else {}, source="override", evidence=SAID
            )
            for one in (*FIELDS, *OUTSIDE)
        ),
        *(
            Hop(
                source=way.source,
                target=way.target,
                job=way.job,
                channel=way.channel,
                application=way.application,
                principal=way.principal,
                evidence=DECLARED,
            )
            for way in world.ways
        ),
        *([batch(*rows)] if rows else []),
    ]
    return LineageGraph(with_held(build(records), Options()))


def inquiry_of(graph: LineageGraph) -> Inquiry:
    return Inquiry(graph, load_elements(), Setting(as_of=DAY), Permits(graph, DAY))


def asked(world: World, subject: Id) -> tuple[BlastAnswer, set[Id]]:
    """The answer, and all fields that hold something sensitive: of themselves, or because hops bring it."""
    graph = graph_of(world)
    inquiry = inquiry_of(graph)
    held = {one for one in (*FIELDS, *OUTSIDE) if any(item.element == SENSITIVE for item in inquiry.holdings.of(one))}
    return blast_radius(inquiry, graph, subject, Window()), held


def atoms_of(world: World, item: CutItem) -> set[Atom]:
    """What one item removes, in the words of the reference."""
    if item.sort == "token":
        return {("token", *one) for one in world.tokens if one[:2] == (item.holder, item.ids[0])}
    if item.sort == "membership":
        return {("membership", Id(item.holder), Id(item.ids[0]))}
    if item.sort == "flow":
        return {flow for flow, ways in flows(world).items() if told(item, ways)}
    leg = Leg.OBJECT if item.sort in ("object", "system") else Leg.FIELD
    return {("grant", Id(item.holder), leg, Id(one)) for one in item.ids}


def told(item: CutItem, ways: list[Way]) -> bool:
    first = ways[0]
    holder = first.job or first.channel or first.application or first.principal or first.source.namespace
    return (
        item.holder == holder
        and set(item.ids) <= {way.source for way in ways}
        and f" to {first.target.namespace.decoded}" in item.what
    )


def flows(world: World) -> dict[Atom, list[Way]]:
    found: dict[Atom, list[Way]] = {}
    for way in world.ways:
        found.setdefault(way.flow, []).append(way)
    return found


SUBJECTS = (DESK_APP, *USERS, SETS[0], GROUP, JOBS[0], CHANNELS[0], DESK, HOUSE, CASE, LEAD, FIELDS[0], NAME)


LAWS = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@LAWS
@given(worlds(), st.sampled_from(SUBJECTS))
def test_the_smallest_set_cuts_and_nothing_smaller_does(world: World, subject: Id) -> None:
    answer, held = asked(world, subject)
    through, target = targets(world, subject, held)
    assert answer.fields - len(through | rests(subject)) in ((0, 1) if subject.is_system else (0,))
    found = answer.containment
    assert (found.fields, found.possible) == (len(target), True)
    assert (found.size, found.at_least) == (smallest(world, subject, target, world.atoms()),) * 2
    removed = [atoms_of(world, item) for item in found.items]
    if [len(atoms) for atoms in removed] == [item.removals for item in found.items]:
        left = leaving(world.without(set().union(*removed)), subject)
        assert not left & target
        assert found.stays - len(left - target | (rests(subject) if subject.is_system else set())) in (0, int(subject.is_system))
        alone = [len(target - leaving(world.without(atoms), subject)) for atoms in removed]
        assert [item.fields for item in found.items] == alone == sorted(alone, reverse=True)


@LAWS
@given(worlds(), st.sampled_from(SUBJECTS))
def test_other_sets_cut_as_much_and_are_the_smallest_of_their_sort(world: World, subject: Id) -> None:
    answer, held = asked(world, subject)
    _, target = targets(world, subject, held)
    for other in answer.containment.alternatives:
        if other.items[0].sort == "subject":
            continue
        sorts = (other.by.partition("s and ")[0].removesuffix("s"), "flow")
        assert (other.size, other.at_least) == (
            smallest(world, subject, target, [one for one in world.atoms() if one[0] in sorts]),
        ) * 2
        removed = [atoms_of(world, item) for item in other.items]
        if [len(atoms) for atoms in removed] == [item.removals for item in other.items]:
            assert not leaving(world.without(set().union(*removed)), subject) & target


def test_a_group_that_acts_itself_and_is_held_by_another_is_emptied_once() -> None:
    world = World(
        grants=frozenset((one, leg, CASE) for one in SETS for leg in Leg),
        holds=frozenset({*((who, one) for who in (GROUP, USERS[0]) for one in SETS), (USERS[1], GROUP)}),
        tokens=frozenset((DESK_APP, who, "token") for who in (GROUP, *USERS)),
    )
    answer, _ = asked(world, CASE)
    (by_membership,) = [one for one in answer.containment.alternatives if one.by == "memberships"]
    assert (by_membership.size, by_membership.at_least) == (4, 4)


@LAWS
@given(worlds(), st.sampled_from(FIELDS))
def test_a_field_arrives_where_its_trace_goes(world: World, field: Id) -> None:
    graph = graph_of(world)
    traced, answer = trace(inquiry_of(graph), field), blast_radius(inquiry_of(graph), graph, field, Window())
    worst: dict[str, int] = {}
    for row in traced.destinations:
        worst[row.system] = max(worst.get(row.system, 0), TRANSITS.index(row.transit))
    assert {row.system: TRANSITS.index(row.transit) for row in (*answer.arrives, *answer.onward)} == worst
    assert [hop.target for hop in answer.possible_onward] == [hop.target for hop in traced.possible_onward]


def targets(world: World, subject: Id, held: set[Id]) -> tuple[set[Id], set[Id]]:
    """What leaves through a subject, and what of it is to be cut off: the sensitive fields, or where none leaves all."""
    through = leaving(world, subject)
    inside = through - rests(subject) if subject.is_system else through
    return through, (inside & held) or inside


def rests(subject: Id) -> set[Id]:
    """What is within reach without leaving."""
    return set() if subject.kind else below(subject)


def smallest(world: World, subject: Id, target: set[Id], atoms: list[Atom]) -> int:
    """How many of some removals it takes, by trying all sets."""
    return next(
        size
        for size in range(len(atoms) + 1)
        if any(not leaving(world.without(some), subject) & target for some in combinations(atoms, size))
    )


# A group in which something is muted gives what its sets do: whoever holds one of these shares it.
MUTED_IN_A_GROUP = World(
    grants=frozenset({(SETS[0], Leg.OBJECT, CASE), (SETS[0], Leg.FIELD, CASE)}),
    mutes=frozenset({(Leg.FIELD, CASE.field("a"))}),
    holds=frozenset({(GROUP, MUTE), (GROUP, SETS[0])}),
    tokens=frozenset({(DESK_APP, GROUP, "token"), (DESK_APP, SETS[0], "token")}),
    sensitive=frozenset({CASE.field("b")}),
)


@LAWS
@example(MUTED_IN_A_GROUP, DESK_APP)
@given(worlds(), st.sampled_from((DESK_APP, DESK)))
def test_what_is_too_large_to_search_is_cut_by_its_tokens_and_never_called_smallest(world: World, subject: Id) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("lineage.policy.blast.containment._MOST_LAID", -1)
        answer, held = asked(world, subject)
    _, target = targets(world, subject, held)
    found = answer.containment
    assert found.fields == len(target)
    assert {item.sort for item in found.items} <= {
        "token",
        "flow",
        *(("object", "fields", "membership") if not world.tokens else ()),
    }
    assert found.at_least <= smallest(world, subject, target, world.atoms()) <= found.size
    removed = [atoms_of(world, item) for item in found.items]
    if [len(atoms) for atoms in removed] == [item.removals for item in found.items]:
        assert not leaving(world.without(set().union(*removed)), subject) & target
        assert [item.fields for item in found.items] == [len(target - leaving(world.without(one), subject)) for one in removed]
