"""Rows to records: pure functions, the same for a live org and for a folder of metadata."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Final, TypeAlias

from connectors.salesforce.assemble.apps import assemble_apps
from connectors.salesforce.assemble.automation import assemble_code_jobs, assemble_flow_jobs
from connectors.salesforce.assemble.completion import complete
from connectors.salesforce.assemble.containers import assemble_containers
from connectors.salesforce.assemble.credentials import (
    assemble_external_credentials,
    assemble_named_credentials,
    assemble_network_connections,
)
from connectors.salesforce.assemble.custom_metadata import assemble_custom_metadata, assemble_unseen_values
from connectors.salesforce.assemble.data_sources import assemble_data_sources
from connectors.salesforce.assemble.derivations import assemble_derivations
from connectors.salesforce.assemble.events import assemble_events, assemble_relays, assemble_subscriptions
from connectors.salesforce.assemble.experience_sites import assemble_sites
from connectors.salesforce.assemble.external_objects import assemble_external_objects
from connectors.salesforce.assemble.field_facts import assemble_field_facts, assemble_object_facts
from connectors.salesforce.assemble.identity import assemble_auth_providers, assemble_single_sign_on
from connectors.salesforce.assemble.login_limits import assemble_login_limits
from connectors.salesforce.assemble.mappings import assemble_mappings
from connectors.salesforce.assemble.mentions import assemble_mentions
from connectors.salesforce.assemble.messages import assemble_messages
from connectors.salesforce.assemble.named_in_permissions import assemble_named_in_permissions
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.org_settings import assemble_org_settings
from connectors.salesforce.assemble.packages import assemble_packages
from connectors.salesforce.assemble.partners import assemble_partners
from connectors.salesforce.assemble.permissions import assemble_grants
from connectors.salesforce.assemble.references import assemble_references
from connectors.salesforce.assemble.repeats import find_repeats
from connectors.salesforce.assemble.reports import assemble_reports
from connectors.salesforce.assemble.sandboxes import tell_sandboxes
from connectors.salesforce.assemble.schema import assemble_fields, assemble_objects, on_activities
from connectors.salesforce.assemble.secrets import assemble_secrets
from connectors.salesforce.assemble.services import assemble_services
from connectors.salesforce.assemble.sites import assemble_cross_origins, assemble_remote_sites, assemble_trusted_sites
from connectors.salesforce.assemble.updates import assemble_updates
from connectors.salesforce.assemble.web_links import assemble_web_links
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.schema import FieldRow
from lineage.connector import Harvested
from lineage.model.records import System

__all__ = ["Org", "assemble"]

Assembler: TypeAlias = Callable[[Org, Rows], Iterator[Harvested]]

ASSEMBLERS: Final[tuple[Assembler, ...]] = (
    assemble_objects,
    assemble_fields,
    assemble_field_facts,
    assemble_object_facts,
    assemble_named_credentials,
    assemble_external_credentials,
    assemble_network_connections,
    assemble_remote_sites,
    assemble_trusted_sites,
    assemble_cross_origins,
    assemble_web_links,
    assemble_auth_providers,
    assemble_single_sign_on,
    assemble_data_sources,
    assemble_external_objects,
    assemble_custom_metadata,
    assemble_unseen_values,
    assemble_mappings,
    assemble_services,
    assemble_events,
    assemble_relays,
    assemble_subscriptions,
    assemble_partners,
    assemble_references,
    assemble_secrets,
    assemble_messages,
    assemble_apps,
    assemble_packages,
    assemble_grants,
    assemble_containers,
    assemble_login_limits,
    assemble_named_in_permissions,
    assemble_sites,
    assemble_org_settings,
    assemble_derivations,
    assemble_updates,
    assemble_reports,
    assemble_mentions,
    assemble_flow_jobs,
    assemble_code_jobs,
)
"""Who makes records of rows: the one table to add an assembler to. Each sees all rows; none sees what another made."""


def assemble(org: Org, at: str, rows: Rows, more: Iterable[Harvested] = ()) -> Iterator[Harvested]:
    """Every record that the rows give; `at` is where the org itself is told of, `more` what its source says without rows."""
    yield System(id=org.id, label=org.label, kind="salesforce", aliases=org.aliases, evidence=org.said(at))
    yield from find_repeats(org, rows)
    rows = rows.add(on_activities(rows.of(FieldRow)))
    made = chain.from_iterable(assembler(org, rows) for assembler in ASSEMBLERS)
    yield from complete(org, rows, tell_sandboxes(org, chain(made, more)))
