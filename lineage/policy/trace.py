"""Where a field goes, with the worst verdicts on the way and the shortest walks that show them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lineage.analysis.holdings import NOTHING, UNCLASSIFIED, Part
from lineage.analysis.terrain import Terrain, downstream, upstream
from lineage.analysis.walks import (
    Move,
    Shortest,
    Shown,
    Walks,
    Witness,
    exactly,
    last_crossings,
    otherwise_known,
    possibly,
    reached,
    shown,
    surely,
    walk,
)
from lineage.graph.source import HopRow
from lineage.model.answers import BlockLine, Coverage, Destination, HopAnswer, TraceAnswer, Verdicts, Witnesses
from lineage.model.ids import Id
from lineage.model.records import Gap
from lineage.model.verdicts import Basis, Form, Right
from lineage.policy.authorization import first_worse_day
from lineage.policy.blocks import on_walks
from lineage.policy.describe import Describer, element_lines, system_label
from lineage.policy.inquiry import Inquiry


@dataclass(frozen=True)
class Row:
    """What is true of one place that walks reach; `states` are the walk states that stand there or below it."""

    node: Id
    states: tuple[int, ...]
    shown: Shown
    last: Shown
    exact: bool
    sure: bool
    possible: bool
    otherwise_known: bool


class Tracing:
    """All walks of one origin, judged; the rows are made from it."""

    def __init__(self, inquiry: Inquiry, origin: Id, hops: Sequence[HopRow], part: Part) -> None:
        self._inquiry = inquiry
        self.origin = origin
        self.part = part
        self._terrain = Terrain(origin, hops)
        self._days = inquiry.change_days()
        self._by_day: dict[date, tuple[Walks, list[Shown]]] = {}
        self.walks, self._shown = self._on(inquiry.setting.as_of)
        self._last = last_crossings(self.walks)
        self._exact = reached(self.walks, exactly)
        self._sure = reached(self.walks, surely)
        self._possible = reached(self.walks, possibly)
        self._otherwise_known = reached(self.walks, otherwise_known)

    def _on(self, day: date) -> tuple[Walks, list[Shown]]:
        if day not in self._by_day:
            walks = walk(self._terrain, self._inquiry.judge(self.part, day))
            self._by_day[day] = (walks, shown(walks))
        return self._by_day[day]

    @cached_property
    def arrivals(self) -> dict[Id, list[int]]:
        """States by the node at which a hop ends."""
        return self.walks.arrivals()

    def rows(self) -> list[Row]:
        """A row for every node outside the origin's System at which a hop ends, in order of id."""
        outside = [node for node in self.arrivals if node.namespace != self.origin.namespace]
        inside: dict[Id, list[int]] = {}
        for node in outside:
            for place in {node, node.namespace} | ({node.owner} if node.is_field else set()):
                inside.setdefault(place, []).extend(self.arrivals[node])
        return [self.row(node, inside[node]) for node in outside]

    def row(self, node: Id, states: Iterable[int]) -> Row:
        """What is true of these states together."""
        states = tuple(sorted(set(states)))
        return Row(
            node=node,
            states=states,
            shown=_together(self._shown[state] for state in states),
            last=_together(self._last[state] for state in states),
            exact=any(state in self._exact for state in states),
            sure=any(state in self._sure for state in states),
            possible=any(state in self._possible for state in states),
            otherwise_known=any(state in self._otherwise_known for state in states),
        )

    def form(self, row: Row) -> dict[str, Form]:
        """Element → the clearest form in which it arrives; unclassified data is not among them."""
        forms: dict[str, Form] = {}
        for item in self.part:
            for state in (self.walks.states[at] for at in row.states):
                if item.element not in state.gone:
                    forms[item.element] = min(state.form(item.form), forms.get(item.element, state.form(item.form)))
        return {element: form for element, form in sorted(forms.items()) if element not in (UNCLASSIFIED, NOTHING)}

    def expires_since(self, row: Row) -> date | None:
        """The first day on which the row's authorization differs, if today's is worse."""
        setting = self._inquiry.setting

        def right_on(day: date) -> Right:
            _, by_state = self._on(day)
            return _together(by_state[state] for state in row.states).right

        return first_worse_day(right_on, self._days, setting.as_of, setting.today) if setting.today else None

    def transit_witness(self, row: Row) -> Witness | None:
        """The shortest walk that shows the row's transit."""
        return self._shortest(("transit", row.shown.transit)).to(row.states)

    def right_witness(self, row: Row) -> Witness | None:
        """The shortest walk that shows a right of the row's worst rank."""
        return self._shortest(("right", row.shown.right.rank)).to(row.states)

    def _shortest(self, what: tuple[str, int]) -> Shortest:
        if what not in self._searches:
            self._searches[what] = Shortest(self.walks, _shows(what))
        return self._searches[what]

    @cached_property
    def _searches(self) -> dict[tuple[str, int], Shortest]:
        return {}


