"""What permissions let leave, one judged hop for each who reads: from the whole System, for all that it may read there."""

from collections.abc import Iterator, Sequence
from datetime import date

from lineage.analysis.permitted import Permits
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import HopRow
from lineage.model.verdicts import Right
from lineage.policy.authorization import Crossing, first_worse_day
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop, severity_of
from lineage.policy.reader_parts import Carried, ReaderParts


def judge_readers(inquiry: Inquiry, graph: LineageGraph, permits: Permits) -> Iterator[JudgedHop]:
    """A judged hop for everybody who may read something of a System that is not their own."""
    if not permits.clients:
        return
    judging = _Judging(inquiry, ReaderParts(graph, inquiry, permits))
    days, setting = inquiry.change_days(), inquiry.setting
    for hop, readable in permits.reading():
        carried = judging.parts.carried(readable)
        if carried:
            forms = judging.parts.forms(carried)
            yield JudgedHop(
                hop=hop,
                right=judging.right(hop, carried, setting.as_of),
                carried=forms,
                severity=severity_of(forms, inquiry.elements),
                expires_since=judging.expires_since(hop, carried, days),
            )


class _Judging:
    """Judges what readers carry."""

    def __init__(self, inquiry: Inquiry, parts: ReaderParts) -> None:
        self._inquiry, self.parts = inquiry, parts

    def right(self, hop: HopRow, carried: Carried, day: date) -> Right:
        """The worst of the rights of its parts."""
        if not self._inquiry.parties.needs_right(hop.source, hop.target):
            return Right.NOT_NEEDED
        rights, crossing = self._inquiry.rights, Crossing(hop.source, hop.target, None)
        judging, found = rights.judging(crossing, day), Right.NOT_NEEDED
        for bounds in self.parts.bounds(judging, carried.parts):
            found |= judging.decide(bounds)
        for field, number in carried.named.items():
            found |= rights.judging(crossing._replace(named=field), day).right(self.parts.part(number))
        return found.worst

    def expires_since(self, hop: HopRow, carried: Carried, days: Sequence[date]) -> date | None:
        """The first day after the as-of day on which the right is worse, if today's is."""
        as_of, today = self._inquiry.setting.as_of, self._inquiry.setting.today
        return first_worse_day(lambda day: self.right(hop, carried, day), days, as_of, today or as_of)
