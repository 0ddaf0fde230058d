"""Effective access on small orgs: the traps one by one, and random orgs against sets and loops."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.graph.access import Access, Question, Status
from lineage.graph.grant_source import GrantRow, MembershipRow, MemoryGrantSource
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Leg, Operation

ORG = Id("salesforce://acme")
CONTACT = ORG.dataset("Contact")
SSN, PHONE = CONTACT.field("SSN__c"), CONTACT.field("Phone")
TODAY = date(2026, 11, 24)
ASKED = Question(CONTACT, SSN)


def principal(kind: str, name: str) -> Id:
    return ORG.of_kind(kind, name)


A, B, M, G, ANN = (
    principal("permission-set", "A"),
    principal("permission-set", "B"),
    principal("muting-permission-set", "M"),
    principal("permission-set-group", "G"),
    principal("user", "ann"),
)


def grant(who: Id, on: Id, operations: Operation, *, removes: bool = False) -> GrantRow:
    leg = Leg.FIELD if on.is_field else Leg.OBJECT
    return GrantRow(who, on, leg, operations, removes, "test", f"{who.name}:{on.path}")


def every_field(who: Id) -> GrantRow:
    return GrantRow(who, CONTACT, Leg.FIELD, Operation.READ, False, "test", "all fields")


def every_field_of_the_org(who: Id, *, removes: bool = False) -> GrantRow:
    return GrantRow(who, ORG, Leg.FIELD, Operation.READ, removes, "test", "every field")


def holds(
    member: Id, container: Id, *, until: date | None = None, active: Active = Active.YES, session: bool = False
) -> MembershipRow:
    return MembershipRow(member, container, None, until, active, session)


def asked(
    grants: list[GrantRow], memberships: tuple[MembershipRow, ...] = (), partial: tuple[Id, ...] = (), question: Question = ASKED
) -> dict[str, str]:
    named = {row.principal for row in grants} | {end for row in memberships for end in (row.member, row.container)} | set(partial)
    source = MemoryGrantSource(grants, memberships, ((one, one not in partial) for one in named))
    return {id.name: status.word for id, status in Access(source, TODAY).ask(question).statuses()}


READ, EDIT = Operation.READ, Operation.EDIT
OBJECT, FIELD = grant(A, CONTACT, READ), grant(A, SSN, READ)


def test_both_legs_make_a_reader() -> None:
    assert asked([OBJECT, FIELD]) == {"A": "yes"}


@pytest.mark.parametrize("leg", [OBJECT, FIELD])
def test_one_leg_contributes(leg: GrantRow) -> None:
    assert asked([leg]) == {"A": "contributes"}


def test_legs_of_two_containers_make_their_holder_a_reader() -> None:
    grants = [OBJECT, grant(B, SSN, READ)]
    assert asked(grants, (holds(ANN, A), holds(ANN, B))) == {"A": "contributes", "B": "contributes", "ann": "yes"}


def test_all_data_replaces_the_object_leg_only() -> None:
    assert asked([grant(A, ORG, Operation.READ_ALL), FIELD]) == {"A": "yes"}
    assert asked([grant(A, ORG, Operation.READ_ALL)]) == {"A": "contributes"}


def test_all_fields_replace_the_field_leg_only() -> None:
    assert asked([OBJECT, every_field(A)]) == {"A": "yes"}
    assert asked([every_field(A)]) == {"A": "contributes"}


def test_every_field_of_the_org_replaces_the_field_leg_of_whatever_is_in_it() -> None:
    assert asked([OBJECT, every_field_of_the_org(A)]) == {"A": "yes"}
    assert asked([every_field_of_the_org(A)]) == {"A": "contributes"}


def test_every_field_of_the_org_and_all_fields_of_an_object_are_muted_each_by_itself() -> None:
    both = [OBJECT, every_field(A)], (holds(G, A), holds(G, M))
    assert asked([*both[0], every_field_of_the_org(M, removes=True)], both[1])["G"] == "yes"
    muted = GrantRow(M, CONTACT, Leg.FIELD, Operation.READ, True, "test", "all fields")
    assert asked([OBJECT, every_field_of_the_org(A), muted], both[1])["G"] == "yes"
    assert asked([OBJECT, every_field_of_the_org(A), every_field_of_the_org(M, removes=True)], both[1])["G"] == "contributes"


def test_who_administers_may_grant_itself_the_field() -> None:
    for operation in (Operation.EDIT_ALL, Operation.ADMINISTER, Operation.ASSIGN):
        assert asked([grant(A, ORG, operation)]) == {"A": "potential"}


def test_what_lets_its_holder_grant_itself_more_is_muted_each_by_itself() -> None:
    group = (holds(G, A), holds(G, B), holds(G, M))
    both = [grant(A, ORG, Operation.EDIT_ALL), grant(B, ORG, Operation.ASSIGN)]
    assert asked([*both, grant(M, ORG, Operation.EDIT_ALL, removes=True)], group)["G"] == "potential"
    assert asked([*both, grant(M, ORG, Operation.ASSIGN, removes=True)], group)["G"] == "potential"
    assert "G" not in asked([*both, *(grant(M, ORG, one, removes=True) for one in (Operation.EDIT_ALL, Operation.ASSIGN))], group)


def test_a_field_without_permission_needs_the_object_only() -> None:
    assert asked([OBJECT], question=Question(CONTACT, SSN, read_with_object=True)) == {"A": "yes"}
    assert asked([FIELD], question=Question(CONTACT, SSN, read_with_object=True)) == {}


def test_muting_takes_away_inside_its_group_and_nowhere_else() -> None:
    muting = grant(M, SSN, READ, removes=True)
    group = (holds(G, A), holds(G, M))
    assert asked([OBJECT, FIELD, muting], group) == {"A": "yes", "G": "contributes"}
    beside = (*group, holds(ANN, G), holds(ANN, A))
    assert asked([OBJECT, FIELD, muting], beside) == {"A": "yes", "G": "contributes", "ann": "yes"}


def test_muting_what_one_set_gives_leaves_what_another_leg_gives() -> None:
    muting = grant(M, CONTACT, READ, removes=True)
    grants = [OBJECT, FIELD, grant(B, ORG, Operation.READ_ALL), muting]
    assert asked(grants, (holds(G, A), holds(G, B), holds(G, M)))["G"] == "yes"


def test_muting_edit_leaves_read() -> None:
    grants = [grant(A, CONTACT, READ | EDIT), grant(A, SSN, READ | EDIT), grant(M, SSN, EDIT, removes=True)]
    source = MemoryGrantSource(grants, (holds(G, A), holds(G, M)), ((one, True) for one in (A, G, M)))
    answer = Access(source, TODAY).ask(ASKED)
    assert [answer.holding(one).effective(ASKED) for one in (A, G)] == [READ | EDIT, READ]


def test_memberships_count_on_their_days_only() -> None:
    grants = [OBJECT, FIELD]
    assert "ann" in asked(grants, (holds(ANN, A, until=TODAY),))
    assert "ann" not in asked(grants, (holds(ANN, A, until=date(2026, 11, 23)),))
    assert "ann" not in asked(grants, (holds(ANN, A, active=Active.NO),))


def test_what_a_session_would_activate_is_potential() -> None:
    assert asked([OBJECT, FIELD], (holds(ANN, A, session=True),))["ann"] == "potential"
    both = (holds(ANN, A), holds(ANN, B, session=True))
    assert asked([OBJECT, grant(B, SSN, READ)], both)["ann"] == "potential"


def test_where_nothing_is_told_of_a_partial_principal_it_is_unknown() -> None:
    assert asked([], partial=(A,)) == {"A": "unknown"}
    assert asked([OBJECT], partial=(A,)) == {"A": "unknown"}
    assert asked([FIELD], partial=(A,)) == {"A": "unknown"}


def test_what_is_told_of_one_field_of_a_partial_principal_tells_nothing_of_another() -> None:
    listed = Question(CONTACT, SSN, listed=True)
    assert asked([OBJECT, grant(A, PHONE, READ)], partial=(A,), question=listed) == {"A": "unknown"}
    assert asked([OBJECT, grant(A, PHONE, READ), grant(A, SSN, Operation(0))], partial=(A,), question=listed) == {
        "A": "contributes"
    }


def test_a_partial_principal_was_asked_about_a_listed_object_that_another_one_has() -> None:
    listed = Question(CONTACT, SSN, listed=True)
    both = [FIELD, grant(B, CONTACT, READ), grant(B, SSN, Operation(0))]
    assert asked(both, partial=(A, B), question=listed) == {"A": "contributes", "B": "contributes"}
    assert asked(both, partial=(A, B))["A"] == "unknown"
    assert asked(both, partial=(A,), question=listed)["A"] == "unknown"
    assert asked([FIELD], partial=(A,), question=listed) == {"A": "unknown"}


def test_whether_an_object_that_nobody_is_given_can_be_read_follows_from_elsewhere() -> None:
    assert asked([FIELD], (holds(ANN, A),)) == {"A": "contributes", "ann": "unknown"}
    assert asked([FIELD, grant(B, CONTACT, READ)], (holds(ANN, A),))["ann"] == "contributes"


def test_a_denial_is_no_doubt() -> None:
    assert asked([OBJECT, grant(A, SSN, Operation(0))], partial=(A,)) == {"A": "contributes"}


def test_a_muting_set_that_was_not_read_gives_nobody_anything() -> None:
    assert asked([OBJECT], (holds(G, A), holds(G, M)), partial=(M,)) == {"A": "contributes", "G": "contributes"}


def test_who_holds_the_same_is_unknown_where_not_all_that_it_holds_was_told() -> None:
    bob = principal("user", "bob")
    both = (holds(ANN, B), holds(bob, B))
    assert asked([OBJECT, FIELD, grant(B, PHONE, READ)], both, partial=(bob,)) == {"A": "yes", "bob": "unknown"}


def test_groups_that_contain_each_other_are_read_once() -> None:
    other = principal("permission-set-group", "H")
    rings = (holds(G, other), holds(other, G), holds(G, A))
    assert asked([OBJECT, FIELD], rings) == {"A": "yes", "G": "yes", "H": "yes"}


# Random orgs. The reference below is sets and loops over the same rules, written without looking at the code above.


@dataclass
class Small:
    """An org of a few containers."""

    grants: list[GrantRow]
    memberships: list[MembershipRow]
    partial: list[Id]
    question: Question


SETS = tuple(principal("permission-set", f"s{number}") for number in range(4))
MUTES = tuple(principal("muting-permission-set", f"m{number}") for number in range(2))
GROUPS = tuple(principal("permission-set-group", f"g{number}") for number in range(2))
USERS = tuple(principal("user", f"u{number}") for number in range(3))
OPERATIONS = st.sampled_from([Operation(0), READ, READ | EDIT, EDIT])
WIDE = st.sampled_from([Operation.READ_ALL, Operation.EDIT_ALL, Operation.ADMINISTER, Operation.ASSIGN])


@st.composite
def orgs(draw: st.DrawFn) -> Small:
    seldom = st.integers(0, 5).map(lambda number: number == 0)
    grants = [grant(who, on, draw(OPERATIONS)) for who in SETS for on in (CONTACT, SSN, PHONE) if draw(st.booleans())]
    grants += [grant(who, ORG, draw(WIDE)) for who in SETS if draw(seldom)]
    grants += [grant(who, ORG, draw(WIDE), removes=True) for who in MUTES if draw(seldom)]
    grants += [every_field(who) for who in SETS if draw(seldom)]
    grants += [every_field_of_the_org(who) for who in SETS if draw(seldom)]
    grants += [every_field_of_the_org(who, removes=True) for who in MUTES if draw(seldom)]
    grants += [grant(who, on, draw(OPERATIONS), removes=True) for who in MUTES for on in (CONTACT, SSN) if draw(st.booleans())]
    return Small(
        grants=grants,
        memberships=[
            *draw(memberships_of(GROUPS, SETS + MUTES, plain=True)),
            *draw(memberships_of(USERS, SETS + GROUPS, plain=False)),
        ],
        partial=sorted(draw(st.sets(st.sampled_from(SETS), max_size=2))),
        question=Question(CONTACT, SSN, draw(seldom), draw(st.booleans())),
    )


@st.composite
def memberships_of(draw: st.DrawFn, members: tuple[Id, ...], containers: tuple[Id, ...], *, plain: bool) -> list[MembershipRow]:
    pairs = [(member, one) for member in members for one in sorted(draw(st.sets(st.sampled_from(containers))))]
    if plain:
        return [holds(member, one) for member, one in pairs]
    days = st.sampled_from([None, TODAY, date(2026, 1, 1)])
    states = st.sampled_from([Active.YES, Active.YES, Active.NO])
    return [
        holds(member, one, until=draw(days), active=draw(states), session=draw(st.integers(0, 4)) == 0) for member, one in pairs
    ]


def counts(row: MembershipRow) -> bool:
    """Whether a membership is in force."""
    return row.active != Active.NO and (row.until is None or row.until >= TODAY)


def brute(org: Small, who: Id, *, sessions: bool) -> tuple[str, str, bool]:
    """Object leg, field leg, and whether it administers."""
    containers: list[list[tuple[Id, Id, Leg, set[str]]]] = []
    for direct in ([who] if who in SETS + GROUPS else []) + [
        row.container
        for row in org.memberships
        if row.member == who and who in USERS and counts(row) and (sessions or not row.session_activated)
    ]:
        members = [row.container for row in org.memberships if row.member == direct] if direct in GROUPS else [direct]
        rows = [
            (row.principal, row.subject, row.leg, {one.name for one in Operation if one in row.operations and one.name})
            for row in org.grants
            if row.principal in members and row.principal in SETS
        ]
        for mute in (row for row in org.grants if row.principal in members and row.principal in MUTES):
            for _, subject, leg, allowed in rows:
                if (subject, leg) == (mute.subject, mute.leg):
                    if Operation.READ in mute.operations:
                        allowed.clear()
                    allowed -= {one.name for one in Operation if one in mute.operations and one.name}
        containers.append(rows + [(one, one, Leg.OBJECT, set()) for one in members if one in SETS])
    flat = [row for rows in containers for row in rows]
    on_object = {name for _, subject, leg, names in flat if leg == Leg.OBJECT and subject in (ORG, CONTACT) for name in names}
    on_field = {name for _, subject, leg, names in flat if leg == Leg.FIELD and subject in (ORG, CONTACT, SSN) for name in names}
    doubtful_object = doubtful_field = False
    on_contact = {row.principal for row in org.grants if (row.leg, row.subject) == (Leg.OBJECT, CONTACT)}
    partly_told = bool(on_contact & {*org.partial})
    nobody = not on_contact and any(row.subject != ORG for row in org.grants)
    for one in {row[0] for row in flat} & set(org.partial):
        own = [row for row in org.grants if row.principal == one and row.subject != ORG]
        told_object = any(row.leg == Leg.OBJECT for row in own)
        doubtful_object |= not told_object and not (org.question.listed and own and partly_told)
        doubtful_field |= not any(row.leg == Leg.FIELD and row.subject in (CONTACT, SSN) for row in own)
    doubtful_object |= nobody and who in {row.member for row in org.memberships if counts(row)}
    objects = "yes" if on_object & {"READ", "READ_ALL", "EDIT_ALL"} else "unknown" if doubtful_object else "no"
    fields = "yes" if on_field & {"READ", "READ_ALL", "EDIT_ALL"} else "unknown" if doubtful_field else "no"
    on_org = {name for _, subject, leg, names in flat if leg == Leg.OBJECT and subject == ORG for name in names}
    return objects, objects if org.question.read_with_object else fields, bool(on_org & {"EDIT_ALL", "ADMINISTER", "ASSIGN"})


def judged(objects: str, fields: str, administers: bool) -> Status:
    if objects == fields == "yes":
        return Status.YES
    if administers:
        return Status.POTENTIAL
    if "no" not in (objects, fields):
        return Status.UNKNOWN
    return Status.CONTRIBUTES if "yes" in (objects, fields) else Status.NONE


@settings(max_examples=400, deadline=None)
@given(orgs())
def test_random_orgs_agree_with_sets_and_loops(org: Small) -> None:
    expected: dict[str, str] = {}
    for who in SETS + GROUPS + USERS:
        status = judged(*brute(org, who, sessions=False))
        if status != Status.YES:
            status = max(status, min(judged(*brute(org, who, sessions=True)), Status.POTENTIAL))
        if status:
            expected[who.name] = status.word
    source = MemoryGrantSource(
        org.grants, org.memberships, ((one, one not in org.partial) for one in SETS + MUTES + GROUPS + USERS)
    )
    found = {id.name: status.word for id, status in Access(source, TODAY).ask(org.question).statuses()}
    assert found == expected
