"""What differs between two graphs, property by property."""

from typing import Any

import pytest

from lineage.analysis.compare import compare, compare_gaps
from lineage.model.records import AnyRecord, Authorization, Block, Channel, Classification, Fact, Field, Gap, Job, Party, System
from lineage.model.verdicts import Active, Basis, Form, Transit
from tests.graph.records import A, B, field, graph, hop, said

JOB = A.of_kind("job", "sync")
CHANNEL = A.of_kind("channel", "line")


def changes(before: list[AnyRecord], after: list[AnyRecord]) -> list[tuple[str, str, str, str, str, str]]:
    return [(one.change, one.kind, one.id, one.property, one.before, one.after) for one in compare(graph(*before), graph(*after))]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (
            System(id=A, operator="X", evidence=said("m", "f:1")),
            System(id=A, operator="Y", evidence=said("m", "f:1")),
            ("system", "a", "operator", "X", "Y"),
        ),
        (
            System(id=A, evidence=said("m", "f:1")),
            System(id=A, matches=("x", "y"), evidence=said("m", "f:1")),
            ("system", "a", "matches", "", "x, y"),
        ),
        (
            System(id=A, evidence=said("m", "f:1")),
            System(id=A, internal_required=True, evidence=said("m", "f:1")),
            ("system", "a", "internal_required", "no", "yes"),
        ),
        (Job(id=JOB), Job(id=JOB, logs_payload=True), ("job", JOB, "logs_payload", "no", "yes")),
        (Job(id=JOB), Job(id=JOB, active=Active.NO), ("job", JOB, "active", "yes", "no")),
        (
            Channel(id=CHANNEL, transit=Transit.ENCRYPTED),
            Channel(id=CHANNEL, transit=Transit.UNENCRYPTED),
            ("channel", CHANNEL, "transit", "encrypted", "unencrypted"),
        ),
        (
            Field(id=field("a/T#f"), evidence=said("m", "f:1")),
            Field(id=field("a/T#f"), evidence=said("m", "f:1", Basis.DECLARED)),
            ("field", "a/T#f", "known_by", "configured", "declared"),
        ),
        (
            Authorization(id="R", party="X", elements=("email",)),
            Authorization(id="R", party="X", elements=("email", "ssn"), form=Form.HASH),
            ("authorization", "R", "elements", "email", "email, ssn"),
        ),
        (
            Party(name="X", region="US"),
            Party(name="X", region="EU"),
            ("declaration", "party X", "region", "US", "EU"),
        ),
        (
            Block(job=JOB, elements=("ssn",), reason="tested"),
            Block(job=JOB, elements=("ssn", "email"), reason="tested"),
            ("declaration", f"block {JOB}", "elements", "ssn", "ssn, email"),
        ),
        (
            Fact(subject=A, name="session-timeout", value="15"),
            Fact(subject=A, name="session-timeout", value="30"),
            ("fact", "a", "session-timeout", "15", "30"),
        ),
    ],
)
def test_a_property_has_its_name_and_both_values(before: Any, after: Any, line: tuple[str, ...]) -> None:
    assert ("changed", *line) in changes([before], [after])


def test_a_hop_has_its_verdict_changed_and_not_itself() -> None:
    encrypted, plain = hop("a/T#f", "b/U#g", transit=Transit.ENCRYPTED), hop("a/T#f", "b/U#g", transit=Transit.UNENCRYPTED)
    assert changes([encrypted], [plain]) == [("changed", "hop", "a/T#f -> b/U#g", "transit", "encrypted", "unencrypted")]


def test_what_came_and_went_is_one_line_each() -> None:
    found = changes([System(id=A, label="Old", evidence=said("m", "f:1"))], [System(id=B, evidence=said("m", "f:1"))])
    assert found == [
        ("removed", "system", "a", "", "label: Old; known by: configured", ""),
        ("added", "system", "b", "", "", "known by: configured"),
    ]


def test_a_classification_is_compared_by_what_it_says() -> None:
    one, other = (
        Classification(field=field("a/T#f"), elements={name: Form.CLEAR}, source="override") for name in ("ssn", "email")
    )
    lines = [line for line in changes([one], [other]) if line[1] == "classification"]
    assert lines == [("changed", "classification", "a/T#f", "elements", "ssn (clear, override)", "email (clear, override)")]


def test_the_same_records_have_no_difference() -> None:
    records: list[AnyRecord] = [System(id=A, evidence=said("m", "f:1")), hop("a/T#f", "b/U#g"), Job(id=JOB, runs_in=A)]
    assert changes(records, records) == []


def gap(what: str, locator: str = "maps/a.yaml:3") -> Gap:
    return Gap(surface="flow", what=what, why="not read", hides="fields", locator=locator)


def test_gaps_come_and_go() -> None:
    came, went = compare_gaps(graph(gap("one"), gap("two")), graph(gap("two"), gap("three")))
    assert ([one.what for one in came], [one.what for one in went]) == (["three"], ["one"])


def test_a_gap_whose_line_moved_stayed() -> None:
    assert compare_gaps(graph(gap("one")), graph(gap("one", "maps/a.yaml:4"))) == ((), ())


def test_a_gap_in_another_file_is_another() -> None:
    came, went = compare_gaps(graph(gap("one")), graph(gap("one", "maps/b.yaml:3")))
    assert (len(came), len(went)) == (1, 1)


def test_a_block_shows_as_a_declaration_and_on_the_hops_that_it_is_on() -> None:
    before: list[AnyRecord] = [hop("a/T#f", "b/U#g", evidence=said("m", "f:1"))]
    block = Block(into=field("b/U#g"), elements=("ssn",), reason="tested")
    assert changes(before, [*before, block]) == [
        ("added", "declaration", "block b/U#g", "", "", "elements: ssn; reason: tested"),
        ("changed", "hop", "a/T#f -> b/U#g", "blocked", "", "ssn"),
    ]
