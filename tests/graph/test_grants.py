"""Grants in columns: names resolved once, rows sorted by principal, one row for one grant at one place."""

from itertools import permutations

import pyarrow as pa

from lineage.columns import GRANT_BATCH, GrantBatch, Tables
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Dataset, Evidence, Field, Membership, System
from lineage.model.verdicts import Active, Basis, Leg, Operation

ORG = Id("salesforce://acme")
CONTACT = ORG.dataset("Contact")
SSN = CONTACT.field("SSN__c")
SALES = ORG.of_kind("permission-set", "Sales")
SAID = (Evidence(basis=Basis.CONFIGURED, connector="test", locator="a:1"),)

Grant = tuple[Id, Id, Leg, Operation, bool, str, int]


def batch(*grants: Grant) -> GrantBatch:
    rows = [(str(p), str(s), int(leg), int(operations), *rest) for p, s, leg, operations, *rest in grants]
    arrays = [pa.array(column).cast(GRANT_BATCH.field(at).type) for at, column in enumerate(zip(*rows, strict=True))]
    return GrantBatch("test", pa.Table.from_arrays(arrays, schema=GRANT_BATCH))


def told(tables: Tables) -> list[Grant]:
    graph, sources = LineageGraph(tables), tables["grant_sources"].to_pylist()
    return [
        (
            graph.id(row["principal"]),
            graph.id(row["subject"]),
            Leg(row["leg"]),
            Operation(row["operations"]),
            row["removes"],
            sources[row["source"]]["locator"],
            row["line"],
        )
        for row in tables["grants"].to_pylist()
    ]


OBJECT = (SALES, CONTACT, Leg.OBJECT, Operation.READ | Operation.EDIT, False, "Sales.permissionset", 4)
FIELD = (SALES, SSN, Leg.FIELD, Operation.READ, False, "Sales.permissionset", 9)
ALL = (ORG.of_kind("profile", "Admin"), ORG, Leg.OBJECT, Operation.READ_ALL, False, "Admin.profile", 2)


def test_grants_come_back_sorted_by_principal_whatever_their_order() -> None:
    for order in permutations((FIELD, OBJECT, ALL)):
        records: list[AnyRecord | GrantBatch] = [System(id=ORG, kind="salesforce", evidence=SAID), *map(batch, order)]
        assert told(build(records)) == [OBJECT, FIELD, ALL]


def test_names_that_no_row_of_a_batch_uses_are_nothing() -> None:
    both = batch(OBJECT, FIELD)
    first = GrantBatch("test", both.table.slice(0, 1))
    assert len(first.table.column("subject").chunk(0).dictionary) == 2
    assert told(build([first])) == [OBJECT]


def test_one_grant_at_one_place_stands_once_and_at_two_places_twice() -> None:
    elsewhere = (*FIELD[:5], "copy/Sales.permissionset", 9)
    assert told(build([batch(FIELD, FIELD), batch(FIELD), batch(elsewhere)])) == [FIELD, elsewhere]


def test_what_only_a_grant_names_is_a_node() -> None:
    graph = LineageGraph(build([batch(FIELD)]))
    assert {node.kind for node in graph.nodes([SALES, SSN, CONTACT, ORG])} == {"principal", "field", "dataset", "system"}


def test_a_name_in_another_case_is_the_field_that_is_defined() -> None:
    shouted = (SALES, ORG.dataset("CONTACT").field("ssn__C"), *FIELD[2:])
    assert told(build([Dataset(id=CONTACT, evidence=SAID), Field(id=SSN, evidence=SAID), batch(shouted)])) == [FIELD]


def test_memberships_are_rows_and_keep_their_evidence() -> None:
    group = ORG.of_kind("permission-set-group", "All Sales")
    held = Membership(member=group, container=SALES, evidence=SAID)
    tables = build([held, held])
    (row,) = tables["memberships"].to_pylist()
    graph = LineageGraph(tables)
    assert (graph.id(row["member"]), graph.id(row["container"])) == (group, SALES)
    assert (row["start"], row["until"], row["active"], row["session_activated"]) == (None, None, int(Active.YES), False)
    assert [one["locator"] for one in tables["evidence"].to_pylist() if one["table"] == "memberships"] == ["a:1"]


def test_grants_are_found_by_subject() -> None:
    tables = build([batch(FIELD, OBJECT, ALL)])
    order = tables["grant_order"].column("by_subject").to_pylist()
    assert [told(tables)[row][1] for row in order] == [ORG, CONTACT, SSN]
