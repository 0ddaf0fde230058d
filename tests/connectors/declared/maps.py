"""Maps in tests: text in, records or problems out."""

from typing import TypeVar

import pytest

from connectors.declared.compile import compile_map
from lineage.errors import ConfigurationError
from lineage.model.records import AnyRecord, Hop
from lineage.reading.yaml import parse_yaml

T = TypeVar("T")

SYSTEMS = """
systems:
  crm: {kind: salesforce, operator: Acme}
  mule: {operator: MuleSoft}
  warehouse: {operator: Acme, namespace: "snowflake://acme"}
  hr: {operator: Peoplewise}
"""


def records(text: str, org: str = "acme") -> list[AnyRecord]:
    """The records of a map with the Systems above."""
    return compile_map([parse_yaml(SYSTEMS, "systems.yaml"), parse_yaml(text, "map.yaml")], org)


def of(kind: type[T], text: str) -> list[T]:
    """Its records of one kind."""
    return [record for record in records(text) if isinstance(record, kind)]


def ends(text: str) -> list[tuple[str, str]]:
    """Source and target of its hops."""
    return [(str(hop.source), str(hop.target)) for hop in of(Hop, text)]


def problems(*texts: str, org: str = "acme") -> list[str]:
    """Everything that is wrong with a map of some files, the first of which is called `a.yaml`."""
    documents = [parse_yaml(text, f"{name}.yaml") for name, text in zip("abcdef", texts, strict=False)]
    with pytest.raises(ConfigurationError) as caught:
        compile_map(documents, org)
    return list(caught.value.problems)
