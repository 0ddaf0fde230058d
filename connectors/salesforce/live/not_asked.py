"""What files of metadata tell and no query does, or none that is asked yet: a gap for each family of it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from connectors.salesforce.assemble import Org
from connectors.salesforce.retrieving import retrieve_command
from lineage.model.records import Gap


class Family(NamedTuple):
    """Types of metadata that belong together."""

    surface: str
    types: tuple[str, ...]
    hides: str


NOT_ASKED: Final = (
    Family(
        "workflow", ("ApprovalProcess", "EntitlementProcess"), "which messages and field updates approvals and milestones fire"
    ),
    Family("report", ("AnalyticSnapshot", "Dashboard", "Report", "ReportType"), "what reports show, keep and send"),
    Family(
        "experience site",
        ("CustomSite", "Network", "SharingGuestRule", "SharingRules"),
        "what visitors of sites and members of portals may see",
    ),
    Family(
        "org settings",
        ("Profile", "ProfilePasswordPolicy", "ProfileSessionSetting", "SamlSsoConfig", "Settings"),
        "from where and when people may log in, how long sessions last, and what the org as a whole allows",
    ),
    Family(
        "custom metadata", ("CustomMetadata",), "addresses, credentials and mappings that stand in records of custom metadata"
    ),
    Family(
        "application",
        (
            "ExtlClntAppCanvasSettings",
            "ExtlClntAppGlobalOauthSettings",
            "ExtlClntAppSamlConfigurablePolicies",
            "SlackApp",
        ),
        "where external client apps get tokens and assertions",
    ),
    Family(
        "channel",
        ("DataConnectorS3", "ExternalAuthIdentityProvider", "InboundNetworkConnection", "MktDataConnection"),
        "further addresses that data goes to or comes from",
    ),
    Family(
        "page",
        (
            "CompactLayout",
            "CustomLabel",
            "CustomLabels",
            "CustomPageWebLink",
            "FieldSet",
            "Layout",
            "ListView",
            "QuickAction",
            "ValidationRule",
            "WebLink",
        ),
        "links that carry fields to other addresses, and secrets in labels",
    ),
)
"""By what they hide."""


def tell_not_asked(org: Org) -> Iterator[Gap]:
    """A gap for each family."""
    for family in NOT_ASKED:
        yield org.gap(
            family.surface,
            f"Not asked of a live org: {', '.join(family.types)}.",
            why="files of metadata tell it, and no query does, or this version asks none",
            hides=family.hides,
            remedy=retrieve_command(*family.types),
        )
