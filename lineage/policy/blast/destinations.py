"""Where it arrives and where it goes on from there, System by System, with the verdicts that `trace` gives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from lineage.analysis.holdings import NOTHING, Part
from lineage.analysis.onward import SUBJECT, Bits, Departure, Group, Spread, is_exact, spread
from lineage.analysis.walks import (
    Move,
    Shortest,
    Shown,
    Walks,
    otherwise_known,
    possibly,
    reached,
    shown,
    shown_by,
    surely,
)
from lineage.graph.source import HopRow
from lineage.model.blast_answers import BlastDestination, BlastHop
from lineage.model.elements import UNCLASSIFIED
from lineage.model.ids import Id
from lineage.model.records import Evidence
from lineage.model.verdicts import Form, Right
from lineage.policy.authorization import first_worse_day
from lineage.policy.blast.judging import Judging
from lineage.policy.blast.sight import Contents, Sight
from lineage.policy.blast.through import Through
from lineage.policy.describe import evidence_lines, is_critical, system_label


@dataclass(frozen=True)
class Destinations:
    """Where it arrives, where it goes on from there, and what may go on besides."""

    arrives: tuple[BlastDestination, ...]
    onward: tuple[BlastDestination, ...]
    possible_onward: tuple[BlastHop, ...]


def destinations(sight: Sight, found: Through, contents: Contents) -> Destinations:
    """Everywhere that what leaves through a subject comes to."""
    departures = [*found.permitted, *found.hops, *found.passed_on]
    spreading = _Spreading(sight, found, departures, contents)
    rows = {system: spreading.row(system) for system in spreading.systems}
    arrives = tuple(row for system, row in rows.items() if system in spreading.direct)
    onward = tuple(row for system, row in rows.items() if system not in spreading.direct)
    return Destinations(arrives, onward, spreading.possible_onward())


class _Spreading:
    """Where it goes, judged."""

    def __init__(self, sight: Sight, found: Through, departures: Sequence[Departure], contents: Contents) -> None:
        self._sight, self._inquiry, self._found = sight, sight.inquiry, found
        named = self._inquiry.rights.register.named_fields
        options, permits = self._inquiry.setting.options, self._inquiry.permits
        self._spread: Spread = spread(sight.graph, departures, contents.holds, options, permits, named)
        self._judging = Judging(self._inquiry, self._spread)
        self._passing = {one.hop.number for one in found.passed_on}
        self._days: dict[date, tuple[Walks, list[Shown]]] = {}
        self._walks, _ = self._on(self._inquiry.setting.as_of)
        self._exact = reached(self._walks, is_exact)
        self._sure = reached(self._walks, surely)
        self._possible = reached(self._walks, possibly)
        self._otherwise = reached(self._walks, otherwise_known)

    def _on(self, day: date) -> tuple[Walks, list[Shown]]:
        if day not in self._days:
            walks = self._spread.with_rights(self._judging.rights(day))
            self._days[day] = walks, shown(walks)
        return self._days[day]

    @cached_property
    def _states(self) -> Mapping[Id, Sequence[int]]:
        """The states in each System at which a hop ends, by System in order of id."""
        ends: dict[Id, set[int]] = {}
        for move in self._walks.moves:
            ends.setdefault(self._walks.states[move.target].node.namespace, set()).add(move.target)
        return {system: sorted(ends[system]) for system in sorted(ends)}

    @property
    def systems(self) -> Iterable[Id]:
        """Systems that it comes to; what comes back to where it was has not arrived anywhere."""
        return [system for system in self._states if system != self._found.home and self._groups(system)]

    def _groups(self, system: Id) -> Sequence[Group]:
        """What comes to a System, without what lies there anyway; all of it where nothing else arrives there first."""
        groups = list(self._spread.of(_united(self._spread.reached[state] for state in self._states[system])))
        return [group for group in groups if group.system != system] or (groups if system in self.direct else [])

    @cached_property
    def direct(self) -> set[Id]:
        """Systems where it arrives first."""
        states, leaving = self._walks.states, self._walks.leaving
        seen = {move.target for move in leaving[0] if move.hop.number not in self._passing}
        pending = list(seen)
        while pending:
            state = pending.pop()
            is_home = states[state].node.namespace == self._found.home
            for move in leaving[state]:
                if move.target not in seen and (is_home or move.hop.number in self._found.carries_on):
                    seen.add(move.target)
                    pending.append(move.target)
        return {states[state].node.namespace for state in seen}

    def row(self, system: Id) -> BlastDestination:
        """What is true of one System."""
        states = self._states[system]
        all_shown = self._shown_at(system, self._inquiry.setting.as_of)
        witness = self._witness(system, all_shown)
        groups = self._groups(system)
        return BlastDestination(
            system=system,
            system_label=system_label(self._inquiry, system),
            operator=self._inquiry.parties.of(system).operator,
            fields=sum(group.nodes for group in groups),
            sensitive=sum(
                group.nodes for group in groups if self._is_sensitive(group) and self._arrives_sensitive(group, states)
            ),
            form={element: form.word for element, form in self._forms(states).items()},
            precision="exact" if not self._exact.isdisjoint(states) else "dataset",
            permitted_only=self._otherwise.isdisjoint(states),
            active="yes" if not self._sure.isdisjoint(states) else "unknown" if not self._possible.isdisjoint(states) else "no",
            transit=all_shown.transit.word,
            authorization=all_shown.right.words,
            expires_since=self._expires_since(system),
            path=tuple(self._hop(move.hop, move.right) for move in witness),
        )

    def _is_sensitive(self, group: Group) -> bool:
        part = group.part
        if part not in self._sensitive:
            self._sensitive[part] = any(is_critical(self._inquiry.elements.get(item.element)) for item in part)
        return self._sensitive[part]

    def _arrives_sensitive(self, group: Group, states: Iterable[int]) -> bool:
        """Whether blocks let something sensitive of what a group holds through to one of some states."""
        kept = [state for state in states if group in tuple(self._spread.of(self._spread.reached[state]))] if self._blocks else ()
        lost = [self._walks.states[state].gone for state in kept]
        return not lost or any(
            item.element not in gone and is_critical(self._inquiry.elements.get(item.element))
            for item in group.part
            for gone in lost
        )

    @cached_property
    def _blocks(self) -> bool:
        """Whether some walk loses something to a block."""
        return any(state.gone for state in self._walks.states)

    @cached_property
    def _sensitive(self) -> dict[Part, bool]:
        return {}

    def _forms(self, states: Iterable[int]) -> dict[str, Form]:
        """Element → the clearest form in which it comes to some states, `unclassified` last."""
        by_form: dict[tuple[bool, Form, frozenset[str]], Bits] = {}
        for at in states:
            state = self._walks.states[at]
            key = state.restored, state.cap, state.gone
            by_form[key] = by_form.get(key, 0) | self._spread.reached[at]
        forms: dict[str, Form] = {}
        for (restored, cap, gone), bits in by_form.items():
            for item in {item for group in self._spread.of(bits) for item in group.part if item.element not in {NOTHING, *gone}}:
                form = cap if restored else max(item.form, cap)
                forms[item.element] = min(form, forms.get(item.element, form))
        return dict(sorted(forms.items(), key=lambda one: (one[0] == UNCLASSIFIED, one[0])))

    def _expires_since(self, system: Id) -> date | None:
        setting, days = self._inquiry.setting, self._inquiry.change_days()

        def right_on(day: date) -> Right:
            return self._shown_at(system, day).right

        return first_worse_day(right_on, days, setting.as_of, setting.today) if setting.today else None

    def _shown_at(self, system: Id, day: date) -> Shown:
        """What walks to a System show; into the System that is lost, what the hops show that come in."""
        walks, by_state = self._on(day)
        if system == self._found.node.id:
            return shown_by(self._coming_in(walks))
        return _together(by_state[state] for state in self._states[system])

    def _coming_in(self, walks: Walks) -> Sequence[Move]:
        return [move for move in walks.leaving[0] if move.hop.number not in self._passing]

    def _witness(self, system: Id, all_shown: Shown) -> Sequence[Move]:
        """The shortest walk that shows the worst right, or where none is needed the worst transit."""
        rank, transit = all_shown.right.rank, all_shown.transit
        what = ("right", rank) if rank else ("transit", int(transit))
        shows = _shows(*what)
        if system == self._found.node.id:
            return [move for move in self._coming_in(self._walks) if shows is None or shows(move)][:1]
        if what not in self._searches:
            self._searches[what] = Shortest(self._walks, shows)
        found = self._searches[what].to(self._states[system])
        return found.moves if found else ()

    @cached_property
    def _searches(self) -> dict[tuple[str, int], Shortest]:
        return {}

    def possible_onward(self) -> tuple[BlastHop, ...]:
        """Hops out of the datasets and fields of Systems on which a walk stands as a whole, into others; not walked."""
        systems = {self._walks.states[move.target].node for move in self._walks.moves}
        whole = {node for node in systems if node.is_system and node != SUBJECT}
        taken = {move.hop.number for move in self._walks.moves}
        leaving = self._sight.graph.hops_from(whole, below=True) if whole else ()
        admits = self._inquiry.setting.options.admits
        hops = [hop for hop in leaving if hop.crosses and hop.number not in taken and admits(hop)]
        # What goes back to where all of it came from goes nowhere new.
        origins = {group.system for group in self._spread.groups}
        hops = [hop for hop in hops if origins != {hop.target.namespace}]
        return tuple(self._hop(hop, self._inquiry.hop_right(hop, self._inquiry.setting.as_of)) for hop in hops)

    def _hop(self, hop: HopRow, right: Right) -> BlastHop:
        return blast_hop(hop, right, self._evidence(hop), self._inquiry.setting.seen_at)

    def _evidence(self, hop: HopRow) -> Sequence[Evidence]:
        if 0 <= hop.number < self._sight.graph.tables.hops.num_rows:
            return self._sight.graph.evidence([hop.number])[hop.number]
        return self._inquiry.permits.evidence([hop.number]).get(hop.number, ())


def blast_hop(hop: HopRow, right: Right, evidence: Sequence[Evidence], seen_at: Mapping[str, str]) -> BlastHop:
    """A hop in the words of answers."""
    return BlastHop(
        source=hop.source,
        target=hop.target,
        job=hop.job or "",
        channel=hop.channel or "",
        application=hop.application or "",
        transit=hop.transit.word,
        authorization=right.words,
        active=hop.active.word,
        bases=hop.bases.words,
        evidence=evidence_lines(evidence, seen_at),
    )


def _shows(kind: str, value: int) -> Callable[[Move], bool] | None:
    """Whether a move shows a rank of rights or a transit; `None` for the neutral ones, which every walk shows."""
    if not value:
        return None
    return (lambda move: move.right.rank == value) if kind == "right" else (lambda move: move.hop.transit == value)


def _together(shows: Iterable[Shown]) -> Shown:
    bits = 0
    for one in shows:
        bits |= one.bits
    return Shown(bits)


def _united(bits: Iterable[Bits]) -> Bits:
    found = 0
    for one in bits:
        found |= one
    return found
