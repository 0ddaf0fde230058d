"""Everything that judging needs, gathered once for one question."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_

from lineage.analysis.holdings import NOTHING, Carried, Holdings, Item, Part
from lineage.analysis.terrain import NO_MORE, MoreHops, Options
from lineage.analysis.walks import ORIGIN, Arrival, Judge
from lineage.graph.source import HopRow, HopSource
from lineage.model.elements import Element
from lineage.model.ids import Id
from lineage.model.verdicts import Form, Right
from lineage.policy.authorization import Crossing, Judging, Rights
from lineage.policy.parties import Parties
from lineage.policy.register import Register


@dataclass(frozen=True)
class Setting:
    """What a question is asked under; `today` is compared with `as_of` only where nobody asked for a day."""

    as_of: date
    today: date | None = None
    bare: bool = False
    options: Options = field(default_factory=Options)
    snapshot: str = ""
    seen_at: Mapping[str, str] = field(default_factory=dict)
    """When each connector's source was read."""
    sources: tuple[str, ...] = ()
    """What was read, for people."""


class Inquiry:
    """One question's view of a store: parties, rights and holdings, looked up once."""

    def __init__(self, source: HopSource, elements: Mapping[str, Element], setting: Setting, permits: MoreHops = NO_MORE) -> None:
        self.permits = permits
        self.source = source
        self.elements = elements
        self.setting = setting
        self.parties = Parties(source.systems())
        self.rights = Rights(
            Register(source.authorizations(), elements, self._filled_from, self._fed_by), self.parties, bare=setting.bare
        )
        self.holdings = Holdings(source, self.rights.register.named_fields)
        self._arriving: dict[tuple[Id, frozenset[Id], bool, Form, frozenset[str], Id | None], Carried] = {}

    def _filled_from(self, column: Id, job: Id | None) -> Collection[Id]:
        hops = [hop for hop in self.source.hops_to([column]) if self.setting.options.admits(hop)]
        return {hop.source for hop in hops} if job is not None and all(hop.job == job for hop in hops) else ()

    def _fed_by(self, fields: Collection[Id]) -> Collection[Id]:
        return {hop.target for hop in self.source.hops_from(fields)} if fields else ()

    def judging(self, arrival: Arrival, day: date) -> Judging:
        """What judges the parts of a crossing hop as a walk takes it; see `arriving` for what it takes of them."""
        return self.rights.judging(_crossing(arrival.hop, arrival.stand), day)

    def judge(self, part: Part, day: date) -> Judge:
        """By what right hops carry this part of the origin on this day."""

        def right(arrival: Arrival) -> Right:
            hop = arrival.hop
            if not hop.crosses:
                return Right.NOT_NEEDED
            return self.judging(arrival, day).right(arriving(arrival, part))

        return right

    def hop_right(self, hop: HopRow, day: date) -> Right:
        """By what right a hop carries all that it carries; the worst of its source fields' parts."""
        return self.right_of(hop, self.delivered(hop), day)

    def right_of(self, hop: HopRow, delivered: Carried, day: date) -> Right:
        """By what right a hop carries these parts; the worst of them."""
        whole = _crossing(hop, None)
        if not self.parties.needs_right(whole.source, whole.target):
            return Right.NOT_NEEDED
        judging = self.rights.judging(whole, day)
        found = {
            (self.rights.judging(whole._replace(named=named), day) if named else judging).right(part) for named, part in delivered
        }
        return reduce(or_, found).worst

    def carried(self, hop: HopRow) -> dict[str, Form]:
        """Everything that a hop carries, in the clearest form that arrives; `unclassified` among it."""
        return forms_of(self.delivered(hop))

    def delivered(self, hop: HopRow) -> Carried:
        """What each source field's part of a hop holds when it arrives; looked at once for hops that do the same to the same."""
        key = (hop.source, hop.left_out, hop.restore, hop.cap, hop.blocked, hop.job if hop.leaves_flight else None)
        if key not in self._arriving:
            parts = self.holdings.parts(hop)
            self._arriving[key] = frozenset((named, frozenset(_delivered(hop, item) for item in part)) for named, part in parts)
        return self._arriving[key]

    def changes(self, hop: HopRow) -> bool:
        """Whether rights that may bind a hop's receiver stand otherwise today than on the as-of day."""
        crossing, setting = _crossing(hop, None), self.setting
        then, now = (self.rights.judging(crossing, day) for day in (setting.as_of, setting.today or setting.as_of))
        return then is not now

    def change_days(self) -> tuple[date, ...]:
        """Days after as-of and up to today on which a verdict may differ."""
        if self.setting.today is None or self.setting.today <= self.setting.as_of:
            return ()
        return self.rights.register.change_days(self.setting.as_of, self.setting.today)


def forms_of(delivered: Carried) -> dict[str, Form]:
    """The elements of some parts, each in its clearest form; `unclassified` among them."""
    forms: dict[str, Form] = {}
    for item in {item for _, part in delivered for item in part}:
        forms[item.element] = min(item.form, forms.get(item.element, item.form))
    forms.pop(NOTHING, None)
    return dict(sorted(forms.items()))


def _crossing(hop: HopRow, stand: Id | None) -> Crossing:
    named = hop.source if hop.source.is_field else stand if stand is not None and stand.is_field else None
    return Crossing(hop.source.namespace, hop.target.namespace, hop.job, named, hop.leaves_flight)


def arriving(arrival: Arrival, part: Part) -> Part:
    """A part as it arrives: in the forms that it then has, and with where it came from; data as such, where an element is blocked."""
    after = arrival.after
    return frozenset(
        Item(NOTHING if item.element in after.gone else item.element, after.form(item.form), _came_from(arrival, item))
        for item in part
    )


def _came_from(arrival: Arrival, item: Item) -> Id:
    if arrival.came_from == ORIGIN:
        return item.came_from if item.came_by == arrival.hop.job else Id("")
    return arrival.came_from or Id("")


def _delivered(hop: HopRow, item: Item) -> Item:
    """An item in the form in which the hop delivers it."""
    if not (hop.restore or hop.cap or hop.blocked or item.came_from):
        return item
    form = Form.CLEAR if hop.restore else max(item.form, hop.cap)
    came_from = item.came_from if hop.leaves_flight and hop.job is not None and item.came_by == hop.job else Id("")
    return Item(NOTHING if item.element in hop.blocked else item.element, form, came_from)
