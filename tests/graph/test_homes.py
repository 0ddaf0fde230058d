from lineage.model.ids import Id
from lineage.model.records import Channel, Dataset, Field, Reference, System
from tests.graph.records import ORG, graph, hop, hops, ids

HOST = Id.system("api.vendor.example")
VENDOR = Id.system("vendor")


def test_what_is_described_at_a_host_lies_in_the_system_that_has_it() -> None:
    person = HOST.dataset("Person")
    made = graph(
        Dataset(id=person, subtype="service object"),
        Field(id=person.field("ssn"), type="string"),
        System(id=VENDOR, matches=("*.vendor.example",)),
        hop(f"{ORG}/Contact#SSN__c", "x/T#f").model_copy(
            update={"target": Reference(kind="host", value="api.vendor.example", path="Person", field="ssn")}
        ),
    )
    assert [node.subtype for node in made.nodes([VENDOR.dataset("Person")])] == ["service object"]
    assert hops(made) == [f"{ORG}/Contact#SSN__c -> vendor/Person#ssn"]
    assert not [one for one in ids(made) if one.startswith(HOST)]


def test_at_a_host_that_no_system_claims_it_lies_in_the_system_of_that_name() -> None:
    made = graph(Dataset(id=HOST.dataset("Person")), System(id=VENDOR))
    assert "api.vendor.example/Person" in ids(made)


def test_datasets_of_a_system_stay_where_they_are() -> None:
    named = Id.system("postgres://api.vendor.example:5432")
    made = graph(
        Dataset(id=named.dataset("T")),
        Dataset(id=VENDOR.dataset("T")),
        System(id=named),
        System(id=VENDOR),
        System(id=Id.system("other"), matches=("vendor",)),
    )
    assert {f"{named}/T", "vendor/T"} <= set(ids(made))


def test_two_channels_to_one_host_lead_to_one_system() -> None:
    peer = Reference(kind="host", value="api.vendor.example")
    one, two = (Channel(id=ORG.of_kind("channel", name), peer=peer) for name in ("one", "two"))
    made = graph(one, two)
    assert {made.nodes([id])[0].detail["peer"] for id in (one.id, two.id)} == {"api.vendor.example"}
    assert [str(node.id) for node in made.systems() if node.id != ORG] == ["api.vendor.example"]


def test_a_host_of_several_systems_is_a_gap_with_both_unless_one_of_them_claims_it() -> None:
    leading = hop(f"{ORG}/Contact#SSN__c", "x/T#f").model_copy(update={"target": Reference(kind="host", value="DB.example")})
    ours, theirs = System(id=Id.system("postgres://db.example:5432")), System(id=Id.system("mysql://db.example:3306"))
    (gap,) = graph(leading, ours, theirs).gaps()
    assert gap.what == "db.example could be mysql://db.example:3306 or postgres://db.example:5432."
    assert gap.candidates == ("mysql://db.example:3306", "postgres://db.example:5432")
    claimed = graph(leading, ours.model_copy(update={"matches": ("db.example",)}), theirs)
    assert claimed.gaps() == []
    assert hops(claimed) == [f"{ORG}/Contact#SSN__c -> postgres://db.example:5432"]
    elsewhere = Channel(id=Id.system("a").of_kind("channel", "c"), peer=Reference(kind="connection", value="db.example"))
    assert [one.candidates for one in graph(elsewhere, ours, theirs).gaps()] == [gap.candidates]
