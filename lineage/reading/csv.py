"""Tables of values that a delimiter separates: columns by name in any case and order, rows in batches of columns.

Only the columns that are asked for are taken out of a file; nothing else of a row is kept or shown, not even in messages. A row with
another number of values than the header is left out and its number kept. A quote that is never closed would swallow every row after it,
so quotes are counted while the file is read.
"""

import codecs
import csv
import io
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from lineage.errors import UnreadableInput

Codes = npt.NDArray[np.int32]

_HEAD: Final = 65_536
_BLOCK: Final = 4 * 1024 * 1024
"""Bytes that are turned into one batch. The reader runs ahead by 32 of these at most, however large the file is."""
_ENDS: Final = re.compile("\r\n|\r|\n")
_DELIMITERS: Final = ",;\t|"
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""The marks with which files begin that say how they are encoded."""
_FALLBACK: Final = "cp1252"
"""How programs on Windows write text that is not UTF-8."""
_NO_ROWS: Final = ("Empty CSV file", "Could not skip initial")
"""What the reader says where nothing follows the header, or the header is not even ended."""
# A file that becomes a pipe between listing and reading is refused rather than waited for.
_SAFELY: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class CsvHead(NamedTuple):
    """What the first lines of a file say."""

    columns: tuple[str, ...]
    """The header, as it is written."""
    delimiter: str = ","
    encoding: str = "utf-8"
    lines: int = 1
    """Lines that the header takes."""

    @property
    def folded(self) -> tuple[str, ...]:
        """The header by which columns are found."""
        return tuple(name.casefold() for name in self.columns)


class CsvBatch(NamedTuple):
    """Some rows of a file."""

    columns: Mapping[str, pa.DictionaryArray]
    """By folded name; the values are bytes, to be decoded with `decoded`."""
    numbers: Codes
    """The number of each row in the file; the header is row 1."""

    def __len__(self) -> int:
        """How many rows."""
        return len(self.numbers)


@dataclass
class CsvFaults:
    """What is wrong with a file, as far as it was read."""

    rows: list[int] = field(default_factory=list)
    """Numbers of the rows that were left out."""
    ended: str = ""
    """Why nothing after some row could be told; empty where the file was read to its end."""


def read_head(path: Path) -> CsvHead | None:
    """The header of a file; `None` where it has none.

    Raises `UnreadableInput` where the file cannot be opened.
    """
    encoding, text = _start(path)
    lines = _lines(text)
    line = next((line for line in lines if line.strip()), "")
    if not line or "\0" in line:
        return None
    delimiter = max(_DELIMITERS, key=lambda one: (_outside_quotes(line).count(one), -_DELIMITERS.index(one)))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    names = next(names for names in reader if names)
    return CsvHead(tuple(name.strip() for name in names), delimiter, encoding, reader.line_num)


def _start(path: Path) -> tuple[str, str]:
    """How a file is encoded, and the first of it."""
    with _opened(path) as file:
        start = file.read(_HEAD)
    encoding = next((name for mark, name in _MARKS.items() if start.startswith(mark)), "utf-8")
    return encoding, start.decode(encoding, "replace")


def _lines(text: str) -> list[str]:
    """The lines, each ended alike."""
    return [f"{line}\n" for line in _ENDS.split(text)]


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def first_value(path: Path, head: CsvHead, column: str) -> str:
    """The value of one column in the first row; empty where there is none."""
    _, text = _start(path)
    at = head.folded.index(column)
    for row in csv.reader(_lines(text)[head.lines :], delimiter=head.delimiter, skipinitialspace=True):
        if row:
            return row[at] if at < len(row) else ""
    return ""


def read_batches(
    path: Path, head: CsvHead, wanted: Collection[str], faults: CsvFaults, *, block: int = _BLOCK
) -> Iterator[CsvBatch]:
    """The rows of a file, as far as they can be told apart; `wanted` are folded names, and what is wrong is added to `faults`.

    A column that the header names twice is taken where it stands first. Raises `UnreadableInput` where the file cannot be opened.
    """
    # Names of our own, for the header may name a column twice.
    named = {f"c{at}": name for at, name in enumerate(head.folded)}
    taken: dict[str, str] = {}
    for own, name in named.items():
        if name in wanted:
            taken.setdefault(name, own)
    with _opened(path) as file:
        counted = _Counted(file, head.encoding)
        try:
            yield from _batches(counted, head, list(named), taken, faults, block)
        except (pa.ArrowInvalid, UnicodeError) as error:
            # What the error says is not repeated: it may quote values that nobody asked for.
            if not any(text in str(error) for text in _NO_ROWS):
                faults.ended = "its rows cannot be told apart any further"
        if counted.quotes % 2 and not head.encoding.startswith("utf-16"):
            faults.ended = "a quote is opened and never closed, so that rows after it are taken for text"


def _batches(
    file: "_Counted", head: CsvHead, names: Sequence[str], taken: Mapping[str, str], faults: CsvFaults, block: int
) -> Iterator[CsvBatch]:
    wrong: list[int] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        wrong.append(int(row.number))
        faults.rows.append(int(row.number) + head.lines - 1)
        return "skip"

    reader = pa_csv.open_csv(
        pa.PythonFile(file, mode="r"),
        # One thread, so that rows are numbered.
        read_options=pa_csv.ReadOptions(
            use_threads=False,
            block_size=block,
            column_names=list(names),
            skip_rows=head.lines,
            encoding="utf8" if head.encoding.startswith("utf-8") else head.encoding,
        ),
        parse_options=pa_csv.ParseOptions(delimiter=head.delimiter, newlines_in_values=True, invalid_row_handler=skip),
        convert_options=pa_csv.ConvertOptions(
            include_columns=list(taken.values()),
            column_types=dict.fromkeys(taken.values(), pa.dictionary(pa.int32(), pa.binary())),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    seen = 0
    for batch in reader:
        columns = {name: batch.column(own) for name, own in taken.items()}
        yield CsvBatch(columns, _numbers(seen, batch.num_rows, wrong, head.lines))
        seen += batch.num_rows


def _numbers(seen: int, count: int, wrong: Sequence[int], header: int) -> Codes:
    """The numbers of the next rows that are right, between those that are not."""
    places = np.arange(seen, seen + count)
    left_out = np.asarray(wrong, np.int64) - 2 - np.arange(len(wrong))
    before = np.searchsorted(left_out, places, side="right")
    return (places + before + header + 1).astype(np.int32)


def decoded(column: pa.DictionaryArray) -> list[str]:
    """The distinct values of a column, by their code."""
    return [value.decode() for value in column.dictionary.to_pylist()]


class _Counted(io.RawIOBase):
    """A file that counts its quotes while it is read, and gives text that is taken for UTF-8 as nothing but UTF-8."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")(_FALLBACK) if encoding.startswith("utf-8") else None
        self._left = b""
        self.quotes = 0

    def readable(self) -> bool:
        """It is read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; never more than were asked for, though other encodings grow."""
        if not self._left:
            self._left = self._clean(size)
        given = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(given) :]
        return given

    def _clean(self, size: int) -> bytes:
        data = self._file.read(size)
        self.quotes += data.count(b'"')
        if self._decoder is None or (data.isascii() and not self._decoder.getstate()[0]):
            return data
        text = self._decoder.decode(data, final=not data)
        # Half a character is not the end of the file.
        return text.encode() if text or not data else self._clean(size)


def _fallback(error: UnicodeError) -> tuple[str, int]:
    """What stands where bytes are no UTF-8."""
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - the handler is for decoding alone
    return error.object[error.start : error.end].decode(_FALLBACK, "replace"), error.end


codecs.register_error(_FALLBACK, _fallback)


def _opened(path: Path) -> BinaryIO:
    try:
        handle = os.open(path, _SAFELY)
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnreadableInput(f"{path} is no plain file.")
    return os.fdopen(handle, "rb")