def _shows(what: tuple[str, int]) -> Callable[[Move], bool] | None:
    """Whether a hop shows a transit or a rank of rights; `None` for the neutral values, which every walk shows."""
    kind, value = what
    if value == 0:
        return None
    if kind == "transit":
        return lambda move: move.hop.transit == value
    return lambda move: move.right.rank == value


def _together(shows: Iterable[Shown]) -> Shown:
    bits = 0
    for one in shows:
        bits |= one.bits
    return Shown(bits)


def _lies_in(node: Id, place: Id) -> bool:
    """Whether a node is the place itself or lies below it."""
    if node == place:
        return True
    return node.namespace == place if place.is_system else node.is_field and node.owner == place


def trace(inquiry: Inquiry, origin: Id) -> TraceAnswer:
    """Every destination of a node, one row for the finest node reached, ordered by id."""
    options = inquiry.setting.options
    hops, passed = downstream(inquiry.source, origin, options, inquiry.permits)
    tracing = Tracing(inquiry, origin, hops, inquiry.holdings.start(origin))
    rows = tracing.rows()
    onward = possible_onward(inquiry, tracing)
    describer = Describer(inquiry, [*hops, *passed, *onward], inquiry.setting.as_of)
    return _answer(
        inquiry,
        origin,
        destinations=[_destination(inquiry, tracing, row, row.node, describer) for row in rows],
        onward=[describer.hop(hop) for hop in onward],
        inactive=[describer.hop(hop) for hop in passed if hop.bases & options.bases],
        touched={end for hop in hops for end in (hop.source, hop.target)} | {origin},
        inside=[node for node in tracing.arrivals if node.namespace == origin.namespace and node != origin],
        blocks=on_walks(inquiry.source, tracing.walks, tracing.part),
    )


def trace_upstream(inquiry: Inquiry, question: Id) -> TraceAnswer:
    """Every source of a field: nodes outside its System at which a hop starts that leads here.

    Each row says what `trace` of that node says here.
    """
    options = inquiry.setting.options
    hops = upstream(inquiry.source, [question], options, inquiry.permits)
    origins = sorted({hop.source for hop in hops if hop.source.namespace != question.namespace})
    describer = Describer(inquiry, hops, inquiry.setting.as_of)
    tracings = {origin: Tracing(inquiry, origin, hops, inquiry.holdings.start(origin)) for origin in origins}
    rows = [row for tracing in tracings.values() if (row := _seen_from(inquiry, tracing, question, describer))]
    touched = {end for hop in hops for end in (hop.source, hop.target)} | {question}
    blocks = [line for tracing in tracings.values() for line in on_walks(inquiry.source, tracing.walks, tracing.part)]
    return _answer(
        inquiry,
        question,
        destinations=rows,
        onward=[],
        inactive=[],
        touched=touched,
        direction="upstream",
        blocks=list(dict.fromkeys(blocks)),
    )


def _seen_from(inquiry: Inquiry, tracing: Tracing, question: Id, describer: Describer) -> Destination | None:
    origin = tracing.origin
    states = tracing.arrivals.get(question) or (tracing.arrivals.get(question.owner) if question.is_field else None)
    if not question.is_field:
        states = [state for node, at in tracing.arrivals.items() if _lies_in(node, question) for state in at]
    if not states:
        return None
    return _destination(inquiry, tracing, tracing.row(question, states), origin, describer)


