"""The rights of a snapshot as sets of rows: what holds of all of them at once is one operation on a number."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property, reduce
from operator import and_
from typing import TypeVar

from lineage.analysis.holdings import UNCLASSIFIED
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import Authorization
from lineage.model.verdicts import Form

Rows = int
"""A set of rights: bit n is the n-th right of the snapshot."""

_Key = TypeVar("_Key", bound=str | None)


class Register:
    """Looks up which rights have a property, and remembers it."""

    def __init__(
        self,
        authorizations: Iterable[Authorization],
        elements: Mapping[str, Element],
        filled_from: Callable[[Id, Id | None], Collection[Id]],
        fed_by: Callable[[Collection[Id]], Collection[Id]],
    ) -> None:
        """`filled_from` gives the fields from which a job fills a column in flight; none where others fill it too.

        `fed_by` gives all nodes that some fields pass something into.
        """
        self._filled_from, self._fed_by = filled_from, fed_by
        self._all = tuple(authorizations)
        self._elements = elements
        self._naming: dict[Id, Rows] = {}
        self._told_apart: dict[tuple[Id, Id | None], Rows] = {}
        for row, right in enumerate(self._all):
            for field in right.fields:
                self._naming[field] = self._naming.get(field, 0) | 1 << row
        self._sources = self._by(lambda right: right.source)
        self._jobs = self._by(lambda right: right.job)
        self._parties = self._by(lambda right: right.party)
        self._standing: dict[date, tuple[Rows, Rows]] = {}
        self._covering: dict[tuple[str, Form], tuple[Rows, Rows]] = {}

    @property
    def named_fields(self) -> frozenset[Id]:
        """Fields that some right names."""
        return frozenset(self._naming)

    @cached_property
    def purposes(self) -> tuple[Rows, ...]:
        """The rights of each purpose."""
        return tuple(self._by(lambda right: right.purpose).values())

    def of_party(self, names: Collection[str], job: Id | None) -> Rows:
        """Rights that bind who has one of these names, for a job or for any."""
        party = self._parties.get("", 0)
        for name in names:
            party |= self._parties.get(name, 0)
        return party & (self._jobs.get(None, 0) | self._jobs.get(job, 0))

    def stating(self, source: Id | None) -> Rows:
        """Rights that state this source; `None`: that state none, and so mean any."""
        return self._sources.get(source, 0)

    def naming(self, field: Id | None, job: Id | None) -> Rows:
        """Rights that name the field where a job takes data from or, in flight, all the fields that the job took it from."""
        if field is None or not self._naming:
            return 0
        key = (field, job)
        if key not in self._told_apart:
            came_from = self._filled_from(field, job) if field in self._fed and field.owner.kind == "in-flight" else ()
            in_flight = [self._naming.get(one, 0) for one in came_from]
            self._told_apart[key] = self._naming.get(field, 0) | (reduce(and_, in_flight) if in_flight else 0)
        return self._told_apart[key]

    @cached_property
    def _fed(self) -> frozenset[Id]:
        """What named fields pass something into: no other column can be named by where it came from."""
        return frozenset(self._fed_by(self.named_fields))

    def covering(self, element: str, form: Form) -> tuple[Rows, Rows]:
        """Rights that cover an element in this form, and rights that would cover something in this form."""
        key = (element, form)
        if key not in self._covering:
            by_form = self._those(lambda right: form >= right.form)
            by_element = self._those(lambda right: right.everything or self._covers(right, element))
            self._covering[key] = (by_element & by_form, by_form)
        return self._covering[key]

    def _covers(self, right: Authorization, id: str) -> bool:
        element = self._elements.get(id)
        if id == UNCLASSIFIED or element is None:
            return False
        by_clause = bool(element.clause) and element.clause in right.elements
        by_letter = element.spi == "no" and not element.categories.isdisjoint(right.categories)
        return id in right.elements or by_clause or by_letter

    def standing(self, day: date) -> tuple[Rows, Rows]:
        """Rights whose first day has come, and rights whose last day is past."""
        if day not in self._standing:
            begun = self._those(lambda right: right.start is None or right.start <= day)
            lapsed = self._those(lambda right: right.until is not None and right.until < day)
            self._standing[day] = (begun, lapsed)
        return self._standing[day]

    def change_days(self, after: date, until: date) -> tuple[date, ...]:
        """The days in (`after`, `until`] on which some right begins or has lapsed."""
        days = {right.start for right in self._all if right.start}
        days |= {right.until + timedelta(days=1) for right in self._all if right.until and right.until != date.max}
        return tuple(sorted(day for day in days if after < day <= until))

    def _those(self, holds: Callable[[Authorization], bool]) -> Rows:
        return sum(1 << row for row, right in enumerate(self._all) if holds(right))

    def _by(self, key: Callable[[Authorization], _Key]) -> dict[_Key, Rows]:
        found: dict[_Key, Rows] = {}
        for row, right in enumerate(self._all):
            found[key(right)] = found.get(key(right), 0) | 1 << row
        return found
