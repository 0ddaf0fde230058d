"""What permissions let leave counts in the sweep over all fields as it does when one field is asked about."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lineage.analysis.held import with_held
from lineage.analysis.permitted import Permits
from lineage.analysis.terrain import Options
from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import (
    Acting,
    AnyRecord,
    Application,
    Authorization,
    Block,
    Classification,
    Dataset,
    Field,
    Hop,
    Job,
    Membership,
    Principal,
    System,
)
from lineage.model.verdicts import Basis, Form, Leg, Operation, Transit
from lineage.policy.inquiry import Inquiry, Setting
from tests.analysis.test_exposure import by_questions, by_sweep, elements_by_questions, elements_by_sweep
from tests.graph.test_grants import SAID, batch

DAY = date(2026, 11, 24)
ORG, DESK, MULE, HOUSE = Id("salesforce://acme"), Id.system("desk"), Id.system("mule"), Id.system("house")
CONTACT, LEAD, TABLE, TICKET = ORG.dataset("Contact"), ORG.dataset("Lead"), HOUSE.dataset("T"), DESK.dataset("TICKET")
FIELDS = (CONTACT.field("A"), CONTACT.field("B"), LEAD.field("A"), LEAD.field("Name"))
COLUMNS = (TABLE.field("a"), TABLE.field("b"), TICKET.field("x"))
USERS = tuple(ORG.of_kind("user", name) for name in ("u", "v"))
SETS = tuple(ORG.of_kind("permission-set", name) for name in ("s", "t"))
APPS = {ORG.of_kind("application", "Desk"): "Desk Inc", ORG.of_kind("application", "Mystery"): ""}
SYNC = MULE.of_kind("job", "sync")
IN_FLIGHT = tuple(
    MULE.of_kind("in-flight", "sync").field(f"{one.namespace.decoded}.{one.path}.{one.field_name}") for one in FIELDS
)
ELEMENTS = ("email", "ssn", "phone")
TRANSITS = (Transit.ENCRYPTED, Transit.UNKNOWN, Transit.UNENCRYPTED)

Records = list[AnyRecord | GrantBatch]


@st.composite
def graphs(draw: st.DrawFn) -> Records:
    """An org that two applications may read from, a job in a third party's System, and rights that may fit."""
    often = st.booleans()
    records: Records = [
        System(id=ORG, kind="salesforce", operator="Acme", evidence=SAID),
        System(id=DESK, operator="Desk Inc", matches=("Desk",), evidence=SAID),
        System(id=MULE, operator=draw(st.sampled_from(["Mule", "Acme"])), evidence=SAID),
        System(id=HOUSE, operator="House", evidence=SAID),
        *(Dataset(id=one, evidence=SAID) for one in (CONTACT, LEAD, TABLE, TICKET)),
        *(Field(id=one, read_with_object=one.field_name == "Name", evidence=SAID) for one in (*FIELDS, *COLUMNS)),
        *(Principal(id=one, evidence=SAID) for one in (*USERS, *SETS)),
        *(Application(id=app, transit=draw(st.sampled_from(TRANSITS)), evidence=SAID) for app in APPS),
        Job(id=SYNC, runs_in=MULE, evidence=SAID),
    ]
    records += [
        Classification.model_validate({"field": one, "elements": held, "source": "override", "evidence": SAID})
        for one in (*FIELDS, *COLUMNS)
        if draw(often)
        for held in [draw(st.dictionaries(st.sampled_from(ELEMENTS), st.sampled_from([Form.CLEAR, Form.HASH]), max_size=2))]
    ]
    records += [Membership(member=user, container=one, evidence=SAID) for user in USERS for one in SETS if draw(often)]
    records += [
        Acting.model_validate(
            {
                "application": app,
                "principal": user,
                "how": draw(st.sampled_from(["run-as", "token", "self-authorized"])),
                "evidence": SAID,
            }
        )
        for app in APPS
        for user in USERS
        if draw(often)
    ]
    read = Operation.READ
    grants = [(one, on, Leg.OBJECT, read, False, "x", 1) for one in SETS for on in (CONTACT, LEAD) if draw(often)]
    grants += [(one, on, Leg.FIELD, read, False, "x", 2) for one in SETS for on in FIELDS[:3] if draw(often)]
    grants += [(SETS[0], ORG, Leg.OBJECT, Operation.READ_ALL, False, "x", 3)] if draw(st.integers(0, 4)) == 0 else []
    grants += [(SETS[0], ORG, Leg.FIELD, read, False, "x", 4)] if draw(st.integers(0, 4)) == 0 else []
    records += [batch(*grants)] if grants else []
    ends = st.sampled_from([*FIELDS, *COLUMNS, CONTACT, TABLE, TICKET, DESK, HOUSE])
    records += [
        Hop.model_validate(
            {
                "source": source,
                "target": target,
                "job": draw(st.sampled_from([None, SYNC])),
                "transit": draw(st.sampled_from(TRANSITS)),
                "evidence": tuple(one.model_copy(update={"basis": Basis.DECLARED}) for one in SAID),
            }
        )
        for source, target in draw(st.lists(st.tuples(ends, ends), max_size=4))
        if source != target
    ]
    records += draw(st.lists(blocks(), max_size=2))
    return records + draw(st.lists(rights(), max_size=4, unique_by=lambda right: right.id))


def blocks() -> st.SearchStrategy[Block]:
    """Claims that something does not go on somewhere."""
    places = st.sampled_from([ORG, DESK, HOUSE, CONTACT, TABLE, *FIELDS, *COLUMNS])
    where = st.one_of(
        st.just({"job": SYNC}),
        st.builds(lambda into: {"into": into}, places),
        st.builds(lambda source, target: {"source": source, "target": target}, places, places),
    )
    some = st.sets(st.sampled_from(ELEMENTS), min_size=1, max_size=2)
    return st.builds(
        lambda place, elements: Block.model_validate({**place, "elements": tuple(sorted(elements)), "reason": "r"}), where, some
    )


@st.composite
def rights(draw: st.DrawFn) -> Authorization:
    named = st.sets(st.sampled_from([*FIELDS, *IN_FLIGHT, ORG.dataset("Gone").field("Z")]), min_size=1, max_size=2)
    return Authorization.model_validate(
        {
            "id": f"right-{draw(st.integers(0, 99))}",
            "party": draw(st.sampled_from(["Desk Inc", "House", "Mule", "Mystery", ""])),
            "source": draw(st.sampled_from([None, ORG, MULE, DESK])),
            "purpose": draw(st.sampled_from(["", "p"])),
            "until": draw(st.sampled_from([None, date(2026, 1, 1)])),
            "evidence": SAID,
        }
        | draw(
            st.one_of(
                st.builds(lambda fields: {"fields": tuple(sorted(fields))}, named),
                st.builds(lambda one: {"elements": (one,)}, st.sampled_from(ELEMENTS)),
                st.just({"everything": True}),
            )
        )
    )


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_the_sweep_counts_readers_as_questions_do(records: Records) -> None:
    graph = LineageGraph(with_held(build(records), Options()))

    def inquiry() -> Inquiry:
        return Inquiry(graph, load_elements(), Setting(as_of=DAY), Permits(graph, DAY))

    assert by_sweep(graph, inquiry()) == by_questions(graph, inquiry())
    assert elements_by_sweep(graph, inquiry()) == elements_by_questions(graph, inquiry())
