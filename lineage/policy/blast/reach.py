"""What is within reach: data elements and datasets, counted."""

from collections.abc import Iterator

import numpy as np

from lineage.analysis.distinct import distinct
from lineage.analysis.holdings import NOTHING, UNCLASSIFIED
from lineage.analysis.states import Ints
from lineage.columns import Kind
from lineage.graph.access_sweep import Bools
from lineage.model.blast_answers import BlastDataset, BlastElement
from lineage.model.elements import element_label
from lineage.model.verdicts import Form, Severity
from lineage.policy.blast.sight import Contents, Sight
from lineage.policy.describe import is_critical
from lineage.policy.judged import severity_of

_SUCH_AS = 3


def elements(sight: Sight, contents: Contents) -> Iterator[BlastElement]:
    """The data elements in nodes, sensitive ones first, then by id, `unclassified` last."""
    known = sight.inquiry.elements
    counts = np.bincount(contents.holds.numbers, minlength=len(contents.holds.distinct))
    held = distinct(contents.holds.numbers)
    first = dict(zip(held.numbers.tolist(), contents.holds.rows[held.first].tolist(), strict=True))
    forms: dict[str, Form] = {}
    parts: dict[str, list[int]] = {}
    for number in first:
        for item in contents.holds.distinct[number]:
            if item.element != NOTHING:
                forms[item.element] = min(item.form, forms.get(item.element, item.form))
                parts.setdefault(item.element, []).append(number)
    for name in sorted(parts, key=lambda one: (not is_critical(known.get(one)), one == UNCLASSIFIED, one)):
        numbers = sorted(set(parts[name]))
        yield BlastElement(
            element=name,
            label=element_label(name, known),
            sensitive=is_critical(known.get(name)),
            severity="critical" if severity_of({name: forms[name]}, known) == Severity.CRITICAL else "high",
            form=forms[name].word,
            fields=int(counts[numbers].sum()),
            such_as=tuple(map(sight.graph.id, sorted(first[number] for number in numbers)[:_SUCH_AS])),
        )


def datasets(sight: Sight, contents: Contents) -> Iterator[BlastDataset]:
    """The datasets of nodes, by id; a System of which no dataset is known stands for itself."""
    graph, rows = sight.graph, contents.holds.rows
    is_field = graph.kinds[rows] == Kind.FIELD
    owners = np.where(is_field, graph.parents[rows], rows).astype(np.int64)
    # A dataset's fields follow one another, so that each dataset is one run of them.
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    places = owners[first]
    known = np.bincount(graph.parents[graph.kinds == Kind.FIELD], minlength=len(graph))[places]

    def count(marks: Bools) -> Ints:
        return np.add.reduceat(marks.astype(np.int64), first) if len(first) else first

    counted = (known, count(is_field), count(contents.sensitive & is_field), count(contents.unclassified & is_field))
    elements = _elements_by_run(contents, np.diff(first, append=len(rows)))
    order = np.argsort(places)
    for place, at, *counts in zip(places[order].tolist(), order.tolist(), *(one[order].tolist() for one in counted), strict=True):
        fields, reached, sensitive, unclassified = counts
        yield BlastDataset(
            dataset=graph.id(place),
            fields=fields,
            reached=reached,
            sensitive=sensitive,
            unclassified=unclassified,
            elements=tuple(sorted(elements[at], key=lambda name: (name == UNCLASSIFIED, name))),
        )


def _elements_by_run(contents: Contents, lengths: Ints) -> list[set[str]]:
    width = len(contents.holds.distinct)
    names = [{item.element for item in part} - {NOTHING} for part in contents.holds.distinct]
    found: list[set[str]] = [set() for _ in lengths]
    holds = np.zeros(len(lengths) * width, np.bool_)
    holds[np.repeat(np.arange(len(lengths)) * width, lengths) + contents.holds.numbers] = True
    for pair in np.flatnonzero(holds).tolist():
        found[pair // width] |= names[pair % width]
    return found
