"""Secrets that stand in the clear, as facts of what they belong to."""

from collections.abc import Iterator

from connectors.salesforce.assemble.org import Org
from connectors.salesforce.rows import Rows
from connectors.salesforce.rows.secrets import SecretRow
from lineage.model.ids import Id
from lineage.model.records import Fact


def assemble_secrets(org: Org, rows: Rows) -> Iterator[Fact]:
    """A fact for every place."""
    for row in rows.of(SecretRow):
        yield Fact(subject=_holder(org, row), name="secret-in-metadata", value=row.element, evidence=org.said(row.at))


def _holder(org: Org, row: SecretRow) -> Id:
    if row.holder == "org":
        return org.id
    if row.holder == "dataset":
        return org.dataset(row.name)
    return org.id.of_kind(row.holder, row.name)
