"""Which types of metadata are read inside, by whom: every module's own table, put together."""

from typing import Final

from connectors.salesforce.metadata import connected_apps, endpoints, flows, objects, workflows
from connectors.salesforce.metadata.reader import Readers

READERS: Final[Readers] = {
    **objects.READERS,
    **endpoints.READERS,
    **workflows.READERS,
    **flows.READERS,
    **connected_apps.READERS,
}
