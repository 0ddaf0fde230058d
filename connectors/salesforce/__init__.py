"""Salesforce: a live org, its metadata on disk, and tables exported of it."""

from connectors.salesforce.deploy import permission_set_files
from connectors.salesforce.exports import harvest as exports
from connectors.salesforce.live import harvest as live
from connectors.salesforce.live.plan import plan as plan_live
from connectors.salesforce.live.settings import SalesforceSettings
from connectors.salesforce.metadata.classified import classified_definitions
from connectors.salesforce.metadata.harvest import LOOKS_FOR, NAME, MetadataSettings, detect, harvest, plan
from connectors.salesforce.review_removals import removal_files
from lineage.connector import Connector

metadata_connector = Connector(
    name=NAME,
    about="A folder or zip of Salesforce metadata, in source or Metadata API format.",
    settings=MetadataSettings,
    harvest=harvest,
    detect=detect,
    plan=plan,
    looks_for=LOOKS_FOR,
    own_org=True,
    writers={"permission-set": permission_set_files, "review-removals": removal_files},
    revisers={"classification": classified_definitions},
)

exports_connector = Connector(
    name=exports.NAME,
    about="CSV exports of users, of what they hold, of what that permits, and of tokens, as the sf command, Data Loader or Workbench "
    "write them.",
    settings=exports.ExportSettings,
    harvest=exports.harvest,
    detect=exports.detect,
    plan=exports.plan,
    looks_for=exports.LOOKS_FOR,
)

live_connector = Connector(
    name=live.NAME,
    about="A live org, through its interface for queries; it is only read.",
    settings=SalesforceSettings,
    harvest=live.harvest,
    detect=lambda _: False,
    plan=plan_live,
    looks_for="",
)
