"""One small org, told twice: as an org answers, and as the folder of its metadata."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from connectors.salesforce.live.harvest import harvest_from
from connectors.salesforce.live.settings import SalesforceSettings
from lineage.connector import Harvested
from tests.connectors.salesforce.exports.tables import an_id
from tests.connectors.salesforce.live.memory_org import MemoryOrg
from tests.connectors.salesforce.rights import field as may_read
from tests.connectors.salesforce.rights import held, owner
from tests.connectors.salesforce.writing import SOURCE, tag, write, xml

ANA, BOT, OLD, NEW = (an_id("005", number) for number in (1, 2, 3, 4))
SUPPORT, MINIMUM = (an_id("00e", number) for number in (1, 2))
READER, FIELDS_ONLY, NIGHT, OF_SUPPORT, OF_MINIMUM, OF_AGENTS = (an_id("0PS", number) for number in range(1, 7))
AGENTS, LESS = an_id("0PG", 1), an_id("0QM", 1)
DRIFT, ETL, ETL_OAUTH = an_id("0H4", 1), an_id("0xI", 1), an_id("0xJ", 1)
CODE, CODE_TRIGGER, FLOW, FLOW_BODY = an_id("01p", 1), an_id("01q", 1), an_id("300", 1), an_id("301", 1)
CREDENTIAL, EXTERNAL, PRINCIPAL = an_id("0XA", 1), an_id("0pr", 1), an_id("0ps", 1)
INVOICE = "01I000000000001AAA"

Row = Mapping[str, Any]
_NO_PERMISSIONS = {
    "PermissionsViewAllData": False,
    "PermissionsModifyAllData": False,
    "PermissionsViewAllFieldsGlobal": False,
    "PermissionsAssignPermissionSets": False,
    "PermissionsManageProfilesPermissionsets": False,
    "PermissionsApiEnabled": False,
    "PermissionsExportReport": False,
}


def _set(id: str, name: str, type_: str = "Regular", **more: object) -> Row:
    return {
        "Id": id,
        "Name": name,
        "Label": name,
        "Type": type_,
        "NamespacePrefix": None,
        "IsOwnedByProfile": type_ == "Profile",
        "ProfileId": None,
        "PermissionSetGroupId": None,
        "HasActivationRequired": False,
        **_NO_PERMISSIONS,
        **more,
    }


def _assigned(number: int, user: str, set_: str, **more: object) -> Row:
    return {
        "Id": an_id("0Pa", number),
        "AssigneeId": user,
        "Assignee": {"Username": _USERNAMES[user]},
        "PermissionSetId": set_,
        "PermissionSetGroupId": None,
        "ExpirationDate": None,
        "IsActive": True,
        **more,
    }


def _object(number: int, parent: str, object: str = "Invoice__c", **more: bool) -> Row:
    names = ("Read", "Create", "Edit", "Delete", "ViewAllRecords", "ModifyAllRecords", "ViewAllFields")
    said = {f"Permissions{name}": name in more or (name == "Read") for name in names}
    return {"Id": an_id("110", number), "ParentId": parent, "SobjectType": object, **said}


def _field(number: int, parent: str, name: str, *, edit: bool = False) -> Row:
    return {
        "Id": an_id("01k", number),
        "ParentId": parent,
        "SobjectType": "Invoice__c",
        "Field": f"Invoice__c.{name}",
        "PermissionsRead": True,
        "PermissionsEdit": edit,
    }


def described(name: str, type_: str, label: str = "", **more: object) -> Row:
    """A field as the interface describes it."""
    plain = {"custom": name.endswith("__c"), "permissionable": True, "calculated": False, "encrypted": False, "referenceTo": []}
    return {"name": name, "type": type_, "label": label or name, **plain, **more}


def defined(object: str, name: str, shown: str, **more: object) -> Row:
    """A field as the table of definitions tells it."""
    return {
        "DurableId": f"{INVOICE}.{an_id('00N', sum(map(ord, name)))}",
        "QualifiedApiName": name,
        "EntityDefinition": {"QualifiedApiName": object},
        "DataType": shown,
        "ComplianceGroup": None,
        "SecurityClassification": None,
        "Description": None,
        "IsFieldHistoryTracked": False,
        "IsFlsEnabled": True,
        "IsEverApiAccessible": True,
        **more,
    }


_USERNAMES = {ANA: "ana@acme.example", BOT: "bot@acme.example", OLD: "old@acme.example", NEW: "new@acme.example"}
_NAME = {"NamespacePrefix": None}


def _user(id: str, profile: str, profile_name: str, *, active: bool = True) -> Row:
    name = _USERNAMES[id]
    return {
        "Id": id,
        "Username": name,
        "Name": name.partition("@")[0].title(),
        "IsActive": active,
        "UserType": "Standard",
        "ProfileId": profile,
        "Profile": {"Name": profile_name},
    }


def _token(app: str, label: str, user: str, day: str) -> Row:
    return {
        "AppName": label,
        "AppMenuItem": {"Name": app, "NamespacePrefix": None} if app else None,
        "UserId": user,
        "User": {"Username": _USERNAMES[user]},
        "LastUsedDate": f"{day}T08:00:00.000+0000",
        "UseCount": 3,
    }


TABLES: Mapping[str, Sequence[Row]] = {
    "Organization": [
        {
            "Id": an_id("00D", 1),
            "OrganizationType": "Enterprise Edition",
            "InstanceName": "EU1",
            "IsSandbox": True,
            "NamespacePrefix": None,
        }
    ],
    "UserPermissionAccess": [
        {
            f"Permissions{name}": True
            for name in (
                "ApiEnabled",
                "ViewSetup",
                "ViewAllUsers",
                "ViewAllFieldsGlobal",
                "ViewAllProfiles",
                "CustomizeApplication",
                "ViewEventLogFiles",
                "MonitorLoginHistory",
                "ManageAuthProviders",
            )
        }
    ],
    "EntityDefinition": [
        {
            "DurableId": INVOICE,
            "QualifiedApiName": "Invoice__c",
            "Label": "Invoice",
            "KeyPrefix": "a00",
            "IsQueryable": True,
            "IsDeprecatedAndHidden": False,
            "DeploymentStatus": "Deployed",
            "InternalSharingModel": "Private",
            "ExternalSharingModel": "Private",
            "IsActivityTrackable": True,
        },
    ],
    "FieldDefinition": [
        defined("Invoice__c", "Name", "Text(80)", IsFlsEnabled=False),
        defined("Invoice__c", "SSN__c", "Text(11)", ComplianceGroup="PII;CCPA", SecurityClassification="Restricted"),
        defined("Invoice__c", "Total__c", "Currency(16, 2)", IsFieldHistoryTracked=True),
        defined("Invoice__c", "Shown__c", "Formula (Text)"),
        defined("Invoice__c", "Buyer__c", "Lookup(Contact)"),
        defined("Invoice__c", "Lines__c", "Roll-Up Summary (SUM Line)"),
        defined("Line__c", "Name", "Text(80)", IsFlsEnabled=False),
        defined("Line__c", "Amount__c", "Number(16, 2)"),
        defined("Line__c", "Invoice__c", "Master-Detail(Invoice)", IsFlsEnabled=False),
        defined("Contact", "Email", "Email"),
    ],
    "CustomField": [
        {
            "Id": an_id("00N", sum(map(ord, "Lines__c"))),
            "Metadata": {
                "type": "Summary",
                "summaryOperation": "sum",
                "summarizedField": "Line__c.Amount__c",
                "summaryForeignKey": "Line__c.Invoice__c",
            },
        }
    ],
    "Profile": [{"Id": SUPPORT, "Name": "Support"}, {"Id": MINIMUM, "Name": "Minimum Access - Salesforce"}],
    "PermissionSetGroup": [
        {
            "Id": AGENTS,
            "DeveloperName": "Agents",
            "MasterLabel": "Agents",
            "Status": "Updated",
            "HasActivationRequired": False,
            **_NAME,
        }
    ],
    "MutingPermissionSet": [{"Id": LESS, "DeveloperName": "Less", **_NAME, **_NO_PERMISSIONS, "PermissionsExportReport": True}],
    "PermissionSet": [
        _set(READER, "Reader"),
        _set(FIELDS_ONLY, "Fields_Only", PermissionsExportReport=True),
        _set(NIGHT, "Night", HasActivationRequired=True, PermissionsViewAllData=True),
        _set(OF_SUPPORT, "X00e000000000001", "Profile", ProfileId=SUPPORT, PermissionsApiEnabled=True),
        _set(OF_MINIMUM, "X00e000000000002", "Profile", ProfileId=MINIMUM),
        _set(OF_AGENTS, "Agents", "Group", PermissionSetGroupId=AGENTS),
    ],
    "PermissionSetGroupComponent": [
        {"Id": an_id("0PC", 1), "PermissionSetGroupId": AGENTS, "PermissionSetId": READER},
        {"Id": an_id("0PC", 2), "PermissionSetGroupId": AGENTS, "PermissionSetId": FIELDS_ONLY},
        {"Id": an_id("0PC", 3), "PermissionSetGroupId": AGENTS, "PermissionSetId": LESS},
    ],
    "User": [
        _user(ANA, SUPPORT, "Support"),
        _user(BOT, MINIMUM, "Minimum Access - Salesforce"),
        _user(OLD, SUPPORT, "Support", active=False),
        _user(NEW, MINIMUM, "Minimum Access - Salesforce"),
    ],
    "PermissionSetAssignment": [
        _assigned(1, BOT, READER),
        _assigned(2, ANA, OF_AGENTS, PermissionSetGroupId=AGENTS, ExpirationDate="2026-12-31T12:00:00.000+0000"),
        _assigned(3, OLD, READER),
        _assigned(4, NEW, NIGHT),
        _assigned(5, NEW, FIELDS_ONLY, ExpirationDate="2025-01-31T12:00:00.000+0000", IsActive=False),
    ],
    "OauthToken": [
        _token("Drift", "Drift chat", BOT, "2026-11-01"),
        _token("Drift", "Drift chat", BOT, "2026-11-03"),
        _token("", "Data Loader", ANA, "2026-10-01"),
    ],
    "ObjectPermissions": [
        _object(1, READER),
        _object(2, OF_AGENTS),
        _object(3, OF_SUPPORT, Create=True, Edit=True),
        _object(4, READER, "Line__c"),
        _object(5, OF_AGENTS, "Line__c"),
    ],
    "FieldPermissions": [
        _field(1, FIELDS_ONLY, "SSN__c"),
        _field(2, FIELDS_ONLY, "Total__c", edit=True),
        _field(3, LESS, "SSN__c"),
        _field(4, OF_AGENTS, "Total__c", edit=True),
        _field(5, OF_SUPPORT, "Buyer__c", edit=True),
    ],
    "SetupEntityAccess": [
        {"Id": an_id("0J0", 1), "ParentId": READER, "SetupEntityId": CODE, "SetupEntityType": "ApexClass"},
        {"Id": an_id("0J0", 2), "ParentId": OF_SUPPORT, "SetupEntityId": FLOW, "SetupEntityType": "FlowDefinition"},
        {"Id": an_id("0J0", 3), "ParentId": READER, "SetupEntityId": PRINCIPAL, "SetupEntityType": "ExternalCredentialParameter"},
        {"Id": an_id("0J0", 4), "ParentId": READER, "SetupEntityId": DRIFT, "SetupEntityType": "ConnectedApplication"},
        {"Id": an_id("0J0", 5), "ParentId": OF_SUPPORT, "SetupEntityId": ETL, "SetupEntityType": "ExternalClientApplication"},
    ],
    "ApexClass": [{"Id": CODE, "Name": "Send", "Status": "Active", **_NAME}],
    "ApexTrigger": [{"Id": CODE_TRIGGER, "Name": "Invoices", "Status": "Inactive", **_NAME}],
    "FlowDefinitionView": [
        {"DurableId": FLOW, "ApiName": "Bill", "ActiveVersionId": FLOW_BODY, "IsActive": True},
        {"DurableId": an_id("300", 2), "ApiName": "Old", "ActiveVersionId": None, "IsActive": False},
    ],
    "Flow": [
        {
            "Id": FLOW_BODY,
            "Metadata": {
                "status": "Active",
                "start": {"object": "Invoice__c"},
                "actionCalls": [{"name": "Tell", "actionName": "Invoice__c.Tell", "actionType": "outboundMessage"}],
            },
        }
    ],
    "WorkflowOutboundMessage": [
        {
            "Id": an_id("04k", 1),
            "Name": "Tell",
            "EntityDefinition": {"QualifiedApiName": "Invoice__c"},
            **_NAME,
            "Metadata": {
                "endpointUrl": "http://billing.example/in",
                "fields": ["Id", "SSN__c"],
                "includeSessionId": False,
                "integrationUser": "bot@acme.example",
            },
        }
    ],
    "WorkflowFieldUpdate": [],
    "WorkflowRule": [
        {
            "Id": an_id("01Q", 1),
            "Name": "Paid",
            "TableEnumOrId": "Invoice__c",
            **_NAME,
            "Metadata": {"active": True, "actions": [{"name": "Tell", "type": "OutboundMessage"}]},
        }
    ],
    "AuthProvider": [],
    "Certificate": [],
    "ExternalCredential": [{"Id": EXTERNAL, "DeveloperName": "Bill", "AuthenticationProtocol": "Oauth", **_NAME}],
    "ExternalCredentialParameter": [
        {
            "Id": PRINCIPAL,
            "ExternalCredentialId": EXTERNAL,
            "ParameterName": "Main",
            "ParameterType": "NamedPrincipal",
            "ParameterValue": None,
        }
    ],
    "NamedCredential": [
        {
            "Id": CREDENTIAL,
            "DeveloperName": "Billing",
            "Endpoint": None,
            "Protocol": None,
            "PrincipalType": None,
            "CalloutStatus": "Enabled",
            **_NAME,
        }
    ],
    "NamedCredentialParameter": [
        {
            "Id": an_id("0ns", 1),
            "NamedCredentialId": CREDENTIAL,
            "ParameterName": "Url",
            "ParameterType": "Url",
            "ParameterValue": "https://billing.example/v1",
        },
        {
            "Id": an_id("0ns", 2),
            "NamedCredentialId": CREDENTIAL,
            "ParameterName": "Auth",
            "ParameterType": "Authentication",
            "ParameterValue": None,
            "ExternalCredentialId": EXTERNAL,
        },
        {
            "Id": an_id("0ns", 3),
            "NamedCredentialId": CREDENTIAL,
            "ParameterName": "X-Api-Key",
            "ParameterType": "HttpHeader",
            "ParameterValue": "planted-9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        },
    ],
    "RemoteProxy": [
        {
            "Id": an_id("0rp", 1),
            "SiteName": "Legacy",
            "EndpointUrl": "http://legacy.example",
            "IsActive": True,
            "ProtocolMismatch": True,
            **_NAME,
        }
    ],
    "CspTrustedSite": [
        {
            "Id": an_id("08y", 1),
            "DeveloperName": "Maps",
            "EndpointUrl": "https://maps.example",
            "Context": "All",
            "IsActive": True,
            "IsApplicableToConnectSrc": True,
            "IsApplicableToFontSrc": False,
            "IsApplicableToFrameSrc": False,
            "IsApplicableToImgSrc": True,
            "IsApplicableToMediaSrc": False,
            "IsApplicableToStyleSrc": False,
            "CanAccessCamera": False,
            "CanAccessMicrophone": False,
            **_NAME,
        }
    ],
    "CorsWhitelistEntry": [{"Id": an_id("08x", 1), "DeveloperName": "Shop", "UrlPattern": "https://shop.example", **_NAME}],
    "ExternalDataSource": [
        {
            "Id": an_id("0XC", 1),
            "DeveloperName": "Erp",
            "Type": "OData4",
            "Endpoint": "https://erp.example/odata",
            "Protocol": "Password",
            "PrincipalType": "NamedUser",
            "IsWritable": False,
            **_NAME,
        }
    ],
    "ConnectedApplication": [
        {
            "Id": DRIFT,
            "Name": "Drift chat",
            "DeveloperName": "Drift",
            "ExecutionUserId": BOT,
            "OptionsAllowAdminApprovedUsersOnly": True,
            "OptionsRefreshTokenValidityMetric": None,
            "RefreshTokenValidityPeriod": None,
            "StartUrl": None,
            "MobileStartUrl": None,
            "SessionTimeout": 30,
        }
    ],
    "AppMenuItem": [{"Id": an_id("0DS", 1), "ApplicationId": DRIFT, "Name": "Drift", "Label": "Drift chat", **_NAME}],
    "ExternalClientApplication": [{"Id": ETL, "DeveloperName": "Etl", "MasterLabel": "The ETL", **_NAME}],
    "ExtlClntAppOauthSettings": [
        {"Id": ETL_OAUTH, "ExternalClientApplicationId": ETL, "OauthScopesAPI": True, "OauthScopesREFRESH_TOKEN": True}
    ],
    "ExtlClntAppOauthIpRange": [
        {
            "Id": an_id("0xK", 1),
            "ExtlClntAppOauthSettingsId": ETL_OAUTH,
            "StartIpAddress": "192.0.2.1",
            "EndIpAddress": "192.0.2.9",
        }
    ],
    "ExtlClntAppPlcyCnfg": [{"Id": an_id("0xL", 1), "ExternalClientApplicationId": ETL, "IsEnabled": True, "StartUrl": None}],
    "ExtlClntAppOauthPlcyCnfg": [
        {
            "Id": an_id("0xM", 1),
            "ExternalClientApplicationId": ETL,
            "PermittedUsersPolicyType": "AdminApprovedPreAuthorized",
            "IsClientCredentialsFlowEnabled": True,
            "ClientCredentialsFlowUser": BOT,
            "IpRelaxationPolicyType": "Enforce",
            "RefreshTokenPolicyType": "SpecificInactivity",
            "RefreshTokenValidityPeriod": 30,
            "RefreshTokenValidityUnit": "Days",
            "RequiredSessionLevel": "STANDARD",
            "SessionTimeoutInMinutes": 15,
            "StartUrl": None,
            "ExecuteHandlerAsId": None,
        }
    ],
    "InstalledSubscriberPackage": [
        {
            "Id": an_id("0A3", 1),
            "SubscriberPackage": {"NamespacePrefix": "signs", "Name": "Signatures"},
            "SubscriberPackageVersion": {"MajorVersion": 1, "MinorVersion": 5, "PatchVersion": 0, "BuildNumber": 3},
        }
    ],
    "PlatformEventChannel": [{"Id": an_id("0YL", 1), "DeveloperName": "Out", **_NAME}],
    "PlatformEventChannelMember": [
        {
            "Id": an_id("0v8", 1),
            "DeveloperName": "Out_Invoice",
            **_NAME,
            "Metadata": {
                "eventChannel": "Out__chn",
                "selectedEntity": "Invoice__ChangeEvent",
                "enrichedFields": [{"name": "SSN__c"}],
            },
        }
    ],
    "EventRelayConfig": [
        {
            "Id": an_id("7k2", 1),
            "DeveloperName": "To_Aws",
            "EventChannel": "Out__chn",
            "DestinationResourceName": "callout:Billing",
            "State": "RUN",
            **_NAME,
        }
    ],
    "ManagedEventSubscription": [],
    "ExternalServiceRegistration": [
        {
            "Id": an_id("0HE", 1),
            "DeveloperName": "Rates",
            **_NAME,
            "Metadata": {
                "label": "Rates",
                "namedCredential": "Billing",
                "operations": [{"name": "getRates", "active": True}],
                "schema": None,
                "status": "Complete",
            },
        }
    ],
    "OutboundNetworkConnection": [
        {
            "Id": an_id("0uX", 1),
            "DeveloperName": "Private",
            **_NAME,
            "Metadata": {
                "connectionType": "AwsPrivateLink",
                "isActive": True,
                "outboundNetworkConnProperties": [{"propertyName": "Region", "propertyValue": "eu-west-1"}],
                "status": "Ready",
            },
        }
    ],
    "TransactionSecurityPolicy": [
        {
            "Id": an_id("0NI", 1),
            "DeveloperName": "Watch",
            **_NAME,
            "Metadata": {"active": True, "eventName": "ReportEvent", "action": {"block": True, "notifications": []}},
        }
    ],
    "EventLogFile": [{"EventType": "Login", "Interval": "Daily"}, {"EventType": "ApiTotalUsage", "Interval": "Daily"}],
    "LoginHistory": [{"TlsProtocol": "TLS 1.2", "LoginTime": "?"}, {"TlsProtocol": "TLS 1.3", "LoginTime": "?"}],
    "SetupAuditTrail": [
        {
            "Id": an_id("0Ym", 1),
            "Action": "PermSetCreate",
            "CreatedDate": "2026-10-02T10:00:00.000+0000",
            "CreatedBy": {"Username": "ana@acme.example"},
        },
        {
            "Id": an_id("0Ym", 2),
            "Action": "changedcompanyname",
            "CreatedDate": "2026-10-03T10:00:00.000+0000",
            "CreatedBy": {"Username": "ana@acme.example"},
        },
    ],
}
"""What the org answers."""

DESCRIBED: Mapping[str, Row] = {
    "Contact": {"label": "Contact", "fields": [described("Email", "email")], "childRelationships": []},
    "Invoice__c": {
        "label": "Invoice",
        "fields": [
            described("Name", "string", "Number", permissionable=False),
            described("SSN__c", "string", "Number of the buyer"),
            described("Total__c", "currency", "Total"),
            described("Shown__c", "string", "Shown", calculated=True, calculatedFormula="SSN__c & TEXT(Total__c)"),
            described("Buyer__c", "reference", "Buyer", referenceTo=["Contact"]),
            described("Lines__c", "double", "Lines", calculated=True),
        ],
        "childRelationships": [{"childSObject": "Line__c", "field": "Invoice__c", "relationshipName": "Lines__r"}],
    },
    "Line__c": {
        "label": "Line",
        "fields": [
            described("Name", "string", "Number", permissionable=False),
            described("Amount__c", "double", "Amount"),
            described(
                "Invoice__c", "reference", "Invoice", referenceTo=["Invoice__c"], relationshipOrder=0, permissionable=False
            ),
        ],
    },
    "Invoice__History": {"label": "Invoice History", "fields": [], "associateEntityType": "History"},
}
"""How it describes its objects."""

LIMITS = {"limits": {"DailyApiRequests": {"Max": 15_000, "Remaining": 14_000}}}

SETTINGS = SalesforceSettings(
    org="acme", login="session", instance_url="https://acme.my.salesforce.com", session=SecretStr("session-of-nobody")
)


def memory_org(**more: Any) -> MemoryOrg:
    """The small org; tables in `more` replace its own."""
    tables = {**TABLES, **more.pop("tables", {})}
    return MemoryOrg(tables, more.pop("described", DESCRIBED), resources=more.pop("resources", LIMITS), **more)


def harvested(org: MemoryOrg | None = None, settings: SalesforceSettings = SETTINGS) -> list[Harvested]:
    """Everything that the connector says of the org."""
    return list(harvest_from(org or memory_org(), settings))


def folder(root: Path) -> Path:
    """The metadata of the small org."""
    objects, app = f"{SOURCE}/objects", f"{SOURCE}/externalClientApps"
    return write(
        root,
        {
            "sfdx-project.json": '{"packageDirectories": [{"path": "force-app", "default": true}]}',
            f"{objects}/Invoice__c/Invoice__c.object-meta.xml": xml(
                "CustomObject",
                tag("label", "Invoice"),
                tag("deploymentStatus", "Deployed"),
                tag("sharingModel", "Private"),
                tag("externalSharingModel", "Private"),
                tag("enableActivities", "true"),
                tag("nameField", label="Number", type="Text"),
            ),
            **{
                f"{objects}/Invoice__c/fields/{name}.field-meta.xml": xml("CustomField", tag("fullName", name), *body)
                for name, body in _INVOICE_FIELDS.items()
            },
            f"{objects}/Line__c/Line__c.object-meta.xml": xml(
                "CustomObject", tag("label", "Line"), tag("nameField", label="Number", type="Text")
            ),
            **{
                f"{objects}/Line__c/fields/{name}.field-meta.xml": xml("CustomField", tag("fullName", name), *body)
                for name, body in _LINE_FIELDS.items()
            },
            f"{SOURCE}/profiles/Support.profile-meta.xml": xml(
                "Profile",
                may_read("Invoice__c.Buyer__c", edit="true"),
                tag("flowAccesses", flow="Bill", enabled="true"),
                owner("Invoice__c", allowRead="true", allowCreate="true", allowEdit="true"),
                held("ApiEnabled"),
            ),
            f"{SOURCE}/profiles/MinimumAccess.profile-meta.xml": xml("Profile"),
            f"{SOURCE}/permissionsets/Reader.permissionset-meta.xml": xml(
                "PermissionSet",
                tag("classAccesses", apexClass="Send", enabled="true"),
                tag("externalCredentialPrincipalAccesses", enabled="true", externalCredentialPrincipal="Bill-Main"),
                tag("label", "Reader"),
                owner("Invoice__c", allowRead="true"),
                owner("Line__c", allowRead="true"),
            ),
            f"{SOURCE}/permissionsets/Fields_Only.permissionset-meta.xml": xml(
                "PermissionSet",
                may_read("Invoice__c.SSN__c"),
                may_read("Invoice__c.Total__c", edit="true"),
                tag("label", "Fields_Only"),
                held("ExportReport"),
            ),
            f"{SOURCE}/permissionsets/Night.permissionset-meta.xml": xml(
                "PermissionSet", tag("hasActivationRequired", "true"), tag("label", "Night"), held("ViewAllData")
            ),
            f"{SOURCE}/mutingpermissionsets/Less.mutingpermissionset-meta.xml": xml(
                "MutingPermissionSet", may_read("Invoice__c.SSN__c"), held("ExportReport")
            ),
            f"{SOURCE}/permissionsetgroups/Agents.permissionsetgroup-meta.xml": xml(
                "PermissionSetGroup",
                tag("label", "Agents"),
                tag("mutingPermissionSets", "Less"),
                tag("permissionSets", "Reader"),
                tag("permissionSets", "Fields_Only"),
                tag("status", "Updated"),
            ),
            f"{SOURCE}/classes/Send.cls": "public class Send {}",
            f"{SOURCE}/classes/Send.cls-meta.xml": xml("ApexClass", tag("status", "Active")),
            f"{SOURCE}/triggers/Invoices.trigger": "trigger Invoices on Invoice__c (before insert) {}",
            f"{SOURCE}/triggers/Invoices.trigger-meta.xml": xml("ApexTrigger", tag("status", "Inactive")),
            f"{SOURCE}/flows/Bill.flow-meta.xml": xml(
                "Flow",
                tag("actionCalls", name="Tell", actionName="Invoice__c.Tell", actionType="outboundMessage"),
                tag("start", object="Invoice__c"),
                tag("status", "Active"),
            ),
            f"{SOURCE}/flows/Old.flow-meta.xml": xml("Flow", tag("status", "Obsolete")),
            f"{SOURCE}/workflows/Invoice__c.workflow-meta.xml": xml(
                "Workflow",
                tag(
                    "outboundMessages",
                    tag("fullName", "Tell"),
                    tag("endpointUrl", "http://billing.example/in"),
                    tag("fields", "Id"),
                    tag("fields", "SSN__c"),
                    tag("includeSessionId", "false"),
                    tag("integrationUser", "bot@acme.example"),
                ),
                tag("rules", tag("fullName", "Paid"), tag("actions", name="Tell", type="OutboundMessage"), active="true"),
            ),
            f"{SOURCE}/externalCredentials/Bill.externalCredential-meta.xml": xml(
                "ExternalCredential",
                tag("authenticationProtocol", "Oauth"),
                tag("externalCredentialParameters", parameterName="Main", parameterType="NamedPrincipal"),
            ),
            f"{SOURCE}/namedCredentials/Billing.namedCredential-meta.xml": xml(
                "NamedCredential",
                tag("calloutStatus", "Enabled"),
                tag("namedCredentialParameters", parameterType="Url", parameterValue="https://billing.example/v1"),
                tag("namedCredentialParameters", externalCredential="Bill", parameterType="Authentication"),
                tag(
                    "namedCredentialParameters",
                    parameterName="X-Api-Key",
                    parameterType="HttpHeader",
                    parameterValue="planted-9f8e7d6c5b4a39281706f5e4d3c2b1a0",
                ),
            ),
            f"{SOURCE}/remoteSiteSettings/Legacy.remoteSite-meta.xml": xml(
                "RemoteSiteSetting",
                tag("disableProtocolSecurity", "true"),
                tag("isActive", "true"),
                tag("url", "http://legacy.example"),
            ),
            f"{SOURCE}/cspTrustedSites/Maps.cspTrustedSite-meta.xml": xml(
                "CspTrustedSite",
                tag("context", "All"),
                tag("endpointUrl", "https://maps.example"),
                tag("isActive", "true"),
                tag("isApplicableToConnectSrc", "true"),
                tag("isApplicableToImgSrc", "true"),
            ),
            f"{SOURCE}/corsWhitelistOrigins/Shop.corsWhitelistOrigin-meta.xml": xml(
                "CorsWhitelistOrigin", tag("urlPattern", "https://shop.example")
            ),
            f"{SOURCE}/dataSources/Erp.dataSource-meta.xml": xml(
                "ExternalDataSource",
                tag("endpoint", "https://erp.example/odata"),
                tag("isWritable", "false"),
                tag("principalType", "NamedUser"),
                tag("protocol", "Password"),
                tag("type", "OData4"),
            ),
            f"{SOURCE}/connectedApps/Drift.connectedApp-meta.xml": xml(
                "ConnectedApp",
                tag("label", "Drift chat"),
                tag("oauthConfig", isAdminApproved="true", oauthClientCredentialUser="bot@acme.example"),
                tag("permissionSetName", "Reader"),
                tag("sessionPolicy", sessionTimeout="30"),
            ),
            f"{app}/Etl.eca-meta.xml": xml("ExternalClientApplication", tag("label", "The ETL")),
            f"{SOURCE}/extlClntAppOauthSettings/Etl_oauth.ecaOauth-meta.xml": xml(
                "ExtlClntAppOauthSettings",
                tag("commaSeparatedOauthScopes", "Api, RefreshToken"),
                tag("externalClientApplication", "Etl"),
                tag("trustedIpRanges", startIpAddress="192.0.2.1", endIpAddress="192.0.2.9"),
            ),
            f"{SOURCE}/extlClntAppPolicies/Etl_plcy.ecaPlcy-meta.xml": xml(
                "ExtlClntAppConfigurablePolicies", tag("externalClientApplication", "Etl"), tag("isEnabled", "true")
            ),
            f"{SOURCE}/extlClntAppOauthPolicies/Etl_oauthPlcy.ecaOauthPlcy-meta.xml": xml(
                "ExtlClntAppOauthConfigurablePolicies",
                tag("clientCredentialsFlowUser", "bot@acme.example"),
                tag("commaSeparatedProfile", "Support"),
                tag("externalClientApplication", "Etl"),
                tag("ipRelaxationPolicyType", "Enforce"),
                tag("isClientCredentialsFlowEnabled", "true"),
                tag("permittedUsersPolicyType", "AdminApprovedPreAuthorized"),
                tag("refreshTokenPolicyType", "SpecificInactivity"),
                tag("refreshTokenValidityPeriod", "30"),
                tag("refreshTokenValidityUnit", "Days"),
                tag("requiredSessionLevel", "STANDARD"),
                tag("sessionTimeoutInMinutes", "15"),
            ),
            f"{SOURCE}/externalServiceRegistrations/Rates.externalServiceRegistration-meta.xml": xml(
                "ExternalServiceRegistration",
                tag("label", "Rates"),
                tag("namedCredential", "Billing"),
                tag("operations", name="getRates", active="true"),
                tag("status", "Complete"),
            ),
            f"{SOURCE}/outboundNetworkConnections/Private.outboundNetworkConnection-meta.xml": xml(
                "OutboundNetworkConnection",
                tag("connectionType", "AwsPrivateLink"),
                tag("isActive", "true"),
                tag("outboundNetworkConnProperties", propertyName="Region", propertyValue="eu-west-1"),
                tag("status", "Ready"),
            ),
            f"{SOURCE}/installedPackages/signs.installedPackage-meta.xml": xml(
                "InstalledPackage", tag("versionNumber", "1.5.0.3")
            ),
            f"{SOURCE}/platformEventChannels/Out__chn.platformEventChannel-meta.xml": xml("PlatformEventChannel"),
            f"{SOURCE}/platformEventChannelMembers/Out_Invoice.platformEventChannelMember-meta.xml": xml(
                "PlatformEventChannelMember",
                tag("enrichedFields", name="SSN__c"),
                tag("eventChannel", "Out__chn"),
                tag("selectedEntity", "Invoice__ChangeEvent"),
            ),
            f"{SOURCE}/eventRelays/To_Aws.eventRelay-meta.xml": xml(
                "EventRelayConfig",
                tag("destinationResourceName", "callout:Billing"),
                tag("eventChannel", "Out__chn"),
                tag("state", "RUN"),
            ),
            f"{SOURCE}/transactionSecurityPolicies/Watch.transactionSecurityPolicy-meta.xml": xml(
                "TransactionSecurityPolicy", tag("action", block="true"), tag("active", "true"), tag("eventName", "ReportEvent")
            ),
        },
    )


_INVOICE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "SSN__c": (
        tag("complianceGroup", "PII;CCPA"),
        tag("label", "Number of the buyer"),
        tag("securityClassification", "Restricted"),
        tag("type", "Text"),
    ),
    "Total__c": (tag("label", "Total"), tag("trackHistory", "true"), tag("type", "Currency")),
    "Shown__c": (tag("formula", "SSN__c &amp; TEXT(Total__c)"), tag("label", "Shown"), tag("type", "Text")),
    "Buyer__c": (tag("label", "Buyer"), tag("referenceTo", "Contact"), tag("type", "Lookup")),
    "Lines__c": (
        tag("label", "Lines"),
        tag("summarizedField", "Line__c.Amount__c"),
        tag("summaryForeignKey", "Line__c.Invoice__c"),
        tag("summaryOperation", "sum"),
        tag("type", "Summary"),
    ),
}
_LINE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Amount__c": (tag("label", "Amount"), tag("type", "Number")),
    "Invoice__c": (
        tag("label", "Invoice"),
        tag("referenceTo", "Invoice__c"),
        tag("relationshipName", "Lines"),
        tag("type", "MasterDetail"),
    ),
}
