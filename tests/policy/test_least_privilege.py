"""What applications and the principals that they act as may do, against what declared hops need."""

from typing import Any

import pytest

from lineage.columns import GrantBatch
from lineage.errors import UsageError
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.privilege_answers import LeastPrivilegeAnswer
from lineage.model.records import (
    Acting,
    AnyRecord,
    Application,
    Classification,
    Dataset,
    Evidence,
    Fact,
    Field,
    Hop,
    Membership,
    Principal,
    System,
)
from lineage.model.verdicts import Active, Basis, Form, Leg, Operation, Precision
from lineage.policy.least_privilege import least_privilege, subjects
from tests.analysis.test_permitted import inquiry_of
from tests.graph.test_grants import SAID, batch

ORG, DESKLY, MULE = Id("salesforce://acme"), Id.system("deskly"), Id.system("mule")
CONTACT, CASE = ORG.dataset("Contact"), ORG.dataset("Case")
EMAIL, PHONE, SSN, NAME = (CONTACT.field(name) for name in ("Email", "Phone", "SSN__c", "Name"))
SUBJECT, NUMBER = CASE.field("Subject"), CASE.field("CaseNumber")
APP = ORG.of_kind("application", "Deskly")
BOT, HUMAN = ORG.of_kind("user", "bot"), ORG.of_kind("user", "human")
READER, AGENTS, SUPPORT = (
    ORG.of_kind("permission-set", "Reader"),
    ORG.of_kind("permission-set-group", "Agents"),
    ORG.of_kind("profile", "Support"),
)
MUTING = ORG.of_kind("muting-permission-set", "Muted")
READ, BOTH = Operation.READ, Operation.READ | Operation.EDIT
DECLARED = (Evidence(basis=Basis.DECLARED, connector="declared", locator="map.yaml:9"),)


def declared(source: Id, target: Id, **more: Any) -> Hop:
    return Hop(source=source, target=target, evidence=DECLARED, **more)


def grant(principal: Id, subject: Id, operations: Operation, *, removes: bool = False) -> tuple[Any, ...]:
    leg = Leg.FIELD if subject.is_field else Leg.OBJECT
    return (principal, subject, leg, operations, removes, f"{principal.name}.csv", 2)


GRANTS = (
    grant(READER, CONTACT, BOTH),
    grant(READER, EMAIL, BOTH),
    grant(READER, PHONE, READ),
    grant(AGENTS, CASE, READ),
    grant(AGENTS, SUBJECT, READ),
)


def graph_of(*more: AnyRecord, grants: tuple[Any, ...] = GRANTS, how: str = "token", profile: bool = False) -> LineageGraph:
    """The application Deskly acts as the bot, who holds a set and a group that a human holds too."""
    held = ((BOT, READER), (BOT, AGENTS), (HUMAN, AGENTS), *(((BOT, SUPPORT),) if profile else ()))
    records: list[AnyRecord | GrantBatch] = [
        System(id=ORG, kind="salesforce", operator="Acme", evidence=SAID),
        System(id=DESKLY, operator="Deskly Inc", matches=("Deskly",), evidence=SAID),
        *(Dataset(id=one, evidence=SAID) for one in (CONTACT, CASE)),
        *(Field(id=one, evidence=SAID) for one in (EMAIL, PHONE, SSN, SUBJECT)),
        *(Field(id=one, read_with_object=True, evidence=SAID) for one in (NAME, NUMBER)),
        *(Principal(id=one, evidence=SAID) for one in (BOT, HUMAN, READER, AGENTS, SUPPORT)),
        *(Membership(member=member, container=container, evidence=SAID) for member, container in held),
        Application(id=APP, evidence=SAID),
        Acting.model_validate({"application": APP, "principal": BOT, "how": how, "evidence": SAID}),
        Classification(field=PHONE, elements={"phone": Form.CLEAR}, source="override", evidence=SAID),
        batch(*grants),
        *more,
    ]
    return LineageGraph(build(records))


def asked(graph: LineageGraph, subject: Id = BOT) -> LeastPrivilegeAnswer:
    return least_privilege(inquiry_of(graph), graph, subject)


