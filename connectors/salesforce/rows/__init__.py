"""What a live org and a metadata folder both give: normalised rows, each with its place; the assembler turns them into records.

Every sort of row is a named tuple with the place `at` that says so, made of text, bytes, flags, whole numbers of at most 64 bits, and
tuples of these only, so that rows can be kept from one run to the next. `None` in a flag means that the source does not say,
which is neither true nor false.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias, TypeVar

Row: TypeAlias = tuple[Any, ...]
"""A row of any sort."""

_Sort = TypeVar("_Sort", bound=Row)
_Made = TypeVar("_Made")


class Rows:
    """Every row of a source by its sort, in the order in which they came."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._by_sort: dict[type[Row], list[Any]] = {}
        self._derived: dict[Any, Any] = {}
        for row in rows:
            self._by_sort.setdefault(type(row), []).append(row)

    def of(self, sort: type[_Sort]) -> Sequence[_Sort]:
        """The rows of one sort."""
        return self._by_sort.get(sort, [])

    def derived(self, make: Callable[["Rows"], _Made]) -> _Made:
        """What `make` makes of these rows, such as an index: made once, however many ask for it."""
        if make not in self._derived:
            self._derived[make] = make(self)
        made: _Made = self._derived[make]
        return made

    def add(self, rows: Iterable[Row]) -> "Rows":
        """These rows and more."""
        more = Rows()
        more._by_sort = {sort: list(held) for sort, held in self._by_sort.items()}
        for row in rows:
            more._by_sort.setdefault(type(row), []).append(row)
        return more
