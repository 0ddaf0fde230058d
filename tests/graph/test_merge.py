"""What several sources say of one thing becomes one, and all evidence is kept."""

from itertools import permutations

import pytest

from lineage.graph.lineage_graph import LineageGraph
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import (
    AnyRecord,
    Application,
    Channel,
    Classification,
    Dataset,
    Fact,
    Gap,
    Hop,
    Job,
    Received,
    Reference,
    System,
)
from lineage.model.verdicts import Active, Basis, Form, Precision, Transit
from tests.graph.records import ORG, A, B, C, field, graph, hop, hops, said

WIRE = A.of_kind("channel", "wire")
JOB = A.of_kind("job", "sync")


def details(made: LineageGraph) -> dict[str, dict[str, object]]:
    return {str(node.id): node.detail for node in (made.node(row) for row in range(len(made)))}


def in_any_order(*records: AnyRecord) -> LineageGraph:
    """The graph of the records; they give the same tables in every order."""
    made = [graph(*order) for order in permutations(records)]
    assert (
        len({str([one.tables[name].to_pylist() for name in ("nodes", "hops", "evidence", "facts", "gaps")]) for one in made}) == 1
    )
    return made[0]


def test_hops_of_one_identity_are_one_with_all_evidence() -> None:
    made = in_any_order(
        hop("a/T#f", "b/U#g", job=JOB, evidence=said("x", "1")),
        hop("a/T#f", "b/U#g", job=JOB, evidence=said("y", "2", Basis.OBSERVED)),
        hop("a/T#f", "b/U#g", job=JOB, evidence=said("x", "1")),
    )
    (one,) = made.hops()
    assert (one.bases.words, [line.locator for line in made.evidence([0])[0]]) == (("configured", "observed"), ["1", "2"])


def test_another_job_is_another_hop() -> None:
    made = graph(hop("a/T#f", "b/U#g", job=JOB), hop("a/T#f", "b/U#g", job=A.of_kind("job", "other")))
    assert hops(made) == ["a/T#f -> b/U#g job=other", "a/T#f -> b/U#g job=sync"]


def test_a_bare_declaration_goes_to_the_hops_with_its_ends() -> None:
    made = in_any_order(
        hop("a/T#f", "b/U#g", evidence=said("map", "m:1", Basis.DECLARED)),
        hop("a/T#f", "b/U#g", job=JOB, evidence=said("x", "1")),
    )
    (one,) = made.hops()
    assert (one.text, one.bases.words) == ("a/T#f -> b/U#g job=sync", ("declared", "configured"))


def test_a_bare_declaration_is_a_hop_where_there_is_no_other() -> None:
    assert hops(graph(hop("a/T#f", "b/U#g"), hop("a/T#f", "b/U#h", job=JOB))) == ["a/T#f -> b/U#g", "a/T#f -> b/U#h job=sync"]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((Transit.ENCRYPTED, Transit.UNENCRYPTED), Transit.UNENCRYPTED),
        ((Transit.ENCRYPTED, None), Transit.ENCRYPTED),
        ((None, Transit.UNENCRYPTED), Transit.UNENCRYPTED),
        ((Transit.ENCRYPTED, Transit.UNENCRYPTED, None), Transit.UNENCRYPTED),
        ((None, None), Transit.UNKNOWN),
    ],
)
def test_sources_that_differ_on_a_channel_give_the_worse(statements: tuple[Transit | None, ...], expected: Transit) -> None:
    made = in_any_order(hop("a/T#f", "b/U#g", channel=WIRE), *(Channel(id=WIRE, transit=one) for one in statements))
    assert [one.transit for one in made.hops()] == [expected]


def test_a_hop_inside_a_system_is_internal_whatever_its_channel() -> None:
    made = graph(hop("a/T#f", "a/U#g", channel=WIRE), Channel(id=WIRE, transit=Transit.UNENCRYPTED))
    assert [one.transit for one in made.hops()] == [Transit.INTERNAL]


def test_the_more_active_the_less_exact_and_the_clearer_statement_holds() -> None:
    made = in_any_order(
        hop("a/T#f", "b/U#g", job=JOB, active=Active.NO, transform="hash"),
        hop("a/T#f", "b/U#g", job=JOB, active=Active.UNKNOWN, precision=Precision.DATASET, transform="mask"),
    )
    (one,) = made.hops()
    assert (one.active, one.precision, one.cap, one.transform) == (Active.UNKNOWN, Precision.DATASET, Form.PARTIAL, "mask")


@pytest.mark.parametrize(("group", "cap"), [(0, Form.CLEAR), (12, Form.AGGREGATE)])
def test_an_aggregate_needs_a_minimum_group(group: int, cap: Form) -> None:
    made = graph(hop("a/T#f", "b/U#g", transform="aggregate", min_group=group))
    assert [one.cap for one in made.hops()] == [cap]


def test_only_what_every_statement_leaves_out_is_left_out() -> None:
    table, f, g = A.dataset("T"), field("a/T#f"), field("a/T#g")
    made = in_any_order(*(Hop(source=table, target=B.dataset("U"), job=JOB, left_out=left) for left in ((f, g), (f,))))
    assert [one.left_out for one in made.hops()] == [{f}]


