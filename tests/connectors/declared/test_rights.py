"""What declared rights and classifications become."""

from datetime import date

from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import Authorization, Classification, Evidence, Gap
from lineage.model.verdicts import Basis, Form
from tests.connectors.declared.maps import of

RIGHT = """
authorizations:
  - party: MuleSoft
    source: crm
    role: service provider
    agreement: DPA-2025-114
    purpose: crm analytics
    elements: [email, ae(1)(A), "crm/Contact#Note__c"]
    categories: [A, B]
    fields: Contact.SSN__c
    form: hash
    job: sync
    from: 2025-01-01
    until: 2026-12-31
    approved_by: privacy@acme.example
"""


def test_a_right_is_all_that_is_said_of_it() -> None:
    assert of(Authorization, RIGHT) == [
        Authorization(
            id="DPA-2025-114/MuleSoft/crm analytics",
            party="MuleSoft",
            source=Id("salesforce://acme"),
            job=Id("map://acme/@job/sync"),
            purpose="crm analytics",
            role="service provider",
            agreement="DPA-2025-114",
            elements=("email", "ae(1)(A)"),
            categories=("A", "B"),
            fields=(Id("salesforce://acme/Contact#SSN__c"), Id("salesforce://acme/Contact#Note__c")),
            form=Form.HASH,
            start=date(2025, 1, 1),
            until=date(2026, 12, 31),
            approved_by="privacy@acme.example",
            evidence=(Evidence(basis=Basis.DECLARED, connector="declared", locator="map.yaml:3"),),
        )
    ]


def test_all_covers_everything() -> None:
    (right,) = of(Authorization, "authorizations: [{party: MuleSoft, source: crm, elements: all}]")
    assert (right.everything, right.elements) == (True, ())


def test_rights_keep_their_ids_when_lines_move_and_numbers_tell_equal_ones_apart() -> None:
    one = "{party: MuleSoft, source: crm, elements: all}"
    ids = [right.id for right in of(Authorization, f"# moved\n\nauthorizations: [{one}, {one}]")]
    assert ids == ["map.yaml/MuleSoft", "map.yaml/MuleSoft/2"]


def test_a_classification_overrides_with_forms_or_with_nothing() -> None:
    text = "classification: {Contact.A: [ssn, email], Contact.B: {ssn: hash}, Contact.C: [], Contact.D: , Contact.E: phone}"
    said = [(one.field.field_name, dict(one.elements), one.source) for one in of(Classification, text)]
    assert said == [
        ("A", {"ssn": Form.CLEAR, "email": Form.CLEAR}, "override"),
        ("B", {"ssn": Form.HASH}, "override"),
        ("C", {}, "override"),
        ("D", {}, "override"),
        ("E", {"phone": Form.CLEAR}, "override"),
    ]


def test_a_map_adds_elements_and_sees_known_ones_otherwise() -> None:
    text = """
dictionary:
  loyalty_id: {categories: [D], spi: no, breach: false}
  income: {spi: yes}
classification: {Contact.Card__c: loyalty_id}
"""
    own, income = of(Element, text)
    assert own == Element(id="loyalty_id", label="loyalty_id", categories=frozenset("D"), spi="no", breach="no")
    assert (income.spi, income.categories, income.label) == ("yes", frozenset("BI"), "Income / salary / net worth")


def test_a_party_that_runs_no_system_but_is_like_one_that_does_is_a_gap() -> None:
    (gap,) = of(Gap, "authorizations: [{party: Mulesoft Inc, source: crm, elements: all}]")
    assert gap.candidates == ("MuleSoft",)
    assert of(Gap, "authorizations: [{party: import.vendor.example, source: crm, elements: all}]") == []
