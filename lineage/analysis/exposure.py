"""What of every field reaches every System, with the worst verdicts: one sweep over all origins.

Rights come in as a function; it is asked only about what some origin's data really crosses.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from lineage.analysis.edges import Edges, edges
from lineage.analysis.holdings import Part
from lineage.analysis.origins import CHUNK, Holds, Origins, group
from lineage.analysis.states import AT_ORIGIN, Ints, Key, Place, StateGraph, explore
from lineage.analysis.sweep import (
    EXACT,
    OTHERWISE_KNOWN,
    REACHED,
    RIGHTS,
    SURE,
    UNENCRYPTED,
    UNKNOWN_TRANSIT,
    Bits,
    Flags,
    Sweep,
    is_set,
    set_bits,
)
from lineage.analysis.terrain import Options
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Right, Transit

NEVER: Final = 127
"""In place of a cap where no walk arrives so."""

JudgeEdge = Callable[[int, Key, Key, int], tuple[Hashable, Callable[[Part], Right]] | None]
"""Hop row, state before, state after, System that the data came in from → what makes the crossing alike for rights, and the judgement of a
part; `None` where the hop crosses nothing."""


@dataclass(frozen=True)
class Reaches:
    """What of which origins reaches which System outside their own: a row for each pair, by bit and System."""

    bit: Ints
    system: Ints
    transit: Ints
    right: Ints
    exact: Flags
    sure: Flags
    otherwise_known: Flags
    cap: Ints
    """The clearest cap of walks without a restore; `NEVER` where there are none."""
    restored: Ints
    """The clearest form of walks with a restore; `NEVER` where there are none."""

    def take(self, at: Ints) -> "Reaches":
        """The rows of these numbers."""
        return Reaches(**{one.name: getattr(self, one.name)[at] for one in fields(self)})


def exposed(
    graph: LineageGraph, holds: Holds, options: Options, judge: JudgeEdge, named: frozenset[int] = frozenset()
) -> tuple[Origins, Reaches]:
    """Every origin and System outside its own that some walk connects, with the worst verdicts."""
    made = explore(graph, holds.rows, options, named)
    classes = holds.numbers[np.searchsorted(holds.rows, made.origins)]
    origins = group(graph, made, classes)
    lines = edges(graph, made)
    rights = _Rights(made, lines, holds.distinct, judge)
    arrivals = _systems(graph, made)
    home = graph.system_of[origins.rows[origins.offsets[:-1]]].astype(np.int64)
    parts = [_reaches(made, lines, origins, rights, arrivals, home, first) for first in range(0, len(origins) or 1, CHUNK)]
    return origins, _joined(parts)


def _joined(parts: Sequence[Reaches]) -> Reaches:
    return Reaches(**{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Reaches)})


def _systems(graph: LineageGraph, made: StateGraph) -> Ints:
    """System of each state at which a hop ends; -1 for the others."""
    ends = [key.place == Place.STAND and key.came_from != AT_ORIGIN for key in made.keys]
    nodes = np.asarray([key.node for key in made.keys], np.int64)
    return np.where(ends, graph.system_of[nodes], -1) if len(nodes) else nodes


class _Rights:
    """By what right edges carry classes of origins; judged once, and only what is asked for."""

    def __init__(self, made: StateGraph, lines: Edges, distinct: Sequence[Part], judge: JudgeEdge) -> None:
        self._distinct = distinct
        self._judgements: list[Callable[[Part], Right]] = []
        self._known: dict[int, int] = {}
        self.signature = np.full(len(lines.hop), -1, np.int64)
        """Number of what makes each edge's crossing alike; -1 where it crosses nothing."""
        numbers: dict[Hashable, int] = {}
        for at, hop, source, target, came_from in _hop_edges(lines):
            judged = judge(hop, made.keys[source], made.keys[target], came_from)
            if judged is not None:
                self.signature[at] = numbers.setdefault(judged[0], len(numbers))
                if len(numbers) > len(self._judgements):
                    self._judgements.append(judged[1])

    def of(self, signature: Ints, classes: Ints) -> Ints:
        """The right, as a number, of each signature for the class beside it."""
        width = len(self._distinct)
        pairs, which = np.unique(signature * width + classes, return_inverse=True)
        return np.asarray([self._judged(pair, width) for pair in pairs.tolist()], np.int64)[which]

    def _judged(self, pair: int, width: int) -> int:
        if pair not in self._known:
            self._known[pair] = int(self._judgements[pair // width](self._distinct[pair % width]))
        return self._known[pair]


def _hop_edges(lines: Edges) -> Iterator[tuple[int, int, int, int, int]]:
    at = np.flatnonzero(lines.hop >= 0)
    columns = (at, lines.hop[at], lines.source[at], lines.target[at], lines.came_from[at])
    return zip(*(column.tolist() for column in columns), strict=True)


def _reaches(  # noqa: PLR0913, PLR0917 - what one chunk needs of the whole
    made: StateGraph, lines: Edges, origins: Origins, rights: _Rights, arrivals: Ints, home: Ints, first: int
) -> Reaches:
    chunk = slice(first, first + CHUNK)
    starts = origins.starts[chunk]
    sweep = Sweep(len(made.keys), lines, Bits(len(starts), starts, origins.own[chunk]))
    planes = sweep.reach()
    signature = rights.signature[sweep.rows]
    edge, carried = sweep.crossings(planes, signature >= 0)
    by_right = sweep.rights(edge, carried, rights.of(signature[edge], origins.classes[chunk][carried]))
    state, bit = set_bits(planes[:, REACHED])
    system = arrivals[sweep.states[state]]
    outside = (system >= 0) & (system != home[chunk][bit])
    state, bit, system = state[outside], bit[outside], system[outside]
    keys = [made.keys[number] for number in sweep.states.tolist()]
    cap, is_restored = np.asarray([key.cap for key in keys]), np.asarray([key.restored for key in keys])
    shown = [is_set(planes[:, plane], state, bit) for plane in (UNENCRYPTED, UNKNOWN_TRANSIT)]
    right = sum(
        (is_set(by_right[:, at], state, bit) * int(value) for at, value in enumerate(RIGHTS)), np.zeros(len(bit), np.int64)
    )
    found = Reaches(
        bit=first + bit,
        system=system,
        transit=np.select(shown, [Transit.UNENCRYPTED, Transit.UNKNOWN], Transit.ENCRYPTED),
        right=right,
        exact=is_set(planes[:, EXACT], state, bit),
        sure=is_set(planes[:, SURE], state, bit),
        otherwise_known=is_set(planes[:, OTHERWISE_KNOWN], state, bit),
        cap=np.where(is_restored[state], NEVER, cap[state]),
        restored=np.where(is_restored[state], cap[state], NEVER),
    )
    return united(found, found.bit, found.system)


def united(found: Reaches, *by: Ints) -> Reaches:
    """One row for each combination of `by`, worst verdicts and clearest forms united; `bit` and `system` of the first."""
    if not len(found.bit):
        return found
    order = np.lexsort(by[::-1])
    sorted_ = [column[order] for column in by]
    new = np.any([np.r_[True, column[1:] != column[:-1]] for column in sorted_], axis=0)
    first = np.flatnonzero(new)
    return Reaches(
        bit=found.bit[order][first],
        system=found.system[order][first],
        transit=np.maximum.reduceat(found.transit[order], first),
        right=np.bitwise_or.reduceat(found.right[order], first),
        exact=np.logical_or.reduceat(found.exact[order], first),
        sure=np.logical_or.reduceat(found.sure[order], first),
        otherwise_known=np.logical_or.reduceat(found.otherwise_known[order], first),
        cap=np.minimum.reduceat(found.cap[order], first),
        restored=np.minimum.reduceat(found.restored[order], first),
    )
