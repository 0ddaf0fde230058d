"""What could leave through each kind of subject, on one small org whose answers are plain to see."""

from collections.abc import Sequence
from datetime import date

import pytest

from lineage.analysis.permitted import Permits
from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.blast_answers import BlastAnswer
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
    Fact,
    Field,
    Gap,
    Hop,
    Membership,
    Principal,
    System,
)
from lineage.model.verdicts import Active, Basis, Form, Leg, Operation
from lineage.policy.blast.answer import blast_radius
from lineage.policy.blast.window import Window
from lineage.policy.inquiry import Inquiry, Setting
from tests.analysis.test_permitted import DAY
from tests.graph.test_grants import SAID, batch

ORG, DESK, HOUSE, PARTNER = Id("salesforce://acme"), Id.system("desk"), Id.system("house"), Id.system("partner")
CONTACT, CASE, TICKET, ROW = ORG.dataset("Contact"), ORG.dataset("Case"), DESK.dataset("TICKET"), HOUSE.dataset("ROW")
SSN, EMAIL, PHONE, NOTE = (CONTACT.field(name) for name in ("SSN__c", "Email", "Phone", "Note__c"))
SUBJECT = CASE.field("Subject")
COLUMN, SOLD = ROW.field("email"), PARTNER.dataset("LEADS").field("email")
BOT, ANN, BOSS = (ORG.of_kind("user", name) for name in ("bot", "ann", "boss"))
READER, SPARE, ADMIN = (ORG.of_kind("permission-set", name) for name in ("Reader", "Spare", "Admin"))
TEAM, SUPPORT = ORG.of_kind("permission-set-group", "Team"), ORG.of_kind("profile", "Support")
DESK_APP, OPEN_APP, QUIET_APP, PACKAGE = (ORG.of_kind("application", name) for name in ("Desk", "Open", "Quiet", "Package"))
SYNC, OLD_SYNC = ORG.of_kind("job", "sync"), ORG.of_kind("job", "old-sync")
LINE, IDLE = ORG.of_kind("channel", "line"), ORG.of_kind("channel", "idle")
READ = Operation.READ


def said(place: str) -> tuple[Evidence, ...]:
    return (Evidence(basis=Basis.DECLARED, connector="declared", locator=place),)


GRANTS = (
    (READER, CONTACT, Leg.OBJECT, READ, False, "Reader.xml", 3),
    (READER, SSN, Leg.FIELD, READ, False, "Reader.xml", 5),
    (READER, EMAIL, Leg.FIELD, READ, False, "Reader.xml", 6),
    (SPARE, SUBJECT, Leg.FIELD, READ, False, "Spare.xml", 2),
    (SUPPORT, CONTACT, Leg.OBJECT, READ, False, "Support.xml", 2),
    (SUPPORT, EMAIL, Leg.FIELD, READ, False, "Support.xml", 4),
    (ADMIN, ORG, Leg.OBJECT, Operation.EDIT_ALL | Operation.ADMINISTER, False, "Admin.xml", 2),
)
"""A reader of two fields, a set with one leg only, a profile, and an administrator who has no field."""

RECORDS: Sequence[AnyRecord] = (
    System(id=ORG, kind="salesforce", operator="Acme", evidence=SAID),
    System(id=DESK, operator="Desk Inc", matches=("Desk",), evidence=SAID),
    System(id=HOUSE, operator="House Inc", evidence=SAID),
    System(id=PARTNER, operator="Partner Inc", evidence=SAID),
    *(Dataset(id=one, evidence=SAID) for one in (CONTACT, CASE, TICKET, ROW, SOLD.owner)),
    *(Field(id=one, evidence=SAID) for one in (SSN, EMAIL, PHONE, NOTE, SUBJECT, COLUMN, SOLD, TICKET.field("text"))),
    *(Principal(id=one, evidence=SAID) for one in (BOT, ANN, BOSS, READER, SPARE, ADMIN, TEAM, SUPPORT)),
    *(Application(id=one, evidence=SAID) for one in (DESK_APP, OPEN_APP)),
    Application(id=QUIET_APP, scopes=("OpenID",), reads=False, evidence=SAID),
    Application(id=PACKAGE, subtype="installed package", evidence=SAID),
    Channel(id=LINE, url="https://house.example", evidence=SAID),
    Channel(id=IDLE, evidence=SAID),
    Fact(subject=OPEN_APP, name="self-authorized", evidence=SAID),
    *(
        Classification(field=field, elements=elements, source="override", evidence=SAID)
        for field, elements in (
            (SSN, {"ssn": Form.CLEAR}),
            (EMAIL, {"email": Form.CLEAR}),
            (PHONE, {"phone": Form.CLEAR}),
            (SUBJECT, {"email": Form.CLEAR}),
        )
    ),
    Membership(member=TEAM, container=READER, evidence=said("Team.xml:2")),
    Membership(member=BOT, container=TEAM, evidence=said("PermissionSetAssignment.csv:2")),
    Membership(member=ANN, container=SUPPORT, evidence=SAID),
    Membership(member=ANN, container=READER, session_activated=True, evidence=SAID),
    Membership(member=BOSS, container=ADMIN, evidence=SAID),
    Acting(application=DESK_APP, principal=BOT, how="token", last_used=date(2026, 11, 1), evidence=said("OauthToken.csv:2")),
    Acting(application=QUIET_APP, principal=BOT, how="token", evidence=SAID),
    Hop(source=EMAIL, target=COLUMN, job=SYNC, channel=LINE, evidence=said("map.yaml:4")),
    Hop(source=PHONE, target=COLUMN, job=OLD_SYNC, channel=LINE, active=Active.NO, evidence=said("map.yaml:6")),
    Hop(source=COLUMN, target=SOLD, job=HOUSE.of_kind("job", "sale"), evidence=said("map.yaml:8")),
    Gap(surface="permission", what="Team was out of date.", why="x", hides="x", remedy="x", subject=TEAM),
)


