"""Rights judged in columns are those judged one by one, however much is said of what is carried."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lineage.analysis.exposure import Passage
from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Item, Part
from lineage.analysis.states import AT_ORIGIN
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import Authorization, Dataset, Evidence, Field, Job, System
from lineage.model.verdicts import Basis, Form
from lineage.policy.arriving import Arriving
from lineage.policy.authorization import Crossing
from lineage.policy.inquiry import Inquiry, Setting

SAID = (Evidence(basis=Basis.DECLARED, connector="declared", locator="map.yaml:1"),)
DAY = date(2026, 12, 1)
ORG, HUB, DESK = Id.system("org"), Id.system("hub"), Id.system("desk")
COLUMN, SYNC = ORG.dataset("Contact").field("Email"), HUB.of_kind("job", "sync")
KNOWN = load_elements()
MANY = {f"element-{number}": KNOWN["email"].model_copy(update={"id": f"element-{number}"}) for number in range(80)}

items = st.builds(
    Item,
    element=st.sampled_from([*MANY, UNCLASSIFIED]),
    form=st.sampled_from(Form),
    came_from=st.sampled_from([Id(""), ORG]),
    came_by=st.sampled_from([Id(""), SYNC]),
)
parts = st.frozensets(items, max_size=4).map(lambda some: some | {Item(NOTHING)})
rights = st.builds(
    Authorization,
    id=st.uuids().map(str),
    party=st.sampled_from(["Desk", ""]),
    source=st.sampled_from([None, ORG, HUB]),
    purpose=st.sampled_from(["service", "billing"]),
    elements=st.lists(st.sampled_from([*MANY]), max_size=60).map(tuple),
    form=st.sampled_from(Form),
    start=st.sampled_from([None, date(2027, 1, 1)]),
    until=st.sampled_from([None, date(2026, 1, 1)]),
    evidence=st.just(SAID),
)
passages = st.lists(
    st.tuples(
        st.sampled_from([ORG, HUB]),
        st.sampled_from([None, SYNC]),
        st.sampled_from([None, AT_ORIGIN, ORG]),
        st.booleans(),
        st.sampled_from(Form),
        st.frozensets(st.sampled_from(["element-1", "element-2"])),
    ),
    min_size=1,
    max_size=4,
)


def inquiry_of(*stated: Authorization) -> Inquiry:
    """Three Systems of three operators, and the rights between them."""
    systems = (System(id=one, operator=one.decoded.capitalize(), evidence=SAID) for one in (ORG, HUB, DESK))
    places = (Dataset(id=COLUMN.owner, evidence=SAID), Field(id=COLUMN, evidence=SAID), Job(id=SYNC, runs_in=HUB, evidence=SAID))
    graph = LineageGraph(build([*systems, *places, *stated]))
    return Inquiry(graph, MANY, Setting(as_of=DAY))


def plainly(inquiry: Inquiry, way: tuple[Id, Id | None, object, bool, Form, frozenset[str]], part: Part) -> int:
    """The same right, item by item."""
    giving, job, came, restored, cap, gone = way
    came_from = came if isinstance(came, Id) and inquiry.rights.register.stating(came) else Id("")

    def arrived(item: Item) -> Item:
        form = cap if restored else max(item.form, cap)
        came_here = came is AT_ORIGIN and job is not None and item.came_by == job
        return Item(NOTHING if item.element in gone else item.element, form, item.came_from if came_here else came_from)

    judging = inquiry.rights.judging(Crossing(giving, DESK, job), DAY)
    return int(judging.right(frozenset(map(arrived, part))))


@given(st.lists(rights, max_size=12), passages, st.lists(parts, min_size=1, max_size=40))
def test_judging_in_columns_is_judging_one_by_one(
    stated: list[Authorization], ways: list[tuple[Id, Id | None, object, bool, Form, frozenset[str]]], held: list[Part]
) -> None:
    assert_alike(inquiry_of(*stated), ways, held)


def test_more_than_fits_into_one_number_is_judged_too() -> None:
    stated = [
        Authorization(id=f"R{number}", party="Desk", elements=(element,), evidence=SAID) for number, element in enumerate(MANY)
    ]
    held = [frozenset({Item(NOTHING), Item(one), Item(other)}) for one, other in zip(MANY, [*MANY][1:], strict=False)]
    assert_alike(inquiry_of(*stated), [(ORG, None, None, False, Form.CLEAR, frozenset())], held)


def assert_alike(
    inquiry: Inquiry, ways: list[tuple[Id, Id | None, object, bool, Form, frozenset[str]]], held: list[Part]
) -> None:
    """Compare every pair of a way and a part."""
    graph = inquiry.source
    assert isinstance(graph, LineageGraph)

    def row(id: object) -> int:
        return (graph.row(id) or 0) if isinstance(id, Id) else -1

    made = [
        Passage(
            row(giving), row(DESK), row(job), -1, False, restored, int(cap), came if isinstance(came, int) else row(came), gone
        )
        for giving, job, came, restored, cap, gone in ways
    ]
    judged = Arriving(graph, inquiry, made, held)
    expected = [[plainly(inquiry, way, part) for part in held] for way in ways]
    classes = np.arange(len(held))
    assert [judged.of(np.full(len(held), one), classes).tolist() for one in judged.signature.tolist()] == expected
    assert [judged.of_all(one).tolist() for one in judged.signature.tolist()] == expected
