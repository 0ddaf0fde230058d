"""Who can read which field of real organisations, against answers that were computed twice by other means."""

from datetime import date
from functools import cache

import pytest

from lineage.analysis.permitted import question_of
from lineage.analysis.select import find_node
from lineage.graph.access import Access, Answer, Status
from lineage.graph.build import build
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from tests.connectors.salesforce.test_shared_orgs import NAMES, ORGS, _there, expected, records

__all__ = ["_there"]

pytestmark = pytest.mark.shared

_CONTAINERS = ("profile", "permission-set", "permission-set-group")
# Where the shared folder is missing the fixture above skips; the questions cannot be listed then.
_ASKED = [(name, asked["field"]) for name in NAMES for asked in expected(name)["access"]] if ORGS.is_dir() else []


@cache
def graph_of(name: str) -> LineageGraph:
    return LineageGraph(build(records(name)))


def answered(name: str, field: str) -> Answer:
    graph = graph_of(name)
    node = find_node(graph, field)
    return Access(GrantTable(graph), date(2026, 1, 1)).ask(question_of(graph.nodes([node, node.owner]), node))


@pytest.mark.parametrize(("name", "field"), _ASKED, ids=[f"{name}-{field}" for name, field in _ASKED])
def test_the_readers_are_those_and_the_others_have_another_status(name: str, field: str) -> None:
    (said,) = (one for one in expected(name)["access"] if one["field"] == field)
    found = {
        principal.name.casefold(): status
        for principal, status in answered(name, field).statuses()
        if principal.kind in _CONTAINERS
    }
    readers = {principal for principal, status in found.items() if status == Status.YES}
    assert readers == {reader.casefold() for reader in said["readers"]}
    others = {other.casefold() for other in (*said["unknown_or_potential"], *said["field_permitted_but_no_object_read"])}
    assert others <= found.keys() - readers


def test_every_question_was_asked() -> None:
    assert len(_ASKED) == sum(len(expected(name)["access"]) for name in NAMES)