def needed(answer: LeastPrivilegeAnswer) -> dict[str, tuple[str, ...]]:
    return {Id(one.field).shown: one.operations for one in answer.needed_fields}


def removed(answer: LeastPrivilegeAnswer) -> list[str]:
    return [
        f"{one.container.name}{f' in {Id(one.through).name}' if one.through else ''}: {one.leg} {Id(one.subject).shown} "
        f"{' '.join(one.operations)} ({one.others} others)"
        for one in answer.removals
    ]


def test_where_no_need_is_declared_the_surplus_is_unknown_and_not_everything() -> None:
    answer = asked(graph_of())
    assert (answer.surplus, answer.readable, answer.editable) == ("unknown", 5, 2)
    assert answer.why.startswith("No declared hop names it")
    assert (answer.needed_objects, answer.surplus_datasets, answer.surplus_elements, answer.removals) == ((), (), (), ())


def test_what_declared_hops_take_is_needed_and_the_rest_is_surplus() -> None:
    answer = asked(graph_of(declared(EMAIL, DESKLY)))
    assert (answer.surplus, answer.why) == (
        "yes",
        "Fields that it may read and no declared hop needs: 3; that it may edit and none changes: 2.",
    )
    assert needed(answer) == {"Contact.Email": ("read",)}
    assert [(Id(one.dataset).shown, one.operations) for one in answer.needed_objects] == [("Contact", ("read",))]
    assert [
        (
            Id(one.dataset).shown,
            one.needed,
            [Id(field).field_name for field in one.readable],
            [Id(field).field_name for field in one.editable],
        )
        for one in answer.surplus_datasets
    ] == [("Case", False, ["CaseNumber", "Subject"], []), ("Contact", True, ["Phone"], ["Email", "Name"])]
    assert [(one.element, one.fields) for one in answer.surplus_elements] == [
        ("phone", (PHONE,)),
        ("unclassified", (NUMBER, SUBJECT)),
    ]
    assert answer.needed_fields[0].because == ("map.yaml:9",)


def test_what_has_no_permission_of_its_own_comes_along_with_a_needed_dataset() -> None:
    answer = asked(graph_of(declared(EMAIL, DESKLY)))
    (contact,) = [one for one in answer.surplus_datasets if one.needed]
    assert contact.comes_along == (NAME,)


def test_what_to_take_away_is_told_by_container_with_who_else_holds_it() -> None:
    assert removed(asked(graph_of(declared(EMAIL, DESKLY)))) == [
        "Reader: field Contact.Email edit (0 others)",
        "Reader: field Contact.Phone read (0 others)",
        "Reader: object Contact edit (0 others)",
        "Agents in Agents: object Case read (1 others)",
    ]


def test_exactly_enough_is_no_surplus() -> None:
    grants = (grant(READER, CONTACT, READ), grant(READER, EMAIL, READ))
    answer = asked(graph_of(declared(EMAIL, DESKLY), grants=grants))
    assert (answer.surplus, answer.removals, answer.not_permitted) == ("no", (), ())


def test_rights_told_in_part_leave_it_open_whether_there_is_more() -> None:
    grants = (grant(READER, CONTACT, READ), grant(READER, EMAIL, READ))
    partly = Principal(id=ORG.of_kind("permission-set", "Other"), partial=True, evidence=SAID)
    held = Membership(member=BOT, container=partly.id, evidence=SAID)
    answer = asked(graph_of(declared(EMAIL, DESKLY), partly, held, grants=grants))
    assert (answer.surplus, answer.partial) == ("unknown", True)


def test_what_is_needed_and_not_permitted_is_told() -> None:
    answer = asked(graph_of(declared(SSN, DESKLY), declared(DESKLY.dataset("d").field("f"), PHONE)))
    assert answer.not_permitted == (PHONE, SSN)


def test_an_application_that_acts_as_nobody_known_may_do_more_than_was_found() -> None:
    other = Application(id=ORG.of_kind("application", "Other"), evidence=SAID)
    answer = asked(graph_of(other, declared(EMAIL, MULE, application=other.id)), other.id)
    assert (answer.surplus, answer.acts_as, answer.not_permitted) == ("unknown", (), (EMAIL,))
    assert "as whom it acts is not known" in answer.why


