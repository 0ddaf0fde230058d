from datetime import date

import pytest

from lineage.graph.source import FactRow, MemoryHopSource
from lineage.model.elements import load_elements
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Application, Channel, Evidence, Fact, System
from lineage.model.verdicts import Basis
from lineage.policy.check import check, view
from lineage.policy.inquiry import Inquiry, Setting
from tests.graph.records import graph
from tests.policy.checking import of_rule

ORG = Id.system("salesforce://acme")
BILLING = ORG.of_kind("channel", "named-credential/Billing")


def said(place: str) -> tuple[Evidence, ...]:
    return (Evidence(basis=Basis.CONFIGURED, connector="metadata", locator=place),)


def secret(subject: Id, element: str, *places: str) -> Fact:
    evidence = tuple(one for place in places for one in said(place))
    return Fact(subject=subject, name="secret-in-metadata", value=element, evidence=evidence)


def found(*records: AnyRecord) -> list[tuple[str, str, str, str]]:
    made = graph(System(id=ORG, kind="salesforce", label="Acme"), *records)
    inquiry = Inquiry(made, load_elements(), Setting(as_of=date(2026, 11, 24)))
    answers = of_rule(check(view(made, inquiry)), "secret-in-metadata")
    return [(one.severity, one.verdict, one.where, one.detail) for one in answers]


def test_a_secret_in_the_clear_is_a_finding_with_its_place() -> None:
    channel = Channel(id=BILLING, subtype="named credential", evidence=said("a.xml:1"))
    assert found(channel, secret(BILLING, "password", "a.xml:3")) == [
        ("high", "violated", "Acme: named credential Billing", "password holds a secret in the clear, at a.xml:3.")
    ]


def test_half_of_a_secret_is_less_severe() -> None:
    app = Application(id=ORG.of_kind("application", "Loader"), subtype="connected app")
    assert found(app, secret(app.id, "oauthConfig/consumerKey (identifier)", "l.xml:8")) == [
        (
            "low",
            "violated",
            "Acme: connected app Loader",
            "oauthConfig/consumerKey holds half of a secret, open to read, at l.xml:8.",
        )
    ]


@pytest.mark.parametrize(
    ("subject", "where"),
    [(ORG, "Acme"), (ORG.dataset("Api__mdt"), "Acme: Api__mdt"), (BILLING, "Acme: channel Billing")],
)
def test_what_holds_it_is_called_as_people_know_it(subject: Id, where: str) -> None:
    assert [one[2] for one in found(secret(subject, "x", "a:1"))] == [where]


def test_the_same_secret_in_two_places_is_one_finding_that_names_both() -> None:
    (one,) = found(secret(BILLING, "password", "b.xml:3", "a.xml:3"))
    assert one[3] == "password holds a secret in the clear, at a.xml:3 and b.xml:3."


def test_where_there_is_none_nothing_is_found() -> None:
    clean = Channel(id=BILLING, subtype="named credential", evidence=said("a.xml:1"))
    other = Fact(subject=BILLING, name="merge-fields-sent", value="header", evidence=said("a.xml:2"))
    assert found(clean, other) == []


def test_facts_of_a_name_are_found_with_their_evidence() -> None:
    made = graph(secret(BILLING, "password", "b:1", "a:1"), secret(ORG, "x", "c:1"))
    rows = [
        FactRow(ORG, "x", said("c:1")),
        FactRow(BILLING, "password", (*said("a:1"), *said("b:1"))),
    ]
    assert list(made.facts_named("secret-in-metadata")) == rows
    assert list(made.facts_named("logs-payload")) == []
    other = MemoryHopSource(nodes=(), hops=(), facts_named={"secret-in-metadata": rows})
    assert list(other.facts_named("secret-in-metadata")) == rows
    assert list(other.facts_named("logs-payload")) == []
