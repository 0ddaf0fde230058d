"""Names that mean one thing become one; names that do not stay apart."""

from itertools import permutations

from lineage.model.records import AnyRecord, Dataset, Field, Hop, Reference, System
from tests.graph.records import ORG, A, B, field, graph, hop, hops, ids

EMAIL = ORG.dataset("Contact").field("Email")


def test_salesforce_names_fold_to_the_spelling_of_their_definition() -> None:
    records: list[AnyRecord] = [
        hop("salesforce://acme/CONTACT#EMAIL", "b/U#g"),
        hop("b/V#h", "salesforce://acme/contact#email"),
        Field(id=EMAIL),
        Dataset(id=EMAIL.owner),
    ]
    made = {tuple(hops(graph(*order))) for order in permutations(records)}
    assert made == {("b/V#h -> salesforce://acme/Contact#Email", "salesforce://acme/Contact#Email -> b/U#g")}


def test_a_defined_dataset_gives_its_spelling_to_its_fields() -> None:
    made = graph(Dataset(id=ORG.dataset("Contact")), hop("salesforce://acme/CONTACT#EMAIL", "b/U#g"))
    assert hops(made) == ["salesforce://acme/Contact#EMAIL -> b/U#g"]


def test_other_systems_keep_names_of_another_case_apart() -> None:
    assert hops(graph(hop("a/T#f", "b/U#g"), hop("a/t#F", "b/U#g"))) == ["a/T#f -> b/U#g", "a/t#F -> b/U#g"]


def test_a_system_that_is_declared_as_salesforce_folds() -> None:
    made = graph(System(id=A, kind="salesforce"), Field(id=field("a/T#f")), hop("a/T#F", "b/U#g"))
    assert hops(made) == ["a/T#f -> b/U#g"]


def test_the_same_name_in_another_system_is_another_node() -> None:
    made = graph(hop("a/T#f", "b/T#f"))
    assert ids(made) == ["a", "a/T", "a/T#f", "b", "b/T", "b/T#f"]


def test_spelt_finds_a_salesforce_name_in_any_case_and_others_only_as_written() -> None:
    made = graph(Field(id=EMAIL), Field(id=field("a/T#f")))
    asked = ("salesforce://acme/contact#EMAIL", "a/T#f", "a/t#F", "a/T#nothing")
    found = [made.spelt(field(text)) for text in asked]
    assert found == [EMAIL, field("a/T#f"), None, None]


def references(*systems: System, value: str, path: str = "") -> list[str]:
    made = graph(*systems, Hop(source=field("z/T#f"), target=Reference(kind="host", value=value, path=path)))
    return [text.partition(" -> ")[2] for text in hops(made)]


def test_an_exact_name_beats_a_pattern_and_a_longer_pattern_a_shorter() -> None:
    systems = (System(id=A, matches=("*.example",)), System(id=B, matches=("*.eu.example", "api.example")))
    assert [references(*systems, value=host) for host in ("x.example", "x.eu.example", "api.example")] == [["a"], ["b"], ["b"]]


def test_a_pattern_does_not_match_its_own_bare_domain_or_a_longer_word() -> None:
    system = System(id=A, matches=("*.b.example",))
    assert [references(system, value=host) for host in ("b.example", "notb.example", ".b.example")] == [
        ["b.example"],
        ["notb.example"],
        [".b.example"],
    ]


def test_hosts_match_in_any_case() -> None:
    assert references(System(id=A, matches=("API.Example",)), value="api.EXAMPLE") == ["a"]


def test_a_host_that_nobody_knows_is_a_placeholder_of_its_name() -> None:
    made = graph(Hop(source=field("a/T#f"), target=Reference(kind="host", value="Nobody.Example", path="leads")))
    node = made.systems()[1]
    assert (hops(made), node.id, node.bases.words, node.detail) == (["a/T#f -> nobody.example/leads"], "nobody.example", (), {})


def test_a_system_is_known_by_the_host_of_its_namespace() -> None:
    system = System(id=A.system("postgres://db.example:5432"))
    assert references(system, value="db.example", path="t") == ["postgres://db.example:5432/t"]


def test_a_host_of_two_systems_is_nobodys() -> None:
    systems = [System(id=A.system(f"postgres://db.example:{port}")) for port in (1, 2)]
    assert references(*systems, value="db.example") == ["db.example"]
