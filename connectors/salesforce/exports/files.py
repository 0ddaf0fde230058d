"""The files of an export: which there are, of which sort, and their rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from connectors.languages.secrets import of_name
from connectors.salesforce.exports.platform_ids import is_platform_id
from connectors.salesforce.exports.sorts import COUNTS, ID, PERMISSION, Sort, sort_of
from lineage.errors import UnreadableInput
from lineage.reading.csv import CsvBatch, CsvFaults, CsvHead, decoded, first_value, read_batches, read_head

SUFFIX: Final = ".csv"
_TOKENS: Final = frozenset({"accesstoken", "deletetoken", "requesttoken"})
"""Columns that are a token, or destroy one."""


class Table(Protocol):
    """Rows of one sort: those of a file, or those that an org answers."""

    @property
    def shown(self) -> str:
        """Its name in places."""

    @property
    def head(self) -> CsvHead:
        """Its columns."""

    @property
    def sort(self) -> Sort:
        """What its rows are."""

    @property
    def numbered(self) -> bool:
        """A row is found again by its number."""

    @property
    def secret_columns(self) -> Sequence[str]:
        """Columns that hold secrets by their name, as it is written; they are never read."""

    def at(self, row: int = 1) -> str:
        """The place of a row; the header is row 1."""

    def place(self, values: Mapping[str, str], row: int) -> str:
        """The place of a row whose values are known."""

    def batches(self, faults: CsvFaults) -> Iterator[CsvBatch]:
        """Its rows, in batches, and what is wrong with them."""


class ExportFile(NamedTuple):
    """A file of rows."""

    path: Path
    shown: str
    """Its name in places: the same on every machine."""
    head: CsvHead
    sort: Sort

    @property
    def numbered(self) -> bool:
        """A row is found again by its number."""
        return True

    def at(self, row: int = 1) -> str:
        """The place of a row; the header is row 1."""
        return f"{self.shown}:{row}"

    def place(self, values: Mapping[str, str], row: int) -> str:
        """The place of a row whose values are known."""
        del values
        return self.at(row)

    def batches(self, faults: CsvFaults) -> Iterator[CsvBatch]:
        """Its rows, in batches, and what is wrong with them."""
        secret = {name.casefold() for name in self.secret_columns}
        wanted = {name for name in self.head.folded if self.sort.reads(name) and name not in secret}
        return read_batches(self.path, self.head, wanted, faults)

    @property
    def secret_columns(self) -> tuple[str, ...]:
        """Columns that hold secrets by their name, as it is written; they are never read."""
        return tuple(name for name in self.head.columns if _is_secret(name))


class StrangeFile(NamedTuple):
    """A file that is of no sort known."""

    shown: str
    columns: tuple[str, ...] = ()
    why: str = ""
    """Why it could not even be looked into."""


@dataclass
class Tally:
    """What was received of one file."""

    rows: int = 0
    """Rows that are right."""
    wrong: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of the rows that are left out, by what is wrong with them."""
    doubted: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of the rows that are kept, by what of them is not understood and how it is taken."""
    faults: CsvFaults = field(default_factory=CsvFaults)

    def refuse(self, why: str, row: int) -> None:
        """Take note of a row that is left out."""
        self.wrong.setdefault(why, []).append(row)

    def doubt(self, why: str, row: int) -> None:
        """Take note of a row that is kept though something of it is not understood."""
        self.doubted.setdefault(why, []).append(row)

    @property
    def is_whole(self) -> bool:
        """Whether every row could be read."""
        return not (self.wrong or self.faults.rows or self.faults.ended)


class Line(NamedTuple):
    """One row of a small file."""

    values: Mapping[str, str]
    at: str
    number: int

    def get(self, column: str) -> str:
        """The value of a column, without blanks around it; empty where there is none."""
        return self.values.get(column, "").strip()

    def related(self, relation: str) -> Mapping[str, str]:
        """The values of the columns of a related row, by their names there."""
        start = f"{relation}."
        return {name.removeprefix(start): value.strip() for name, value in self.values.items() if name.startswith(start)}


def find_files(path: Path) -> tuple[tuple[ExportFile, ...], tuple[StrangeFile, ...]]:
    """The exports that a file or the folder itself holds, not those of folders below, and the tables of no sort known."""
    told = [_told(file, _shown(file, path)) for file in _candidates(path)]
    return (
        tuple(one for one in told if isinstance(one, ExportFile)),
        tuple(one for one in told if isinstance(one, StrangeFile)),
    )


def _told(file: Path, shown: str) -> ExportFile | StrangeFile:
    try:
        head = read_head(file)
        sort = _sort(file, head) if head else None
    except UnreadableInput:
        return StrangeFile(shown, why="the system refuses to open it")
    if head is None or sort is None:
        return StrangeFile(shown, head.columns if head else ())
    return ExportFile(file, shown, head, sort)


def holds_exports(path: Path) -> bool:
    """Whether a file is an export, or a folder holds one."""
    return any(file.sort is not COUNTS for file in find_files(path)[0])


def _candidates(path: Path) -> Sequence[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if file.suffix.casefold() == SUFFIX and file.is_file())
    return [path] if path.suffix.casefold() == SUFFIX and path.is_file() else []


def _shown(file: Path, path: Path) -> str:
    whole = path.resolve()
    return f"{whole.name}/{file.name}" if path.is_dir() else whole.name


def _sort(file: Path, head: CsvHead) -> Sort | None:
    first = first_value(file, head, ID) if ID in head.folded else ""
    return sort_of(head.folded, first.strip() if is_platform_id(first.strip()) else "")


def _is_secret(column: str) -> bool:
    name = column.rpartition(".")[2]
    if name.casefold().startswith(PERMISSION):
        return False
    return name.casefold() in _TOKENS or of_name(name) == "secret"


def batches_of(table: Table, tally: Tally) -> Iterator[CsvBatch]:
    """The rows of a table in batches, with what is wrong noted in the tally."""
    for batch in table.batches(tally.faults):
        tally.rows += len(batch)
        yield batch


def lines_of(table: Table, tally: Tally) -> Iterator[Line]:
    """The rows of a table one by one."""
    for batch in batches_of(table, tally):
        names = list(batch.columns)
        columns = [_spread(batch, name) for name in names]
        for number, values in zip(batch.numbers.tolist(), zip(*columns, strict=True), strict=True):
            if any("\n" in value for value in values):
                tally.refuse("a value has several lines, as where a quote is lost", number)
            else:
                said = dict(zip(names, values, strict=True))
                yield Line(said, table.place(said, number), number)


def _spread(batch: CsvBatch, name: str) -> list[str]:
    values = decoded(batch.columns[name])
    return [values[code] for code in batch.columns[name].indices.to_pylist()]
