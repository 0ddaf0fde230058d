"""What a map declares about something that no source has is a gap with the place and the nearest name; with it read, there is none."""

import pytest

from lineage.graph.build import build
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Application, Evidence, Principal
from lineage.model.verdicts import Basis
from tests.connectors.declared.maps import records

ORG = Id.system("salesforce://acme")
READ = (Evidence(basis=Basis.CONFIGURED, connector="salesforce-metadata", locator="org"),)
THERE: list[AnyRecord] = [
    Application(id=ORG.of_kind("application", "Loader"), evidence=READ),
    Principal(id=ORG.of_kind("user", "jo@acme.example"), evidence=READ),
    Principal(id=ORG.of_kind("permission-set", "Sync"), evidence=READ),
]
HOPS = "hops: [{from: Contact.Email, to: warehouse/PEOPLE#EMAIL, job: sync}]\n"
ACCESS = "until: 2027-01-01, reason: r, approved_by: a"


def gaps(text: str, *more: AnyRecord) -> list[tuple[str, str, list[str]]]:
    """What gaps say, where, and what may be meant."""
    found = build([*records(HOPS + text), *THERE, *more])["gaps"].to_pylist()
    return [(gap["what"], gap["locator"], gap["candidates"]) for gap in found if gap["surface"] == "declared reference"]


@pytest.mark.parametrize(
    ("text", "what", "nearest"),
    [
        ("assessments: [{kind: vendor review, application: Loadr, due: 2027-01-01}]",
         "An assessment names the application Loadr", "Loader"),
        (f"access: [{{application: Loadr, {ACCESS}}}]", "Access that ends names the application Loadr", "Loader"),
        (f"access: [{{principal: job@acme.example, {ACCESS}}}]", "Access that ends names the user job@acme.example", "jo@acme.example"),
        (f"access: [{{application: Loader, to: 'permset:Synk', {ACCESS}}}]", "Access that ends names the permission set Synk", "Sync"),
        (f"access: [{{application: Loader, to: Contact.Emial, {ACCESS}}}]",
         "Access that ends names the field Contact.Emial", "Contact.Email"),
        ("blocks: [{field: warehouse/PEOPLE#MAIL, elements: email, reason: r}]", "A block names the field PEOPLE.MAIL", "PEOPLE.EMAIL"),
        ("blocks: [{dataset: warehouse/PEOPLES, elements: email, reason: r}]", "A block names the dataset PEOPLES", "PEOPLE"),
        ("authorizations: [{party: Acme, source: crm, fields: [Contact.Emial]}]", "A right names the field Contact.Emial", "Contact.Email"),
    ],
)  # fmt: skip
def test_what_nothing_has_is_a_gap(text: str, what: str, nearest: str) -> None:
    assert gaps(text) == [(f"{what}, which nothing that was read has.", "map.yaml:2", [nearest])]


@pytest.mark.parametrize(
    "text",
    [
        "assessments: [{kind: vendor review, application: loader, done: 2026-01-01}]",
        "assessments: [{kind: vendor review, flow: {job: sync}, done: 2026-01-01}]",
        f"access: [{{principal: 'user:jo@acme.example', to: 'permset:Sync', {ACCESS}}}]",
        f"access: [{{application: Loader, to: Contact, {ACCESS}}}]",
        "blocks: [{from: crm/Contact, to: warehouse, elements: email, reason: r}]",
        "authorizations: [{party: Acme, source: crm, fields: [contact.email]}]",
    ],
)
def test_what_some_source_has_is_none(text: str) -> None:
    assert gaps(text) == []


def test_what_is_read_later_opens_it() -> None:
    text = "assessments: [{kind: vendor review, application: Loadr, done: 2026-01-01}]"
    assert gaps(text, Application(id=ORG.of_kind("application", "Loadr"), evidence=READ)) == []
