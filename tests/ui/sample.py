"""A small organisation from literal records, some of whose labels attack whoever shows them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from lineage.analysis.held import with_held
from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.model.ids import Id
from lineage.model.records import AnyRecord, Authorization, Classification, Dataset, Evidence, Field, Gap, Hop, Job, System
from lineage.model.verdicts import Basis, Form, Transit
from lineage.project import Project, find_project
from lineage.store import snapshot as store

SCRIPT = "</script><img src=x onerror=alert(1)>"
IMAGE = "![p](http://x/y.png)"
HARVESTED = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)

ORG = Id.system("salesforce://acme")
CONTACT = ORG.dataset("Contact")
SSN, EMAIL = CONTACT.field("SSN__c"), CONTACT.field("Email")
WAREHOUSE, MAILER = Id.system("warehouse"), Id.system("mailer")


def _said(line: int, basis: Basis = Basis.DECLARED) -> tuple[Evidence, ...]:
    return (Evidence(basis=basis, connector="declared", locator=f"maps/acme.yaml:{line}"),)


def records() -> Iterator[AnyRecord]:
    """Contact.SSN__c goes to the warehouse and on to a mailer without a right; Contact.Email goes to the mailer unencrypted."""
    yield System(id=ORG, kind="salesforce", operator="Acme", label="Acme org", evidence=_said(1))
    yield System(id=WAREHOUSE, operator="Acme", label="Warehouse", evidence=_said(2))
    yield System(id=MAILER, operator=IMAGE, label=SCRIPT, evidence=_said(3))
    yield Dataset(id=CONTACT, subtype="sObject", label="Contact", evidence=_said(4))
    yield Field(id=SSN, type="Text", label=SCRIPT, evidence=_said(5))
    yield Field(id=EMAIL, type="Email", label=IMAGE, evidence=_said(6))
    yield Classification(field=SSN, elements={"ssn": Form.CLEAR}, source="override", says=IMAGE, evidence=_said(7))
    job = ORG.of_kind("job", SCRIPT)
    yield Job(id=job, evidence=_said(8))
    yield Hop(source=SSN, target=_column(WAREHOUSE, "SSN"), job=job, transit=Transit.ENCRYPTED, evidence=_said(14))
    yield Hop(source=_column(WAREHOUSE, "SSN"), target=_column(MAILER, IMAGE), transit=Transit.ENCRYPTED, evidence=_said(21))
    yield Hop(source=EMAIL, target=_column(MAILER, "EMAIL"), transit=Transit.UNENCRYPTED, evidence=_said(28))
    yield Hop(source=EMAIL, target=_column(WAREHOUSE, "EMAIL"), transit=Transit.ENCRYPTED, evidence=_said(35, Basis.PERMITTED))
    yield Authorization(id="maps/acme.yaml:40", party=IMAGE, source=ORG, everything=True, evidence=_said(40))
    yield Gap(
        surface="flow", what=IMAGE, why="not retrieved", hides=SCRIPT, remedy="sf project retrieve start", connector="declared"
    )


def _column(system: Id, name: str) -> Id:
    return system.dataset("PEOPLE").field(name)


def written(folder: Path, *more: AnyRecord | GrantBatch) -> Project:
    """A project in `folder` with one snapshot of these records, and of more."""
    (folder / "lineage.yaml").write_text("org: acme\n", encoding="utf-8")
    project = find_project(folder)
    sources = (store.SourceEntry(connector="declared", path=f"./maps {IMAGE}", seen_at=HARVESTED, files=1),)
    origin = store.Origin(tool="0", org="acme", sources=sources)
    store.write(project.store, with_held(build([*records(), *more])), origin, HARVESTED)
    return project
