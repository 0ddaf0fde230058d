"""What sets of fields carry, counted by element: fields that hold the same are one class, so that 500,000 fields are one pass."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lineage.analysis.holdings import NOTHING
from lineage.columns import Kind
from lineage.graph.field_sets import FieldSet
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.elements import UNCLASSIFIED, Element, element_words
from lineage.model.ids import Id
from lineage.policy.field_classes import FieldClasses
from lineage.policy.inquiry import Inquiry
from lineage.policy.parts import origin_parts
from lineage.policy.severity import Reach, Stake, Weight, stake_of, weigh

Ints = npt.NDArray[np.signedinteger]

_NAMED = 4
"""Elements, and fields, that a sentence names."""


@dataclass(frozen=True)
class Load:
    """What some fields carry."""

    fields: int = 0
    stake: Stake = Stake.NOTHING
    counts: Mapping[str, int] = field(default_factory=dict)
    """Element, the worst first → how many of the fields hold it."""
    worst: Sequence[Id] = ()
    """Some of the fields that hold the worst of it."""

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements, in order of id."""
        return tuple(sorted(self.counts))

    @property
    def words(self) -> str:
        """The worst elements and how many fields hold them: `ssn (3), email (12) and 4 more`."""
        if not self.fields:
            return "no field that is known here"
        named = [f"{element_words(element)} ({count:,})" for element, count in list(self.counts.items())[:_NAMED]]
        rest = len(self.counts) - len(named)
        return ", ".join(named) + (f" and {rest:,} more" if rest else "") if named else "nothing personal"

    @property
    def examples(self) -> str:
        """Some of the worst fields, by name."""
        return ", ".join(one.shown for one in self.worst)

    def weigh(self, reach: Reach, *, people: int = 0) -> Weight:
        """How much a finding about these fields weighs."""
        return weigh(self.stake, reach, people=people, fields=self.fields)


class _Classes(NamedTuple):
    """Fields by what they hold."""

    of_node: Ints
    """The class of each node."""
    stakes: npt.NDArray[np.int8]
    """The `Stake` of each class."""
    has: npt.NDArray[np.int64]
    """For each class and element 1 where it has it."""
    elements: Sequence[tuple[str, Stake]]
    """The elements with what they are worth, in the order of the columns of `has`."""


class Carriage:
    """Looks up what fields carry, for the whole graph at once."""

    def __init__(self, graph: LineageGraph, inquiry: Inquiry) -> None:
        self._graph, self._inquiry = graph, inquiry

    @cached_property
    def _classes(self) -> _Classes:
        holds = origin_parts(self._graph, self._inquiry)
        parts = [sorted({item.element for item in part} - {NOTHING}) for part in holds.distinct]
        known: Mapping[str, Element] = self._inquiry.elements
        elements = {one: stake_of(one, known) for one in sorted({element for part in parts for element in part})}
        place = {element: at for at, element in enumerate(elements)}
        has = np.zeros((len(parts) + 1, len(elements)), np.int64)
        for number, part in enumerate(parts):
            has[number, [place[element] for element in part]] = 1
        stakes = [max((elements[one] for one in part), default=Stake.NOTHING) for part in parts]
        # Whatever holds nothing of its own is of the last class.
        numbers = np.full(len(self._graph), len(parts), np.int32)
        numbers[holds.rows] = holds.numbers
        return _Classes(numbers, np.asarray([*stakes, -1], np.int8), has, list(elements.items()))

    @cached_property
    def stakes(self) -> npt.NDArray[np.int8]:
        """The `Stake` of each node; -1 where it holds nothing of its own."""
        found: npt.NDArray[np.int8] = self._classes.stakes[self._classes.of_node]
        return found

    def load(self, rows: Ints) -> Load:
        """What these fields carry."""
        held = np.bincount(self._classes.of_node[rows], minlength=len(self._classes.stakes))
        return self._load(held, lambda worst: rows[np.flatnonzero(self.stakes[rows] == worst)[:_NAMED]])

    def marked(self, marks: npt.NDArray[np.bool_]) -> Load:
        """What those of all fields carry that are marked, in the order of their rows."""
        held = np.bincount(self._of_fields[marks], minlength=len(self._classes.stakes))
        return self._load(held, lambda worst: self._first(lambda places: marks[places], worst))

    def of_set(self, fields: FieldSet) -> Load:
        """What a set of all fields carries."""
        return self._load(self._counted.counts(fields), lambda worst: self._first(fields.has, worst))

    def _first(self, has: Callable[[Ints], npt.NDArray[np.bool_]], worst: int) -> Ints:
        """Rows of the first fields that hold something of this stake, among those that are there."""
        if worst not in self._of_stake:
            self._of_stake[worst] = np.flatnonzero(self.stakes[self._fields] == worst)
        places = self._of_stake[worst]
        found: Ints = self._fields[places[has(places)][:_NAMED]]
        return found

    @cached_property
    def _of_stake(self) -> dict[int, Ints]:
        """The places of the fields that hold something of each stake, as far as they were asked for."""
        return {}

    @cached_property
    def _of_fields(self) -> Ints:
        return self._classes.of_node[self._fields]

    @cached_property
    def _counted(self) -> FieldClasses:
        return FieldClasses(self._of_fields, len(self._classes.stakes))

    def _load(self, held: Ints, worst_rows: Callable[[int], Ints]) -> Load:
        """What fields carry of which so many are of each class."""
        fields = int(held.sum())
        if not fields:
            return Load()
        classes = self._classes
        worst = max(int(classes.stakes[held > 0].max()), 0)
        counts = dict(zip(classes.elements, (held @ classes.has).tolist(), strict=True))
        ordered = sorted(
            (one for one in counts if counts[one]),
            key=lambda one: (-one[1], one[0] == UNCLASSIFIED, -counts[one], one[0]),
        )
        return Load(
            fields=fields,
            stake=Stake(worst),
            counts={one[0]: counts[one] for one in ordered},
            worst=[self._graph.id(row) for row in worst_rows(worst).tolist()] if worst >= Stake.PERSONAL else (),
        )

    @cached_property
    def _fields(self) -> Ints:
        return self._graph.rows_of_kind(Kind.FIELD)

    def fields_of(self, system: Id) -> Ints:
        """Rows of the fields of a System."""
        below = self._graph.below(system)
        first, end = np.searchsorted(self._fields, np.asarray((below.start, below.stop), self._fields.dtype)).tolist()
        found: Ints = self._fields[first:end]
        return found

    def of_system(self, system: Id) -> Load:
        """What all fields of a System carry."""
        if system not in self._of_system:
            self._of_system[system] = self.load(self.fields_of(system))
        return self._of_system[system]

    @cached_property
    def _of_system(self) -> dict[Id, Load]:
        return {}
