"""Salesforce, from its metadata on disk."""

from connectors.salesforce.metadata.harvest import LOOKS_FOR, NAME, MetadataSettings, detect, harvest, plan
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
)
