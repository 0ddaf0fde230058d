"""What only the definition of a field tells: what a roll-up sums up, how a value is encrypted, a column of another system.

The org gives such a definition one by one, so that only those fields are asked for of which it matters.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from connectors.salesforce.live.asking import Asking
from connectors.salesforce.live.org import Answer
from connectors.salesforce.live.question import Question, equal, text
from connectors.salesforce.metadata.document import Document
from connectors.salesforce.metadata.objects import read_field
from connectors.salesforce.rows import Row
from connectors.salesforce.rows.schema import FieldRow
from lineage.reading.xml import built

DETAILS: Final = Question(
    "CustomField",
    ("Id", "Metadata"),
    "custom field",
    "what roll-ups sum up, how fields are encrypted, and which columns external objects show",
    "View Setup and Configuration",
    tooling=True,
)
_TELLING: Final = frozenset({"Summary", "IndirectLookup"})
_KEPT: Final = ("summary", "summarized", "summary_key", "encryption", "remote_name", "target_field")


def ask_details(asking: Asking, rows: Sequence[Row], definitions: Mapping[str, Mapping[str, Answer]]) -> list[Row]:
    """The rows, with what the definitions of some fields say beside."""
    wanted = [(at, id) for at, row in enumerate(rows) if isinstance(row, FieldRow) and (id := _wanted(row, definitions))]
    queries = [DETAILS.soql(DETAILS.columns, equal("Id", id)) for _, id in wanted]
    detailed = list(rows)
    for (at, _), answer in zip(wanted, asking.each(DETAILS, queries), strict=False):
        row = rows[at]
        if isinstance(row, FieldRow):
            detailed[at] = next(_detailed(row, answer), row)
    return detailed


def _wanted(row: FieldRow, definitions: Mapping[str, Mapping[str, Answer]]) -> str:
    """The id of a field of whose definition more is wanted; empty for others."""
    if not (row.type in _TELLING or row.encrypted or row.object.endswith("__x")) or not row.name.endswith("__c"):
        return ""
    durable = text(definitions.get(row.object, {}).get(row.name, {}), "DurableId")
    return durable.rpartition(".")[2] if durable.rpartition(".")[2].startswith("00N") else ""


def _detailed(row: FieldRow, answer: Sequence[Answer]) -> Iterator[FieldRow]:
    for one in answer:
        said = one.get("Metadata")
        if isinstance(said, Mapping):
            document = Document(built("CustomField", said), row.at, row.name, row.object, has_lines=False)
            for told in read_field(document):
                if isinstance(told, FieldRow):
                    yield row._replace(**{name: getattr(told, name) for name in _KEPT})
