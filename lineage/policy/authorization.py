"""By what right a hop happens: DESIGN §3.8.

In this order: no right that has begun binds → missing; one purpose in force covers all → authorized; it would with lapsed rights → expired;
only unclassified data is left open → unknown; a right is in force → exceeded; else expired.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Item, Part
from lineage.model.ids import Id
from lineage.model.verdicts import Right
from lineage.policy.parties import Parties
from lineage.policy.register import Register, Rows


class Crossing(NamedTuple):
    """Where data leaves one System for another; `named` is the field that it leaves from, where it is one."""

    source: Id
    target: Id
    job: Id | None
    named: Id | None = None
    leaves_flight: bool = False
    """Whether the hop starts in flight: what it takes out is named by where it came from, too. One of a whole System does not."""


class Rights:
    """The rights of a snapshot, judged for what a crossing carries in the form that arrives."""

    def __init__(self, register: Register, parties: Parties, *, bare: bool) -> None:
        self.register = register
        self._parties = parties
        self._bare = bare
        self._judging: dict[tuple[Id, Id, Id | None, Rows, date], Judging] = {}
        self._alike: dict[_Terms, Judging] = {}

    def judge(self, crossing: Crossing, items: Part, day: date) -> Right:
        """By what right this crossing carries these items on this day."""
        return self.judging(crossing, day).right(items)

    def judging(self, crossing: Crossing, day: date) -> "Judging":
        """The judgement of a crossing on a day; crossings that no right tells apart have the same one."""
        naming = self.register.naming(crossing.named, crossing.job if crossing.leaves_flight else None)
        key = (crossing.source, crossing.target, crossing.job, naming, day)
        if key not in self._judging:
            terms = self._terms(crossing, naming, day)
            self._judging[key] = self._alike.get(terms) or self._alike.setdefault(terms, Judging(self.register, terms))
        return self._judging[key]

    def _terms(self, crossing: Crossing, naming: Rows, day: date) -> "_Terms":
        if not self._parties.needs_right(crossing.source, crossing.target):
            return _Terms(always=Right.NOT_NEEDED)
        if self._bare:
            return _Terms(always=Right.UNKNOWN)
        register = self.register
        begun, lapsed = register.standing(day)
        begun &= register.of_party(self._parties.of(crossing.target).receiving, crossing.job)
        return _Terms(
            begun=begun,
            in_force=begun & ~lapsed,
            from_here=begun & (register.stating(None) | register.stating(crossing.source)),
            naming=begun & naming,
        )


class _Terms(NamedTuple):
    """All that the judgement of a crossing depends on, but for what is carried."""

    always: Right | None = None
    """The verdict, whatever is carried."""
    begun: Rows = 0
    """Rights of the receiver that have begun."""
    in_force: Rows = 0
    from_here: Rows = 0
    """Those of them that bind what leaves this System, wherever it came from."""
    naming: Rows = 0
    """Those that name the field."""


class Judging:
    """By what right what is carried crosses, where the receiver's rights stand in one way; remembers its verdicts."""

    def __init__(self, register: Register, terms: _Terms) -> None:
        self._register = register
        self._terms = terms
        self._known: dict[Part, Right] = {}
        self._by_bound: dict[frozenset[Bound], Right] = {}
        self._bound: dict[Item, Bound] = {}

    def right(self, items: Part) -> Right:
        """By what right these items cross."""
        found = self._known.get(items)
        if found is None:
            found = self._known[items] = self.decide(frozenset(map(self.bound, items)))
        return found

    def bound(self, item: Item) -> "Bound":
        """All that an item adds to the verdict on what it is part of."""
        found = self._bound.get(item)
        if found is None:
            found = self._bound[item] = self._bound_of(item)
        return found

    def decide(self, bound: "frozenset[Bound]") -> Right:
        """By what right items cross of which all this is true."""
        found = self._by_bound.get(bound)
        if found is None:
            found = self._by_bound[bound] = self._decide(bound) if self._terms.always is None else self._terms.always
        return found

    def _decide(self, items: "Collection[Bound]") -> Right:
        if not self._terms.begun:
            return Right.MISSING
        begun = 0
        for item in items:
            begun |= item.binding
        if not begun:
            return Right.MISSING
        in_force = self._by_purpose(begun & self._terms.in_force)
        covering = [item.covers for item in items]
        if any(_cover(rights, covering) for rights in in_force):
            return Right.AUTHORIZED
        if any(_cover(rights, covering) for rights in self._by_purpose(begun)):
            return Right.EXPIRED
        left_open = [[item for item in items if not item.covers & rights] for rights in in_force]
        if any(_only_unclassified(left) for left in left_open or [list(items)]):
            return Right.UNKNOWN
        return Right.EXCEEDED if in_force else Right.EXPIRED

    def _by_purpose(self, rows: Rows) -> list[Rows]:
        """The rights of each purpose among these, for purposes that have some."""
        return [found for purpose in self._register.purposes if (found := rows & purpose)] if rows else []

    def _bound_of(self, item: Item) -> "Bound":
        terms = self._terms
        binding = terms.from_here
        if item.came_from:
            binding |= terms.begun & self._register.stating(item.came_from)
        element = item.element if item.element in (NOTHING, UNCLASSIFIED) else "personal"
        if item.element == NOTHING:
            return Bound(binding, binding, element)
        by_element, by_form = self._register.covering(item.element, item.form)
        return Bound(binding, binding & (by_element | terms.naming & by_form), element)


class Bound(NamedTuple):
    """All that one item adds to a verdict: what tells items of one part apart tells nothing else."""

    binding: Rows
    """Rights that have begun and bind it."""
    covers: Rows
    """Those that cover it."""
    element: str
    """`NOTHING`, `UNCLASSIFIED` or any other."""


def first_worse_day(verdict: Callable[[date], Right], days: Sequence[date], as_of: date, today: date) -> date | None:
    """The first day after `as_of` on which the verdict differs, if today's is worse; improvements are silent."""
    if not days:
        return None
    then = verdict(as_of)
    if verdict(today).rank <= then.rank:
        return None
    return next((day for day in days if verdict(day).worst != then.worst), None)


def _cover(rights: Rows, covering: Iterable[Rows]) -> bool:
    """Whether each item is covered by one of these rights."""
    return all(covers & rights for covers in covering)


def _only_unclassified(left: Iterable[Bound]) -> bool:
    elements = {item.element for item in left} - {NOTHING}
    return elements == {UNCLASSIFIED}
