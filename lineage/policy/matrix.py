"""The cells of the exposure matrix, united in columns from what each origin brings where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lineage.analysis.exposure import Reaches, united
from lineage.analysis.grouped import ranges
from lineage.analysis.origins import Origins
from lineage.analysis.states import Flags, Ints
from lineage.errors import UsageError
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import ExposureCell
from lineage.model.verdicts import Form, Right, Transit
from lineage.policy.element_counts import ElementCounts

Forms = Mapping[str, Form]
"""Element → the clearest form in which a part holds it; only elements that are asked for."""


MOST: Final = 3_000_000
"""Cells of one answer: more take more memory than most machines have, and nobody reads them."""

_ABSENT: Final = 127
"""In place of a form where an element is not held."""

Count = Callable[[Reaches, Ints, Ints], Ints]
"""How many fields stand behind cells: from what is reached, of the cells' rows and Systems."""


@dataclass(frozen=True)
class Lines:
    """The rows of the matrix that bits add to, list after list; bits that add the same share a list."""

    number: Ints
    """Number of the row."""
    form: Ints
    """The form in which the bits' origins hold what the row is about."""
    offsets: Ints
    """Where each list begins, and the end of the last."""
    of_bit: Ints
    """The list of each bit."""
    name: Callable[[int], str]
    """The row of a number; numbers order as rows do."""
    count: Count
    blocking: "Blocking"


@dataclass(frozen=True)
class Blocking:
    """What blocks take out of the rows of the matrix."""

    gone: Sequence[frozenset[str]]
    """Sets of elements that walks lost, by number."""
    left: Ints
    """The clearest form that each set leaves of each kind of row; `_ABSENT` where it leaves nothing."""
    kind: Ints
    """What each line's row is about: an element, or what a field holds."""
    holds: Sequence[frozenset[str]] = ()
    """Of rows about fields: the elements of each kind; such rows stay where nothing is left of them."""

    def form(self, lines: "Lines", at: Ints, brought: Reaches) -> Ints:
        """The form in which what these lines are about arrives."""
        held = lines.form[at]
        if len(self.gone) > 1:
            held = np.maximum(held, self.left[brought.gone, self.kind[at]])
        found: Ints = np.where(held == _ABSENT, _ABSENT, np.minimum(brought.restored, np.maximum(held, brought.cap)))
        return found

    def lost(self, lines: "Lines", at: Ints, brought: Reaches) -> Mapping[tuple[int, int], frozenset[str]]:
        """What each row, where it is about a field, loses on every walk to a System."""
        found: dict[tuple[int, int], frozenset[str]] = {}
        if len(self.gone) > 1 and self.holds:
            columns = (lines.number[at], brought.system, self.kind[at], brought.gone)
            for number, system, kind, gone in zip(*(column.tolist() for column in columns), strict=True):
                lost = self.holds[kind] & self.gone[gone]
                found[number, system] = found.get((number, system), lost) & lost
        return found


def by_element(origins: Origins, forms: Sequence[Forms], gone: Sequence[frozenset[str]]) -> Lines:
    """A row for each element; `forms` says what each class of origins holds, `gone` what walks lost."""
    names = sorted({name for one in forms for name in one})
    at = {name: number for number, name in enumerate(names)}
    clearest = np.full((len(forms), len(names)), _ABSENT, np.int64)
    for row, one in enumerate(forms):
        clearest[row, [at[name] for name in one]] = list(one.values())
    read = [clearest[some].min(axis=0) for some in origins.read.members]
    held, of_class = np.unique(np.concatenate([clearest, np.reshape(read, (-1, len(names)))]), axis=0, return_inverse=True)
    which, number = np.nonzero(held != _ABSENT)
    return Lines(
        number=number,
        form=held[which, number],
        offsets=_offsets(np.bincount(which, minlength=len(held))),
        of_bit=of_class[np.concatenate([origins.classes[: origins.first_read], len(clearest) + np.arange(len(read))])],
        name=names.__getitem__,
        count=ElementCounts(origins, (clearest != _ABSENT).astype(np.int64), [[name in one for name in names] for one in gone]),
        blocking=Blocking(
            gone=gone,
            left=np.asarray([[_ABSENT if name in one else 0 for name in names] for one in gone], np.int64),
            kind=number,
        ),
    )


