"""Python's garbage collector, paused while a question is answered.

An answer is made of very many objects that live until it is given. Looking for garbage among them, again and again, took a third
of the time of a large one, and found none: what is left over is freed by counting references.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Pauses:
    """How many questions are being answered; pages ask several at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = 0
        self._was_on = True

    def begin(self) -> None:
        with self._lock:
            if not self._running:
                self._was_on = gc.isenabled()
                gc.disable()
            self._running += 1

    def end(self) -> None:
        with self._lock:
            self._running = max(self._running - 1, 0)
            if not self._running and self._was_on:
                gc.enable()

    def forget(self) -> None:
        with self._lock:
            self._running = 0
            gc.enable()


_PAUSES = _Pauses()


@contextmanager
def paused() -> Iterator[None]:
    """Leave the collector off until the last of those that paused it is done."""
    _PAUSES.begin()
    try:
        yield
    finally:
        _PAUSES.end()


def keep() -> None:
    """Never look again at what there is now: it stays as long as the process, and looking takes longer the more of it there is."""
    gc.freeze()


def resume() -> None:
    """Collect again, whoever paused it: for a process that stays."""
    _PAUSES.forget()
