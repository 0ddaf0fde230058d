"""Where Systems are, and what covers a transfer from one region into another."""

from collections.abc import Iterable
from datetime import date

from lineage.analysis.holdings import UNCLASSIFIED
from lineage.model.ids import Id
from lineage.model.records import Authorization, Party
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop


class Safeguards:
    """The regions of Systems, and the rights in force that have a safeguard."""

    def __init__(self, inquiry: Inquiry, parties: Iterable[Party]) -> None:
        self._inquiry = inquiry
        self._regions = {one.name: one.region for one in parties if one.region}
        self._known: dict[Id, str] = {}
        day = inquiry.setting.as_of
        rights = inquiry.source.authorizations()
        self._safe = [(1 << row, one) for row, one in enumerate(rights) if one.safeguard and _is_in_force(one, day)]

    @property
    def has_regions(self) -> bool:
        """Whether some System or party has a region."""
        systems = (node.id for node in self._inquiry.source.systems())
        return bool(self._regions) or any(self._inquiry.parties.of(system).region for system in systems)

    def region(self, system: Id) -> str:
        """The region of a System: its own, else that of its operator; empty where nobody says."""
        if system not in self._known:
            party = self._inquiry.parties.of(system)
            self._known[system] = party.region or self._regions.get(party.operator, "")
        return self._known[system]

    def covers(self, judged: JudgedHop) -> bool:
        """Whether rights with a safeguard, for the region where the hop ends, cover all that it carries."""
        hop, register = judged.hop, self._inquiry.rights.register
        region = self.region(hop.target.namespace)
        names = self._inquiry.parties.of(hop.target.namespace).receiving
        sources = {None, hop.source.namespace, *(self._came_from(hop.source) if hop.leaves_flight else ())}
        rows = 0
        for row, right in self._safe:
            binds = right.party in ("", *names) and right.source in sources and right.job in (None, hop.job)
            if binds and (not right.regions or region in right.regions):
                rows |= row
        named = register.naming(hop.source if hop.source.is_field else None, hop.job) & rows
        return bool(rows) and all(
            (register.covering(element, form)[0] & rows) or (named & register.covering(element, form)[1])
            for element, form in judged.carried.items()
            if element != UNCLASSIFIED or len(judged.carried) == 1
        )

    def _came_from(self, in_flight: Id) -> set[Id]:
        return {item.came_from for item in self._inquiry.holdings.start(in_flight) if item.came_from}


def _is_in_force(right: Authorization, day: date) -> bool:
    return (right.start is None or right.start <= day) and (right.until is None or day <= right.until)
