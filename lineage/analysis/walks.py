"""All walks from one origin, as states and the moves between them.

A walk never re-enters the traced field; nothing else stops it. What a walk carries on is its state: where it stands, what its
transformations did to forms, and, in flight, where it came from. Verdicts are not part of the state: a verdict is shown by some walk to
a place exactly if some walk to it passes a hop that shows it, so each is one more reachability over the same states.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lineage.analysis.terrain import Terrain
from lineage.graph.source import HopRow
from lineage.model.ids import Id
from lineage.model.verdicts import Active, Basis, Form, Precision, Right, Transit

ORIGIN: Final = Id("@origin")
"""In place of a System: the data still lies where it started in flight, and came from where its elements came from."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a walk stands and what it carries on."""

    node: Id
    restored: bool = False
    cap: Form = Form.CLEAR
    came_from: Id | None = None
    """In flight: the System that it came from, or `ORIGIN`."""
    came_by: Id | None = None
    """In flight: the job that it came by."""
    gone: frozenset[str] = frozenset()
    """Elements that blocks on the way did not let pass."""

    def form(self, start: Form) -> Form:
        """The form of an element that started in `start`."""
        return self.cap if self.restored else max(start, self.cap)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A hop as one walk takes it from where it stands: what its right is judged on. `after` is the state at its target."""

    hop: HopRow
    stand: Id
    after: State
    came_from: Id | None
    """The System from which this came in by the same job, where the hop leaves in-flight; `ORIGIN` at the start."""


Judge = Callable[[Arrival], Right]


@dataclass(frozen=True, slots=True)
class Move:
    """One hop taken in one state."""

    source: int
    target: int
    hop: HopRow
    right: Right
    exact: bool


@dataclass(frozen=True, slots=True)
class Walks:
    """All states reachable from the origin (row 0) and all moves between them, in order."""

    origin: Id
    states: Sequence[State]
    moves: Sequence[Move]
    leaving: Sequence[Sequence[Move]]

    def arrivals(self) -> dict[Id, list[int]]:
        """States at which a hop ends, by node, in order of node."""
        ends: dict[Id, set[int]] = {}
        for move in self.moves:
            ends.setdefault(self.states[move.target].node, set()).add(move.target)
        return {node: sorted(ends[node]) for node in sorted(ends)}


def walk(terrain: Terrain, judge: Judge) -> Walks:
    """All walks from the terrain's origin."""
    start = State(terrain.origin, came_from=ORIGIN)
    states: list[State] = [start]
    index = {start: 0}
    moves: list[Move] = []
    leaving: list[list[Move]] = []
    position = 0
    while position < len(states):
        state = states[position]
        out: list[Move] = []
        for hop in terrain.leaving(state.node):
            arrival = _arrive(state, hop)
            target = index.setdefault(arrival.after, len(states))
            if target == len(states):
                states.append(arrival.after)
            out.append(Move(position, target, hop, judge(arrival), _is_exact(state, hop)))
        moves += out
        leaving.append(out)
        position += 1
    return Walks(terrain.origin, states, moves, leaving)


def _arrive(state: State, hop: HopRow) -> Arrival:
    restored = state.restored or hop.restore
    cap = Form.CLEAR if hop.restore else max(state.cap, hop.cap)
    came_from = state.came_from if _same_job(state, hop) else None
    entry = _entry(state, hop)
    gone = state.gone | hop.blocked if hop.blocked else state.gone
    return Arrival(hop, state.node, State(hop.target, restored, cap, *entry, gone), came_from)


def _entry(state: State, hop: HopRow) -> tuple[Id | None, Id | None]:
    """The System from which the data came into the in-flight dataset where it is now, and by which job; by one job it goes on in flight."""
    if not hop.enters_flight or hop.job is None:
        return None, None
    if hop.leaves_flight and state.came_by == hop.job and not hop.crosses:
        return state.came_from, state.came_by
    return hop.source.namespace, hop.job


def _same_job(state: State, hop: HopRow) -> bool:
    if not hop.leaves_flight or hop.job is None:
        return False
    return state.came_from == ORIGIN or state.came_by == hop.job


def _is_exact(state: State, hop: HopRow) -> bool:
    return hop.precision == Precision.EXACT and hop.source.is_field and hop.source == state.node


def reached(walks: Walks, admits: Callable[[Move], bool]) -> set[int]:
    """States that some walk reaches over moves that are all admitted; the start among them."""
    seen, pending = {0}, [0]
    while pending:
        for move in walks.leaving[pending.pop()]:
            if move.target not in seen and admits(move):
                seen.add(move.target)
                pending.append(move.target)
    return seen


def exactly(move: Move) -> bool:
    """The move is exact."""
    return move.exact


def surely(move: Move) -> bool:
    """The hop is known to be switched on."""
    return move.hop.active == Active.YES


def possibly(move: Move) -> bool:
    """The hop is not known to be switched off."""
    return move.hop.active != Active.NO


