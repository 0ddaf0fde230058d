"""What cuts readers off from fields: nothing smaller does, and it does by the product's own judgement of access."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.analysis.readers import Reader, Readers
from lineage.analysis.removal import Given, Held, Item, Network, Token
from lineage.columns import GrantBatch
from lineage.graph.access import Access, Question, Status
from lineage.graph.access_sweep import AccessSweep
from lineage.graph.build import build
from lineage.graph.grant_source import GrantRow, MembershipRow, MemoryGrantSource
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.routes import alike
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Dataset, Field, Membership, Principal, System
from lineage.model.verdicts import Leg, Operation
from tests.graph.test_access import ORG, TODAY, grant, holds, principal
from tests.graph.test_grants import SAID, batch

APP = ORG.of_kind("application", "App")
CASE, LEAD = ORG.dataset("Case"), ORG.dataset("Lead")
FIELDS = (CASE.field("a"), CASE.field("b"), LEAD.field("a"), LEAD.field("name"))
WITH_OBJECT = LEAD.field("name")
SETS = tuple(principal("permission-set", f"s{number}") for number in range(3))
MUTE = principal("muting-permission-set", "m")
GROUP = principal("permission-set-group", "g")
USERS = tuple(principal("user", f"u{number}") for number in range(3))
EVERYBODY = (*SETS, MUTE, GROUP, *USERS)


@dataclass
class Org:
    """A few containers, users that hold them, and an application that acts as some."""

    grants: list[GrantRow] = field(default_factory=list)
    memberships: list[MembershipRow] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    targets: tuple[Id, ...] = FIELDS

    def without(self, items: Iterable[Item]) -> "Org":
        gone = set(items)
        return Org(
            [row for row in self.grants if row.removes or gone.isdisjoint(atoms_of(row))],
            [row for row in self.memberships if Held(row.member, row.container) not in gone],
            [token for token in self.tokens if token not in gone],
            self.targets,
        )

    def reads(self) -> set[Id]:
        """The targets that the application can still read, by the product's own judgement."""
        access = Access(MemoryGrantSource(self.grants, self.memberships, ((one, True) for one in EVERYBODY)), TODAY)
        who = {token.principal for token in self.tokens}
        questions = {one: Question(one.owner, one, read_with_object=one == WITH_OBJECT) for one in self.targets}
        return {
            one for one, asked in questions.items() if any(access.ask(asked).holding(u).status(asked) == Status.YES for u in who)
        }


def atoms_of(row: GrantRow) -> set[Item]:
    """The removals that take a grant away; a field's stands for itself."""
    if row.leg == Leg.FIELD:
        sort = "fields" if row.subject.is_field else "every-field" if row.subject.is_system else "all-fields"
        return {Given(row.principal, sort, row.subject)}
    return {Given(row.principal, "system" if row.subject.is_system else "object", row.subject)}


def atoms(org: Org) -> list[Item]:
    found: set[Item] = {*org.tokens, *(Held(row.member, row.container) for row in org.memberships)}
    for row in org.grants:
        found |= set() if row.removes else atoms_of(row)
    return sorted(found, key=repr)


def simply_read(org: Org, gone: frozenset[Item]) -> bool:
    """The same in sets and loops, fast enough for all subsets."""
    for token in org.tokens:
        if token not in gone:
            given = {(sort, subject) for sort, subject in _held(org, token.principal, gone)}
            for one in org.targets:
                on_object = ("object", one.owner) in given or ("system", ORG) in given
                on_all = ("all-fields", one.owner) in given or ("every-field", ORG) in given
                if on_object and (one == WITH_OBJECT or ("fields", one) in given or on_all):
                    return True
    return False


def _held(org: Org, member: Id, gone: frozenset[Item]) -> Iterator[tuple[str, Id]]:
    containers = [row.container for row in org.memberships if row.member == member and Held(*row_ends(row)) not in gone]
    # Who mutes goes on muting: its membership is nothing that gives.
    muting = [row.container for row in org.memberships if row.member == member]
    muted = {row.subject for row in org.grants if row.removes and row.principal in muting}
    found = [one for container in containers for one in _held(org, container, gone)]
    for row in org.grants:
        if row.principal == member and not row.removes:
            found += [(one.sort, one.subject) for one in atoms_of(row) - gone if isinstance(one, Given)]
    yield from (one for one in found if not (one[0] in ("object", "fields") and one[1] in muted))


def row_ends(row: MembershipRow) -> tuple[Id, Id]:
    return row.member, row.container


