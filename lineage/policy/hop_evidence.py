"""What says so of hops: read by the row, each different line once, and written down only where somebody looks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple, overload

import numpy as np

from lineage.graph.by_node import numbers
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import EvidenceLine
from lineage.model.verdicts import Basis
from lineage.policy.inquiry import Inquiry

_DECLARING = ("declared", "project")
"""Connectors of what people say: maps, and the project's own files."""


class Said(NamedTuple):
    """One line of evidence."""

    basis: int
    stated: bool
    connector: str
    locator: str


class HopEvidence:
    """Looks up what says so of hops, by their numbers."""

    def __init__(self, graph: LineageGraph, inquiry: Inquiry) -> None:
        self._graph, self._inquiry = graph, inquiry
        self._of_permitted: dict[int, tuple[Said, ...]] = {}
        self._locators: dict[int, tuple[str, ...]] = {}
        self._written: dict[Said, EvidenceLine] = {}

    @cached_property
    def _all(self) -> Sequence[Said]:
        table = self._graph.tables["hop_evidence"]
        columns = (table.column(name).to_pylist() for name in ("basis", "stated", "connector", "locator"))
        return list(map(Said._make, zip(*columns, strict=True)))

    @cached_property
    def _ends(self) -> Sequence[int]:
        """Where the lines of each hop begin, and the end of the last."""
        of_hops = numbers(self._graph.tables["hop_evidence"].column("hop"))
        ends: list[int] = np.searchsorted(of_hops, np.arange(self._graph.tables.hops.num_rows + 1)).tolist()
        return ends

    def of(self, hop: int) -> Sequence[Said]:
        """What says so of one hop, in order."""
        if hop < len(self._ends) - 1:
            return self._all[self._ends[hop] : self._ends[hop + 1]]
        if hop not in self._of_permitted:
            said = self._inquiry.permits.evidence({hop}).get(hop, ())
            self._of_permitted[hop] = tuple(Said(int(one.basis), one.stated, one.connector, one.locator) for one in said)
        return self._of_permitted[hop]

    def locators(self, hop: int) -> tuple[str, ...]:
        """The locators of what says so of one hop."""
        if hop not in self._locators:
            self._locators[hop] = tuple(line.locator for line in self.of(hop))
        return self._locators[hop]

    def of_all(self, hops: Iterable[int]) -> Iterator[Said]:
        """What says so of any of these hops, in their order, each line once."""
        known: set[Said] = set()
        for line in (line for hop in hops for line in self.of(hop)):
            if line not in known:
                known.add(line)
                yield line

    def places(self, hops: Iterable[int]) -> list[tuple[str, str]]:
        """Connector and locator of all that says so of any of these hops, in order."""
        return sorted({(line.connector, line.locator) for line in self.of_all(hops)})

    def written(self, line: Said) -> EvidenceLine:
        """A line as answers have it, with the time at which its source was read."""
        if line not in self._written:
            self._written[line] = written(line, self._inquiry.setting.seen_at.get(line.connector, ""))
        return self._written[line]


def written(line: Said, seen_at: str = "") -> EvidenceLine:
    """A line as answers have it."""
    return EvidenceLine(
        basis=Basis(line.basis).words[0],
        stated=line.stated,
        connector=line.connector,
        locator=line.locator,
        seen_at=seen_at,
    )


def of_places(places: Iterable[tuple[str, str]]) -> Iterator[Said]:
    """Lines of what is set up somewhere, or declared by people, as connector and locator say."""
    for connector, locator in places:
        basis = Basis.DECLARED if connector in _DECLARING else Basis.CONFIGURED
        yield Said(int(basis), True, connector, locator)


def instead(lines: Iterable[Said], others: Iterable[Said]) -> Iterator[Said]:
    """Lines, or others where there are none."""
    are_some = False
    for line in lines:
        are_some = True
        yield line
    if not are_some:
        yield from others


class ToldEvidence(Sequence[EvidenceLine]):
    """Lines of evidence, looked up and written down when somebody looks."""

    def __init__(self, read: Callable[[], Iterable[Said]], write: Callable[[Said], EvidenceLine]) -> None:
        self._read, self._write = read, write

    @cached_property
    def _lines(self) -> Sequence[Said]:
        return tuple(self._read())

    def locators(self, most: int | None = None) -> tuple[str, ...]:
        """The locator of each line, or of the first lines."""
        lines = self._lines if most is None else islice(self._read(), most)
        return tuple(line.locator for line in lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[EvidenceLine]:
        return map(self._write, self._lines)

    @overload
    def __getitem__(self, at: int) -> EvidenceLine: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[EvidenceLine]: ...
    def __getitem__(self, at: int | slice) -> EvidenceLine | Sequence[EvidenceLine]:
        if isinstance(at, slice):
            return tuple(map(self._write, self._lines[at]))
        return self._write(self._lines[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