def asked(subject: Id, *more: AnyRecord | GrantBatch, window: Window = Window()) -> BlastAnswer:  # noqa: B008 - frozen
    graph = LineageGraph(build([*RECORDS, batch(*GRANTS), *more]))
    return blast_radius(Inquiry(graph, load_elements(), Setting(as_of=DAY), Permits(graph, DAY)), graph, subject, window)


def went(answer: BlastAnswer) -> tuple[list[str], list[str]]:
    """Where it arrives, and where it goes on."""
    return [row.system for row in answer.arrives], [row.system for row in answer.onward]


def reached(answer: BlastAnswer) -> dict[str, int]:
    return {Id(one.dataset).shown: one.reached for one in answer.datasets}


@pytest.mark.parametrize(
    ("subject", "kind", "fields", "arrives", "onward"),
    [
        (DESK_APP, "application", {"Contact": 2}, [DESK], []),
        (BOT, "principal", {"Contact": 2}, [DESK], []),
        (READER, "principal", {"Contact": 2}, [DESK], []),
        (TEAM, "principal", {"Contact": 2}, [DESK], []),
        (SUPPORT, "principal", {"Contact": 1}, [], []),
        (SPARE, "principal", {}, [], []),
        (LINE, "channel", {"Contact": 1}, [HOUSE], [PARTNER]),
        (SYNC, "job", {"Contact": 1}, [HOUSE], [PARTNER]),
        (DESK, "system", {"Contact": 2, "TICKET": 1}, [DESK], []),
        (HOUSE, "system", {"Contact": 1, "ROW": 1}, [HOUSE], [PARTNER]),
        (CONTACT, "dataset", {"Contact": 4}, [DESK, HOUSE], [PARTNER]),
        (EMAIL, "field", {"Contact": 1}, [DESK, HOUSE], [PARTNER]),
        (NOTE, "field", {"Contact": 1}, [], []),
    ],
)
def test_each_kind_of_subject_has_its_reach_and_destinations(
    subject: Id, kind: str, fields: dict[str, int], arrives: list[Id], onward: list[Id]
) -> None:
    answer = asked(subject)
    assert (answer.subject.kind, reached(answer), went(answer)) == (kind, fields, (arrives, onward))


def test_an_application_is_contained_by_revoking_its_token_and_says_where_that_stands() -> None:
    answer = asked(DESK_APP)
    assert [(one.element, one.sensitive, one.fields) for one in answer.elements] == [("ssn", True, 1), ("email", False, 1)]
    assert [(way.how, way.principal, way.last_used, way.fields, way.sensitive) for way in answer.ways] == [
        ("token", BOT, date(2026, 11, 1), 2, 1)
    ]
    found = answer.containment
    assert (found.target, found.fields, found.size, found.stays) == ("sensitive", 1, 1, 0)
    assert [(one.sort, one.what) for one in found.items] == [("token", "Revoke the token by which Desk acts as user bot.")]
    assert [one.locator for one in found.items[0].evidence] == ["OauthToken.csv:2"]
    assert [(other.by, other.size, [one.what for one in other.items]) for other in found.alternatives] == [
        ("the subject as a whole", 1, ["Block application Desk: no token of it counts any more, and what it moves stops."]),
        ("memberships", 1, ["Take permission set group Team away from user bot."]),
        ("grants", 1, ["Take read access to 1 field of Contact (SSN__c) out of permission set Reader."]),
    ]


