"""Rows to records: pure functions, the same for a live org and for a folder of metadata."""

from collections.abc import Iterator
from dataclasses import replace

from connectors.salesforce.assemble.apps import assemble_apps
from connectors.salesforce.assemble.endpoints import (
    assemble_data_sources,
    assemble_named_credentials,
    assemble_remote_sites,
)
from connectors.salesforce.assemble.external_objects import assemble_external_objects
from connectors.salesforce.assemble.messages import assemble_messages
from connectors.salesforce.assemble.org import Org
from connectors.salesforce.assemble.repeats import find_repeats
from connectors.salesforce.assemble.schema import assemble_fields, assemble_objects, on_activities
from connectors.salesforce.rows import Rows
from lineage.model.records import AnyRecord, System

__all__ = ["Org", "assemble"]


def assemble(org: Org, at: str, rows: Rows) -> Iterator[AnyRecord]:
    """Every record that the rows give; `at` is where the org itself is told of."""
    yield System(id=org.id, label=org.label, kind="salesforce", evidence=org.said(at))
    yield from find_repeats(org, rows)
    rows = replace(rows, fields=[*rows.fields, *on_activities(rows.fields)])
    yield from assemble_objects(org, rows.objects)
    yield from assemble_fields(org, rows.fields)
    yield from assemble_named_credentials(org, rows.named_credentials, rows.external_credentials)
    yield from assemble_remote_sites(org, rows.remote_sites)
    yield from assemble_data_sources(org, rows.data_sources, rows.named_credentials)
    yield from assemble_external_objects(org, rows)
    yield from assemble_messages(org, rows)
    yield from assemble_apps(org, rows.connected_apps)
