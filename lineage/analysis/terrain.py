"""The hops around a question, and which of them leave the place where a walk stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from lineage.analysis.readings import NO_READINGS, Readings
from lineage.graph.source import HopRow, HopSource
from lineage.model.ids import Id
from lineage.model.records import Evidence
from lineage.model.verdicts import Active, Basis

ALL_BASES = Basis.DECLARED | Basis.CONFIGURED | Basis.PERMITTED | Basis.OBSERVED


@dataclass(frozen=True)
class Options:
    """Which hops are walked."""

    include_inactive: bool = False
    """Walk hops that are switched off as well."""
    bases: Basis = ALL_BASES
    """Walk hops known in one of these ways."""

    def admits(self, hop: HopRow) -> bool:
        """Whether the hop is walked."""
        return bool(hop.bases & self.bases) and (self.include_inactive or hop.active != Active.NO)


class MoreHops(Protocol):
    """Hops that no store holds, because they are made for the places that a question touches."""

    def leaving(self, stands: Collection[Id], origin: Id) -> Sequence[HopRow]:
        """Those that leave fields and datasets on which walks of an origin stand."""
        ...

    def arriving(self, systems: Collection[Id]) -> Sequence[HopRow]:
        """Those that end at Systems."""
        ...

    def evidence(self, numbers: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """The evidence of those of these hops that are such ones, by number."""
        ...

    def principals(self, number: int) -> int:
        """How many identities a hop stands for: for those of the store, and for others unless an application may act as several, one."""
        ...

    def readings(self) -> Readings:
        """All of them in numbers, for sweeps over all origins."""
        ...


class NoMore:
    """No such hops."""

    def leaving(self, stands: Collection[Id], origin: Id) -> Sequence[HopRow]:
        """None."""
        del stands, origin
        return ()

    def arriving(self, systems: Collection[Id]) -> Sequence[HopRow]:
        """None."""
        del systems
        return ()

    def evidence(self, numbers: Collection[int]) -> Mapping[int, Sequence[Evidence]]:
        """None."""
        del numbers
        return {}

    def principals(self, number: int) -> int:
        """One."""
        del number
        return 1

    def readings(self) -> Readings:
        """None."""
        return NO_READINGS


NO_MORE: Final = NoMore()


class Terrain:
    """Hops by where they leave. Standing on a field: its own hops, its dataset's (unless they leave it out) and its System's.

    Standing on a dataset: its hops, those of all its fields but the origin, and its System's. Standing on a System: only its own.
    """

    def __init__(self, origin: Id, hops: Iterable[HopRow], first: Sequence[HopRow] | None = None) -> None:
        """`first` are the hops that leave the origin, where these are chosen and not found."""
        self.origin = origin
        self._at: dict[Id, list[HopRow]] = {}
        self._fields: dict[Id, list[HopRow]] = {}
        self._leaving: dict[Id, tuple[HopRow, ...]] = {} if first is None else {origin: tuple(first)}
        for hop in sorted(hops, key=lambda hop: hop.number):
            self._at.setdefault(hop.source, []).append(hop)
            if hop.source.is_field and hop.source != origin:
                self._fields.setdefault(hop.source.owner, []).append(hop)

    def leaving(self, stand: Id) -> tuple[HopRow, ...]:
        """The hops that a walk standing here can take, never back into the origin."""
        if stand not in self._leaving:
            at = self._at
            found = list(at.get(stand, ()))
            if stand.is_field:
                found += [hop for hop in at.get(stand.owner, ()) if stand not in hop.left_out]
                found += [hop for hop in at.get(stand.namespace, ()) if stand not in hop.left_out]
            elif not stand.is_system:
                found += self._fields.get(stand, ())
                found += at.get(stand.namespace, ())
            self._leaving[stand] = tuple(hop for hop in found if not (hop.target == self.origin and self.origin.is_field))
        return self._leaving[stand]


def downstream(
    source: HopSource, origin: Id, options: Options, more: MoreHops = NO_MORE, start: Collection[Id] = ()
) -> tuple[list[HopRow], list[HopRow]]:
    """Every hop that some walk from `origin` may take, and the hops not admitted where such walks come by.

    `start` are the places where its walks stand first, where that is not the origin itself.
    """
    taken: dict[int, HopRow] = {}
    passed: dict[int, HopRow] = {}
    seen: set[Id] = set()
    frontier = set(start) or {origin}
    while frontier:
        seen |= frontier
        found = [*_leaving_all(source, frontier), *more.leaving(frontier, origin)]
        frontier = set()
        for hop in found:
            if options.admits(hop):
                taken[hop.number] = hop
                if hop.target not in seen and not (hop.target == origin and origin.is_field):
                    frontier.add(hop.target)
            else:
                passed[hop.number] = hop
    return [taken[number] for number in sorted(taken)], [passed[number] for number in sorted(passed)]


def _leaving_all(source: HopSource, stands: set[Id]) -> list[HopRow]:
    datasets = {stand for stand in stands if not stand.is_field and not stand.is_system}
    places = stands | {stand.owner for stand in stands} | {stand.namespace for stand in stands}
    found = {hop.number: hop for hop in source.hops_from(places)}
    found |= {hop.number: hop for hop in source.hops_from(datasets, below=True)} if datasets else {}
    return [hop for hop in found.values() if _may_leave(hop, stands)]


def _may_leave(hop: HopRow, stands: set[Id]) -> bool:
    if hop.source.is_system or not hop.source.is_field:
        below = hop.left_out
        return hop.source in stands or any(_is_below(stand, hop.source) and stand not in below for stand in stands)
    return hop.source in stands or hop.source.owner in stands


def _is_below(stand: Id, place: Id) -> bool:
    return stand.namespace == place if place.is_system else stand.is_field and stand.owner == place


def upstream(source: HopSource, targets: Iterable[Id], options: Options, more: MoreHops = NO_MORE) -> list[HopRow]:
    """Every hop from which some walk may go on to one of `targets`, to the dataset of one, or to what lies below one."""
    found: dict[int, HopRow] = {}
    places = set(targets)
    left_out: dict[Id, frozenset[Id]] = {place: frozenset() for place in places if not place.is_field}
    seen: set[Id] = set()
    fresh = set(left_out)
    places |= {place.owner for place in places if place.is_field}
    while places or fresh:
        seen |= places
        hops = [*source.hops_to(places), *(hop for hop in source.hops_to(fresh, below=True) if _goes_on(hop.target, left_out))]
        hops += more.arriving({place for place in places | fresh if place.is_system})
        places, fresh = set(), set()
        for hop in hops:
            if hop.number not in found and options.admits(hop):
                found[hop.number] = hop
                places |= {hop.source} | ({hop.source.owner} if hop.source.is_field else set())
                if not hop.source.is_field and _widens(hop, left_out):
                    fresh.add(hop.source)
        places -= seen
    return [found[number] for number in sorted(found)]


def _goes_on(stand: Id, left_out: Mapping[Id, frozenset[Id]]) -> bool:
    """Whether some hop that leaves the whole of a place takes along what stands here, below it."""
    return any(place in left_out and stand not in left_out[place] for place in (stand.owner, stand.namespace))


def _widens(hop: HopRow, left_out: dict[Id, frozenset[Id]]) -> bool:
    """Note what all the hops found that leave this place leave out; whether that is less than before."""
    before = left_out.get(hop.source)
    left_out[hop.source] = hop.left_out if before is None else before & hop.left_out
    return before != left_out[hop.source]
