"""The cells of the exposure matrix, united in columns from what each origin brings where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lineage.analysis.exposure import Reaches, united
from lineage.analysis.grouped import ranges
from lineage.analysis.origins import Origins
from lineage.analysis.states import Ints
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import ExposureCell
from lineage.model.verdicts import Form, Right, Transit

Forms = Mapping[str, Form]
"""Element → the clearest form in which a part holds it; only elements that are asked for."""


@dataclass(frozen=True)
class Lines:
    """The rows of the matrix that each bit adds to, bit after bit."""

    number: Ints
    """Number of the row."""
    form: Ints
    """The form in which the bit's origins hold what the row is about."""
    fields: Ints
    """Fields that the bit adds to the row."""
    offsets: Ints
    """Where each bit's rows begin, and the end of the last."""
    name: Callable[[int], str]
    """The row of a number; numbers order as rows do."""


def by_element(origins: Origins, forms: Sequence[Forms]) -> Lines:
    """A row for each element; `forms` says what each class of origins holds."""
    names = sorted({name for one in forms for name in one})
    at = {name: number for number, name in enumerate(names)}
    lengths = np.asarray([len(one) for one in forms], np.int64)
    bit, line = ranges((np.cumsum(lengths) - lengths)[origins.classes], lengths[origins.classes])
    return Lines(
        number=np.asarray([at[name] for one in forms for name in one], np.int64)[line],
        form=np.asarray([int(form) for one in forms for form in one.values()], np.int64)[line],
        fields=origins.weights[bit],
        offsets=_offsets(lengths[origins.classes]),
        name=names.__getitem__,
    )


def by_field(graph: LineageGraph, origins: Origins, forms: Sequence[Forms]) -> Lines:
    """A row for each field that holds something asked for."""
    is_wanted = np.asarray([bool(one) for one in forms], np.bool_)
    clearest = np.asarray([int(min(one.values(), default=Form.CLEAR)) for one in forms], np.int64)
    lengths = np.where(is_wanted[origins.classes], origins.weights, 0)
    bit, at = ranges(origins.offsets[:-1], lengths)
    return Lines(
        number=origins.rows[at],
        form=clearest[origins.classes[bit]],
        fields=np.ones(len(at), np.int64),
        offsets=_offsets(lengths),
        name=lambda row: str(graph.id(row)),
    )


def _offsets(lengths: Ints) -> Ints:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def cells(graph: LineageGraph, reaches: Reaches, lines: Lines) -> list[ExposureCell]:
    """A cell for each row and System, in order."""
    first = lines.offsets[reaches.bit]
    which, at = ranges(first, lines.offsets[reaches.bit + 1] - first)
    brought = reaches.take(which)
    form = np.minimum(brought.restored, np.maximum(lines.form[at], brought.cap))
    number = lines.number[at]
    found = united(replace(brought, bit=number, cap=form), number, brought.system)
    _, cell = np.unique(number * len(graph) + brought.system, return_inverse=True)
    fields = np.zeros(len(found.bit), np.int64)
    np.add.at(fields, cell, lines.fields[at])
    columns = (found.bit, found.system, fields, found.transit, found.right, found.exact, found.otherwise_known, found.cap)
    return [_cell(graph, lines, *values) for values in zip(*(column.tolist() for column in columns), strict=True)]


def _cell(  # noqa: PLR0913, PLR0917 - the columns of one cell
    graph: LineageGraph,
    lines: Lines,
    number: int,
    system: int,
    fields: int,
    transit: int,
    right: int,
    exact: bool,
    otherwise_known: bool,
    form: int,
) -> ExposureCell:
    return ExposureCell(
        row=lines.name(number),
        system=graph.id(system),
        fields=fields,
        transit=Transit(transit).word,
        authorization=Right(right).words,
        precision="exact" if exact else "dataset",
        permitted_only=not otherwise_known,
        form=Form(form).word,
    )
