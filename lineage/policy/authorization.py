"""By what right a hop happens: DESIGN §3.8.

In this order: no right that has begun binds → missing; one purpose in force covers all → authorized; it would with lapsed rights → expired;
only unclassified data is left open → unknown; a right is in force → exceeded; else expired.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Item, Part
from lineage.graph.links import in_flight_name
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.records import Authorization
from lineage.model.verdicts import Right
from lineage.policy.parties import Parties


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where data leaves one System for another; `named` is the field that it leaves from, where it is one."""

    source: Id
    target: Id
    job: Id | None
    named: Id | None = None


class Rights:
    """The rights of a snapshot, judged for what a crossing carries in the form that arrives."""

    def __init__(
        self, authorizations: Iterable[Authorization], parties: Parties, elements: Mapping[str, Element], *, bare: bool
    ) -> None:
        self._all = tuple(authorizations)
        self._parties = parties
        self._elements = elements
        self._bare = bare
        self.named_fields = frozenset(field for right in self._all for field in right.fields)
        self._binding: dict[tuple[Id, Id | None], tuple[Authorization, ...]] = {}
        self._judged: dict[tuple[Crossing, Part, date], Right] = {}

    def judge(self, crossing: Crossing, items: Part, day: date) -> Right:
        """By what right this crossing carries these items on this day."""
        key = (self.essence(crossing), items, day)
        if key not in self._judged:
            self._judged[key] = self._judge(key[0], items, day)
        return self._judged[key]

    def essence(self, crossing: Crossing) -> Crossing:
        """The crossing without what no right looks at, so that alike ones are judged once."""
        named = crossing.named if crossing.named in self.named_fields or self._in_flight_of(crossing.named) else None
        return Crossing(crossing.source, crossing.target, crossing.job, named)

    def _in_flight_of(self, named: Id | None) -> bool:
        return named is not None and named.owner.kind == "in-flight" and bool(self.named_fields)

    def _judge(self, crossing: Crossing, items: Part, day: date) -> Right:
        if not self._parties.needs_right(crossing.source, crossing.target):
            return Right.NOT_NEEDED
        if self._bare:
            return Right.UNKNOWN
        begun = [right for right in self._binding_to(crossing) if has_begun(right, day) and _binds_some(right, crossing, items)]
        if not begun:
            return Right.MISSING
        in_force = [right for right in begun if not has_lapsed(right, day)]
        open_ = [self._left_open(rights, crossing, items) for rights in _by_purpose(in_force)]
        if not all(open_):
            return Right.AUTHORIZED
        if not all(self._left_open(rights, crossing, items) for rights in _by_purpose(begun)):
            return Right.EXPIRED
        if any(_only_unclassified(left) for left in open_ or [items]):
            return Right.UNKNOWN
        return Right.EXCEEDED if in_force else Right.EXPIRED

    def _binding_to(self, crossing: Crossing) -> tuple[Authorization, ...]:
        """Rights of the receiving party, for this job or any."""
        key = (crossing.target, crossing.job)
        if key not in self._binding:
            names = self._parties.of(crossing.target).receiving
            self._binding[key] = tuple(
                right for right in self._all if right.party in ("", *names) and right.job in (None, crossing.job)
            )
        return self._binding[key]

    def _left_open(self, rights: Sequence[Authorization], crossing: Crossing, items: Part) -> Part:
        """What the rights of one purpose leave uncovered."""
        return frozenset(item for item in items if not any(self._covers(right, crossing, item) for right in rights))

    def _covers(self, right: Authorization, crossing: Crossing, item: Item) -> bool:
        if not _binds(right, crossing, item):
            return False
        if item.element == NOTHING:
            return True
        return item.form >= right.form and (
            right.everything or _names(right, crossing) or self._covers_element(right, item.element)
        )

    def _covers_element(self, right: Authorization, id: str) -> bool:
        element = self._elements.get(id)
        if id == UNCLASSIFIED or element is None:
            return False
        by_clause = bool(element.clause) and element.clause in right.elements
        by_letter = element.spi == "no" and not element.categories.isdisjoint(right.categories)
        return id in right.elements or by_clause or by_letter

    def change_days(self, after: date, until: date) -> tuple[date, ...]:
        """The days in (`after`, `until`] on which some right begins or has lapsed."""
        days = {right.start for right in self._all if right.start}
        days |= {right.until + timedelta(days=1) for right in self._all if right.until and right.until != date.max}
        return tuple(sorted(day for day in days if after < day <= until))


def has_begun(right: Authorization, day: date) -> bool:
    """Whether the right's first day has come."""
    return right.start is None or right.start <= day


def has_lapsed(right: Authorization, day: date) -> bool:
    """Whether the right's last day is past."""
    return right.until is not None and right.until < day


def first_worse_day(verdict: Callable[[date], Right], days: Sequence[date], as_of: date, today: date) -> date | None:
    """The first day after `as_of` on which the verdict differs, if today's is worse; improvements are silent."""
    if not days:
        return None
    then = verdict(as_of)
    if verdict(today).rank <= then.rank:
        return None
    return next((day for day in days if verdict(day).worst != then.worst), None)


def _binds_some(right: Authorization, crossing: Crossing, items: Part) -> bool:
    return any(_binds(right, crossing, item) for item in items)


def _binds(right: Authorization, crossing: Crossing, item: Item) -> bool:
    return right.source in (None, crossing.source) or (bool(item.came_from) and right.source == item.came_from)


def _names(right: Authorization, crossing: Crossing) -> bool:
    if crossing.named is None or not right.fields:
        return False
    if crossing.named in right.fields:
        return True
    in_flight = crossing.named.owner.kind == "in-flight"
    return in_flight and any(in_flight_name(field) == crossing.named.field_name for field in right.fields)


def _by_purpose(rights: Iterable[Authorization]) -> Iterator[list[Authorization]]:
    groups: dict[str, list[Authorization]] = {}
    for right in rights:
        groups.setdefault(right.purpose, []).append(right)
    yield from groups.values()


def _only_unclassified(left: Part) -> bool:
    elements = {item.element for item in left} - {NOTHING}
    return elements == {UNCLASSIFIED}
