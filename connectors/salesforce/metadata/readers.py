"""Which types of metadata are read inside, by whom: the one table to add a type to."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from connectors.salesforce.metadata.connected_apps import read_connected_app
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.endpoints import (
    read_data_source,
    read_external_credential,
    read_named_credential,
    read_remote_site,
)
from connectors.salesforce.metadata.flows import read_flow, read_flow_definition
from connectors.salesforce.metadata.objects import read_field, read_object
from connectors.salesforce.metadata.workflows import (
    read_approval,
    read_entitlement,
    read_message,
    read_rule,
    read_workflow,
)
from connectors.salesforce.rows import Row

Read: TypeAlias = Callable[[Document], Iterator[Row]]


class Reader(NamedTuple):
    """How the files of one folder and suffix are read."""

    root: str
    """What the outermost element is called."""
    read: Read
    hides: str
    """What an unreadable file of this sort hides from answers."""


_FIRING: Final = "which outbound messages it fires: one may be active that is not shown so"

READERS: Final[Mapping[tuple[str, str], Reader]] = {
    ("objects", "object"): Reader("CustomObject", read_object, "the object's fields, formulas and classifications"),
    ("objects", "field"): Reader("CustomField", read_field, "the field's type, formula and classification"),
    ("dataSources", "dataSource"): Reader(
        "ExternalDataSource", read_data_source, "where the external objects of this source come from, and how"
    ),
    ("namedCredentials", "namedCredential"): Reader(
        "NamedCredential", read_named_credential, "which address this credential calls"
    ),
    ("externalCredentials", "externalCredential"): Reader(
        "ExternalCredential", read_external_credential, "how named credentials authenticate"
    ),
    ("remoteSiteSettings", "remoteSite"): Reader("RemoteSiteSetting", read_remote_site, "a host that code may call"),
    ("workflows", "workflow"): Reader(
        "Workflow", read_workflow, "outbound messages of the object, with the fields that they send, and their rules"
    ),
    ("workflows", "workflowOutboundMessage"): Reader(
        "WorkflowOutboundMessage", read_message, "an outbound message, with the fields that it sends"
    ),
    ("workflows", "workflowRule"): Reader("WorkflowRule", read_rule, _FIRING),
    ("approvalProcesses", "approvalProcess"): Reader("ApprovalProcess", read_approval, _FIRING),
    ("entitlementProcesses", "entitlementProcess"): Reader("EntitlementProcess", read_entitlement, _FIRING),
    ("flows", "flow"): Reader("Flow", read_flow, _FIRING),
    ("flowDefinitions", "flowDefinition"): Reader("FlowDefinition", read_flow_definition, _FIRING),
    ("connectedApps", "connectedApp"): Reader("ConnectedApp", read_connected_app, "a connected app and the scopes of its tokens"),
}