def by_field(graph: LineageGraph, origins: Origins, forms: Sequence[Forms], gone: Sequence[frozenset[str]]) -> Lines:
    """A row for each field that holds something asked for."""
    is_wanted = np.asarray([bool(one) for one in forms], np.bool_)
    clearest = np.asarray([int(min(one.values(), default=Form.CLEAR)) for one in forms], np.int64)
    plain = slice(0, origins.first_read)
    lengths = np.where(is_wanted[origins.classes[plain]], origins.weights[plain], 0)
    bit, at = ranges(origins.offsets[:-1][plain], lengths)
    read = [_wanted(origins, number, is_wanted) for number in range(len(origins.read))]
    kind = np.concatenate([origins.classes[bit], *(classes for _, classes in read)])
    return Lines(
        number=np.concatenate([origins.rows[at], *(rows for rows, _ in read)]),
        form=clearest[kind],
        offsets=_offsets(np.concatenate([lengths, np.asarray([len(rows) for rows, _ in read], np.int64)])),
        of_bit=np.arange(len(origins)),
        name=lambda row: str(graph.id(row)),
        count=lambda _, rows, systems: np.ones(min(len(rows), len(systems)), np.int64),
        blocking=Blocking(
            gone=gone,
            left=np.asarray([[_left(one, lost) for one in forms] for lost in gone], np.int64),
            kind=kind,
            holds=[frozenset(one) for one in forms],
        ),
    )


def _left(forms: Forms, lost: frozenset[str]) -> int:
    """The clearest form of what is left."""
    return int(min((form for element, form in forms.items() if element not in lost), default=_ABSENT))


def _wanted(origins: Origins, number: int, is_wanted: Flags) -> tuple[Ints, Ints]:
    """Rows of the fields behind a reader's bit that hold something asked for, and their classes."""
    rows, read = origins.read.rows(number), origins.read
    classes = read.classes[np.searchsorted(read.fields, rows)]
    kept = is_wanted[classes]
    return rows[kept], classes[kept]


def _offsets(lengths: Ints) -> Ints:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def cells(graph: LineageGraph, reaches: Reaches, lines: Lines) -> list[ExposureCell]:
    """A cell for each row and System, in order."""
    of_list = replace(reaches, bit=lines.of_bit[reaches.bit])
    of_list = united(of_list, of_list.bit, of_list.system, of_list.gone)
    first = lines.offsets[of_list.bit]
    which, at = ranges(first, lines.offsets[of_list.bit + 1] - first)
    brought = of_list.take(which)
    form = lines.blocking.form(lines, at, brought)
    if not lines.blocking.holds:
        arrives = form != _ABSENT
        at, form, brought = at[arrives], form[arrives], brought.take(arrives)
    lost = lines.blocking.lost(lines, at, brought)
    number = lines.number[at]
    found = united(replace(brought, bit=number, cap=form), number, brought.system)
    if len(found.bit) > MOST:
        raise UsageError(
            f"The matrix would have {len(found.bit):,} cells; at most {MOST:,} are made. Ask by element, or narrow it to sensitive or "
            "breach elements (--only), or trace the fields in question."
        )
    fields = lines.count(reaches, found.bit, found.system)
    columns = (found.bit, found.system, fields, found.transit, found.right, found.exact, found.otherwise_known, found.cap)
    return [_cell(graph, lines, lost, *values) for values in zip(*(column.tolist() for column in columns), strict=True)]


def _cell(  # noqa: PLR0913, PLR0917 - the columns of one cell
    graph: LineageGraph,
    lines: Lines,
    lost: Mapping[tuple[int, int], frozenset[str]],
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
        form="" if form == _ABSENT else Form(form).word,
        blocked=tuple(sorted(lost.get((number, system), ()))),
    )