@st.composite
def orgs(draw: st.DrawFn) -> Org:
    often, seldom = st.booleans(), st.integers(0, 5).map(lambda number: number == 0)
    read = Operation.READ
    org = Org()
    org.grants += [grant(who, on, read) for who in SETS for on in (CASE, LEAD) if draw(often)]
    org.grants += [grant(who, on, read) for who in SETS for on in FIELDS[:3] if draw(often)]
    org.grants += [grant(who, ORG, Operation.READ_ALL) for who in SETS if draw(seldom)]
    org.grants += [
        GrantRow(who, on, Leg.FIELD, read, False, "test", "all") for who in SETS for on in (CASE, LEAD) if draw(seldom)
    ]
    org.grants += [GrantRow(who, ORG, Leg.FIELD, read, False, "test", "every") for who in SETS if draw(seldom)]
    org.grants += [grant(MUTE, on, read, removes=True) for on in (CASE, *FIELDS[:2]) if draw(often)]
    org.memberships += [holds(GROUP, one) for one in (*SETS, MUTE) if draw(often)]
    org.memberships += [holds(user, one) for user in USERS for one in (*SETS, GROUP) if draw(often)]
    acting = draw(st.sets(st.sampled_from([*USERS, SETS[0]]), min_size=1, max_size=3))
    org.tokens = [Token(APP, one, "token") for one in sorted(acting)]
    org.tokens += [Token(APP, one, "run-as") for one in sorted(acting) if draw(seldom)]
    org.targets = tuple(sorted(draw(st.sets(st.sampled_from(FIELDS), min_size=1))))
    return org


def graph_of(org: Org) -> LineageGraph:
    records: list[AnyRecord | GrantBatch] = [
        System(id=ORG, kind="salesforce", evidence=SAID),
        *(Dataset(id=one, evidence=SAID) for one in (CASE, LEAD)),
        *(Field(id=one, read_with_object=one == WITH_OBJECT, evidence=SAID) for one in FIELDS),
        *(Principal(id=one, evidence=SAID) for one in EVERYBODY),
        *(Membership(member=row.member, container=row.container, evidence=SAID) for row in org.memberships),
    ]
    if org.grants:
        rows = ((row.principal, row.subject, row.leg, row.operations, row.removes, row.locator, 0) for row in org.grants)
        records.append(batch(*rows))
    return LineageGraph(build(records))


def readers_of(org: Org) -> tuple[Readers, list[Id]]:
    graph = graph_of(org)
    grants = GrantTable(graph)
    access = Access(grants, TODAY)
    sweep = AccessSweep(graph, grants, access)
    numbers = np.asarray([at for at, row in enumerate(sweep.field_rows.tolist()) if graph.id(row) in org.targets], np.int64)
    readable = np.any([sweep.readable(token.principal) for token in org.tokens], axis=0)
    targets = numbers[readable[numbers]]
    readers = []
    for how_many in (1, 2):
        who = {one.principal for one in org.tokens if sum(other.principal == one.principal for other in org.tokens) == how_many}
        readers += [
            Reader(same, tuple(one for one in org.tokens if one.principal in same.principals))
            for same in alike(access, who, lambda one: bool(grants.grants_of([one])), sweep.removes)
        ]
    return Readers(graph, sweep, readers, targets), [graph.id(int(sweep.field_rows[at])) for at in targets.tolist()]


def as_atoms(readers: Readers, fields: list[Id], items: Iterable[Item]) -> set[Item]:
    found: set[Item] = set()
    for item in items:
        if isinstance(item, Given) and item.sort == "fields":
            found |= {Given(item.container, "fields", fields[at]) for at in readers.granted.fields_of(item).tolist()}
        else:
            found.add(item)
    return found


def lined(fields: Iterable[Id], marks: Iterable[bool]) -> set[Id]:
    return {one for one, is_marked in zip(fields, marks, strict=True) if is_marked}


@settings(max_examples=250, deadline=None)
@given(orgs())
def test_the_cut_cuts_and_nothing_smaller_does(org: Org) -> None:
    readers, fields = readers_of(org)
    assert set(fields) == org.reads()
    network = Network()
    if fields:
        readers.add_to(network)
    found = network.cut()
    assert found is not None
    removed = as_atoms(readers, fields, found.items)
    assert org.without(removed).reads() == set()
    assert not readers.readable(found.items).any()
    assert (found.cut.size, found.cut.is_smallest) == (len(removed), True)
    everything = atoms(org)
    for size in range(found.cut.size):
        assert all(simply_read(org, frozenset(some)) for some in combinations(everything, size))


@settings(max_examples=150, deadline=None)
@given(orgs(), st.randoms(use_true_random=False))
def test_what_is_lost_is_what_cannot_be_read_any_more(org: Org, random: "object") -> None:
    readers, fields = readers_of(org)
    if not fields:
        return
    network = Network()
    readers.add_to(network)
    for item in sorted({item for items in network.items for item in items}, key=repr):
        after = org.without(as_atoms(readers, fields, [item])).reads()
        assert lined(fields, readers.readable(frozenset({item}))) == after
        assert {fields[at] for at in readers.lost(item).tolist()} == set(fields) - after


def test_simply_read_says_what_the_product_says() -> None:
    @settings(max_examples=200, deadline=None)
    @given(orgs())
    def agrees(org: Org) -> None:
        assert simply_read(org, frozenset()) == bool(org.reads())

    agrees()
