"""Standard output, where what goes wrong with writing never looks like an answer."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import NoReturn, TextIO, cast

from lineage.errors import UsageError

READER_GONE = 141
"""What a shell reports of a program whose reader went away: neither done (0) nor findings (1)."""


class _Stdout:
    """A stream that leaves with its own code when its reader is gone, and says in one line why else it cannot be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write text."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._fail(error)

    def flush(self) -> None:
        """Write what is held back."""
        try:
            self._stream.flush()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> NoReturn:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a descriptor is wanted; what is left unwritten goes there at exit
            os.dup2(nowhere.fileno(), self._stream.fileno())
        if error.errno == errno.EPIPE:
            sys.exit(READER_GONE)
        raise UsageError(f"The output could not be written: {error.strerror}.") from error


@contextmanager
def written_out() -> Iterator[None]:
    """Guard standard output; characters that its encoding lacks are written as escapes instead of failing."""
    out: TextIO | None = sys.stdout
    if out is None:  # closed by whoever started us: there is nobody to answer
        yield
        return
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="backslashreplace")
    guarded = cast(TextIO, _Stdout(out))
    with redirect_stdout(guarded):
        try:
            yield
        finally:
            guarded.flush()
