"""The sweep over all fields says of each field what the single question says of it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import Destination
from lineage.model.ids import Id
from lineage.policy.exposure import exposure
from lineage.policy.inquiry import Inquiry
from lineage.policy.trace import trace
from tests.reference.case_file import Raw
from tests.reference.random_cases import cases
from tests.semantics.answer import graph_of, inquiry_of
from tests.semantics.cases import Case, case_of, load_case

LABELLED = sorted((Path(__file__).parent.parent / "semantics").glob("*.yaml"))

Cells = dict[tuple[str, str], tuple[str, tuple[str, ...], str, bool]]

_TRANSITS = ("internal", "encrypted", "unknown", "unencrypted")
_FORMS = ("clear", "partial", "token", "hash", "encrypted", "aggregate")
_RANKS = {"not_needed": 0, "authorized": 1, "unknown": 2, "missing": 3, "expired": 3, "exceeded": 3}


def by_sweep(graph: LineageGraph, inquiry: Inquiry) -> Cells:
    """(field, System) → transit, authorization, precision and permitted-only, from the matrix by field."""
    answer = exposure(graph, inquiry, by="field")
    return {
        (cell.row, cell.system): (cell.transit, cell.authorization, cell.precision, cell.permitted_only)
        for cell in answer.cells
        if Id(cell.row).is_field
    }


def by_questions(graph: LineageGraph, inquiry: Inquiry) -> Cells:
    """The same from a trace of every field that holds something."""
    cells: Cells = {}
    for id in (graph.id(row) for row in range(len(graph))):
        if id.is_field and any(item.element for item in inquiry.holdings.of(id)):
            rows: dict[str, list[Destination]] = {}
            for row in trace(inquiry, id).destinations:
                rows.setdefault(row.system, []).append(row)
            cells |= {(str(id), system): worst(at) for system, at in rows.items()}
    return cells


Arriving = dict[tuple[str, str], tuple[int, str]]


def elements_by_sweep(graph: LineageGraph, inquiry: Inquiry) -> Arriving:
    """(element, System) → how many fields bring it there, and its clearest form, from the matrix by element."""
    cells = exposure(graph, inquiry, by="element").cells
    return {(cell.row, cell.system): (cell.fields, cell.form) for cell in cells if cell.row != "unclassified"}


def elements_by_questions(graph: LineageGraph, inquiry: Inquiry) -> Arriving:
    """The same from a trace of every field, and of every dataset without fields."""
    brought: dict[tuple[str, str], list[str]] = {}
    origins = [id for id in map(graph.id, range(len(graph))) if id.is_field or _is_bare(graph, id)]
    for id in origins:
        for system, forms in _forms_by_system(inquiry, id).items():
            for element, form in forms.items():
                brought.setdefault((element, system), []).append(form)
    return {key: (len(forms), min(forms, key=_FORMS.index)) for key, forms in brought.items()}


def _is_bare(graph: LineageGraph, id: Id) -> bool:
    is_dataset = [node.kind for node in graph.nodes([id])] == ["dataset"]
    return is_dataset and not graph.fields_of([id]) and bool(graph.hops_from([id]))


def _forms_by_system(inquiry: Inquiry, origin: Id) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in trace(inquiry, origin).destinations:
        held = found.setdefault(row.system, {})
        for element, form in row.form.items():
            held[element] = min(form, held.get(element, form), key=_FORMS.index)
    return found


def worst(rows: list[Destination]) -> tuple[str, tuple[str, ...], str, bool]:
    """What several rows in one System say together."""
    words = {word for row in rows for word in row.authorization}
    rank = max(_RANKS[word] for word in words)
    return (
        max((row.transit for row in rows), key=_TRANSITS.index),
        tuple(sorted(word for word in words if _RANKS[word] == rank)),
        "exact" if any(row.precision == "exact" for row in rows) else "dataset",
        all(row.permitted_only for row in rows),
    )


def agree(case: Case) -> None:
    graph = graph_of(case)
    assert by_sweep(graph, inquiry_of(case, graph)) == by_questions(graph, inquiry_of(case, graph))
    assert elements_by_sweep(graph, inquiry_of(case, graph)) == elements_by_questions(graph, inquiry_of(case, graph))


@pytest.mark.parametrize("path", [path for path in LABELLED if path.stem != "url-ambiguous"], ids=lambda path: path.stem)
def test_sweep_and_questions_agree_on_labelled_cases(path: Path) -> None:
    agree(load_case(path))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_sweep_and_questions_agree_on_random_cases(case: Raw) -> None:
    agree(case_of(case))
