"""Rows to records: pure functions, the same for a live org and for a folder of metadata."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

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
from connectors.salesforce.rows.schema import FieldRow
from lineage.connector import Harvested
from lineage.model.records import System

__all__ = ["Org", "assemble"]

Assembler: TypeAlias = Callable[[Org, Rows], Iterator[Harvested]]

ASSEMBLERS: Final[tuple[Assembler, ...]] = (
    assemble_objects,
    assemble_fields,
    assemble_named_credentials,
    assemble_remote_sites,
    assemble_data_sources,
    assemble_external_objects,
    assemble_messages,
    assemble_apps,
)
"""Who makes records of rows: the one table to add an assembler to. Each sees all rows; none sees what another made."""


def assemble(org: Org, at: str, rows: Rows) -> Iterator[Harvested]:
    """Every record that the rows give; `at` is where the org itself is told of."""
    yield System(id=org.id, label=org.label, kind="salesforce", evidence=org.said(at))
    yield from find_repeats(org, rows)
    rows = rows.add(on_activities(rows.of(FieldRow)))
    for assembler in ASSEMBLERS:
        yield from assembler(org, rows)
