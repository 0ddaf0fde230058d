"""What declared hops take, looked up for many applications at once."""

from collections.abc import Collection

import numpy as np

from lineage.graph.access_sweep import Bools
from lineage.model.ids import Id
from lineage.model.verdicts import Basis
from lineage.policy.applications import App
from lineage.policy.findings import View
from lineage.policy.need import Need


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

    def something(self, app: App) -> bool:
        """Whether a hop may be one of its own."""
        named_itself = self._view.graph.row(app.id) in self._applications
        return named_itself or app.peer in self._systems or bool(self._principals & set(app.principals.tolist()))

    def names(self, principal: int, systems: Collection[Id]) -> bool:
        """Whether a hop names a principal, as a row, or has an end in one of some Systems."""
        return principal in self._principals or bool(self._systems & set(systems))


def along(view: View, need: Need) -> Bools:
    """Fields without a permission of their own in datasets of which something is needed: they cannot be taken away."""
    sweep = view.reading.sweep
    rows = [row for one in need.datasets if (row := view.graph.row(one)) is not None]
    needed = np.zeros(len(sweep.dataset_rows), np.bool_)
    needed[np.searchsorted(sweep.dataset_rows, rows)] = True
    needed[np.unique(sweep.dataset_of[need.read])] = True
    found: Bools = sweep.read_with_object & needed[sweep.dataset_of]
    return found
