"""What some containers grant on some fields, in arrays: the object leg by dataset and the field leg by field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from lineage.analysis.distinct import distinct
from lineage.analysis.removal import Given, Items
from lineage.graph.access_sweep import AccessSweep, Bools
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.routes import Giver
from lineage.model.ids import Id

Ints = npt.NDArray[np.int64]

_ENDLESS: Final = 1 << 40


@dataclass(frozen=True)
class Kind:
    """Datasets that are granted alike, as far as a smallest cut can tell."""

    datasets: tuple[Id, ...]
    first: int
    """Number of one of them."""


class Granted:
    """What givers grant on fields; `targets` are their numbers in the sweep, in order. Datasets are numbered by first field."""

    def __init__(self, graph: LineageGraph, sweep: AccessSweep, givers: Sequence[Giver], targets: Ints) -> None:
        self._graph, self._sweep = graph, sweep
        self.givers = givers
        self.targets = targets
        numbers, first, counts, self.dataset_of = distinct(sweep.dataset_of[targets])
        self.datasets = [graph.id(int(sweep.dataset_rows[number])) for number in numbers.tolist()]
        # The fields of a dataset are neighbours, because ids order them.
        self.places = [slice(start, start + count) for start, count in zip(first.tolist(), counts.tolist(), strict=True)]
        self.with_object: Bools = sweep.read_with_object[targets]
        system = sweep.system_of[numbers]
        self.system_of = [graph.id(int(sweep.system_rows[number])) for number in system.tolist()]
        legs = [sweep.legs(*giver) for giver in givers]
        self.system: list[Bools] = [leg.systems[system] for leg in legs]
        self.every_field: list[Bools] = [leg.every_field[system] for leg in legs]
        self.object: list[Bools] = [leg.objects[numbers] for leg in legs]
        self.all_fields: list[Bools] = [leg.all_fields[numbers] for leg in legs]
        self.fields: list[Bools] = [leg.fields[targets] for leg in legs]

    @cached_property
    def number_of(self) -> dict[Id, int]:
        """The number of each dataset."""
        return {dataset: number for number, dataset in enumerate(self.datasets)}

    @cached_property
    def variants(self) -> dict[Id, list[int]]:
        """The numbers of the givers of each container: more than one where it is muted in different ways."""
        found: dict[Id, list[int]] = {}
        for number, giver in enumerate(self.givers):
            found.setdefault(giver.container, []).append(number)
        return found

    @cached_property
    def parts(self) -> dict[Id, Ints]:
        """By container the part that each field is of: which of its variants grant it, as bits."""
        return {container: _bits(self.fields, numbers) for container, numbers in self.variants.items()}

    def fields_of(self, given: Given) -> Ints:
        """Positions among the targets of the fields that are granted one by one; none where nothing is known of the grant."""
        number = self.number_of.get(given.subject.owner if given.subject.is_field else given.subject)
        if number is None or given.container not in self.parts:
            return np.empty(0, np.int64)
        place = self.places[number]
        if given.subject.is_field:
            return np.asarray([at for at in range(place.start, place.stop) if self._id(at) == given.subject], np.int64)
        found: Ints = np.flatnonzero(self.parts[given.container][place] == given.part) + place.start
        return found

    def ids_of(self, given: Given) -> list[Id]:
        """The ids of the fields that are granted one by one."""
        return [self._id(at) for at in self.fields_of(given).tolist()]

    def _id(self, at: int) -> Id:
        return self._graph.id(int(self._sweep.field_rows[self.targets[at]]))

    def read(self, givers: Sequence[int], removed: Items, place: slice) -> Bools:
        """Which fields of a place these givers make readable together, without what is removed."""
        on_object = np.zeros(len(self.datasets), np.bool_)
        on_all = np.zeros(len(self.datasets), np.bool_)
        on_field = self.with_object[place].copy()
        for giver in givers:
            container = self.givers[giver].container
            gone = [one for one in removed if isinstance(one, Given) and one.container == container]
            on_object |= self._without(self.object[giver], "object", gone)
            on_object |= self._on_systems(self.system[giver], "system", gone)
            on_all |= self._without(self.all_fields[giver], "all-fields", gone)
            on_all |= self._on_systems(self.every_field[giver], "every-field", gone)
            on_field |= self._fields_without(giver, gone, place)
        dataset = self.dataset_of[place]
        both: Bools = on_object[dataset] & (on_field | on_all[dataset])
        return both

    def _without(self, leg: Bools, sort: str, gone: Sequence[Given]) -> Bools:
        numbers = [self.number_of[one.subject] for one in gone if one.sort == sort and one.subject in self.number_of]
        if not numbers:
            return leg
        left = leg.copy()
        left[numbers] = False
        return left

    def _on_systems(self, leg: Bools, sort: str, gone: Sequence[Given]) -> Bools:
        systems = {one.subject for one in gone if one.sort == sort}
        if not systems:
            return leg
        return leg & np.asarray([system not in systems for system in self.system_of], np.bool_)

    def _fields_without(self, giver: int, gone: Sequence[Given], place: slice) -> Bools:
        left = self.fields[giver][place]
        fields = [one for one in gone if one.sort == "fields"]
        if not fields:
            return left
        left = left.copy()
        start, end, _ = place.indices(len(self.targets))
        for one in fields:
            at = self.fields_of(one)
            left[at[(start <= at) & (at < end)] - start] = False
        return left

    def kinds(self) -> Iterator[Kind]:
        """Datasets by how they are granted, in order of the first of each."""
        rows = np.stack(list(self._rows()))
        _, which = np.unique(rows, axis=1, return_inverse=True)
        members: dict[int, list[int]] = {}
        for number, kind in enumerate(np.ravel(which).tolist()):
            members.setdefault(kind, []).append(number)
        for numbers in sorted(members.values()):
            yield Kind(tuple(self.datasets[number] for number in numbers), numbers[0])

    def _rows(self) -> Iterator[Ints]:
        """What tells datasets apart, row by row: shape (datasets) each."""
        covered = np.any(self.system, axis=0) if self.system else np.zeros(len(self.datasets), np.bool_)
        by_container = [np.any([self.object[number] for number in numbers], axis=0) for numbers in self.variants.values()]
        objects = np.sum(by_container, axis=0) if by_container else np.zeros(len(self.datasets), np.int64)
        # Where taking the object away costs less than some fields do, how many these are makes no difference.
        most = np.where(covered, _ENDLESS, objects + 1)
        codes = {system: code for code, system in enumerate(dict.fromkeys(self.system_of))}
        yield np.asarray([codes[system] for system in self.system_of], np.int64)
        yield (self.counts_with_object > 0).astype(np.int64)
        for container, numbers in self.variants.items():
            for legs in (self.object, self.all_fields, self.every_field):
                yield _bits(legs, numbers)
            for part in self.parts_of(container):
                yield np.minimum(self.counts_of_part(container, part), most)

    def parts_of(self, container: Id) -> list[int]:
        """The parts that the fields of a container fall into."""
        return list(self._by_part[container])

    def counts_of_part(self, container: Id, part: int) -> Ints:
        """How many fields of one part each dataset has."""
        return self._by_part[container][part]

    @cached_property
    def _by_part(self) -> dict[Id, dict[int, Ints]]:
        return {
            container: {part: self.counts(which == part) for part in distinct(which).numbers.tolist() if part}
            for container, which in self.parts.items()
        }

    @cached_property
    def counts_with_object(self) -> Ints:
        """How many fields of each dataset have no permission of their own."""
        return self.counts(self.with_object)

    def counts(self, which: Bools) -> Ints:
        """How many of these fields each dataset has."""
        return np.bincount(self.dataset_of[which], minlength=len(self.datasets)).astype(np.int64)


def _bits(legs: Sequence[Bools], numbers: Sequence[int]) -> Ints:
    """Which of these legs hold, as bits."""
    found = np.zeros(len(legs[numbers[0]]), np.int64)
    for bit, number in enumerate(numbers):
        found |= legs[number].astype(np.int64) << bit
    return found
