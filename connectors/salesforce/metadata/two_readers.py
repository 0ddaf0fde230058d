"""Files read by two processes, where there are so many that it pays: the second begins at the end, and they meet.

The second process is a fork: it starts at once with all that the first knows, and only what files say comes back. Where it dies, the
first reads on alone.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Final, TypeAlias, cast

import msgspec

from connectors.salesforce.metadata.file_reads import FileRead, Wanted
from connectors.salesforce.metadata.packing import Packed, pack, unpack
from lineage.reading.tree import RefusedFile
from lineage.reading.xml import MalformedXml

ReadFile: TypeAlias = Callable[[Wanted], FileRead]

_MANY: Final = 8_000
"""So many files take longer to read than a process takes to begin, and to send what they say."""
_AT_ONCE: Final = 100
"""Files that are sent together."""


class _Sent(msgspec.Struct):
    number: int
    packed: Packed
    parts: list[Mapping[str, int]]
    malformed: dict[int, tuple[int, str]]
    refused: dict[int, tuple[str, str]]


def pays(files: int) -> bool:
    """Whether a second process would help: not with few files, one processor, or threads that a fork would cut off."""
    return files >= _MANY and sys.platform == "linux" and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def read_by_two(wanted: Sequence[Wanted], read: ReadFile) -> Generator[FileRead, None, None]:
    """What each file says, in order."""
    some = [wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE)]
    context = multiprocessing.get_context("fork")
    # How far the first has come, and the second.
    met = cast("list[int]", context.RawArray("q", [-1, len(some)]))
    receiving, sending = context.Pipe(duplex=False)
    second = context.Process(target=_read_from_the_end, args=(some, read, met, sending), daemon=True)
    second.start()
    sending.close()
    try:
        yield from _read_from_the_start(some, read, met, receiving)
    finally:
        receiving.close()
        second.kill()
        second.join()


def _read_from_the_start(some: Sequence[Sequence[Wanted]], read: ReadFile, met: Any, receiving: Connection) -> Iterator[FileRead]:
    sent: dict[int, list[FileRead]] = {}
    is_alone = False
    for number, files in enumerate(some):
        met[0] = number
        while not is_alone and number not in sent and (met[1] <= number or receiving.poll()):
            is_alone = not _receive(receiving, sent)
        yield from sent.pop(number) if number in sent else map(read, files)


def _receive(receiving: Connection, sent: dict[int, list[FileRead]]) -> bool:
    """Take in what was sent; false where nothing will come any more."""
    try:
        came = msgspec.msgpack.decode(receiving.recv_bytes(), type=_Sent)
    except (EOFError, OSError):
        return False
    reads = [FileRead(rows, parts) for rows, parts in zip(unpack(came.packed), came.parts, strict=True)]
    for at, said in came.malformed.items():
        reads[at] = FileRead(error=MalformedXml(*said))
    for at, named in came.refused.items():
        reads[at] = FileRead(error=RefusedFile(*named))
    sent[came.number] = reads
    return True


def _read_from_the_end(some: Sequence[Sequence[Wanted]], read: ReadFile, met: Any, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides when to stop
    with suppress(BrokenPipeError):
        for number in range(len(some) - 1, -1, -1):
            met[1] = number
            # Where both came to the same files at once, the first reads them.
            if met[0] >= number:
                return
            sending.send_bytes(msgspec.msgpack.encode(_sent(number, [read(one) for one in some[number]])))


def _sent(number: int, reads: Sequence[FileRead]) -> _Sent:
    errors = [(at, one.error) for at, one in enumerate(reads)]
    return _Sent(
        number=number,
        packed=pack(one.rows for one in reads),
        parts=[one.parts for one in reads],
        malformed={at: (error.line, error.why) for at, error in errors if isinstance(error, MalformedXml)},
        refused={at: (error.path, error.why) for at, error in errors if isinstance(error, RefusedFile)},
    )
