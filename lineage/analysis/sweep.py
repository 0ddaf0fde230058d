"""One fixpoint of origin bits over a state graph, in planes.

Every plane answers "some walk of this origin reaches this state and …": reaches it at all, exactly, only over hops that are known to be
switched on, over hops known from more than permissions, past a hop of this transit, past a hop of this right. All planes go through the
same rounds: the edges whose source changed are gathered, masked, and united by target.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from lineage.analysis.states import Edges, Ints
from lineage.model.verdicts import Right, Transit

Words = npt.NDArray[np.uint64]

REACHED: Final = 0
EXACT: Final = 1
SURE: Final = 2
OTHERWISE_KNOWN: Final = 3
UNKNOWN_TRANSIT: Final = 4
UNENCRYPTED: Final = 5
FIRST_RIGHT: Final = 6
RIGHTS: Final = (Right.AUTHORIZED, Right.UNKNOWN, Right.MISSING, Right.EXPIRED, Right.EXCEEDED)
PLANES: Final = FIRST_RIGHT + len(RIGHTS)

WORD: Final = 64


@dataclass(frozen=True)
class Bits:
    """Which bit each origin has: `own` maps an origin's node row to its bit where it has one of its own."""

    count: int
    start: Ints
    """State in which each bit starts."""
    node: Ints
    """Node row of each bit that is one origin's own; -1 for bits that several origins share."""

    def shared(self) -> "Bits":
        """The same starts, all with one bit."""
        return Bits(1, self.start, np.full(len(self.start), -1, np.int64))

    @property
    def words(self) -> int:
        """Words of a row of bits."""
        return -(-self.count // WORD)


def columns_of(row: Words) -> Ints:
    """The bits set in a row."""
    return np.flatnonzero(np.unpackbits(row.view(np.uint8), bitorder="little")).astype(np.int64)


def sweep(states: int, edges: Edges, bits: Bits, right_masks: Words | None, signature: Ints | None, planes: int = PLANES) -> Words:
    """The fixpoint, shape (states, planes, words).

    `right_masks` has shape (signatures, rights, words): which origins' parts a hop of that signature carries by that right; `signature`
    says which of them each edge has, -1 for edges that cross nothing. Without them only the planes below `FIRST_RIGHT` are filled.
    """
    reached = np.zeros((states, planes, bits.words), np.uint64)
    for at, start in enumerate(bits.start.tolist()):
        bit = at % bits.count
        reached[start, : min(planes, UNKNOWN_TRANSIT), bit // WORD] |= np.uint64(1) << np.uint64(bit % WORD)
    if not len(edges.source):
        return reached
    forbidden = _Forbidden(edges, bits)
    leaving = _Leaving(edges, states)
    changed = np.unique(bits.start)
    while len(rows := leaving.rows(changed)):
        carried = _carry(reached, edges, rows, right_masks, signature)
        forbidden.clear(carried, rows)
        changed = _unite(reached, edges.target[rows], carried)
    return reached


def _carry(reached: Words, edges: Edges, rows: Ints, right_masks: Words | None, signature: Ints | None) -> Words:
    carried = reached[edges.source[rows]]
    base = carried[:, REACHED]
    carried[:, EXACT][~edges.exact[rows]] = 0
    if carried.shape[1] <= EXACT + 1:
        return carried
    carried[:, SURE][~edges.sure[rows]] = 0
    carried[:, OTHERWISE_KNOWN][~edges.otherwise_known[rows]] = 0
    for plane, transit in ((UNKNOWN_TRANSIT, Transit.UNKNOWN), (UNENCRYPTED, Transit.UNENCRYPTED)):
        shows = edges.transit[rows] == transit
        carried[shows, plane] |= base[shows]
    if right_masks is not None and signature is not None:
        crossing = signature[rows] >= 0
        masks = right_masks[signature[rows][crossing]]
        carried[crossing, FIRST_RIGHT:] |= base[crossing][:, None, :] & masks
    return carried


def _unite(reached: Words, targets: Ints, carried: Words) -> Ints:
    """Unite what edges carry into their targets (sorted); gives the states that changed."""
    first = np.flatnonzero(np.r_[True, targets[1:] != targets[:-1]])
    united = np.bitwise_or.reduceat(carried, first, axis=0)
    states = targets[first]
    united |= reached[states]
    new = (united != reached[states]).any(axis=(1, 2))
    reached[states[new]] = united[new]
    return states[new]


class _Leaving:
    """The edges that leave states."""

    def __init__(self, edges: Edges, states: int) -> None:
        self._order = np.argsort(edges.source, kind="stable").astype(np.int64)
        self._offsets = np.searchsorted(edges.source[self._order], np.arange(states + 1))

    def rows(self, states: Ints) -> Ints:
        """Edges that leave these states, in order of target."""
        spans = [self._order[self._offsets[state] : self._offsets[state + 1]] for state in states]
        return np.sort(np.concatenate(spans)) if spans else np.empty(0, np.int64)


class _Forbidden:
    """The bits that edges do not carry, because a walk would re-enter its origin or leave through it."""

    def __init__(self, edges: Edges, bits: Bits) -> None:
        own = {int(node): bit for bit, node in enumerate(bits.node) if node >= 0}
        self._masks: dict[int, list[tuple[int, np.uint64]]] = {}
        for edge, pair in enumerate(zip(edges.spared.tolist(), edges.entered.tolist(), strict=True)):
            for bit in (own[node] for node in pair if node in own):
                self._masks.setdefault(edge, []).append((bit // WORD, ~(np.uint64(1) << np.uint64(bit % WORD))))
        self._having = np.zeros(len(edges.source), np.bool_)
        self._having[list(self._masks)] = True

    def clear(self, carried: Words, rows: Ints) -> None:
        """Take the forbidden bits from what these edges carry, in place."""
        for at in np.flatnonzero(self._having[rows]):
            for word, kept in self._masks[int(rows[at])]:
                carried[at, :, word] &= kept
