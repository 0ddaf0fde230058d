"""What of every field reaches every System, with the worst verdicts: one sweep over all origins.

Rights come in as a function; it is asked only about what some origin's data really crosses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from lineage.analysis.edges import Edges, edges
from lineage.analysis.explore import explore
from lineage.analysis.grouped import distinct
from lineage.analysis.holdings import Part
from lineage.analysis.origins import CHUNK, Holds, Origins, group
from lineage.analysis.planes import EXACT, OTHERWISE_KNOWN, REACHED, RIGHTS, UNENCRYPTED, UNKNOWN_TRANSIT
from lineage.analysis.read_origins import read_origins
from lineage.analysis.readings import NO_READINGS, Readings
from lineage.analysis.states import Flags, Ints, StateGraph
from lineage.analysis.sweep import Bits, Ground, Sweep, fold, is_set, set_bits
from lineage.analysis.terrain import Options
from lineage.columns import Kind
from lineage.graph.alike import number_pairs, number_rows
from lineage.graph.alike_rows import alike_rows
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.verdicts import Transit

NEVER: Final = 127
"""In place of a cap where no walk arrives so."""


Small = npt.NDArray[np.signedinteger]
"""Numbers of few values in one byte each: there may be millions of rows."""


class Passage(NamedTuple):
    """How data passes from one System into another: all that rights may look at, as rows of nodes; -1 for none."""

    giving: int
    taking: int
    job: int
    named: int
    """The field that it leaves from, where rights can tell it apart."""
    leaves_flight: bool
    """Whether the hop starts in flight."""
    restored: bool
    cap: int
    came_from: int
    """System from which it came in by the same job; `AT_ORIGIN` at the start."""
    gone: frozenset[str]
    """Elements that blocks did not let pass."""


class Judgement(Protocol):
    """By what right classes of data pass; a class is the number of what origins hold."""

    @property
    def signature(self) -> Ints:
        """For each passage the number of what makes it alike to others."""
        ...

    def of(self, signature: Ints, classes: Ints) -> Ints:
        """The right, as a number, of each signature for the class beside it."""
        ...

    def of_all(self, signature: int) -> Ints:
        """The right of one signature for every class."""
        ...


Judge = Callable[[Sequence[Passage], Sequence[Part]], Judgement]
"""Judges passages for all that origins hold."""


@dataclass(frozen=True)
class Reaches:
    """What of which origins reaches which System outside their own: a row for each pair, by bit and System."""

    bit: Ints
    system: Ints
    transit: Small
    right: Small
    exact: Flags
    otherwise_known: Flags
    cap: Small
    """The clearest cap of walks without a restore; `NEVER` where there are none."""
    restored: Small
    """The clearest form of walks with a restore; `NEVER` where there are none."""
    gone: Ints
    """Number of the set of elements that blocks on the way did not let pass."""

    def take(self, at: Ints) -> "Reaches":
        """The rows of these numbers."""
        return Reaches(**{one.name: getattr(self, one.name)[at] for one in fields(self)})


def exposed(
    graph: LineageGraph,
    holds: Holds,
    options: Options,
    judge: Judge,
    named: frozenset[int] = frozenset(),
    readings: Readings = NO_READINGS,
) -> tuple[Origins, Reaches, Sequence[frozenset[str]]]:
    """Every origin and System outside its own that some walk connects, with the worst verdicts; the sets that `gone` numbers."""
    made = explore(graph, holds.rows, options, named, readings)
    lines = edges(graph, made, readings)
    rights = _rights(_passages(graph, made, lines, named, readings), made.gone, holds.distinct, judge)
    ground = Ground(lines, len(made.states))
    origins = group(graph, made, holds.numbers[np.searchsorted(holds.rows, made.origins)])
    if readings.readers:
        crossed = _crossed_by_readers(made, ground, rights)
        classes = holds.numbers[np.searchsorted(holds.rows, readings.fields)]
        read = read_origins(graph, made, readings, classes, crossed, rights.judged.of_all)
        origins = origins.and_read(made, read, np.asarray([reader.home for reader in readings.readers], np.int64))
    arrivals = np.where(made.states.is_arrival, graph.system_of[made.states.node], -1)
    chunks = range(0, len(origins) or 1, CHUNK)
    parts = [_reaches(made, ground, origins, rights, arrivals, slice(first, first + CHUNK)) for first in chunks]
    return origins, _joined(parts), made.gone


def _crossed_by_readers(made: StateGraph, ground: Ground, rights: "_Rights") -> list[Ints]:
    """For each reader the signatures of what its data crosses on any way."""
    count = len(made.readers)
    sweep = Sweep(ground, Bits(count, made.readers, np.full(count, -1, np.int64)))
    signature = rights.signature[sweep.rows]
    edge, reader = sweep.crossings(sweep.reach(planes=1), signature >= 0)
    pairs = distinct(reader * (len(rights.signature) + 1) + signature[edge])
    of, crossed = np.divmod(pairs, len(rights.signature) + 1)
    return np.split(crossed, np.searchsorted(of, np.arange(1, count)))


def _joined(parts: Sequence[Reaches]) -> Reaches:
    return Reaches(**{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Reaches)})


def _passages(graph: LineageGraph, made: StateGraph, lines: Edges, named: frozenset[int], readings: Readings) -> dict[str, Ints]:
    """The columns of what edges pass; `giving` is -1 where they cross nothing."""
    hop = np.maximum(lines.hop, 0)
    by_readers = zip(*((reader.home, reader.target, -1) for reader in readings.readers), strict=True)
    more = list(by_readers) or [(), (), ()]
    source, target, job = (
        _of_hops(graph, name, after, hop) for name, after in zip(("source", "target", "job"), more, strict=True)
    )
    giving, taking = graph.system_of[source], graph.system_of[target]
    stand = np.where(graph.kinds[source] == Kind.FIELD, source, made.states.node[lines.source])
    return {
        "giving": np.where((lines.hop >= 0) & (giving != taking), giving, -1).astype(np.int64),
        "taking": taking.astype(np.int64),
        "job": job,
        "named": np.where(np.isin(stand, np.asarray(sorted(named), np.int64)), stand, -1),
        "leaves_flight": _of_hops(graph, "flight", [0] * len(readings.readers), hop) & 1,
        "restored": made.states.restored[lines.target].astype(np.int64),
        "cap": made.states.cap[lines.target],
        "came_from": lines.came_from,
        "gone": made.states.gone[lines.target],
    }


def _of_hops(graph: LineageGraph, name: str, of_readers: Sequence[int], hops: Ints) -> Ints:
    column = np.concatenate([graph.hop_column(name), np.asarray(of_readers, np.int64)])
    return column[hops] if len(column) else hops


class _Rights(NamedTuple):
    """By what right edges carry classes of origins."""

    judged: Judgement
    signature: Ints
    """Number of what makes each edge's passage alike; -1 where it crosses nothing."""


