"""External data sources: where the tables of external objects are."""

from collections.abc import Iterator, Mapping
from typing import Final

from connectors.languages import formula
from connectors.languages.json_text import read_json
from connectors.salesforce.metadata.document import Document, flag
from connectors.salesforce.metadata.reader import Reader, Readers
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.addresses import NOWHERE, address
from connectors.salesforce.rows.endpoints import DataSourceRow, Merged
from lineage.reading.xml import children, leaves

_KEPT: Final = ("timeout", "csrfTokenEnabled", "searchEnabled", "noIdMapping", "pagination", "environment", "apiVersion")
"""Settings of a configuration that are no secrets and that matter for what flows."""


def read_data_source(document: Document) -> Iterator[Row]:
    """The external data source."""
    said = leaves(document.root)
    configuration = _configuration(said.get("customConfiguration", ""))
    yield DataSourceRow(
        document.qualified(document.name),
        document.at(),
        type=said.get("type", ""),
        address=address(said["endpoint"]) if said.get("endpoint") else NOWHERE,
        named_credential=said.get("namedCredential", ""),
        protocol=said.get("protocol", ""),
        principal_type=said.get("principalType", ""),
        writable=flag(said.get("isWritable")),
        auth_provider=said.get("authProvider", ""),
        certificate=said.get("certificate", ""),
        settings=tuple(f"{key}={configuration[key]}" for key in _KEPT if key in (configuration or {})) if configuration else (),
        readable_settings=configuration is not None,
        merged=tuple(_merged(document)),
    )


def _configuration(text: str) -> Mapping[str, str] | None:
    """The simple members of a JSON configuration; `None` where it is none."""
    if not text:
        return {}
    try:
        said = read_json(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    return {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in said.items() if value != ""}


def _merged(document: Document) -> Iterator[Merged]:
    """What headers are filled with: their values are formulas."""
    for element in children(document.root, "customHttpHeaders"):
        said = leaves(element)
        if flag(said.get("isActive")) is False:
            continue
        for reference in formula.read(said.get("headerFieldValue", "")).references:
            if len(reference.path) > 1 and reference.path[0].startswith("$"):
                yield Merged(f"header {said.get('headerFieldName', '')}", reference.shown, document.at(element))


READERS: Final[Readers] = {
    ("dataSources", "dataSource"): Reader(
        "ExternalDataSource",
        read_data_source,
        "where the external objects of this source come from, and how",
        expected=True,
    ),
}
