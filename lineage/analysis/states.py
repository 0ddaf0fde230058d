"""The state graph of a whole snapshot: where walks of any origin can stand, and the edges between those places.

It says the same as `walks`, for all origins at once: an origin is a bit, and a fixpoint over edges carries sets of bits. A stand on a field
pools into its dataset and its System, because their hops can be taken from there; such pooling edges carry no hop. An edge knows whose
bit it must not carry: a walk never re-enters its origin, nor leaves a re-entered dataset through the origin's own hops.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

AT_ORIGIN: Final = -2
"""`came_from` of data that still lies where it started."""


class Place(IntEnum):
    """What a state stands for."""

    STAND = 0
    """A walk stands on the node."""
    POOL = 1
    """Walks stand on some field of the dataset, or below the System; from here its own hops leave."""
    START = 2
    """Origins of the dataset that no hop enters, leaves or leaves out; of the System, where no hop leaves their datasets either."""
    READ = 3
    """Origins that somebody may read (see `StateGraph.readers`); `came_by` is that reader's number."""


@dataclass(frozen=True)
class States:
    """States in columns: a place, and what walks there carry on."""

    place: Ints
    node: Ints
    restored: Flags
    cap: Ints
    gone: Ints
    """Number of the set of elements that blocks did not let pass."""
    came_from: Ints
    """In flight: the System that it came from, else -1; `AT_ORIGIN` at the start."""
    came_by: Ints
    """In flight: the job that it came by; else -1."""

    def __len__(self) -> int:
        return len(self.node)

    @property
    def is_arrival(self) -> Flags:
        """Whether a hop ends there."""
        flags: Flags = (self.place == Place.STAND) & (self.came_from != AT_ORIGIN)
        return flags

    def take(self, at: Ints) -> "States":
        """The states of these numbers."""
        return States(**{one.name: getattr(self, one.name)[at] for one in fields(self)})


@dataclass(frozen=True)
class StateGraph:
    """States and the edges between them, in columns."""

    states: States
    source: Ints
    target: Ints
    hop: Ints
    """-1 on pooling edges."""
    exact: Flags
    spared: Ints
    """Node whose own bit the edge does not carry, because the walk would leave through the origin; -1 for none."""
    came_from: Ints
    """System from which the data came in by the hop's job, where it leaves flight; else -1; `AT_ORIGIN` at the start."""
    origins: Ints
    """Rows of the origins that something leaves."""
    starts: Ints
    """State in which each of them starts; origins alike share one."""
    alone: Flags
    """Whether each node, if it is a field, has states of its own."""
    is_once: Flags
    """Whether each node is entered by no hop and told apart by no right."""
    returns: Flags
    """Whether what each reader takes may come back to the System that it reads from."""
    readers: Ints
    """State in which what each reader may read starts: what is not alone, and of the rest, where nothing comes back, what is there once."""
    gone: tuple[frozenset[str], ...] = (frozenset(),)
    """The sets of elements that blocks did not let pass, by number."""
