"""The planes of a sweep: each answers "some walk of this origin reaches this state and …".

It reaches it at all, only over exact hops, only over hops known from more than permissions, past a hop of this transit, past a hop of
this right. What an edge does to the planes is one number, a bit for each plane.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from lineage.model.verdicts import Right

Words = npt.NDArray[np.uint64]

REACHED: Final = 0
EXACT: Final = 1
OTHERWISE_KNOWN: Final = 2
UNKNOWN_TRANSIT: Final = 3
UNENCRYPTED: Final = 4
PLANES: Final = 5
RIGHTS: Final = (Right.AUTHORIZED, Right.UNKNOWN, Right.MISSING, Right.EXPIRED, Right.EXCEEDED)

_NARROWING: Final = (EXACT, OTHERWISE_KNOWN)
"""Planes that only edges with their bit carry on."""
_SHOWING: Final = slice(UNKNOWN_TRANSIT, PLANES)
"""Planes in which edges with their bit mark all that they carry."""

_HAS: Final = (np.arange(1 << PLANES)[:, None] >> np.arange(PLANES) & 1).astype(np.bool_)
_ALL: Final = ~np.uint64(0)
_KEPT: Final[Words] = np.where(_HAS | ~np.isin(np.arange(PLANES), _NARROWING), _ALL, np.uint64(0))
_SHOWN: Final[Words] = np.where(_HAS[:, _SHOWING], _ALL, np.uint64(0))


def mask(carried: Words, does: npt.NDArray[np.uint8]) -> None:
    """Leave in the planes what edges carry on and show, in place; shape (edges, planes, words), of 1, 2 or all planes."""
    planes = carried.shape[1]
    if planes > EXACT:
        carried &= _KEPT[does, :planes, None]
    if planes == PLANES:
        carried[:, _SHOWING] |= carried[:, REACHED, None] & _SHOWN[does, :, None]
