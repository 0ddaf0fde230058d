"""Which types of metadata are read inside, by whom: every module's own table, put together."""

from typing import Final

from connectors.salesforce.metadata import (
    code,
    connected_apps,
    credentials,
    custom_metadata,
    data_sources,
    events,
    experience_sites,
    external_client_apps,
    flows,
    identity_providers,
    mentions,
    objects,
    org_settings,
    permissions,
    profile_policies,
    reports,
    secrets,
    services,
    sites,
    web_links,
    workflows,
)
from connectors.salesforce.metadata.reader import Readers

READERS: Final[Readers] = {
    **objects.READERS,
    **credentials.READERS,
    **data_sources.READERS,
    **sites.READERS,
    **web_links.READERS,
    **identity_providers.READERS,
    **custom_metadata.READERS,
    **services.READERS,
    **events.READERS,
    **secrets.READERS,
    **workflows.READERS,
    **flows.READERS,
    **reports.READERS,
    **mentions.READERS,
    **code.READERS,
    **connected_apps.READERS,
    **external_client_apps.READERS,
    **permissions.READERS,
    **profile_policies.READERS,
    **experience_sites.READERS,
    **org_settings.READERS,
}
