"""Ways out that only their tokens and flows can close: in place of the whole network, where that would be too large to search.

All tokens and flows by which something leaves together cut it off. Whether fewer grants and memberships would do as well is not looked
for; that there have to be some is: principals that share nothing that gives have to be cut off one by one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lineage.analysis.cut import SINK, SOURCE
from lineage.analysis.removal import Flow, Given, Item, Items, Network, Token
from lineage.analysis.states import Ints
from lineage.graph.access_sweep import Bools
from lineage.graph.holders import Givers
from lineage.model.ids import Id


@dataclass(frozen=True)
class Bearer:
    """Tokens of principals that hold the same."""

    tokens: tuple[Token, ...]
    givers: Givers
    """By whose grants they read."""
    look: Callable[[], Bools]
    """Finds which of the nodes they read; asked where it matters, because there may be half a million."""

    @cached_property
    def reads(self) -> Bools:
        """Which of the nodes they read."""
        return self.look()


class ByToken:
    """Ways out that only their tokens and flows close."""

    def __init__(self, count: int, bearers: Iterable[Bearer], flows: Mapping[Flow, Ints]) -> None:
        self._everybody = list(bearers)
        self._flows = {flow: nodes for flow, nodes in flows.items() if len(nodes)}
        self._count = count

    @cached_property
    def _bearers(self) -> Sequence[Bearer]:
        return [one for one in self._everybody if one.reads.any()]

    @cached_property
    def at_least(self) -> int:
        """So many removals it takes at least: one for each flow, and one for each of some principals that share nothing that gives."""
        taken: set[int] = set()
        apart = 0
        for one in sorted(self._bearers, key=lambda bearer: (len(bearer.givers), bearer.tokens)):
            if taken.isdisjoint(one.givers):
                taken.update(one.givers)
                apart += 1
        return len(self._flows) + apart

    def network(self) -> Network:
        """See `Leaving.network`."""
        network = Network()
        items: list[Item] = [*self._tokens, *self._flows]
        for item in sorted(items, key=lambda one: tuple(map(str, one))):
            network.join(SOURCE, SINK, network.number([item]))
        return network

    @cached_property
    def _tokens(self) -> Mapping[Token, Bearer]:
        return {token: one for one in self._bearers for token in one.tokens}

    def open(self, removed: Items) -> Bools:
        """See `Leaving.open`."""
        found: Bools = np.zeros(self._count, np.bool_)
        for one in self._everybody:
            if not removed.issuperset(one.tokens):
                found |= one.reads
        for flow, nodes in self._flows.items():
            if flow not in removed:
                found[nodes] = True
        return found

    @cached_property
    def _times(self) -> Ints:
        """By how many tokens and flows each node is left."""
        found: Ints = np.zeros(self._count, np.int64)
        for one in self._bearers:
            found += one.reads * len(one.tokens)
        for nodes in self._flows.values():
            found[nodes] += 1
        return found

    def lost(self, item: Item) -> Ints:
        """See `Leaving.lost`."""
        if isinstance(item, Flow):
            nodes = self._flows.get(item, np.empty(0, np.int64))
            alone: Ints = nodes[self._times[nodes] == 1]
            return alone
        if not isinstance(item, Token) or item not in self._tokens:
            return np.empty(0, np.int64)
        lost: Ints = np.flatnonzero(self._tokens[item].reads & (self._times == 1))
        return lost

    def granted(self, given: Given) -> Sequence[Id]:
        """None: nothing is closed by grants here."""
        del given
        return ()