def test_an_application_that_users_authorize_themselves_may_do_more_than_was_found() -> None:
    grants = (grant(READER, CONTACT, READ), grant(READER, EMAIL, READ))
    alone = Fact(subject=APP, name="self-authorized", evidence=SAID)
    answer = asked(graph_of(declared(EMAIL, DESKLY), alone, grants=grants), APP)
    assert answer.surplus == "unknown"
    assert "authorize it themselves" in answer.why
    assert asked(graph_of(declared(EMAIL, DESKLY), alone, grants=grants)).surplus == "no"


HOPS: list[tuple[str, Hop, bool]] = [
    ("to the application's System", declared(EMAIL, DESKLY.dataset("T").field("f")), True),
    ("naming the principal, to anywhere", declared(EMAIL, MULE, principal=BOT), True),
    ("naming the application, to anywhere", declared(EMAIL, MULE, application=APP), True),
    ("naming another principal", declared(EMAIL, DESKLY, principal=HUMAN), False),
    ("naming another application", declared(EMAIL, DESKLY, application=ORG.of_kind("application", "Other")), False),
    ("to another System", declared(EMAIL, MULE), False),
    ("switched off", declared(EMAIL, DESKLY, active=Active.NO), False),
    ("not declared", Hop(source=EMAIL, target=DESKLY, evidence=SAID), False),
]


@pytest.mark.parametrize(("hop", "counts"), [one[1:] for one in HOPS], ids=[one[0] for one in HOPS])
def test_a_hop_is_a_need_of_whom_it_names_or_leads_to(hop: Hop, counts: bool) -> None:
    assert bool(asked(graph_of(hop)).needed_fields) is counts


def test_a_need_of_an_application_is_one_whoever_it_acts_as() -> None:
    hop = declared(EMAIL, DESKLY, principal=BOT)
    answer = asked(graph_of(hop), APP)
    assert (needed(answer), [one.id for one in answer.acts_as]) == ({"Contact.Email": ("read",)}, [BOT])
    assert [one.id for one in asked(graph_of(hop)).applications] == [APP]


def test_what_is_written_into_must_be_edited() -> None:
    answer = asked(graph_of(declared(DESKLY.dataset("T").field("f"), PHONE)))
    assert needed(answer) == {"Contact.Phone": ("read", "edit")}
    assert answer.needed_objects[0].operations == ("read", "edit")


def test_a_hop_of_a_whole_dataset_needs_all_its_fields_but_those_left_out() -> None:
    hop = declared(CONTACT, DESKLY, precision=Precision.DATASET, left_out=(SSN,))
    assert needed(asked(graph_of(hop))) == {"Contact.Email": ("read",), "Contact.Name": ("read",), "Contact.Phone": ("read",)}


def test_all_fields_of_a_dataset_may_be_opened_only_where_all_are_needed() -> None:
    all_fields = (READER, CONTACT, Leg.FIELD, READ, False, "Reader.csv", 3)
    grants = (grant(READER, CONTACT, READ), all_fields)
    whole = declared(CONTACT, DESKLY, precision=Precision.DATASET)
    assert removed(asked(graph_of(whole, grants=grants))) == []
    assert removed(asked(graph_of(declared(EMAIL, DESKLY), grants=grants))) == ["Reader: field Contact read (0 others)"]


def test_a_hop_of_the_whole_system_does_not_say_what_is_needed() -> None:
    answer = asked(graph_of(declared(ORG, DESKLY, precision=Precision.DATASET)))
    assert (answer.surplus, answer.removals) == ("unknown", ())
    assert "whatever the System has" in answer.why


def test_what_opens_all_data_is_never_needed() -> None:
    privilege = Fact(subject=READER, name="privilege", value="ViewAllData", evidence=SAID)
    answer = asked(graph_of(declared(EMAIL, DESKLY), privilege, grants=(*GRANTS, grant(READER, ORG, Operation.READ_ALL))))
    (broad,) = [one for one in answer.removals if one.subject == ORG]
    assert (broad.operations, broad.permissions) == (("read-all",), ("ViewAllData",))