def test_a_user_is_not_contained_by_revoking_tokens_because_it_reads_by_itself() -> None:
    found = asked(BOT).containment
    assert [(one.sort, one.holder, one.ids) for one in found.items] == [("membership", BOT, (TEAM,))]
    assert all(one.sort != "token" for other in found.alternatives for one in other.items)


def test_what_leaves_by_permission_and_by_hops_takes_both() -> None:
    found = asked(EMAIL).containment
    assert (found.target, sorted(one.sort for one in found.items)) == ("personal", ["flow", "token"])
    assert [one.fields for one in found.items] == [0, 0]


def test_what_does_not_leave_gives_way_to_what_does() -> None:
    """The dataset has a sensitive field that nobody reads, and another field that leaves."""
    graph = LineageGraph(build(RECORDS))
    found = blast_radius(Inquiry(graph, load_elements(), Setting(as_of=DAY)), graph, CONTACT, Window()).containment
    assert (found.target, found.fields, [one.what for one in found.items]) == (
        "personal",
        1,
        ["Stop sync: 1 hop from salesforce://acme to house over line."],
    )


def test_where_nothing_leaves_there_is_nothing_to_remove() -> None:
    found = asked(NOTE).containment
    assert (found.target, found.fields, found.possible, found.items) == ("all", 0, True, ())


@pytest.mark.parametrize(
    ("subject", "sort", "fields"),
    [
        (OPEN_APP, "self-authorized", 5),
        (PACKAGE, "package", 5),
        (BOSS, "administers", 5),
        (ANN, "session", 1),
        (SPARE, "one-leg", 1),
    ],
)
def test_what_could_become_a_way_is_a_bound_and_not_counted(subject: Id, sort: str, fields: int) -> None:
    answer = asked(subject)
    assert [(one.sort, one.fields) for one in answer.bounds] == [(sort, fields)]
    assert answer.fields == (1 if subject == ANN else 0)


def test_an_application_admitted_for_a_set_may_read_what_its_holders_hold_besides() -> None:
    more = Acting(application=OPEN_APP, principal=SUPPORT, how="admitted", evidence=SAID)
    (bound,) = (
        one
        for one in asked(OPEN_APP, more, Membership(member=ANN, container=TEAM, evidence=SAID)).bounds
        if one.sort == "holders"
    )
    assert (bound.fields, bound.sensitive, bound.principals) == (1, 1, (ANN,))


def test_scopes_that_read_no_data_let_nothing_leave() -> None:
    answer = asked(QUIET_APP)
    assert (answer.fields, answer.ways, answer.notes) == (0, (), ("None of its scopes reads data.",))


def test_what_is_not_known_is_said_and_never_nothing() -> None:
    unheld = ORG.of_kind("user", "new")
    assert asked(unheld, Principal(id=unheld, partial=True, evidence=SAID)).notes[-1] == (
        "What new holds is not known: what may be read as it is unknown, not nothing."
    )
    assert asked(IDLE).notes == ("No hop is known that uses it: it is allowed, and whether anything does is unknown.",)


def test_grants_that_were_read_in_part_are_said_with_the_removals() -> None:
    part = ORG.of_kind("permission-set", "Part")
    more = Principal(id=part, partial=True, evidence=SAID), Membership(member=BOT, container=part, evidence=SAID)
    assert asked(DESK_APP, *more).containment.notes == ("Not all grants of Part were read: more may have to be removed.",)


def test_who_may_grant_itself_more_and_who_may_authorize_again_is_said_with_the_removals() -> None:
    boss = Acting(application=OPEN_APP, principal=BOSS, how="token", evidence=SAID)
    assert asked(OPEN_APP, boss).containment.notes == (
        "boss may grant back what is taken away: revoke first what lets somebody act so.",
        "Users may authorize it again: block it, or admit it only for whom an administrator names.",
    )


def test_hops_that_are_switched_off_are_listed_and_not_counted() -> None:
    answer = asked(LINE)
    assert [(hop.source, hop.active) for hop in answer.inactive] == [(PHONE, "no")]
    assert reached(answer) == {"Contact": 1}


def test_what_did_leave_is_a_gap_with_the_days_of_the_incident() -> None:
    window = Window(date(2026, 10, 1), date(2026, 10, 3))
    answer = asked(SPARE, window=window)
    assert [gap.what for gap in answer.gaps] == [
        "No event logs were read: what did leave through Spare between 2026-10-01 and 2026-10-03 cannot be told."
    ]
    assert (answer.since, answer.until) == (window.since, window.until)


@pytest.mark.parametrize("subject", [TEAM, BOT, DESK_APP, DESK, EMAIL])
def test_a_gap_of_a_container_is_on_the_answers_of_all_who_read_by_it(subject: Id) -> None:
    assert "Team was out of date." in [gap.what for gap in asked(subject).gaps]
