"""What a platform's own classification of its fields lacks, by what their elements ask for.

Suggestions only add: groups stay, and a confidentiality is never lowered. One with a name of an organisation's own stays as it is, since
nothing tells how high it stands.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import pyarrow as pa

from lineage.analysis.holdings import counting, own_elements
from lineage.columns import Kind
from lineage.graph.by_node import numbers, rows_with, take
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import ClassificationRow
from lineage.model.classification_answers import SuggestedClassificationAnswer, SuggestedField
from lineage.model.elements import FREE_TEXT, UNSAID, Element
from lineage.model.ids import Id
from lineage.policy.inquiry import Inquiry

LEVELS: Final = ("Public", "Internal", "Confidential", "Restricted", "MissionCritical")
"""How confidential fields can be called, as platforms have it unless an organisation names its own; from the lowest on."""

_GROUPS: Final = ("PII", "PersonalInfo", "HIPAA", "PCI", "COPPA", "CCPA", "GDPR")
_UNNAMED: Final = frozenset({UNSAID, FREE_TEXT})


def suggested_classification(graph: LineageGraph, inquiry: Inquiry) -> SuggestedClassificationAnswer:
    """Every field of a platform that classifies its fields, and calls this one less than it is."""
    platforms = {node.id for node in graph.systems() if inquiry.parties.of(node.id).kind == "salesforce"}
    fields = [id for row in graph.rows_of_kind(Kind.FIELD).tolist() if (id := graph.id(row)).namespace in platforms]
    said: dict[Id, list[ClassificationRow]] = {}
    for statement in graph.classifications(fields):
        said.setdefault(statement.field, []).append(statement)
    own = own_elements(row for rows in said.values() for row in rows)
    named = {field for field, elements in own.items() if elements.keys() - _UNNAMED}
    places = _places(graph, named)
    found = [_suggested(graph, field, said[field], own[field], inquiry.elements) for field in sorted(named)]
    made = [one.model_copy(update={"places": places.get(Id(one.field), ())}) for one in found if _is_more(one)]
    return SuggestedClassificationAnswer(
        schema="lineage/suggested-classification@1",
        snapshot=inquiry.setting.snapshot,
        fields=tuple(made),
        as_suggested=len(found) - len(made),
        unnamed=sum(bool(elements) and not elements.keys() - _UNNAMED for elements in own.values()),
        unclassified=len(fields) - len(own),
    )


def _suggested(
    graph: LineageGraph, field: Id, said: Sequence[ClassificationRow], own: Collection[str], elements: Mapping[str, Element]
) -> SuggestedField:
    (node,) = graph.nodes([field])
    now, level = _texts(node.detail.get("compliance_groups")), str(node.detail.get("security_classification", ""))
    known = [elements[name] for name in sorted(own) if name in elements and name not in _UNNAMED]
    groups = {group for element in known for group in element.compliance_groups} - set(now)
    sources = counting(said)
    return SuggestedField(
        field=field,
        elements=tuple(sorted(own)),
        because=tuple(sorted({_why(row) for row in said if row.source in sources and row.element not in _UNNAMED})),
        groups_now=now,
        groups=(*now, *(group for group in _GROUPS if group in groups)),
        confidentiality_now=level,
        confidentiality=_higher(level, [element.security_classification for element in known]),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _why(row: ClassificationRow) -> str:
    return f"{row.source}: {row.says}" if row.says else row.source


def _higher(now: str, asked: Sequence[str]) -> str:
    """The higher of what is said and what is asked for.

    >>> (
    ...     _higher("Internal", ["Restricted", "Confidential"]),
    ...     _higher("Restricted", ["Internal"]),
    ...     _higher("Secret", ["Restricted"]),
    ... )
    ('Restricted', 'Restricted', 'Secret')
    """
    if now and now not in LEVELS:
        return now
    return max((now, *asked), key=lambda level: LEVELS.index(level) if level in LEVELS else -1)


def _is_more(one: SuggestedField) -> bool:
    return one.groups != one.groups_now or one.confidentiality != one.confidentiality_now


def _places(graph: LineageGraph, fields: Collection[Id]) -> dict[Id, tuple[str, ...]]:
    """Where fields are said to be defined."""
    found: dict[Id, list[str]] = {}
    for row, locator in _stated(graph.tables["evidence"]):
        id = graph.id(row)
        if id in fields:
            found.setdefault(id, []).append(locator)
    return {id: tuple(sorted(set(places))) for id, places in found.items()}


def _stated(evidence: pa.Table) -> Iterator[tuple[int, str]]:
    rows = rows_with(evidence.column("table"), "nodes")
    columns = (take(evidence.column(name), rows) for name in ("row", "stated", "locator"))
    nodes, stated, locators = columns
    for row, is_stated, locator in zip(numbers(nodes).tolist(), numbers(stated).tolist(), locators.to_pylist(), strict=True):
        if is_stated:
            yield row, locator