def test_what_opens_every_field_is_one_permission_to_take_away() -> None:
    every_field = (READER, ORG, Leg.FIELD, READ, False, "Reader.csv", 3)
    answer = asked(graph_of(declared(EMAIL, DESKLY), grants=(grant(READER, CONTACT, READ), every_field)))
    assert [(one.leg, one.subject, one.operations) for one in answer.removals] == [("field", ORG, ("read",))]


def test_what_a_group_brings_is_told_with_the_group_and_what_mutes_it() -> None:
    inside = Membership(member=AGENTS, container=SUPPORT_SET, evidence=SAID)
    muted = Membership(member=AGENTS, container=MUTING, evidence=SAID)
    grants = (*GRANTS, grant(SUPPORT_SET, CONTACT, READ), grant(SUPPORT_SET, SSN, READ))
    named = (Principal(id=SUPPORT_SET, evidence=SAID), Principal(id=MUTING, evidence=SAID))
    answer = asked(graph_of(declared(EMAIL, DESKLY), *named, inside, muted, grants=grants))
    (one,) = [one for one in answer.removals if one.subject == SSN]
    assert (one.container.name, one.through, one.muted_by, one.others) == ("SupportSet", AGENTS, MUTING, 1)


def test_what_is_muted_in_a_group_already_is_not_to_be_taken_away_again() -> None:
    inside = [Membership(member=AGENTS, container=one, evidence=SAID) for one in (SUPPORT_SET, MUTING)]
    named = (Principal(id=SUPPORT_SET, evidence=SAID), Principal(id=MUTING, evidence=SAID))
    given = [grant(SUPPORT_SET, one, BOTH) for one in (CONTACT, EMAIL, SSN)]
    grants = (*given, grant(MUTING, SSN, READ, removes=True), grant(MUTING, EMAIL, Operation.EDIT, removes=True))
    hop = declared(EMAIL, DESKLY)
    muted = asked(graph_of(hop, *named, *inside, grants=grants))
    assert removed(muted) == ["SupportSet in Agents: object Contact edit (1 others)"]
    beside = Membership(member=BOT, container=SUPPORT_SET, evidence=SAID)
    assert removed(asked(graph_of(hop, *named, *inside, beside, grants=grants))) == [
        "SupportSet: field Contact.Email edit (1 others)",
        "SupportSet: field Contact.SSN__c read edit (1 others)",
        "SupportSet: object Contact edit (1 others)",
        "SupportSet in Agents: object Contact edit (1 others)",
    ]


def test_a_right_beyond_fields_that_nothing_needs_is_a_surplus() -> None:
    enough = (grant(READER, CONTACT, READ), grant(READER, EMAIL, READ))
    for more in (grant(READER, ORG, Operation.ASSIGN), grant(READER, CONTACT, Operation.DELETE)):
        answer = asked(graph_of(declared(EMAIL, DESKLY), grants=(*enough, more)))
        assert (answer.surplus, len(answer.removals)) == ("yes", 1)
        assert answer.why == "Rights beyond its fields that no declared hop needs: 1."


SUPPORT_SET = ORG.of_kind("permission-set", "SupportSet")


def test_a_bound_is_nobody_that_an_application_acts_as() -> None:
    graph = graph_of(how="self-authorized")
    assert subjects(graph) == []
    with pytest.raises(UsageError, match=r"No application acts as user bot.*there is none here"):
        asked(graph)


def test_who_is_no_integration_is_refused_with_those_who_are() -> None:
    graph = graph_of()
    assert subjects(graph) == [APP, BOT]
    with pytest.raises(UsageError, match=r"No application acts as user human.*app:Deskly, user:bot"):
        asked(graph, HUMAN)


def test_a_principal_whom_a_declared_hop_names_needs_no_application() -> None:
    assert needed(asked(graph_of(declared(EMAIL, MULE, principal=HUMAN)), HUMAN)) == {"Contact.Email": ("read",)}


def test_copies_in_logs_and_in_flight_are_no_data_that_permissions_are_about() -> None:
    log = ORG.of_kind("log", "sync")
    answer = asked(graph_of(declared(DESKLY.dataset("T").field("f"), log, precision=Precision.DATASET)))
    assert (answer.surplus, needed(answer)) == ("unknown", {})
