"""Inventories of what people answer for."""

from typing import Any

import pytest

from lineage.policy.inventory import inventory
from tests.policy.checking import looked_at

MAP = """
systems: {org: {operator: A}, p: {operator: B}}
elements: {org/C#f: [ssn, email]}
hops: [{from: org/C#f, to: p/x#f, tls: true, job: j}, {from: org/C#f, to: p/y#f, tls: true, job: k}]
harvested: 2026-06-01
"""


def listed(what: str, text: str) -> list[dict[str, str]]:
    view = looked_at(MAP + text)
    return inventory(view.graph, view.inquiry, what)


def column(name: str, what: str, text: str) -> list[str]:
    return [row[name] for row in listed(what, text)]


def test_a_party_runs_systems_and_passes_data_on() -> None:
    (row,) = listed("parties", "parties: {B: {role: contractor, region: EU, sub_processors: A}}")
    said: dict[str, Any] = {"party": "B", "role": "contractor", "region": "EU", "runs": "p", "sub-processors": "A"}
    assert {name: row[name] for name in said} == said


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        ("until: 2026-06-01", "in force"),
        ("until: 2026-05-31", "over"),
        ("from: 2026-06-02, until: 2026-07-01", "not begun"),
    ],
)
def test_access_that_ends_stands_as_its_days_say(days: str, standing: str) -> None:
    text = f"access: [{{application: Loader, {days}, reason: r, approved_by: a}}]"
    assert column("standing", "access", text) == [standing]


@pytest.mark.parametrize(
    ("days", "standing"),
    [
        ("done: 2026-01-01", "done"),
        ("done: 2026-01-01, due: 2027-01-01", "done, next is due"),
        ("due: 2026-06-01", "due"),
        ("done: 2025-01-01, due: 2026-05-31", "due day past"),
    ],
)
def test_an_assessment_stands_as_its_days_say(days: str, standing: str) -> None:
    text = f"assessments: [{{kind: vendor review, system: p, {days}}}]"
    assert column("standing", "assessments", text) == [standing]


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ("application: Loader", "application Loader"),
        ("system: p", "p"),
        ("flow: {job: j}", "job j"),
        ("flow: {from: org, to: p, job: j}", "org → p, by j"),
        ("flow: {to: p}", "anywhere → p"),
    ],
)
def test_an_assessment_is_of_an_application_a_system_or_a_flow(about: str, shown: str) -> None:
    assert column("of", "assessments", f"assessments: [{{kind: vendor review, {about}, done: 2026-01-01}}]") == [shown]


def test_a_block_tells_over_how_many_hops_it_stops_something() -> None:
    text = "blocks: [{job: j, elements: ssn, reason: stripped, by: crm}, {dataset: p/z, elements: email, reason: r}]"
    assert [(row["blocked"], row["at"], row["hops there"], row["stopped on"]) for row in listed("blocks", text)] == [
        ("email", "into z", "0", "0"),
        ("ssn", "job j", "1", "1"),
    ]
