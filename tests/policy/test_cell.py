"""The fields behind a cell of the exposure matrix."""

import pytest

from lineage.errors import UsageError
from lineage.policy.exposure import exposure, fields_of_cell
from lineage.reading.yaml import parse_yaml
from tests.semantics.answer import graph_of, inquiry_of
from tests.semantics.cases import case_of

CASE = """
systems: {org: {operator: A}, b: {operator: B}, c: {operator: C}}
elements: {org/C#ssn: [ssn], org/C#both: [ssn, email], org/C#mail: [email], org/C#stays: [ssn]}
hops:
  - {from: org/C#ssn, to: b/T#ssn, tls: true}
  - {from: org/C#both, to: b/T#both, tls: false}
  - {from: org/C#mail, to: b/T#mail, tls: true}
  - {from: org/C#ssn, to: c/T#ssn, tls: true}
"""


def test_a_cell_counts_exactly_these_fields() -> None:
    case = case_of(parse_yaml(CASE, "case.yaml").value)  # type: ignore[arg-type]
    graph = graph_of(case)
    inquiry = inquiry_of(case, graph)
    by_field = exposure(graph, inquiry, by="field")
    for cell in exposure(graph, inquiry).cells:
        assert len(fields_of_cell(by_field, cell, inquiry.holdings)) == cell.fields
    ssn = next(cell for cell in exposure(graph, inquiry).cells if (cell.row, cell.system) == ("ssn", "b"))
    found = fields_of_cell(by_field, ssn, inquiry.holdings)
    assert [(one.row, one.transit) for one in found] == [("org/C#both", "unencrypted"), ("org/C#ssn", "encrypted")]


def test_a_matrix_that_no_machine_holds_is_refused_with_what_to_ask_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(parse_yaml(CASE, "case.yaml").value)  # type: ignore[arg-type]
    graph = graph_of(case)
    monkeypatch.setattr("lineage.policy.matrix.MOST", 2)
    with pytest.raises(UsageError, match=r"4 cells; at most 2 are made\. Ask by element"):
        exposure(graph, inquiry_of(case, graph), by="field")
