"""Rows of many files as bytes, each sort of row apart, so that they come back typed and fast; nothing in them can be run."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import groupby
from pkgutil import iter_modules
from typing import Any

import msgspec

import connectors.salesforce.rows
from connectors.salesforce.rows import Row


class Packed(msgspec.Struct):
    """The rows of some files."""

    slices: list[list[tuple[str, int, int]]]
    """For each file which of the rows are its own: sort, start, end."""
    rows: dict[str, msgspec.Raw]
    """All rows of one sort, file after file."""


def pack(files: Iterable[Sequence[Row]]) -> Packed:
    """The rows of each file, packed."""
    stored: dict[str, list[Row]] = {}
    slices = []
    for rows in files:
        own = []
        for sort, some in groupby(rows, lambda row: type(row).__name__):
            room = stored.setdefault(sort, [])
            start = len(room)
            room.extend(some)
            own.append((sort, start, len(room)))
        slices.append(own)
    return Packed(slices, {sort: msgspec.Raw(msgspec.msgpack.encode(rows)) for sort, rows in stored.items()})


def unpack(packed: Packed) -> list[list[Row]]:
    """The rows of each file; raises `msgspec.DecodeError` or `KeyError` for what other code packed."""
    rows = {sort: _decoded(sort, raw) for sort, raw in packed.rows.items()}
    return [[row for sort, start, end in own for row in rows[sort][start:end]] for own in packed.slices]


def _decoded(sort: str, raw: msgspec.Raw) -> list[Row]:
    found: list[Row] = msgspec.msgpack.decode(raw, type=list[sorts()[sort]])  # type: ignore[misc]
    return found


@cache
def sorts() -> dict[str, type[Any]]:
    """Every sort of row by its name."""
    rows = connectors.salesforce.rows
    modules = [import_module(f"{rows.__name__}.{found.name}") for found in iter_modules(rows.__path__)]
    named = (value for module in modules for value in vars(module).values())
    return {one.__name__: one for one in named if isinstance(one, type) and issubclass(one, tuple) and hasattr(one, "_fields")}