def _rights(passages: Mapping[str, Ints], gone: Sequence[frozenset[str]], distinct: Sequence[Part], judge: Judge) -> _Rights:
    crossing = np.flatnonzero(passages["giving"] >= 0)
    columns = {name: column[crossing] for name, column in passages.items()}
    first, alike = alike_rows(list(columns.values()))
    rows = zip(*(column[first].tolist() for column in columns.values()), strict=True)
    judged = judge([Passage(**dict(zip(columns, row, strict=True)) | {"gone": gone[row[-1]]}) for row in rows], distinct)
    signature = np.full(len(passages["giving"]), -1, np.int64)
    signature[crossing] = judged.signature[alike]
    return _Rights(judged, signature)


def _reaches(made: StateGraph, ground: Ground, origins: Origins, rights: _Rights, arrivals: Ints, chunk: slice) -> Reaches:
    starts = origins.starts[chunk]
    sweep = Sweep(ground, Bits(len(starts), starts, origins.own[chunk]))
    planes = sweep.reach()
    signature = rights.signature[sweep.rows]
    edge, carried = sweep.crossings(planes, signature >= 0)
    by_right = sweep.rights(edge, carried, rights.judged.of(signature[edge], origins.classes[chunk][carried]))
    # States that differ only in where below a System they stand become one row of bits.
    ends = np.flatnonzero(arrivals[sweep.states] >= 0)
    states, system = made.states.take(sweep.states[ends]), arrivals[sweep.states[ends]]
    alike = number_pairs(number_pairs(system, states.restored.astype(np.int64)), states.cap)
    alike = number_pairs(alike, states.gone) if len(made.gone) > 1 else alike
    order = np.argsort(alike, kind="stable")
    begins = np.flatnonzero(np.diff(alike[order], prepend=-1))
    planes, by_right = (fold(rows, ends[order], begins) for rows in (planes, by_right))
    states, system = states.take(order[begins]), system[order[begins]]
    row, bit = set_bits(planes[:, REACHED])
    outside = system[row] != origins.homes[chunk][bit]
    row, bit = row[outside], bit[outside]
    is_restored, cap = states.restored[row], states.cap[row].astype(np.int8)
    shown = [is_set(planes[:, plane], row, bit) for plane in (UNENCRYPTED, UNKNOWN_TRANSIT)]
    right = np.zeros(len(bit), np.int8)
    for at, value in enumerate(RIGHTS):
        right |= is_set(by_right[:, at], row, bit) * np.int8(value)
    found = Reaches(
        bit=chunk.start + bit,
        system=system[row],
        transit=np.select(shown, [np.int8(Transit.UNENCRYPTED), np.int8(Transit.UNKNOWN)], np.int8(Transit.ENCRYPTED)),
        right=right,
        exact=is_set(planes[:, EXACT], row, bit),
        otherwise_known=is_set(planes[:, OTHERWISE_KNOWN], row, bit),
        cap=np.where(is_restored, np.int8(NEVER), cap),
        restored=np.where(is_restored, cap, np.int8(NEVER)),
        gone=states.gone[row],
    )
    return united(found, found.bit, found.system, *([found.gone] if len(made.gone) > 1 else []))


def united(found: Reaches, *by: Ints) -> Reaches:
    """One row for each combination of `by`, in order, worst verdicts and clearest forms united; the rest of any of them."""
    numbers = number_rows(by)
    order = np.argsort(numbers)
    ordered = numbers[order]
    first = np.flatnonzero(np.concatenate((np.ones(len(ordered[:1]), np.bool_), ordered[1:] != ordered[:-1])))
    if len(first) == len(order):
        return found.take(order)
    rest, columns = order[first], found.take(order)
    return Reaches(
        bit=found.bit[rest],
        system=found.system[rest],
        transit=np.maximum.reduceat(columns.transit, first),
        right=np.bitwise_or.reduceat(columns.right, first),
        exact=np.logical_or.reduceat(columns.exact, first),
        otherwise_known=np.logical_or.reduceat(columns.otherwise_known, first),
        cap=np.minimum.reduceat(columns.cap, first),
        restored=np.minimum.reduceat(columns.restored, first),
        gone=found.gone[rest],
    )
