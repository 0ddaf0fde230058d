"""What declared hops take, looked up for many applications at once."""

from collections.abc import Collection
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from lineage.graph.access_sweep import Bools
from lineage.model.ids import Id
from lineage.model.verdicts import Basis
from lineage.policy.applications import App
from lineage.policy.findings import View
from lineage.policy.need import Actor, Need, hops_of, need_by

_KEPT = 64
"""Needs that are kept: each is two truth values for every field."""


class Takes:
    """Tells which applications some declared hop is of, in one pass over the declared hops."""

    def __init__(self, view: View) -> None:
        wanted = np.flatnonzero(view.graph.hop_column("bases") & int(Basis.DECLARED))
        ends = [view.graph.hop_column(name)[wanted] for name in ("source", "target")]
        systems = np.unique(np.concatenate([view.graph.system_of[end] for end in ends])) if len(wanted) else ()
        others = [view.graph.hop_column(name)[wanted] for name in ("application", "principal")]
        self._systems = {view.graph.id(int(row)) for row in systems}
        self._applications, self._principals = (set(np.unique(one).tolist()) for one in others)
        self._view = view
        self._need = lru_cache(_KEPT)(self._needed)

    def something(self, app: App) -> bool:
        """Whether a hop may be one of its own."""
        named_itself = self._view.graph.row(app.id) in self._applications
        return named_itself or app.peer in self._systems or bool(self._principals & set(app.principals.tolist()))

    def names(self, principal: int, systems: Collection[Id]) -> bool:
        """Whether a hop names a principal, as a row, or has an end in one of some Systems."""
        return principal in self._principals or bool(self._systems & set(systems))

    def need(self, actor: Actor) -> Need:
        """What the declared hops of somebody need; the same hops are looked at once."""
        return self._need(actor.home, hops_of(self._view.graph, actor).tobytes())

    def _needed(self, home: Id, hops: bytes) -> Need:
        return need_by(self._view.graph, self._view.reading.sweep, home, np.frombuffer(hops, np.int64))

    def along(self, need: Need) -> Bools:
        """Fields without a permission of their own in datasets of which something is needed: they cannot be taken away."""
        sweep = self._view.reading.sweep
        rows = [row for one in need.datasets if (row := self._view.graph.row(one)) is not None]
        needed = np.zeros(len(sweep.dataset_rows), np.bool_)
        needed[np.searchsorted(sweep.dataset_rows, rows)] = True
        needed[sweep.dataset_of[np.flatnonzero(need.read)]] = True
        found: Bools = np.zeros(len(sweep.field_rows), np.bool_)
        found[self._with_object[needed[sweep.dataset_of[self._with_object]]]] = True
        return found

    @cached_property
    def _with_object(self) -> npt.NDArray[np.signedinteger]:
        """Places of the fields without a permission of their own."""
        return np.flatnonzero(self._view.reading.sweep.read_with_object)
