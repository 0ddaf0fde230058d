"""What of every field reaches every System, with the worst verdicts: one sweep over all origins.

Verdicts come in as a table: by which right a crossing of each signature carries each class of origins. Fields that nothing enters, leaves or
leaves out, of one dataset and one class, share a bit and are counted.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lineage.analysis.holdings import Part
from lineage.analysis.states import AT_ORIGIN, Edges, Ints, Key, Place, StateGraph, edges, explore
from lineage.analysis.sweep import (
    EXACT,
    FIRST_RIGHT,
    OTHERWISE_KNOWN,
    PLANES,
    REACHED,
    RIGHTS,
    SURE,
    UNENCRYPTED,
    UNKNOWN_TRANSIT,
    WORD,
    Bits,
    Words,
    columns_of,
    sweep,
)
from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Right, Transit

_CHUNK: Final = 4096
"""Bits in one sweep, so that memory stays bounded."""

JudgeEdge = Callable[[int, Key, Key, int], tuple[Hashable, Callable[[Part], Right]] | None]
"""Hop row, state before, state after, System that the data came in from → what makes the crossing alike for rights, and the judgement of a
part; `None` where the hop crosses nothing."""


@dataclass(frozen=True)
class Origins:
    """Origins by bit; a bit stands for `weight` fields of one dataset that hold the same part."""

    nodes: Sequence[tuple[int, ...]]
    parts: Sequence[Part]
    classes: Ints
    """Number of each bit's part among the distinct ones."""
    distinct: Sequence[Part]

    @property
    def weights(self) -> Ints:
        """Fields that each bit stands for."""
        return np.asarray([len(nodes) for nodes in self.nodes], np.int64)


@dataclass(frozen=True)
class Reach:
    """What of one origin bit reaches one System."""

    bit: int
    system: int
    transit: Transit
    right: Right
    exact: bool
    sure: bool
    otherwise_known: bool
    keys: tuple[tuple[bool, int], ...]
    """What walks did to forms on the way: (restored, cap)."""


def exposed(
    graph: LineageGraph, parts: Mapping[int, Part], options: Options, judge: JudgeEdge, named: frozenset[int] = frozenset()
) -> tuple[Origins, Iterator[Reach]]:
    """Every (origin, System outside its own) that some walk connects, with the worst verdicts.

    `parts` gives what each origin (row of a field, or of a dataset without fields) holds.
    """
    made = explore(graph, parts, options, named)
    lines = edges(graph, made)
    origins, starts, own = _group(graph, made, parts)
    signature, table = _signatures(lines, made, origins, judge)
    return origins, _reaches(graph, made, lines, origins, starts, own, signature, table)


def _group(graph: LineageGraph, made: StateGraph, parts: Mapping[int, Part]) -> tuple[Origins, Ints, Ints]:
    groups: dict[tuple[int, int, Part], list[int]] = {}
    for origin, state in made.starts.items():
        shared = made.keys[state].place == Place.START
        groups.setdefault((state, -1 if shared else origin, parts[origin]), []).append(origin)
    ordered = sorted(groups.items(), key=lambda group: group[1][0])
    distinct = list({part: None for (_, _, part), _ in ordered})
    number = {part: at for at, part in enumerate(distinct)}
    origins = Origins(
        nodes=[tuple(nodes) for _, nodes in ordered],
        parts=[part for (_, _, part), _ in ordered],
        classes=np.asarray([number[part] for (_, _, part), _ in ordered], np.int64),
        distinct=distinct,
    )
    starts = np.asarray([state for (state, _, _), _ in ordered], np.int64)
    own = np.asarray([own if own >= 0 and graph.kinds[own] == Kind.FIELD else -1 for (_, own, _), _ in ordered], np.int64)
    return origins, starts, own


