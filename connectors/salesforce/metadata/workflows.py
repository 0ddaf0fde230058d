"""Outbound messages and field updates, and what fires them: workflow rules, their time triggers, approval and entitlement processes."""

from collections.abc import Iterator
from typing import Final

from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.formulas import formula_line, kept_formula
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import address
from connectors.salesforce.rows.automation import FieldUpdateRow, MessageField, OutboundMessageRow, TriggerRow
from lineage.reading.xml import Element, children, leaves, text


def read_workflow(document: Document) -> Iterator[Row]:
    """The messages, field updates and rules of one object, which only the file name tells."""
    for element in children(document.root, "outboundMessages"):
        yield _message(document, document.name, element)
    for element in children(document.root, "fieldUpdates"):
        yield _update(document, document.name, element)
    for element in children(document.root, "rules"):
        yield from _rule(document, document.name, element)


def read_message(document: Document) -> Iterator[Row]:
    """An outbound message in a file of its own; the object is the folder's name."""
    yield _message(document, document.whole, document.root)


def read_update(document: Document) -> Iterator[Row]:
    """A field update in a file of its own; the object is the folder's name."""
    yield _update(document, document.whole, document.root)


def read_rule(document: Document) -> Iterator[Row]:
    """A workflow rule in a file of its own; the object is the folder's name."""
    yield from _rule(document, document.whole, document.root)


def read_approval(document: Document) -> Iterator[Row]:
    """What an approval process fires; its object is the first part of its name."""
    owner, _, name = document.name.partition(".")
    yield from _fired(document, "approval process", name or owner, owner, document.root)


def read_entitlement(document: Document) -> Iterator[Row]:
    """What the milestones of an entitlement process fire."""
    owner = leaves(document.root).get("SObjectType") or "Case"
    yield from _fired(document, "entitlement process", document.name, owner, document.root)


def _message(document: Document, owner: str, element: Element) -> OutboundMessageRow:
    said = leaves(element)
    fields = [
        MessageField(document.qualified(text(field)), document.at(field)) for field in children(element, "fields") if text(field)
    ]
    return OutboundMessageRow(
        document.qualified(owner),
        said.get("fullName") or document.name,
        document.at(element),
        address=address(said.get("endpointUrl", "")),
        fields=tuple(fields),
        sends_session=flag(said.get("includeSessionId")),
        user=said.get("integrationUser", ""),
    )


def _update(document: Document, owner: str, element: Element) -> FieldUpdateRow:
    said = leaves(element)
    written = said.get("formula", "")
    return FieldUpdateRow(
        document.qualified(owner),
        said.get("fullName") or document.name,
        document.at(element),
        field=document.qualified(said.get("field", "")),
        target=document.qualified(said.get("targetObject", "")),
        operation=said.get("operation", ""),
        formula=kept_formula(document, written) if written else "",
        formula_line=formula_line(element) if written else 0,
    )


def _rule(document: Document, owner: str, element: Element) -> Iterator[TriggerRow]:
    name = leaves(element).get("fullName") or document.name
    yield from _fired(document, "workflow rule", name, owner, element)


def _fired(document: Document, kind: str, name: str, owner: str, element: Element) -> Iterator[TriggerRow]:
    """Every reference to an outbound message or field update inside the element, however deep it stands."""
    active = flag(leaves(element).get("active"))
    for reference in element.iterdescendants("{*}actions", "{*}action", "{*}successActions"):
        said = leaves(reference)
        if said.get("type") in _FIRED and said.get("name"):
            place = document.at(reference)
            yield TriggerRow(kind, name, document.qualified(owner), said["name"], place, active, said["type"])


_FIRED: Final = frozenset({"OutboundMessage", "FieldUpdate"})
_FIRING: Final = "which outbound messages and field updates it fires: one may be active that is not shown so"

READERS: Final[Readers] = {
    ("workflows", "workflow"): Reader(
        "Workflow",
        read_workflow,
        "outbound messages of the object, with the fields that they send, field updates, and their rules",
        expected=True,
    ),
    ("workflows", "workflowOutboundMessage"): Reader(
        "WorkflowOutboundMessage", read_message, "an outbound message, with the fields that it sends"
    ),
    ("workflows", "workflowFieldUpdate"): Reader("WorkflowFieldUpdate", read_update, "a field that is computed from others"),
    ("workflows", "workflowRule"): Reader("WorkflowRule", read_rule, _FIRING),
    ("approvalProcesses", "approvalProcess"): Reader("ApprovalProcess", read_approval, _FIRING, expected=True),
    ("entitlementProcesses", "entitlementProcess"): Reader("EntitlementProcess", read_entitlement, _FIRING),
}
