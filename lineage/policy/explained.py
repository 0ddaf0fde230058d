"""Why each field holds what it holds: every statement on it, whether it counts, and what walks bring."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lineage.analysis.holdings import NOTHING, PRECEDENCE, UNCLASSIFIED, counting, own_elements
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import ClassificationRow
from lineage.model.elements import FREE_TEXT, UNSAID, element_words
from lineage.model.ids import Id
from lineage.model.verdicts import Form
from lineage.policy.inquiry import Inquiry

Row = dict[str, str]

_BROUGHT = "hops bring it: `lineage trace FIELD --upstream` shows from where"
_SOURCES = {"override": "a person says so"}
_NOBODY = "nothing that was read says what it holds, which does not mean that it holds nothing"


def explained(graph: LineageGraph, inquiry: Inquiry) -> list[Row]:
    """A row for each statement on each field, those that count first, and one for each field of which nothing is said."""
    fields = [graph.id(row) for row in graph.rows_of_kind(Kind.FIELD).tolist()]
    said: dict[Id, list[ClassificationRow]] = {}
    for row in graph.classifications(fields):
        said.setdefault(row.field, []).append(row)
    inquiry.holdings.load(fields)
    undecided = {fact.subject: fact.value for fact in graph.facts_named("undecided-content")}
    return [row for field in fields for row in _of_field(field, said.get(field, ()), undecided.get(field, ""), inquiry)]


def _of_field(field: Id, said: Sequence[ClassificationRow], undecided: str, inquiry: Inquiry) -> Iterator[Row]:
    own = own_elements(said).get(field, {})
    sources = counting(said) if said else ()
    ranked = sorted((_worded(row) for row in said), key=lambda row: (PRECEDENCE.index(row.source), row.element, row.says))
    rows = [_row(field, row.element, row.form, row.source, row.says, _verdict(row, sources, own)) for row in ranked]
    yield from sorted(rows, key=lambda row: row["counts"] != "yes")
    held = sorted((item.element, item.form) for item in inquiry.holdings.of(field))
    brought = [(element, form) for element, form in held if element not in {NOTHING, UNCLASSIFIED, *own}]
    yield from (_row(field, element, form, "walk", _BROUGHT, "yes") for element, form in brought)
    if UNCLASSIFIED in {element for element, _ in held}:
        yield _row(field, UNCLASSIFIED, None, "name" if undecided else "", undecided or _NOBODY, "unknown")


def _worded(row: ClassificationRow) -> ClassificationRow:
    """A statement with its reason; that of a person is that a person says so."""
    return row if row.says else replace(row, says=_SOURCES.get(row.source, ""))


def _row(field: Id, element: str, form: Form | None, source: str, says: str, counts: str) -> Row:
    return {
        "field": field.decoded,
        "element": element_words(element) if element else "nothing personal",
        "form": form.word if form is not None and element else "",
        "source": source,
        "because": says,
        "counts": counts,
    }


def _verdict(row: ClassificationRow, sources: Sequence[str], own: Iterable[str]) -> str:
    """Whether a statement counts, and else what stands in its way."""
    if row.source not in sources:
        return f"no: {sources[0]} outranks it"
    if row.element == UNSAID and UNSAID not in own:
        return f"yes: {sources[-1]} says as what"
    if row.element == FREE_TEXT and len(sources) > 1 and row.source != sources[0]:
        return f"yes, beside {sources[0]}"
    return "yes"
