"""The answer to a case: rows of a question, judged hops, and the lists beside them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tests.reference.authorization import Court, read_rights, turning_days
from tests.reference.case_file import CaseError, Raw, check_keys, day_or_none
from tests.reference.compile import Hop, compile_case
from tests.reference.elements import UNCLASSIFIED, forms_of, read_classification, read_dictionary
from tests.reference.facts import (
    ACTIVE_RANK,
    VERDICT_RANK,
    worst_transit,
    worst_verdicts,
)
from tests.reference.ids import Names, Node, read_systems
from tests.reference.parts import Parts
from tests.reference.walks import State, Trail, Walks, arriving, may_take, walk

Answer = dict[str, Any]
Arrivals = dict[State, Trail]

_CASE_KEYS = frozenset({
    "about", "systems", "internal", "datasets", "elements", "dictionary", "channels", "hops",
    "authorizations", "blocks", "as_of", "harvested", "today", "bare", "include_inactive", "trace", "upstream",
    "expect", "expect_hops", "expect_onward", "expect_inactive", "expect_channels", "expect_error",
    "expect_elements",
})  # fmt: skip


def evaluate(case: Raw, elements_csv: Path) -> Answer:
    """The whole answer to a case, or what is wrong with it."""
    try:
        return Evaluation(case, elements_csv).answer()
    except CaseError as wrong:
        return {"error": wrong.error, "names": wrong.names}


class Evaluation:
    """One case, compiled."""

    def __init__(self, case: Raw, elements_csv: Path) -> None:
        check_keys("case", case, _CASE_KEYS)
        self.names = Names(read_systems(case))
        self.graph = compile_case(case, self.names)
        self.parts = Parts(self.graph, read_classification(case, self.names))
        self.dictionary = read_dictionary(case, elements_csv)
        rights = tuple(read_rights(case, self.names))
        self.as_of, self.later_days = _days(case, turning_days(rights))
        self.court = Court(self.graph, self.dictionary, rights, case.get("bare") is True, self.as_of)
        self.question = case.get("trace", case.get("upstream"))
        self.is_upstream = "trace" not in case
        self.walks_from = cache(self._walks_from)

    def answer(self) -> Answer:
        """The answer as plain values."""
        rows: Answer = {}
        onward: list[Hop] = []
        elements: dict[str, str] = {}
        if self.question is not None:
            node = self.names.find(self.question)
            rows = self.upstream(node) if self.is_upstream else self.trace(node)
            onward = [] if self.is_upstream else self.possible_onward(node)
            start = self.parts.start(node)
            elements = forms_of(start) | {item.element: item.form for item in start if item.element == UNCLASSIFIED}
        return {
            "rows": rows,
            "possible_onward": sorted(str(hop) for hop in onward),
            "hops": {str(hop): self.judged(hop) for hop in self.graph.walkable if hop.crosses},
            "inactive": sorted(str(hop) for hop in self.graph.hops if hop.active == "no"),
            "plain_channels": self.plain_channels(),
            "elements": dict(sorted(elements.items())),
        }

    def trace(self, origin: Node) -> Answer:
        """A row for each node outside the origin's System at which a walk ends."""
        ends = {state.node for state in self.walks_from(origin, self.as_of).arrivals}
        reached = sorted((node for node in ends if node.system != origin.system), key=str)
        return {str(node): self.row(origin, _at_or_below(node)) for node in reached}

    def upstream(self, target: Node) -> Answer:
        """A row for each node outside the target's System at which a hop towards the target starts."""
        rows: Answer = {}
        for source in sorted(self._starts_towards(target), key=str):
            walks = self.walks_from(source, self.as_of)
            for is_end in (_at_or_below(target), _exactly(target.in_dataset)):
                if source.system != target.system and walks.ending(is_end):
                    rows[str(source)] = self.row(source, is_end)
                    break
        return rows

    def row(self, origin: Node, is_end: Callable[[Node], bool]) -> Answer:
        """What the walks that end at some nodes say together."""
        arrivals = self.walks_from(origin, self.as_of).ending(is_end)
        transit = worst_transit(fact for state in arrivals for fact, _ in state.crossed)
        verdicts = _verdicts(arrivals)
        last = [state.last_crossing for state in arrivals if state.last_crossing is not None]
        return {
            "transit": transit,
            "authorization": sorted(verdicts),
            "same_hop": any(fact == transit and verdict in verdicts for state in arrivals for fact, verdict in state.crossed),
            "last_crossing": {
                "transit": worst_transit(fact for fact, _ in last),
                "authorization": sorted(worst_verdicts(verdict for _, verdict in last)),
            },
            "precision": "exact" if any(state.is_exact for state in arrivals) else "dataset",
            "active": max((state.active for state in arrivals), key=lambda value: ACTIVE_RANK[value]),
            "form": forms_of(frozenset(item for state in arrivals for item in state.items)),
            "expires_since": self.expires_since(verdicts, lambda day: _verdicts(self.walks_from(origin, day).ending(is_end))),
            "witness": {
                "transit": _witness(path for state, path in arrivals.items() if transit in {fact for fact, _ in state.crossed}),
                "authorization": _witness(
                    path for state, path in arrivals.items() if verdicts & {verdict for _, verdict in state.crossed}
                ),
            },
        }

    def judged(self, hop: Hop) -> Answer:
        """What `check` says of a crossing hop: the worst over the parts it carries."""
        parts = self.parts.of_hop(hop)
        verdicts = self.verdicts_of(hop, self.as_of)
        carried = {item.element for items in parts.values() for item in arriving(hop, items)}
        personal = {item.element for items in parts.values() for item in arriving(hop, items) if item.is_personal}
        return {
            "transit": hop.transit,
            "authorization": sorted(verdicts),
            "carries": sorted(personal | (carried & {UNCLASSIFIED})),
            "severity": self.severity(hop, verdicts, personal, UNCLASSIFIED in carried),
            "precision": hop.precision,
            "active": hop.active,
            "open": hop.is_open,
            "expires_since": self.expires_since(verdicts, lambda day: self.verdicts_of(hop, day)),
        }

    def verdicts_of(self, hop: Hop, day: date) -> frozenset[str]:
        """The worst verdicts on a hop, each source part judged for itself in the form that arrives."""
        court = replace(self.court, day=day)
        return worst_verdicts(court.judge(hop, part, arriving(hop, items)) for part, items in self.parts.of_hop(hop).items())

    def severity(self, hop: Hop, verdicts: frozenset[str], personal: set[str], is_unclassified: bool) -> str | None:
        """How much a hop that is not in order matters."""
        if hop.transit == "encrypted" and verdicts <= {"authorized", "not_needed"}:
            return None
        if any(name in self.dictionary and self.dictionary[name].is_critical for name in personal):
            return "critical"
        return "high" if personal or is_unclassified else "medium"

    def expires_since(self, now: frozenset[str], verdicts_on: Callable[[date], frozenset[str]]) -> str | None:
        """The first later day with another verdict, if the one of today is worse."""
        by_day = [(day, verdicts_on(day)) for day in self.later_days]
        if not by_day or _rank(by_day[-1][1]) <= _rank(now):
            return None
        return next(day.isoformat() for day, verdicts in by_day if verdicts != now)

    def possible_onward(self, origin: Node) -> list[Hop]:
        """The hops out of the inside of a System on which a walk stands, into another, that no walk takes."""
        walks = self.walks_from(origin, self.as_of)
        stood_on = {origin, *(state.node for state in walks.arrivals)}
        return [
            hop
            for hop in self.graph.walkable
            if hop.crosses and hop.source.in_system in stood_on and not hop.source.is_system and hop not in walks.taken
        ]

    def plain_channels(self) -> list[str]:
        """The channels that allow plain text and that no hop uses."""
        used = {hop.channel for hop in self.graph.hops}
        return sorted(name for name, transit in self.graph.channels.items() if transit == "unencrypted" and name not in used)

    def _walks_from(self, origin: Node, day: date) -> Walks:
        return walk(self.graph, origin, self.parts.start(origin), replace(self.court, day=day).judge)

    def _starts_towards(self, target: Node) -> set[Node]:
        """The nodes at which the hops start from whose end the target, or its dataset, can be reached."""
        towards = {
            hop for hop in self.graph.walkable if hop.target in (target, target.in_dataset) or hop.target.is_at_or_below(target)
        }
        while True:
            more = {hop for hop in self.graph.walkable if any(may_take(hop.target, later, origin=_NOWHERE) for later in towards)}
            if more <= towards:
                return {hop.source for hop in towards}
            towards |= more


