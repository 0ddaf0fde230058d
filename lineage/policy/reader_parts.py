"""What readers may carry, by part: what the fields of each hold, looked up once for all of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lineage.analysis.holdings import NOTHING, Item, Part
from lineage.analysis.permitted import Permits
from lineage.graph.field_sets import FieldSet
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.ids import Id
from lineage.model.verdicts import Form
from lineage.policy.authorization import Bound, Judging
from lineage.policy.field_classes import UNCOUNTED, FieldClasses
from lineage.policy.inquiry import Inquiry
from lineage.policy.parts import origin_parts

Ints = npt.NDArray[np.signedinteger]

_NONE = 0xFF
"""In place of a form: the part has no such element."""


@dataclass(frozen=True)
class Carried:
    """What one who reads may carry."""

    parts: Ints
    """Numbers of the parts that its fields hold, each once; but for fields that rights name."""
    named: Mapping[Id, int]
    """Those of its fields that some right names, with the number of what each holds."""

    def __bool__(self) -> bool:
        return bool(len(self.parts) or self.named)

    @property
    def all(self) -> Ints:
        """Numbers of all parts."""
        return np.union1d(self.parts, np.asarray([*self.named.values()], np.int64))


class ReaderParts:
    """The parts of all fields, by number."""

    def __init__(self, graph: LineageGraph, inquiry: Inquiry, permits: Permits) -> None:
        holds, rows = origin_parts(graph, inquiry), permits.sweep.field_rows
        numbers = holds.numbers[np.searchsorted(holds.rows, rows)]
        named = [row for field in inquiry.rights.register.named_fields if (row := graph.row(field)) is not None]
        self._named: Ints = np.flatnonzero(np.isin(rows, named))
        self._ids = [graph.id(row) for row in rows[self._named].tolist()]
        self._number_of_named = numbers[self._named]
        numbers[self._named] = UNCOUNTED
        self._counted = FieldClasses(numbers, len(holds.distinct))
        self._parts = [frozenset(Item(item.element, item.form) for item in part) for part in holds.distinct]
        """As it leaves a System by a reader: where it came from is not told."""
        self._items = sorted({item for part in self._parts for item in part})
        place = {item: at for at, item in enumerate(self._items)}
        self._flat = np.asarray([place[item] for part in self._parts for item in part], np.int64)
        """Places of the items of all parts, part after part; no part is empty."""
        lengths = np.asarray([len(part) for part in self._parts], np.int64)
        self._begins: Ints = np.cumsum(lengths) - lengths
        self._elements = sorted({item.element for item in self._items} - {NOTHING})
        self._bounds: dict[Judging, tuple[list[Bound], npt.NDArray[np.bool_]]] = {}

    def carried(self, readable: FieldSet) -> Carried:
        """What some fields hold, each once."""
        has = readable.has(self._named).tolist()
        named = zip(self._ids, self._number_of_named.tolist(), has, strict=True)
        return Carried(np.flatnonzero(self._counted.counts(readable)), {id: number for id, number, is_read in named if is_read})

    def part(self, number: int) -> Part:
        """One part."""
        return self._parts[number]

    def forms(self, carried: Carried) -> dict[str, Form]:
        """Element → the clearest form; `unclassified` among them."""
        clearest = self._by_element[carried.all].min(axis=0, initial=_NONE).tolist()
        return {element: Form(form) for element, form in zip(self._elements, clearest, strict=True) if form != _NONE}

    def bounds(self, judging: Judging, parts: Ints) -> Iterator[frozenset[Bound]]:
        """All that parts add to a verdict, each once: many parts differ in nothing that rights tell apart."""
        if judging not in self._bounds:
            self._bounds[judging] = self._bounds_of(judging)
        bounds, has = self._bounds[judging]
        for marks in np.unique(has[parts], axis=0).tolist():
            yield frozenset(bound for bound, there in zip(bounds, marks, strict=True) if there)

    def _bounds_of(self, judging: Judging) -> tuple[list[Bound], npt.NDArray[np.bool_]]:
        """What all items add to the verdicts of one judgement, each once; and which of that each part has."""
        of_items = [judging.bound(item) for item in self._items]
        numbers = {bound: number for number, bound in enumerate(dict.fromkeys(of_items))}
        has = np.zeros((len(self._items), len(numbers)), np.bool_)
        has[np.arange(len(of_items)), [numbers[bound] for bound in of_items]] = True
        return list(numbers), np.logical_or.reduceat(has[self._flat], self._begins, axis=0)

    @cached_property
    def _by_element(self) -> npt.NDArray[np.uint8]:
        """For each part and element the clearest form, or `_NONE`."""
        column = {element: at for at, element in enumerate(self._elements)}
        found = np.full((len(self._parts), len(column)), _NONE, np.uint8)
        for number, part in enumerate(self._parts):
            for item in part:
                if item.element != NOTHING:
                    at = column[item.element]
                    found[number, at] = min(found[number, at], int(item.form))
        return found