def possible_onward(inquiry: Inquiry, tracing: Tracing) -> list[HopRow]:
    """Hops out of the datasets and fields of Systems that a walk stands on as a whole, into others; not walked otherwise."""
    systems = {node for node in (*tracing.arrivals, tracing.origin) if node.is_system}
    taken = {move.hop.number for move in tracing.walks.moves}
    leaving = inquiry.source.hops_from(systems, below=True) if systems else ()
    options = inquiry.setting.options
    return [hop for hop in leaving if hop.crosses and hop.number not in taken and options.admits(hop)]


def _destination(inquiry: Inquiry, tracing: Tracing, row: Row, node: Id, describer: Describer) -> Destination:
    transit = _walked(tracing, tracing.transit_witness(row), describer)
    right = _walked(tracing, tracing.right_witness(row), describer)
    party = inquiry.parties.of(node.namespace)
    bases = Basis(0)
    for answer in (*transit, *right):
        for word in answer.bases:
            bases |= Basis[word.upper()]
    return Destination(
        system=node.namespace,
        system_label=system_label(inquiry, node.namespace),
        operator=party.operator,
        dataset="" if node.is_system else node.owner if node.is_field else node,
        field=node if node.is_field else "",
        precision="exact" if row.exact else "dataset",
        bases=bases.words,
        permitted_only=not row.otherwise_known,
        active="yes" if row.sure else "unknown" if row.possible else "no",
        form={element: form.word for element, form in tracing.form(row).items()},
        transit=row.shown.transit.word,
        authorization=row.shown.right.words,
        expires_since=tracing.expires_since(row),
        same_hop=row.shown.same_hop,
        last_crossing=Verdicts(transit=row.last.transit.word, authorization=row.last.right.words),
        witnesses=Witnesses(transit=transit, authorization=right),
    )


def _walked(tracing: Tracing, witness: Witness | None, describer: Describer) -> tuple[HopAnswer, ...]:
    moves: tuple[Move, ...] = witness.moves if witness else ()
    return tuple(describer.hop(move.hop, move.right, _forms(tracing, move)) for move in moves)


def _forms(tracing: Tracing, move: Move) -> dict[str, Form]:
    state = tracing.walks.states[move.target]
    forms: dict[str, Form] = {}
    for item in (one for one in tracing.part if one.element not in state.gone):
        form = state.form(item.form)
        forms[item.element] = min(form, forms.get(item.element, form))
    return {element: form for element, form in forms.items() if element != NOTHING}


def _answer(  # noqa: PLR0913 - the parts of one answer
    inquiry: Inquiry,
    question: Id,
    *,
    destinations: Sequence[Destination],
    onward: Sequence[HopAnswer],
    inactive: Sequence[HopAnswer],
    touched: set[Id],
    direction: str = "downstream",
    inside: Sequence[Id] = (),
    blocks: Sequence[BlockLine] = (),
) -> TraceAnswer:
    setting = inquiry.setting
    says: dict[str, list[str]] = {}
    for row in inquiry.source.classifications([question]):
        says.setdefault(row.element, []).append(f"{row.source}: {row.says}" if row.says else row.source)
    return TraceAnswer.model_validate(
        {
            "schema": "lineage/trace@1",
            "snapshot": setting.snapshot,
            "as_of": setting.as_of,
            "today": setting.today,
            "direction": direction,
            "field": question,
            "elements": element_lines(inquiry.holdings.start(question), inquiry.elements, says),
            "destinations": destinations,
            "inside": inside,
            "possible_onward": onward,
            "inactive": inactive,
            "blocks": blocks,
            "coverage": coverage(inquiry),
            "gaps": gaps_touching(inquiry.source.gaps(), touched),
        }
    )


def coverage(inquiry: Inquiry) -> Coverage:
    """What was read, in numbers."""
    counts = inquiry.source.counts()
    return Coverage(
        fields=counts["fields"],
        classified=counts["classified"],
        hops=counts["hops"],
        gaps=counts["gaps"],
        sources=inquiry.setting.sources,
    )


def gaps_touching(gaps: Sequence[Gap], touched: set[Id]) -> tuple[Gap, ...]:
    """Gaps that may hide something of these nodes: those on them or on what holds them, and those that may touch anything."""
    places = touched | {node.owner for node in touched} | {node.namespace for node in touched}
    return tuple(gap for gap in gaps if gap.subject is None or gap.everywhere or gap.subject in places)
