"""Answers about access: who reads a field, what a principal and an application can read."""

from datetime import date

from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import Acting, AnyRecord, Application, Classification, Fact, Membership, Principal, System
from lineage.model.verdicts import Active, Form, Leg, Operation
from lineage.policy.access import what_can_be_read, who_can_read
from lineage.policy.application_access import what_it_can_read
from tests.analysis.test_permitted import APP, CONTACT, DESKLY, EMAIL, INTEGRATION, SETS, graph_of, inquiry_of
from tests.graph.test_grants import ORG, SAID, batch

OTHER_APP = ORG.of_kind("application", "Other")
CLASSIFIED = Classification(field=EMAIL, elements={"email": Form.CLEAR}, source="override", evidence=SAID)


def test_readers_are_told_with_their_grants() -> None:
    graph = graph_of()
    answer = who_can_read(inquiry_of(graph), GrantTable(graph), EMAIL)
    assert [(line.principal.name, line.status, line.operations) for line in answer.readers] == [
        ("integration", "yes", ("read",)),
        ("integration", "yes", ("read",)),
        ("other", "contributes", ()),
        ("other", "contributes", ()),
    ]
    user = next(line for line in answer.readers if line.principal.kind == "user")
    assert [(via.leg, via.grant, via.through, via.evidence.locator) for via in user.via] == [
        ("object", CONTACT, (INTEGRATION, SETS[INTEGRATION]), "integration.permissionset:3"),
        ("field", EMAIL, (INTEGRATION, SETS[INTEGRATION]), "integration.permissionset:9"),
    ]


def test_a_dataset_needs_the_object_leg_only() -> None:
    graph = graph_of()
    answer = who_can_read(inquiry_of(graph), GrantTable(graph), CONTACT)
    assert {line.status for line in answer.readers} == {"yes"}


def test_a_principal_reads_by_dataset_and_element() -> None:
    graph = graph_of(CLASSIFIED)
    answer = what_can_be_read(inquiry_of(graph), graph, INTEGRATION)
    assert [(one.dataset, one.fields, one.readable, one.editable) for one in answer.datasets] == [(CONTACT, 2, 1, 0)]
    assert [(one.element, one.fields) for one in answer.elements] == [("email", (EMAIL,))]
    assert [one.container.name for one in answer.holds] == ["integration"]
    assert (answer.administers, answer.partial) == (False, False)


def test_what_is_muted_in_a_group_lets_nobody_grant_itself_more() -> None:
    broad, group, mute = (ORG.of_kind(kind, kind) for kind in ("permission-set", "permission-set-group", "muting-permission-set"))
    records: list[AnyRecord | GrantBatch] = [
        *(Principal(id=one, evidence=SAID) for one in (broad, group, mute)),
        *(Membership(member=group, container=one, evidence=SAID) for one in (broad, mute)),
        *(Fact(subject=broad, name="system-permission", value=name, evidence=SAID) for name in ("ApiEnabled", "ModifyAllData")),
        Fact(subject=mute, name="taken-away", value="system-permission ModifyAllData", evidence=SAID),
        batch(
            (broad, ORG, Leg.OBJECT, Operation.EDIT_ALL, False, "Broad.xml", 1),
            (mute, ORG, Leg.OBJECT, Operation.EDIT_ALL, True, "Mute.xml", 1),
        ),
    ]
    graph = LineageGraph(build([System(id=ORG, evidence=SAID), *records]))
    told = {one: what_can_be_read(inquiry_of(graph), graph, one) for one in (broad, group)}
    assert [(one.administers, one.permissions) for one in told.values()] == [
        (True, ("ApiEnabled", "ModifyAllData")),
        (False, ("ApiEnabled",)),
    ]


def test_an_application_reads_as_its_principals() -> None:
    graph = graph_of(CLASSIFIED)
    answer = what_it_can_read(inquiry_of(graph), graph, APP)
    assert (answer.system, answer.operator, answer.bounds) == (DESKLY, "Deskly Inc", ())
    assert [(one.principal.id, one.how, one.readable, one.elements) for one in answer.acts_as] == [
        (INTEGRATION, "token", 1, ("email",))
    ]
    assert [one.dataset for one in answer.datasets] == [CONTACT]


def test_what_users_authorize_themselves_is_shown_as_a_bound() -> None:
    graph = graph_of(how="self-authorized")
    answer = what_it_can_read(inquiry_of(graph), graph, APP)
    assert [(one.sort, one.fields) for one in answer.bounds] == [("self-authorized", 1)]
    assert answer.datasets == ()
    assert [one.readable for one in answer.acts_as] == [1]
    assert answer.notes == ("As whom it acts is not known: what it can read is unknown, not nothing.",)


def test_an_application_admitted_for_holders_may_read_what_they_hold_besides() -> None:
    badge = ORG.of_kind("permission-set", "Badge")
    more = (
        Principal(id=badge, evidence=SAID),
        Membership(member=INTEGRATION, container=badge, evidence=SAID),
        Application(id=OTHER_APP, label="Other", evidence=SAID),
        Acting(application=OTHER_APP, principal=badge, how="admitted", evidence=SAID),
    )
    graph = graph_of(*more)
    answer = what_it_can_read(inquiry_of(graph), graph, OTHER_APP)
    assert answer.datasets == ()
    assert [(one.sort, one.fields, one.principals) for one in answer.bounds] == [("holders", 1, (INTEGRATION,))]


def test_an_application_whose_scopes_read_nothing_reads_nothing_as_anybody() -> None:
    more = (
        Application(id=OTHER_APP, label="Other", reads=False, evidence=SAID),
        Acting(application=OTHER_APP, principal=INTEGRATION, how="run-as", evidence=SAID),
    )
    graph = graph_of(*more)
    answer = what_it_can_read(inquiry_of(graph), graph, OTHER_APP)
    assert (answer.datasets, [one.readable for one in answer.acts_as]) == ((), [0])
    assert answer.notes == ("None of its scopes reads data.",)


def test_what_an_inactive_user_held_is_told_and_does_not_count() -> None:
    gone = ORG.of_kind("user", "gone")
    more = (
        Principal(id=gone, evidence=SAID),
        Membership(member=gone, container=SETS[INTEGRATION], active=Active.NO, evidence=SAID),
    )
    graph = graph_of(*more)
    answer = what_can_be_read(inquiry_of(graph), graph, gone)
    assert (answer.datasets, [(one.container.name, one.in_force) for one in answer.holds]) == ((), [("integration", False)])
    assert answer.notes[1:] == ("Nothing that gone holds is in force on 2026-11-24: it is inactive, or it has run out.",)


def test_what_a_session_would_activate_is_a_bound_of_who_holds_it() -> None:
    ann = ORG.of_kind("user", "ann")
    more = (
        Principal(id=ann, evidence=SAID),
        Membership(member=ann, container=SETS[INTEGRATION], session_activated=True, evidence=SAID),
    )
    graph = graph_of(*more)
    answer = what_can_be_read(inquiry_of(graph), graph, ann)
    assert (answer.datasets, [(one.sort, one.fields) for one in answer.bounds]) == ((), [("session", 1)])


def test_nobody_is_said_plainly() -> None:
    graph = graph_of()
    answer = who_can_read(inquiry_of(graph), GrantTable(graph), Id(f"{DESKLY}/X#y"))
    assert (answer.readers, answer.as_of) == ((), date(2026, 11, 24))