def _signatures(lines: Edges, made: StateGraph, origins: Origins, judge: JudgeEdge) -> tuple[Ints, Ints]:
    """Per edge the number of its signature (-1: crosses nothing); per signature and class the right, as a number."""
    numbers: dict[Hashable, int] = {}
    rows: list[list[int]] = []
    signature = np.full(len(lines.hop), -1, np.int64)
    for at, hop in enumerate(lines.hop.tolist()):
        if hop < 0:
            continue
        judged = judge(hop, made.keys[int(lines.source[at])], made.keys[int(lines.target[at])], int(lines.came_from[at]))
        if judged is None:
            continue
        essence, right = judged
        if essence not in numbers:
            numbers[essence] = len(rows)
            rows.append([int(right(part)) for part in origins.distinct])
        signature[at] = numbers[essence]
    return signature, np.asarray(rows, np.int64).reshape(len(rows), len(origins.distinct))


def _masks(table: Ints, classes: Ints) -> Words:
    """Per signature and right the bits that it carries by that right."""
    words = -(-len(classes) // WORD)
    padded = np.zeros((len(table), len(RIGHTS), words * WORD), np.bool_)
    by_bit = table[:, classes]
    for at, right in enumerate(RIGHTS):
        padded[:, at, : len(classes)] = by_bit & int(right) != 0
    return np.packbits(padded, axis=-1, bitorder="little").view(np.uint64)


def _reaches(
    graph: LineageGraph,
    made: StateGraph,
    lines: Edges,
    origins: Origins,
    starts: Ints,
    own: Ints,
    signature: Ints,
    table: Ints,
) -> Iterator[Reach]:
    stands = _stands(graph, made)
    home = graph.system_of[np.asarray([nodes[0] for nodes in origins.nodes], np.int64)] if len(starts) else starts
    for first in range(0, len(starts), _CHUNK):
        chunk = slice(first, first + _CHUNK)
        bits = Bits(len(starts[chunk]), starts[chunk], own[chunk])
        planes = sweep(len(made.keys), lines, bits, _masks(table, origins.classes[chunk]), signature, PLANES)
        for system, states in stands.items():
            yield from _at_system(system, made, states, planes, first, home[chunk])


def _stands(graph: LineageGraph, made: StateGraph) -> dict[int, list[int]]:
    """States at which a hop ended, by System in order of row."""
    stands: dict[int, list[int]] = {}
    for state, key in enumerate(made.keys):
        if key.place == Place.STAND and key.came_from != AT_ORIGIN:
            stands.setdefault(int(graph.system_of[key.node]), []).append(state)
    return dict(sorted(stands.items()))


def _at_system(
    system: int, made: StateGraph, states: Sequence[int], planes: Words, first: int, home: Ints
) -> Iterator[Reach]:
    together = np.bitwise_or.reduce(planes[states], axis=0)
    found = {plane: set(columns_of(together[plane]).tolist()) for plane in range(PLANES)}
    outside = sorted(bit for bit in found[REACHED] if home[bit] != system)
    changes = _changes(made, states, planes)
    for bit in outside:
        right = Right.NOT_NEEDED
        for at, value in enumerate(RIGHTS):
            right |= value if bit in found[FIRST_RIGHT + at] else Right.NOT_NEEDED
        yield Reach(
            bit=first + bit,
            system=system,
            transit=_transit(bit, found),
            right=right.worst,
            exact=bit in found[EXACT],
            sure=bit in found[SURE],
            otherwise_known=bit in found[OTHERWISE_KNOWN],
            keys=tuple(change for change, bits in changes if bit in bits),
        )


def _transit(bit: int, found: Mapping[int, set[int]]) -> Transit:
    if bit in found[UNENCRYPTED]:
        return Transit.UNENCRYPTED
    return Transit.UNKNOWN if bit in found[UNKNOWN_TRANSIT] else Transit.ENCRYPTED


def _changes(made: StateGraph, states: Iterable[int], planes: Words) -> list[tuple[tuple[bool, int], set[int]]]:
    """The bits that arrive after each change of form, the clearest first."""
    by_change: dict[tuple[bool, int], list[int]] = {}
    for state in states:
        key = made.keys[state]
        by_change.setdefault((key.restored, key.cap), []).append(state)
    return [
        (change, set(columns_of(np.bitwise_or.reduce(planes[at, REACHED], axis=0)).tolist()))
        for change, at in sorted(by_change.items(), key=lambda item: (item[0][1], not item[0][0]))
    ]
