"""What a connector is: a value with a settings model and a `harvest` function, found by entry point.

A connector yields records, batches of grants and gaps in any order. It never imports another connector, and the core never imports one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict

from lineage.columns import GrantBatch
from lineage.errors import UnknownName
from lineage.model.records import AnyRecord

GROUP = "lineage.connectors"

Harvested: TypeAlias = AnyRecord | GrantBatch
"""What a connector yields: records, gaps among them, and grants by the batch."""

Writer: TypeAlias = Callable[[Any], Mapping[str, str]]
"""Makes files of the source's own kind of an answer: their content by their path in the folder that they are written to."""


Reviser: TypeAlias = Callable[[Any, Any], Mapping[str, str]]
"""Makes changed copies of a source's own files, by its settings and an answer: their content by path."""


class Settings(BaseModel):
    """What every source of a project may say; a connector's settings extend it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    org: str = ""
    """The project's name of the Salesforce org: its namespace is `salesforce://<org>`."""
    cache: Path | None = None
    """A folder for what was read, so that a second run reads only what changed; set by the program."""


@dataclass(frozen=True)
class Plan:
    """What a harvest would read and call, told without doing it."""

    files: int = 0
    calls: int = 0
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Connector:
    """One kind of source. `detect` says by content whether a bare path is of this kind; `plan` tells what a harvest would read."""

    name: str
    about: str
    settings: type[Settings]
    harvest: Callable[[Any], Iterator[Harvested]]
    detect: Callable[[Path], bool]
    plan: Callable[[Any], Plan]
    looks_for: str
    """What `detect` looks for, in words, for the message when nothing was found; empty where it never finds a path by itself."""
    own_org: bool = False
    """Each bare path of this kind is an org of its own; in a project, `org:` says which sources belong together."""
    writers: Mapping[str, Writer] = field(default_factory=dict)
    """What `lineage export` can write in the source's own kind of files, by the name of the export."""
    revisers: Mapping[str, Reviser] = field(default_factory=dict)
    """What `lineage export` can write by changing the source's own files, by the name of the export."""


_LISTENER: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Callable[[str], None]) -> Iterator[None]:
    """Inside, `listener` hears what connectors tell of their progress."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def tell(line: str) -> None:
    """Say in one line what happens now, where a reading takes long; nothing happens where nobody listens."""
    listener = _LISTENER.get()
    if listener:
        listener(line)


def installed() -> dict[str, Connector]:
    """Every installed connector by name, in order of name."""
    found = {point.name: point.load() for point in entry_points(group=GROUP)}
    return {name: found[name] for name in sorted(found)}


def named(name: str, among: Iterable[str] | None = None) -> Connector:
    """The connector `name`; raises `UnknownName` with the installed ones."""
    connectors = installed()
    if name not in connectors:
        raise UnknownName("connector", name, tuple(among or connectors))
    return connectors[name]


def writer(export: str) -> Writer:
    """What writes an export in the files of a source; raises `UnknownName` where no installed connector does."""
    writers = {name: made for connector in installed().values() for name, made in connector.writers.items()}
    if export not in writers:
        raise UnknownName("export", export, tuple(sorted(writers)))
    return writers[export]