def otherwise_known(move: Move) -> bool:
    """The hop is known from more than permissions."""
    return bool(move.hop.bases & ~Basis.PERMITTED)


_RANKS: Final = 4
_RIGHT_SHIFT: Final = 4
_BOTH_SHIFT: Final = 10


def _bits(move: Move) -> int:
    """What one hop shows: its transit, its right, and both at once."""
    transit = 1 << move.hop.transit
    both = 1 << (move.hop.transit * _RANKS + move.right.rank)
    return transit | int(move.right) << _RIGHT_SHIFT | both << _BOTH_SHIFT


@dataclass(frozen=True, slots=True)
class Shown:
    """What the hops on walks to a state show, all walks together."""

    bits: int

    def __or__(self, other: "Shown") -> "Shown":
        return Shown(self.bits | other.bits)

    @property
    def transit(self) -> Transit:
        """The worst transit."""
        return max((transit for transit in Transit if self.bits >> transit & 1), default=Transit.INTERNAL)

    @property
    def right(self) -> Right:
        """All rights shown, as a set."""
        return Right(self.bits >> _RIGHT_SHIFT & ((1 << _BOTH_SHIFT - _RIGHT_SHIFT) - 1))

    @property
    def same_hop(self) -> bool:
        """One hop shows both the worst transit and a right of the worst rank."""
        return bool(self.bits >> _BOTH_SHIFT >> (self.transit * _RANKS + self.right.rank) & 1)


def shown_by(moves: Iterable[Move]) -> Shown:
    """What the hops of some moves show, by themselves."""
    bits = 0
    for move in moves:
        bits |= _bits(move)
    return Shown(bits)


def shown(walks: Walks) -> list[Shown]:
    """What walks to each state show."""
    return [Shown(bits) for bits in _settle(walks, lambda move, bits: bits | _bits(move))]


def last_crossings(walks: Walks) -> list[Shown]:
    """What the hops show that enter each state's System and from which only inner hops lead to it."""
    return [Shown(bits) for bits in _settle(walks, lambda move, bits: _bits(move) if move.hop.crosses else bits)]


def _settle(walks: Walks, carry: Callable[[Move, int], int]) -> list[int]:
    """The least fixpoint of bits carried along moves."""
    bits = [0] * len(walks.states)
    pending = list(range(len(walks.states) - 1, -1, -1))
    waiting = set(pending)
    while pending:
        state = pending.pop()
        waiting.discard(state)
        for move in walks.leaving[state]:
            new = bits[move.target] | carry(move, bits[state])
            if new != bits[move.target]:
                bits[move.target] = new
                if move.target not in waiting:
                    waiting.add(move.target)
                    pending.append(move.target)
    return bits


@dataclass(frozen=True, slots=True)
class Witness:
    """A shortest walk: its hops, and the order in which it is preferred among walks."""

    order: tuple[int, int]
    moves: tuple[Move, ...]


class Shortest:
    """Shortest walks on which some move shows something; ties by the list of node ids, then by the hops' numbers."""

    def __init__(self, walks: Walks, shows: Callable[[Move], bool] | None) -> None:
        self._walks = walks
        self._shows = shows
        self._order: dict[tuple[int, bool], tuple[int, int]] = {(0, shows is None): (0, 0)}
        self._by: dict[tuple[int, bool], tuple[tuple[int, bool], Move]] = {}
        self._search()

    def _search(self) -> None:
        frontier = dict(self._order)
        length = 0
        while frontier:
            length += 1
            frontier = self._next_layer(frontier, length)
            self._order |= frontier

    def _next_layer(
        self, frontier: dict[tuple[int, bool], tuple[int, int]], length: int
    ) -> dict[tuple[int, bool], tuple[int, int]]:
        steps = []
        for at, (_, rank) in frontier.items():
            for move in self._walks.leaving[at[0]]:
                to = (move.target, at[1] or self._shows is None or self._shows(move))
                if to not in self._order:
                    steps.append(((rank, self._walks.states[move.target].node), move.hop.number, to, at, move))
        steps.sort(key=lambda step: (step[0], step[1], step[2], step[3]))
        layer: dict[tuple[int, bool], tuple[int, int]] = {}
        rank, last = -1, None
        for names, _, to, at, move in steps:
            rank, last = (rank, last) if names == last else (rank + 1, names)
            if to not in layer:
                layer[to] = (length, rank)
                self._by[to] = (at, move)
        return layer

    def to(self, states: Iterable[int]) -> Witness | None:
        """The best walk to one of these states; `None` where no walk shows it."""
        ends = [(self._order[state, True], (state, True)) for state in states if (state, True) in self._order]
        if not ends:
            return None
        order, at = min(ends)
        moves: list[Move] = []
        while at in self._by:
            at, move = self._by[at]
            moves.append(move)
        return Witness(order, tuple(reversed(moves)))
