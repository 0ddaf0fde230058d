"""What permissions let leave, one judged hop for each who reads: from the whole System, for all that it may read there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lineage.analysis.holdings import NOTHING, Item, Part
from lineage.analysis.permitted import Permits
from lineage.graph.field_sets import Bools
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.ids import Id
from lineage.model.verdicts import Form, Right
from lineage.policy.authorization import Crossing, first_worse_day
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop, severity_of
from lineage.policy.parts import origin_parts


@dataclass(frozen=True)
class _Carried:
    """What one who reads may carry: what its fields hold, each once; fields that rights name are told apart."""

    parts: Sequence[tuple[Id | None, Part]]

    def forms(self) -> dict[str, Form]:
        """Element → the clearest form; `unclassified` among them."""
        found: dict[str, Form] = {}
        for _, part in self.parts:
            for item in part:
                found[item.element] = min(item.form, found.get(item.element, item.form))
        found.pop(NOTHING, None)
        return dict(sorted(found.items()))


def judge_readers(inquiry: Inquiry, graph: LineageGraph, permits: Permits) -> Iterator[JudgedHop]:
    """A judged hop for everybody who may read something of a System that is not their own."""
    if not permits.clients:
        return
    reads = _Reads(graph, inquiry, permits)
    days, setting = inquiry.change_days(), inquiry.setting
    for hop, readable in permits.reading():
        carried = reads.carried(readable)
        if carried.parts:
            forms = carried.forms()
            yield JudgedHop(
                hop=hop,
                right=_right(inquiry, hop, carried, setting.as_of),
                carried=forms,
                severity=severity_of(forms, inquiry.elements),
                expires_since=_expires_since(inquiry, hop, carried, days),
            )


class _Reads:
    """What the fields of all that is read hold, looked up once; fields that rights name are told apart."""

    def __init__(self, graph: LineageGraph, inquiry: Inquiry, permits: Permits) -> None:
        self._graph, self._holds = graph, origin_parts(graph, inquiry)
        self._rows = permits.sweep.field_rows
        self._numbers = self._holds.numbers[np.searchsorted(self._holds.rows, self._rows)]
        named = [row for field in inquiry.rights.register.named_fields if (row := graph.row(field)) is not None]
        self._is_named = np.isin(self._rows, named)

    def carried(self, readable: Bools) -> _Carried:
        """What some fields hold, each once."""
        held = np.bincount(self._numbers[readable & ~self._is_named], minlength=len(self._holds.distinct))
        alone = self._rows[readable & self._is_named].tolist()
        together = [(None, self._holds.distinct[number]) for number in np.flatnonzero(held).tolist()]
        return _Carried([*together, *((self._graph.id(row), self._holds.part(row)) for row in alone)])


def _expires_since(inquiry: Inquiry, hop: HopRow, carried: _Carried, days: Sequence[date]) -> date | None:
    setting = inquiry.setting
    return first_worse_day(lambda day: _right(inquiry, hop, carried, day), days, setting.as_of, setting.today or setting.as_of)


def _right(inquiry: Inquiry, hop: HopRow, carried: _Carried, day: date) -> Right:
    """The worst of the rights of its parts."""
    if not inquiry.parties.needs_right(hop.source, hop.target):
        return Right.NOT_NEEDED
    found = Right.NOT_NEEDED
    for field, part in carried.parts:
        crossing = Crossing(hop.source, hop.target, None, field)
        found |= inquiry.rights.judging(crossing, day).right(frozenset(Item(item.element, item.form) for item in part))
    return found.worst
