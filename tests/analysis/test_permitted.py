"""Permitted hops are made where a walk stands, and only for those who can read."""

from datetime import date

import pytest

from lineage.analysis.permitted import Permits
from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import Acting, AnyRecord, Application, Dataset, Field, Hop, Membership, Principal, System
from lineage.model.verdicts import Leg, Operation, Precision, Transit
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.trace import trace, trace_upstream
from tests.graph.test_grants import SAID, batch

ORG, DESKLY, BACKUP = Id("salesforce://acme"), Id.system("deskly"), Id.system("backup")
CONTACT = ORG.dataset("Contact")
SSN, EMAIL = CONTACT.field("SSN__c"), CONTACT.field("Email")
APP = ORG.of_kind("application", "Deskly")
INTEGRATION, OTHER = ORG.of_kind("user", "integration"), ORG.of_kind("user", "other")
SETS = {user: ORG.of_kind("permission-set", user.name) for user in (INTEGRATION, OTHER)}
DAY = date(2026, 11, 24)


def graph_of(*more: AnyRecord, how: str = "token") -> LineageGraph:
    """Integration may read Email only; the application Deskly acts as it."""
    records: list[AnyRecord | GrantBatch] = [
        System(id=ORG, kind="salesforce", operator="Acme", evidence=SAID),
        System(id=DESKLY, operator="Deskly Inc", matches=("Deskly",), evidence=SAID),
        Dataset(id=CONTACT, evidence=SAID),
        *(Field(id=field, evidence=SAID) for field in (SSN, EMAIL)),
        *(Principal(id=one, evidence=SAID) for one in (*SETS, *SETS.values())),
        *(Membership(member=user, container=held, evidence=SAID) for user, held in SETS.items()),
        Application(id=APP, transit=Transit.ENCRYPTED, evidence=SAID),
        Acting.model_validate({"application": APP, "principal": INTEGRATION, "how": how, "evidence": SAID}),
        batch(
            (SETS[INTEGRATION], CONTACT, Leg.OBJECT, Operation.READ, False, "integration.permissionset", 3),
            (SETS[INTEGRATION], EMAIL, Leg.FIELD, Operation.READ, False, "integration.permissionset", 9),
            (SETS[OTHER], CONTACT, Leg.OBJECT, Operation.READ, False, "other.permissionset", 3),
            (SETS[OTHER], SSN, Leg.FIELD, Operation.READ, False, "other.permissionset", 9),
        ),
        *more,
    ]
    return LineageGraph(build(records))


def inquiry_of(graph: LineageGraph) -> Inquiry:
    return Inquiry(graph, {}, Setting(as_of=DAY), Permits(graph, DAY))


def test_what_an_application_may_read_reaches_its_system() -> None:
    (row,) = trace(inquiry_of(graph_of()), EMAIL).destinations
    assert (row.system, row.precision, row.bases, row.permitted_only) == (DESKLY, "exact", ("permitted",), True)
    assert (row.transit, row.authorization) == ("encrypted", ("missing",))
    (hop,) = row.witnesses.transit
    assert (hop.application, hop.principal) == (APP, INTEGRATION)
    assert [one.locator for one in hop.evidence] == ["integration.permissionset:3", "integration.permissionset:9"]


@pytest.mark.parametrize(("said", "word"), [(Transit.ENCRYPTED, "encrypted"), (None, "unknown")])
def test_what_people_outside_read_travels_as_the_platform_lets_it(said: Transit | None, word: str) -> None:
    portal, member = Id.system("portal://help.acme"), ORG.of_kind("portal-user", "Help")
    more = (
        System(id=portal, kind="portal", evidence=SAID),
        Principal(id=member, peer=portal, transit=said, evidence=SAID),
        Membership(member=member, container=SETS[INTEGRATION], evidence=SAID),
    )
    rows = trace(inquiry_of(graph_of(*more)), EMAIL).destinations
    assert [row.transit for row in rows if row.system == portal] == [word]


def test_what_it_may_not_read_does_not() -> None:
    assert trace(inquiry_of(graph_of()), SSN).destinations == ()


def test_without_permits_nothing_is_permitted() -> None:
    assert trace(Inquiry(graph_of(), {}, Setting(as_of=DAY)), EMAIL).destinations == ()


def test_what_users_may_authorize_themselves_is_a_bound_and_no_path() -> None:
    assert trace(inquiry_of(graph_of(how="self-authorized")), EMAIL).destinations == ()


def test_what_flows_into_a_whole_dataset_leaves_through_what_may_be_read_of_it() -> None:
    hr = Id.system("hr").dataset("PERSON").field("SSN")
    inwards = Hop(source=hr, target=CONTACT, precision=Precision.DATASET, transit=Transit.ENCRYPTED, evidence=SAID)
    rows = {row.system: row for row in trace(inquiry_of(graph_of(inwards)), hr).destinations if row.system == DESKLY}
    assert rows[DESKLY].precision == "dataset"


def test_the_traced_field_does_not_leave_through_itself() -> None:
    around = Hop(source=EMAIL, target=BACKUP.dataset("COPY"), transit=Transit.ENCRYPTED, evidence=SAID)
    back = Hop(
        source=BACKUP.dataset("COPY"), target=CONTACT, precision=Precision.DATASET, transit=Transit.ENCRYPTED, evidence=SAID
    )
    permits = Permits(graph_of(around, back), DAY)
    assert permits.leaving([CONTACT], EMAIL) == []
    assert [hop.source for hop in permits.leaving([CONTACT], SSN)] == [CONTACT]


def test_upstream_of_the_application_are_the_datasets_of_which_it_may_read() -> None:
    (row,) = trace_upstream(inquiry_of(graph_of()), DESKLY).destinations
    assert (row.dataset, row.precision) == (CONTACT, "dataset")