_NOWHERE = Node("")


def _days(case: Raw, turning: Iterable[date]) -> tuple[date, list[date]]:
    """The day of the verdicts, and the later days to compare: those on which a right turns, and today."""
    stated, today = day_or_none(case.get("as_of")), day_or_none(case.get("today"))
    as_of = stated or day_or_none(case.get("harvested")) or date(2026, 1, 1)
    if stated is not None or today is None or today <= as_of:
        return as_of, []
    return as_of, sorted({day for day in turning if as_of < day < today} | {today})


def _at_or_below(node: Node) -> Callable[[Node], bool]:
    return lambda end: end.is_at_or_below(node)


def _exactly(node: Node) -> Callable[[Node], bool]:
    return lambda end: end == node


def _verdicts(arrivals: Arrivals) -> frozenset[str]:
    return worst_verdicts(verdict for state in arrivals for _, verdict in state.crossed)


def _rank(verdicts: frozenset[str]) -> int:
    return max(VERDICT_RANK[verdict] for verdict in verdicts)


def _witness(paths: Iterable[Trail]) -> Answer:
    """The length in hops of the shortest path, the least of equals, and the nodes between its ends."""
    shortest = min(paths, key=lambda path: (len(path), path))
    return {"length": len(shortest), "via": list(shortest[:-1])}
