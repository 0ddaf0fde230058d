"""Grants in columns: what each container may do, as rows of numbers into lists of names."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lineage.columns import GRANT_BATCH
from lineage.model.verdicts import Leg

Codes = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint8]


class Numbers:
    """Names numbered in the order in which they come, each once."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    @property
    def names(self) -> Sequence[str]:
        """The names by their number."""
        return list(self._codes)

    def of(self, name: str) -> int:
        """The number of a name."""
        return self._codes.setdefault(name, len(self._codes))

    def of_all(self, names: Sequence[str]) -> Codes:
        """The numbers of many names."""
        codes = self._codes
        try:
            return np.fromiter(map(codes.__getitem__, names), np.int32, len(names))
        except KeyError:
            for name in names:
                if name not in codes:
                    codes[name] = len(codes)
            return np.fromiter(map(codes.__getitem__, names), np.int32, len(names))


class Origin(NamedTuple):
    """Who holds some grants, where it says so, and of which leg they are."""

    principal: str
    """The container's id."""
    place: str
    """File or query."""
    leg: Leg
    removes: bool = False
    denies: bool = False
    """Entries that grant nothing are kept: the source says that there is none, where it does not say so of what it leaves out."""


class _Part(NamedTuple):
    origin: Origin
    subjects: Codes
    operations: Bits
    lines: Codes


class Grants:
    """Grants as they are gathered; the subjects are numbers that the gatherer gives."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []

    def add(self, origin: Origin, subjects: Codes, operations: Bits, lines: Codes) -> None:
        """Add the grants of one origin."""
        kept = (operations != 0) | origin.denies
        if kept.any():
            self._parts.append(_Part(origin, subjects[kept], operations[kept], lines[kept]))

    def table(self, subjects: Sequence[str]) -> pa.Table | None:
        """The grants, of the schema `GRANT_BATCH`, `None` where there are none; `subjects` are ids by number."""
        if not self._parts:
            return None
        principals, places = Numbers(), Numbers()
        columns = [
            _named(self._repeated(lambda origin: principals.of(origin.principal), np.int32), principals.names),
            _named(np.concatenate([part.subjects for part in self._parts]), subjects),
            pa.array(self._repeated(lambda origin: origin.leg, np.int8)),
            pa.array(np.concatenate([part.operations for part in self._parts])),
            pa.array(self._repeated(lambda origin: origin.removes, np.bool_)),
            _named(self._repeated(lambda origin: places.of(origin.place), np.int32), places.names),
            pa.array(np.concatenate([part.lines for part in self._parts])),
        ]
        return pa.table(columns, schema=GRANT_BATCH)

    def _repeated(self, value: Callable[[Origin], int], type_: type[np.generic]) -> npt.NDArray[np.generic]:
        """A value of each origin, once for each of its grants."""
        counts = [len(part.subjects) for part in self._parts]
        return np.repeat(np.array([value(part.origin) for part in self._parts], type_), counts)


def _named(codes: npt.NDArray[np.generic], names: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(names, pa.string()))
