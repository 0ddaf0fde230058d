"""What origins hold, each distinct part once and its items in columns, so that many are judged at once."""

from collections.abc import Sequence

import numpy as np

from lineage.analysis.grouped import ranges
from lineage.analysis.holdings import NOTHING, Item, Part
from lineage.analysis.states import Ints
from lineage.model.ids import Id


class Classes:
    """The distinct parts; a class is the number of one."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        numbers: dict[Item, int] = {}
        flat = [numbers.setdefault(item, len(numbers)) for part in parts for item in part]
        self._items = np.asarray(flat, np.int64)
        """The items of each part, one part after the other."""
        self._lengths = np.asarray([len(part) for part in parts], np.int64)
        self._first = np.cumsum(self._lengths) - self._lengths
        self.elements: dict[str, int] = {NOTHING: 0}
        """The number of each element."""
        self.places: dict[Id, int] = {Id(""): 0}
        """The number of each System and job that something came from."""
        self.element = np.asarray([self.elements.setdefault(item.element, len(self.elements)) for item in numbers], np.int64)
        self.form = np.asarray([item.form for item in numbers], np.int64)
        self.came_from = np.asarray([self.place(item.came_from) for item in numbers], np.int64)
        self.came_by = np.asarray([self.place(item.came_by) for item in numbers], np.int64)

    def __len__(self) -> int:
        return len(self.parts)

    def place(self, id: Id) -> int:
        """The number of a System or job; a new one where nothing came from it."""
        return self.places.setdefault(id, len(self.places))

    def items(self, classes: Ints) -> tuple[Ints, Ints]:
        """Which of these classes each item is of, and the item's number, one class after the other."""
        which, at = ranges(self._first[classes], self._lengths[classes])
        return which, self._items[at]
