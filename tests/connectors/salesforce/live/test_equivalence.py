"""The same org told live and as a folder gives the same records, for all that both can know."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from connectors.salesforce.live.not_asked import NOT_ASKED
from connectors.salesforce.metadata.readers import READERS
from lineage.connector import Harvested
from lineage.model.records import (
    Acting,
    Application,
    Channel,
    Classification,
    Dataset,
    Fact,
    Field,
    Hop,
    Job,
    Membership,
    Principal,
    Record,
)
from tests.connectors.salesforce.live.small_org import folder, harvested
from tests.connectors.salesforce.rights import placeless
from tests.connectors.salesforce.writing import harvested as harvested_folder
from tests.connectors.salesforce.writing import of

BOTH_KNOW: Mapping[type[Record], frozenset[str]] = {
    Acting: frozenset(),
    Application: frozenset(),
    Channel: frozenset(),
    Classification: frozenset(),
    Dataset: frozenset(),
    Fact: frozenset(),
    Field: frozenset(),
    Hop: frozenset(),
    Job: frozenset(),
    Membership: frozenset(),
    Principal: frozenset({"partial", "platform_id", "label"}),
}
"""The records that both give, and what of each only one of them can say."""


def said(kind: type[Record], records: list[Harvested]) -> set[str]:
    left_out = {"evidence", *BOTH_KNOW[kind]}
    return {json.dumps(record.model_dump(mode="json", exclude=left_out), sort_keys=True) for record in of(kind, records)}


@pytest.mark.parametrize("kind", BOTH_KNOW, ids=lambda kind: kind.__name__)
def test_the_org_says_what_its_folder_says(tmp_path: Path, kind: type[Record]) -> None:
    assert said(kind, harvested_folder(folder(tmp_path))) - said(kind, harvested()) == set()


def test_grants_are_the_same(tmp_path: Path) -> None:
    assert placeless(harvested()) == placeless(harvested_folder(folder(tmp_path)))


PARTS = frozenset(
    {
        "AgentAccess",
        "ClassAccess",
        "CustomMetadataTypeAccess",
        "CustomPermission",
        "CustomSettingAccess",
        "ExternalCredentialPrincipalAccess",
        "ExternalDataSourceAccess",
        "FieldPermission",
        "FlowAccess",
        "FlowDefinition",
        "ObjectPermission",
        "PageAccess",
        "UserPermission",
    }
)
"""Parts of what is asked for as a whole."""

ASKED = frozenset(
    {
        "ApexClass",
        "ApexTrigger",
        "AuthProvider",
        "Certificate",
        "ConnectedApp",
        "CorsWhitelistOrigin",
        "CspTrustedSite",
        "CustomField",
        "CustomObject",
        "EventRelayConfig",
        "ExternalClientApplication",
        "ExternalCredential",
        "ExternalDataSource",
        "ExternalServiceRegistration",
        "ExtlClntAppConfigurablePolicies",
        "ExtlClntAppOauthConfigurablePolicies",
        "ExtlClntAppOauthSettings",
        "Flow",
        "InstalledPackage",
        "ManagedEventSubscription",
        "MutingPermissionSet",
        "NamedCredential",
        "OutboundNetworkConnection",
        "PermissionSet",
        "PermissionSetGroup",
        "PlatformEventChannel",
        "PlatformEventChannelMember",
        "RemoteSiteSetting",
        "TransactionSecurityPolicy",
        "Workflow",
        "WorkflowFieldUpdate",
        "WorkflowOutboundMessage",
        "WorkflowRule",
    }
)


def test_whatever_files_tell_is_asked_for_or_said_to_be_left_out() -> None:
    left_out = {type_ for family in NOT_ASKED for type_ in family.types}
    assert {reader.root for reader in READERS.values()} == ASKED | PARTS | left_out
    assert not ASKED & left_out