def test_a_claim_of_one_source_stands_beside_another_that_says_nothing() -> None:
    table, job = ORG.dataset("Order__x"), Job(id=JOB, logs_payload=True)
    made = in_any_order(Dataset(id=table, stored=False, lists=("__c",)), Dataset(id=table, complete=True), job, Job(id=JOB))
    assert details(made)[str(table)] == {"complete": True, "lists": ["__c"], "stored": False}
    assert details(made)[str(JOB)] == {"logs_payload": True}


def test_sources_that_disagree_on_the_operator_are_a_gap_with_both_places() -> None:
    made = in_any_order(
        System(id=A, operator="Zed", evidence=said("m", "z:9")), System(id=A, operator="Acme", evidence=said("m", "a:1"))
    )
    (gap,) = made.gaps()
    assert (gap.what, gap.why) == ("Sources disagree on the operator of a: Acme, Zed.", "they say so at a:1, z:9")
    assert (gap.candidates, gap.subject, details(made)["a"]["operator"]) == (("Acme", "Zed"), A, "Acme")


@pytest.mark.parametrize("operator", ["", "Acme"])
def test_an_operator_that_is_left_out_is_no_disagreement(operator: str) -> None:
    made = in_any_order(System(id=A, operator="Acme"), System(id=A, label="Tool", operator=operator))
    assert (list(made.gaps()), details(made)["a"]) == ([], {"operator": "Acme"})


def test_tuples_are_united_and_texts_take_the_least() -> None:
    app = ORG.of_kind("application", "Deskly")
    made = in_any_order(Application(id=app, scopes=("api", "web"), label="B"), Application(id=app, scopes=("id",), label="A"))
    assert [(node.label, node.detail) for node in made.nodes([app])] == [
        ("A", {"peer": "Deskly", "scopes": ["api", "id", "web"]})
    ]


def test_the_peer_of_a_channel_is_resolved_before_sources_are_compared() -> None:
    tool = System(id=B, matches=("*.b.example",))
    named = Channel(id=WIRE, peer=Reference(kind="host", value="eu.b.example"))
    made = in_any_order(tool, named, Channel(id=WIRE, peer=B))
    assert details(made)[str(WIRE)] == {"peer": "b"}


def test_a_fact_keeps_the_evidence_of_every_source() -> None:
    facts = [Fact(subject=WIRE, name="peer-not-verified", evidence=said("x", str(line))) for line in (2, 1)]
    made = in_any_order(*facts)
    lines = [row["locator"] for row in made.tables["evidence"].to_pylist() if row["table"] == "facts"]
    assert (made.facts([WIRE]), lines) == ({WIRE: ["peer-not-verified"]}, ["1", "2"])


def test_a_classification_keeps_the_evidence_of_every_source() -> None:
    said_twice = [
        Classification(field=field("a/T#f"), elements={"email": Form.CLEAR}, source="override", evidence=said("x", place))
        for place in "ba"
    ]
    made = in_any_order(*said_twice)
    lines = [row["locator"] for row in made.tables["evidence"].to_pylist() if row["table"] == "classifications"]
    assert ([row.element for row in made.classifications([field("a/T#f")])], lines) == (["email"], ["a", "b"])


def test_gaps_that_differ_only_in_their_reasons_are_one_and_always_the_same() -> None:
    made = in_any_order(*(Gap(surface="s", what="w", why=why, hides="h") for why in "cab"))
    assert [gap.why for gap in made.gaps()] == ["a"]


def test_elements_of_one_id_are_one_and_always_the_same() -> None:
    made = [graph(*order).elements() for order in permutations([element("X"), element("Y")])]
    assert [[one.label for one in elements] for elements in made] == [["X"], ["X"]]


def element(label: str) -> Element:
    return Element(id="badge", label=label, categories=frozenset("A"), spi="no", breach="no")


def test_counts_of_what_was_not_read_are_added_up() -> None:
    made = graph(
        Received(subtype="Flow", count=2),
        Received(subtype="Flow", count=3),
        Received(subtype="Bot", count=1),
        Received(subtype="Flow", count=4, root="acme/src"),
    )
    assert [tuple(row.values()) for row in made.tables["received"].to_pylist()] == [
        ("", "Bot", 1),
        ("", "Flow", 5),
        ("acme/src", "Flow", 4),
    ]


def test_systems_of_one_label_stay_two() -> None:
    made = graph(System(id=A, label="CRM"), System(id=B, label="CRM"), System(id=C))
    assert [node.id for node in made.systems()] == [A, B, C]


def test_what_is_said_of_one_node_at_several_places_is_one_gap_at_the_first() -> None:
    def lacking(locator: str, subject: Id | None) -> Gap:
        return Gap(surface="channel", what="It names no host.", why="w", hides="h", locator=locator, subject=subject)

    made = in_any_order(*(lacking(place, subject) for place in ("b:1", "a:1") for subject in (WIRE, None)))
    assert [(gap.subject, gap.locator) for gap in made.gaps()] == [(None, "a:1"), (WIRE, "a:1"), (None, "b:1")]
