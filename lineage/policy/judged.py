"""Every hop that changes System, judged for all that it carries: what rules look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lineage.graph.source import HopRow
from lineage.model.elements import Element
from lineage.model.verdicts import Form, Right, Severity, Transit
from lineage.policy.authorization import first_worse_day
from lineage.policy.inquiry import Inquiry
from lineage.policy.severity import Reach, weigh, worst_of


@dataclass(frozen=True)
class JudgedHop:
    """A crossing hop that is walked, with its verdicts."""

    hop: HopRow
    right: Right
    carried: Mapping[str, Form]
    """Element, or `unclassified`, → the clearest form that arrives."""
    severity: Severity
    """What violated or unknown verdicts on it weigh."""
    expires_since: date | None

    @property
    def is_in_order(self) -> bool:
        """Encrypted, and authorized or in no need of it."""
        return self.hop.transit <= Transit.ENCRYPTED and self.right.rank < Right.UNKNOWN.rank


def severity_of(carried: Mapping[str, Form], elements: Mapping[str, Element]) -> Severity:
    """The gate: critical for sensitive and breach elements, high for other personal and unclassified data, else medium."""
    return weigh(worst_of(carried, elements), Reach.OUT).severity


def judge_hops(inquiry: Inquiry, hops: Iterator[HopRow]) -> Iterator[JudgedHop]:
    """The crossing hops among these that are walked, judged, in their order."""
    setting = inquiry.setting
    crossing = [hop for hop in hops if hop.crosses and setting.options.admits(hop)]
    inquiry.holdings.load([hop.source for hop in crossing if hop.source.is_field])
    days = inquiry.change_days()
    for hop in crossing:
        carried = inquiry.carried(hop)
        yield JudgedHop(
            hop=hop,
            right=inquiry.hop_right(hop, setting.as_of),
            carried=carried,
            severity=severity_of(carried, inquiry.elements),
            expires_since=_expires_since(inquiry, hop, days),
        )


def _expires_since(inquiry: Inquiry, hop: HopRow, days: Sequence[date]) -> date | None:
    setting = inquiry.setting
    if not days or not inquiry.changes(hop):
        return None
    return first_worse_day(lambda day: inquiry.hop_right(hop, day), days, setting.as_of, setting.today or setting.as_of)
