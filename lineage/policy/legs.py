"""Which hops speak of the same flow, though one names a field and the other its dataset or System."""

from collections.abc import Iterable
from typing import TypeAlias

from lineage.graph.source import HopRow
from lineage.model.ids import Id

_Job: TypeAlias = str
_ANY: _Job = "*"
_NONE: _Job = ""


class Overlaps:
    """Hops that others are held against. Hops of two jobs are two flows; a hop that names no job may be of any."""

    def __init__(self, hops: Iterable[HopRow]) -> None:
        self._whole, self._parts = _Ends(), _Ends()
        for hop in hops:
            for job in (hop.job or _NONE, _ANY):
                self._whole.add(job, (hop.source,), hop.target)
                self._parts.add(job, _above(hop.source), hop.target)

    def hold_all_of(self, hop: HopRow) -> bool:
        """Whether one of them takes all that this hop takes, or more, to the same place, named more or less closely."""
        return bool(self._whole) and any(
            self._whole.has(job, (hop.source, *_above(hop.source)), hop.target) for job in _asked(hop)
        )

    def hold_some_of(self, hop: HopRow) -> bool:
        """Whether one of them takes all of it or a part, to the same place."""
        return bool(self._whole) and (self.hold_all_of(hop) or self._holds_part_of(hop))

    def _holds_part_of(self, hop: HopRow) -> bool:
        return any(self._parts.has(job, (hop.source,), hop.target) for job in _asked(hop))


class _Ends:
    """Both ends of hops, by job."""

    def __init__(self) -> None:
        self._exact: set[tuple[_Job, Id, Id]] = set()
        self._below: set[tuple[_Job, Id, Id]] = set()

    def __len__(self) -> int:
        return len(self._exact)

    def add(self, job: _Job, sources: Iterable[Id], target: Id) -> None:
        """A hop that counts as one from each of these places."""
        for source in sources:
            self._exact.add((job, source, target))
            self._below.update((job, source, place) for place in _above(target))

    def has(self, job: _Job, sources: Iterable[Id], target: Id) -> bool:
        """Whether one of them begins at one of these places and ends at this one, above it or below it."""
        places = (target, *_above(target))
        return any(
            (job, source, target) in self._below or any((job, source, place) in self._exact for place in places)
            for source in sources
        )


def _above(id: Id) -> tuple[Id, ...]:
    """What an id lies in."""
    return () if id.is_system else (id.owner, id.namespace) if id.is_field else (id.namespace,)


def _asked(hop: HopRow) -> tuple[_Job, ...]:
    """A hop is looked for by its job and by none; without a job by any."""
    return (hop.job, _NONE) if hop.job else (_ANY,)
