"""A small org for rules: an object with an SSN, an e-mail and a field nobody classified; who is in it is each test's own."""

from datetime import date
from typing import Any

from lineage.columns import GrantBatch
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import FindingAnswer
from lineage.model.elements import load_elements
from lineage.model.facts import FactName
from lineage.model.ids import Id
from lineage.model.records import (
    Acting,
    AnyRecord,
    Application,
    Classification,
    Dataset,
    Evidence,
    Fact,
    Field,
    Membership,
    Principal,
    System,
)
from lineage.model.verdicts import Basis, Form, Leg, Operation, Transit
from lineage.policy.check import check, view
from lineage.policy.inquiry import Inquiry, Setting
from tests.graph.test_grants import SAID, batch
from tests.policy.checking import of_rule

DAY = date(2026, 11, 24)
ORG, VENDOR = Id.system("salesforce://acme"), Id.system("vendor")
PERSON = ORG.dataset("Person__c")
SSN, EMAIL, OTHER = (PERSON.field(name) for name in ("SSN__c", "Email__c", "Other__c"))
APP = ORG.of_kind("application", "Loader")
BOT = ORG.of_kind("user", "bot@acme.example")
ADMIN, READER = ORG.of_kind("profile", "Admin"), ORG.of_kind("permission-set", "Reader")

SETTINGS = "a.settings:1"


def said(place: str) -> tuple[Evidence, ...]:
    return (Evidence(basis=Basis.CONFIGURED, connector="metadata", locator=place),)


def fact(subject: Id, name: FactName, value: str = "", place: str = "a.xml:1") -> Fact:
    return Fact(subject=subject, name=name, value=value, evidence=said(place))


def setting(name: str, value: str) -> Fact:
    return fact(ORG, "org-setting", f"{name}={value}", SETTINGS)


def grants(*given: tuple[Id, Id]) -> GrantBatch:
    """Read access, on the leg that the subject tells: a field, else an object."""
    return batch(
        *(
            (who, what, Leg.FIELD if what.is_field else Leg.OBJECT, Operation.READ, False, f"{who.name}.xml", 1)
            for who, what in given
        )
    )


def app(id: Id = APP, *facts: FactName | tuple[FactName, str], **more: Any) -> list[AnyRecord]:
    """A connected app with facts; it runs at the vendor unless told otherwise."""
    values: dict[str, Any] = {"subtype": "connected app", "scopes": ("Api",), "peer": VENDOR, "transit": Transit.ENCRYPTED}
    told = [(one, "") if isinstance(one, str) else one for one in facts]
    return [Application(id=id, **(values | more), evidence=SAID), *(fact(id, name, value) for name, value in told)]


def acts(principal: Id, how: str = "token", application: Id = APP, **more: Any) -> Acting:
    return Acting.model_validate({"application": application, "principal": principal, "how": how, "evidence": SAID, **more})


def holds(member: Id, container: Id) -> Membership:
    return Membership(member=member, container=container, evidence=SAID)


def principals(*ids: Id) -> list[Principal]:
    return [Principal(id=one, evidence=SAID) for one in ids]


def org(*more: Any) -> LineageGraph:
    records: list[AnyRecord | GrantBatch] = [
        System(id=ORG, kind="salesforce", label="Acme", operator="Acme", evidence=SAID),
        System(id=VENDOR, label="Vendor", operator="Vendor Inc", evidence=SAID),
        Dataset(id=PERSON, subtype="sObject", evidence=SAID),
        *(Field(id=one, evidence=SAID) for one in (SSN, EMAIL, OTHER)),
        Classification(field=SSN, elements={"ssn": Form.CLEAR}, source="override", evidence=SAID),
        Classification(field=EMAIL, elements={"email": Form.CLEAR}, source="override", evidence=SAID),
        *more,
    ]
    return LineageGraph(build(records))


def answers(rule: str, *more: Any, bare: bool = False) -> list[FindingAnswer]:
    """What a rule says of the org with these records."""
    made = org(*more)
    inquiry = Inquiry(made, load_elements(), Setting(as_of=DAY, bare=bare))
    return of_rule(check(view(made, inquiry)), rule)


def found(rule: str, *more: Any, bare: bool = False) -> list[tuple[str, str, str]]:
    """Of each finding: severity, verdict, and the subject as people call it."""
    return [(one.severity, one.verdict, one.where) for one in answers(rule, *more, bare=bare)]
