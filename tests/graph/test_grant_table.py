"""Grants in columns answer as grants in lists do."""

from hypothesis import given, settings

from lineage.columns import GrantBatch
from lineage.graph.access import Access
from lineage.graph.build import build
from lineage.graph.grant_source import MemoryGrantSource
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.records import AnyRecord, Dataset, Field, Membership, Principal, System
from tests.graph.test_access import ASKED, CONTACT, GROUPS, MUTES, ORG, PHONE, SETS, SSN, TODAY, USERS, Small, orgs
from tests.graph.test_grants import SAID, batch


def tables_of(org: Small) -> GrantTable:
    records: list[AnyRecord | GrantBatch] = [
        System(id=ORG, kind="salesforce", evidence=SAID),
        Dataset(id=CONTACT, evidence=SAID),
        Field(id=SSN, read_with_object=org.question.read_with_object, evidence=SAID),
        Field(id=PHONE, evidence=SAID),
        *(Principal(id=one, partial=one in org.partial, evidence=SAID) for one in SETS + MUTES + GROUPS + USERS),
        *(
            Membership(
                member=row.member,
                container=row.container,
                until=row.until,
                active=row.active,
                session_activated=row.session_activated,
                evidence=SAID,
            )
            for row in org.memberships
        ),
    ]
    if org.grants:
        records.append(
            batch(*((row.principal, row.subject, row.leg, row.operations, row.removes, row.locator, 0) for row in org.grants))
        )
    return GrantTable(LineageGraph(build(records)))


@settings(max_examples=60, deadline=None)
@given(orgs())
def test_every_look_up_gives_the_same(org: Small) -> None:
    principals = SETS + MUTES + GROUPS + USERS
    table = tables_of(org)
    plain = MemoryGrantSource(org.grants, org.memberships, ((one, one not in org.partial) for one in principals))
    assert table.principals() == plain.principals()
    assert table.memberships() == plain.memberships()
    assert [list(table.memberships_of(one)) for one in principals] == [plain.memberships_of(one) for one in principals]
    for one in principals:
        assert table.grants_of([one]) == plain.grants_of([one])
    for subject in (ORG, CONTACT, SSN, PHONE):
        assert table.grants_on([subject]) == plain.grants_on([subject])
    assert table.told_on(CONTACT) == plain.told_on(CONTACT)
    assert table.grants_on(org.question.subjects) == plain.grants_on(org.question.subjects)
    answers = [Access(source, TODAY).ask(org.question) for source in (table, plain)]
    assert [*answers[0].statuses()] == [*answers[1].statuses()]


def test_a_snapshot_without_grants_has_no_readers() -> None:
    table = tables_of(Small([], [], [], ASKED))
    assert table.grants_on([SSN]) == []
    assert table.told_on(CONTACT) == set()
