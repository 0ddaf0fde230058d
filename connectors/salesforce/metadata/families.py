"""Types of metadata that are counted and not yet read inside, by the question that they would answer."""

from typing import Final, NamedTuple

FORMULA_FIELD: Final = "formula field"


class Family(NamedTuple):
    """Types that answer one question and are not yet read inside."""

    surface: str
    hides: str
    types: tuple[str, ...]


FAMILIES: Final = (
    Family("permission", "who can read which field", ("Profile", "PermissionSet", "PermissionSetGroup", "MutingPermissionSet")),
    Family("flow", "which fields flows read, write and hand to actions that leave the org", ("Flow",)),
    Family(
        "code",
        "which fields code reads and writes, and what it sends by callout",
        (
            "ApexClass",
            "ApexTrigger",
            "ApexPage",
            "ApexComponent",
            "AuraDefinitionBundle",
            "LightningComponentBundle",
            "StaticResource",
        ),
    ),
    Family("formula", "which fields are computed from which", (FORMULA_FIELD, "WorkflowFieldUpdate")),
    Family(
        "endpoint",
        "further addresses, some of them kept in records of custom metadata",
        (
            "AuthProvider",
            "CorsWhitelistOrigin",
            "CspTrustedSite",
            "CustomMetadata",
            "ExternalServiceRegistration",
            "OutboundNetworkConnection",
        ),
    ),
    Family(
        "event",
        "which changes are published, and to whom",
        ("EventRelayConfig", "ManagedEventSubscription", "PlatformEventChannel", "PlatformEventChannelMember"),
    ),
    Family("email", "which fields leave by e-mail", ("EmailServicesFunction", "EmailTemplate", "WorkflowAlert")),
    Family(
        "application",
        "further applications, and packages whose code has addresses of its own",
        ("ExtlClntAppOauthSettings", "ExternalClientApplication", "InstalledPackage"),
    ),
    Family(
        "report", "which fields reports show and subscriptions send", ("AnalyticSnapshot", "Dashboard", "Report", "ReportType")
    ),
    Family(
        "site",
        "what guests and portal users can reach, and how long sessions last",
        ("CustomSite", "Network", "ProfileSessionSetting", "Settings", "SharingRules"),
    ),
)
