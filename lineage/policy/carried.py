"""What sets of fields carry, counted by element: fields that hold the same are one class, so that 500,000 fields are one pass."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lineage.analysis.holdings import NOTHING
from lineage.columns import Kind
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.elements import UNCLASSIFIED, Element, element_words
from lineage.model.ids import Id
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


class Carriage:
    """Looks up what fields carry, for the whole graph at once."""

    def __init__(self, graph: LineageGraph, inquiry: Inquiry) -> None:
        self._graph, self._inquiry = graph, inquiry

    @cached_property
    def _classes(self) -> tuple[Ints, Sequence[tuple[str, ...]]]:
        """Of each node the number of what it holds, -1 for none; the elements of each."""
        holds = origin_parts(self._graph, self._inquiry)
        numbers = np.full(len(self._graph), -1, np.int32)
        numbers[holds.rows] = holds.numbers
        return numbers, [tuple(sorted({item.element for item in part} - {NOTHING})) for part in holds.distinct]

    @cached_property
    def _stakes(self) -> Mapping[str, Stake]:
        """What each element that occurs is worth."""
        known: Mapping[str, Element] = self._inquiry.elements
        return {one: stake_of(one, known) for elements in self._classes[1] for one in elements}

    @cached_property
    def stakes(self) -> npt.NDArray[np.int8]:
        """The `Stake` of each node; -1 where it holds nothing of its own."""
        numbers, classes = self._classes
        of_class = [max((self._stakes[one] for one in elements), default=Stake.NOTHING) for elements in classes]
        found: npt.NDArray[np.int8] = np.asarray([*of_class, -1], np.int8)[numbers]
        return found

    def load(self, rows: Ints) -> Load:
        """What these fields carry."""
        if not len(rows):
            return Load()
        numbers, classes = self._classes
        counts: dict[str, int] = {}
        held = np.bincount(numbers[rows][numbers[rows] >= 0], minlength=len(classes))
        for number in np.flatnonzero(held).tolist():
            for element in classes[number]:
                counts[element] = counts.get(element, 0) + int(held[number])
        stakes = self.stakes[rows]
        worst = int(stakes.max())
        named = rows[np.flatnonzero(stakes == worst)[:_NAMED]] if worst >= Stake.PERSONAL else ()
        ordered = sorted(counts, key=lambda one: (-self._stakes[one], one == UNCLASSIFIED, -counts[one], one))
        return Load(
            fields=len(rows),
            stake=Stake(max(worst, 0)),
            counts={one: counts[one] for one in ordered},
            worst=[self._graph.id(int(row)) for row in named],
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

    def of_fields(self, fields: Collection[Id]) -> Load:
        """What fields carry that are told by their ids."""
        rows = sorted(row for one in fields if (row := self._graph.row(one)) is not None)
        return self.load(np.asarray(rows, np.int64))
