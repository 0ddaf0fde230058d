"""What sends and computes inside the org: outbound messages and what fires them, flows, and code."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.documents import Component, ask_defined, at, name_of
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import Question, equal, text
from connectors.salesforce.live.setup_access import SetupNames
from connectors.salesforce.metadata.code import CLASS, TRIGGER
from connectors.salesforce.metadata.flows import read_flow
from connectors.salesforce.metadata.workflows import read_message, read_rule, read_update
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.automation import FlowRow
from connectors.salesforce.rows.code import CodeRow

_SETUP: Final = "View Setup and Configuration"
_OBJECT: Final = "EntityDefinition.QualifiedApiName"

MESSAGES: Final = Question(
    "WorkflowOutboundMessage",
    ("Id", "Name", "NamespacePrefix", _OBJECT),
    "workflow",
    "outbound messages, with the fields that they send",
    _SETUP,
    tooling=True,
    needs=("Id", "Name", _OBJECT),
)
UPDATES: Final = Question(
    "WorkflowFieldUpdate",
    ("Id", "Name", "NamespacePrefix", _OBJECT),
    "workflow",
    "fields that workflow rules compute from others",
    _SETUP,
    tooling=True,
    needs=("Id", "Name", _OBJECT),
)
RULES: Final = Question(
    "WorkflowRule",
    ("Id", "Name", "NamespacePrefix", "TableEnumOrId"),
    "workflow",
    "which workflow rules fire outbound messages and field updates",
    _SETUP,
    tooling=True,
    needs=("Id", "Name"),
)
FLOWS: Final = Question(
    "FlowDefinitionView",
    ("DurableId", "ApiName", "ActiveVersionId", "IsActive"),
    "flow",
    "which flows there are, and which are switched on",
    _SETUP,
    needs=("DurableId", "ApiName"),
)
BODIES: Final = Question(
    "Flow",
    ("Id", "Metadata"),
    "flow",
    "which outbound messages flows fire",
    "View Setup and Configuration, with Manage Flow",
    tooling=True,
)
_CODE: Final = ("Id", "Name", "NamespacePrefix", "Status")
CLASSES: Final = Question(
    "ApexClass", _CODE, "code", "which classes there are, and which are switched on", _SETUP, tooling=True, needs=("Id", "Name")
)
TRIGGERS: Final = Question(
    "ApexTrigger",
    _CODE,
    "code",
    "which triggers there are, and which are switched on",
    _SETUP,
    tooling=True,
    needs=("Id", "Name"),
)


def ask_workflows(asking: Asking) -> Iterator[Row]:
    """Outbound messages and field updates, and the rules that fire them."""
    for question, component in (
        (MESSAGES, Component("WorkflowOutboundMessage", read_message)),
        (UPDATES, Component("WorkflowFieldUpdate", read_update)),
    ):
        yield from ask_defined(asking, question, component, lambda row: name_of(row, "Name"), lambda row: text(row, _OBJECT))
    yield from ask_defined(
        asking,
        RULES,
        Component("WorkflowRule", read_rule),
        lambda row: name_of(row, "Name"),
        lambda row: text(row, "TableEnumOrId"),
    )


def ask_flows(asking: Asking, names: SetupNames, *, bodies: bool) -> Iterator[Row]:
    """Every flow: the active version of each as its definition tells it, the others by name."""
    listed = asking.rows(FLOWS)
    active: list[Answer] = []
    for row in listed:
        names.learn(text(row, "DurableId"), text(row, "ApiName"))
        if bodies and text(row, "ActiveVersionId"):
            active.append(row)
        else:
            yield _unread(row)
    queries = [BODIES.soql(BODIES.columns, equal("Id", text(row, "ActiveVersionId"))) for row in active]
    component = Component("Flow", read_flow)
    answers = list(asking.each(BODIES, queries))
    for number, row in enumerate(active):
        said = answers[number][0].get("Metadata") if number < len(answers) and answers[number] else None
        if isinstance(said, dict):
            yield from component.rows(text(row, "ApiName"), {"status": "Active", **said}, at(FLOWS, row, "DurableId"))
        else:
            yield _unread(row)


def _unread(row: Answer) -> FlowRow:
    """A flow of which no body is read."""
    is_active = bool(text(row, "ActiveVersionId")) or row.get("IsActive") is True
    return FlowRow(text(row, "ApiName"), at(FLOWS, row, "DurableId"), status="Active" if is_active else "Obsolete")


def ask_code(asking: Asking, names: SetupNames) -> Iterator[Row]:
    """Every class and trigger by name."""
    for question, kind in ((CLASSES, CLASS), (TRIGGERS, TRIGGER)):
        for row in asking.rows(question):
            names.learn(text(row, "Id"), name_of(row, "Name"))
            yield CodeRow(kind, name_of(row, "Name"), at(question, row), text(row, "Status"))
