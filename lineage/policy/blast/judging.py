"""By what right each move carries all that it carries; crossings that no right tells apart are judged once."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from datetime import date

from lineage.analysis.holdings import Part
from lineage.analysis.onward import Bits, Spread
from lineage.analysis.walks import ORIGIN, Arrival
from lineage.model.ids import Id
from lineage.model.verdicts import Right
from lineage.policy.inquiry import Inquiry, arriving


class Judging:
    """Judges the moves of one spread, and remembers what it judged."""

    def __init__(self, inquiry: Inquiry, spread: Spread) -> None:
        self._inquiry, self._spread = inquiry, spread
        self._known: dict[Hashable, dict[Part, int]] = {}
        self._plain: dict[Part, bool] = {}
        self._parts: dict[Bits, frozenset[Part]] = {}
        self._named = inquiry.rights.register.named_fields

    def rights(self, day: date) -> list[Right]:
        """The right of each move on a day."""
        return [self._right(at, day) for at in range(len(self._spread.walks.moves))]

    def _right(self, at: int, day: date) -> Right:
        arrival, move = self._spread.arrivals[at], self._spread.walks.moves[at]
        giving, taking = arrival.hop.source.namespace, arrival.hop.target.namespace
        if not self._inquiry.parties.needs_right(giving, taking):
            return Right.NOT_NEEDED
        right = 0
        for stand, parts in self._stands(at, arrival, is_first=not move.source):
            right |= self._of(replace(arrival, stand=stand), parts, day)
        return Right(right)

    def _stands(self, at: int, arrival: Arrival, *, is_first: bool) -> Iterator[tuple[Id, frozenset[Part]]]:
        """Where data stands before a move, with what stands there: at first each field that a right names by itself."""
        bits = self._spread.carried[at]
        if not is_first:
            yield arrival.stand, self._parts_of(bits)
            return
        alone = [group for group in self._spread.of(bits) if group.alone in self._named] if self._named else []
        for group in alone:
            yield group.alone or arrival.hop.source, frozenset({group.part})
        if alone:
            yield arrival.hop.source, frozenset(group.part for group in self._spread.of(bits) if group.alone not in self._named)
        else:
            yield arrival.hop.source, self._parts_of(bits)

    def _parts_of(self, bits: Bits) -> frozenset[Part]:
        if bits not in self._parts:
            self._parts[bits] = frozenset(group.part for group in self._spread.of(bits))
        return self._parts[bits]

    def _of(self, arrival: Arrival, parts: frozenset[Part], day: date) -> int:
        """The rights of some parts together, as a number: sets of flags cost more than all else here."""
        judging, after = self._inquiry.judging(arrival, day), arrival.after
        by = arrival.hop.job if arrival.came_from == ORIGIN else None
        known = self._known.setdefault((judging, after.restored, after.cap, after.gone, arrival.came_from, by), {})
        is_kept = not (after.restored or after.cap or after.gone or arrival.came_from)
        right = 0
        for part in parts:
            found = known.get(part)
            if found is None:
                arrived = part if is_kept and self._is_plain(part) else arriving(arrival, part)
                found = known[part] = int(judging.right(arrived))
            right |= found
        return right

    def _is_plain(self, part: Part) -> bool:
        """Whether a part arrives as it is by a hop that changes nothing: it did not come into flight."""
        if part not in self._plain:
            self._plain[part] = not any(item.came_from or item.came_by for item in part)
        return self._plain[part]
