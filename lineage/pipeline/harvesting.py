"""From sources to a snapshot: connectors read, the graph is built, the store keeps it."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import ValidationError

from lineage.analysis.held import with_held
from lineage.columns import Kind
from lineage.connector import Connector, Harvested, Settings, heard_by, installed, named
from lineage.errors import (
    ConfigurationError,
    NothingScanned,
    UnreadableInput,
    WrongSetting,
    setting_path,
)
from lineage.garbage import paused
from lineage.graph.build import build
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.answers import HarvestAnswer, SourceLine
from lineage.model.records import Effort, Gap
from lineage.project import Project, Source, name_apart, settings_of
from lineage.store import snapshot as store

Progress = Callable[[str], None]
"""Takes one line about what happens now."""

DISTRIBUTION = "fieldwise-lineage"
CACHE = "cache"
"""The folder inside the store where connectors keep what they read."""


def tool_version() -> str:
    """The version of this program."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True)
class _Ready:
    """A source with its connector and settings."""

    connector: Connector
    settings: Settings
    source: Source

    @property
    def path(self) -> str:
        """The path as the project writes it."""
        return str(self.source.settings.get("path", ""))

    @property
    def shown(self) -> str:
        """What is read, and by whom; some sources have no path."""
        return f"{self.path} with {self.connector.name}" if self.path else self.connector.name

    def read(self) -> Iterator[Harvested]:
        """Everything that the source says; raises `ConfigurationError` where a setting does not fit what it holds."""
        try:
            yield from self.connector.harvest(self.settings)
        except WrongSetting as error:
            raise ConfigurationError([_problem(self.source, where, what) for where, what in error.wrong]) from error


def _ready(project: Project, cache: Path | None = None) -> list[_Ready]:
    """The sources of a project with their connectors; raises `ConfigurationError` with everything that is wrong."""
    ready: list[_Ready] = []
    problems: list[str] = []
    orgs: list[str] = []
    for source in project.sources:
        for connector in _connectors_for(source, project):
            settings = settings_of(source, project, os.environ) | {"cache": cache}
            if project.bare and connector.own_org:
                orgs.append(name_apart(Path(settings["path"]).resolve(), orgs) if orgs else project.org)
                settings["org"] = orgs[-1]
            try:
                made = connector.settings.model_validate(settings)
            except ValidationError as error:
                problems += [_problem(source, one["loc"], one["msg"]) for one in error.errors()]
            else:
                ready.append(_Ready(connector, made, source))
    if problems:
        raise ConfigurationError(problems)
    return ready


def _problem(source: Source, where: tuple[int | str, ...], what: str) -> str:
    key = str(where[0]) if where else ""
    return f"{source.places.get(key, source.place)}: {source.type} {setting_path(where)}: {what}"


def _connectors_for(source: Source, project: Project) -> list[Connector]:
    path = project.root / str(source.settings.get("path", ""))
    if "path" in source.settings:
        _check_there(path)
    if source.type:
        return [named(source.type)]
    return [connector for connector in installed().values() if connector.detect(path)]


def _check_there(path: Path) -> None:
    """Raise `UnreadableInput` where there is nothing, or what would have to be waited for."""
    if not path.exists():
        raise UnreadableInput(f"There is no {path}. Give a folder, a zip or a map file that exists.")
    if not (path.is_file() or path.is_dir()):
        raise UnreadableInput(f"{path} is a pipe, a socket or a device. Give a folder, a zip or a map file.")


def with_paths(project: Project, paths: Sequence[Path]) -> Project:
    """The project with some paths in place of its own sources of their kind.

    Raises `NothingScanned` where no connector reads anything of a path.
    """
    found: list[Source] = []
    for path in map(Path.resolve, paths):
        named_so = Source(type="", settings={"path": str(path)})
        kinds = [connector.name for connector in _connectors_for(named_so, project)]
        if not kinds:
            raise NothingScanned(_nothing(project.model_copy(update={"sources": (named_so,)}), ()))
        found += [named_so.model_copy(update={"type": kind}) for kind in kinds]
    replaced = {source.type for source in found}
    kept = [source for source in project.sources if source.type not in replaced]
    return project.model_copy(update={"sources": (*kept, *found)})


def connectors() -> tuple[Connector, ...]:
    """What can be read, in order of name."""
    return tuple(installed().values())


def plan(project: Project) -> tuple[str, ...]:
    """What a harvest would read and call, in lines."""
    lines = []
    for one in _ready(project):
        planned = one.connector.plan(one.settings)
        lines.append(f"{f'{one.connector.name} {one.path}'.strip()}: {planned.files} files, {planned.calls} calls")
        lines.extend(f"  {line}" for line in planned.lines)
    return tuple(lines)


@paused()
def harvest(project: Project, now: datetime, progress: Progress = lambda _: None, *, read_all: bool = False) -> HarvestAnswer:
    """Read every source of a project, build the graph and write a snapshot; files that did not change only if `read_all`.

    Raises `NothingScanned` where no source holds anything that a connector reads; then nothing is written.
    """
    ready = _ready(project, None if read_all else project.store / CACHE)
    entries: list[store.SourceEntry] = []
    records: list[Harvested] = []
    for one in ready:
        progress(f"reading {one.shown}")
        before, started = len(records), time.perf_counter()
        with heard_by(progress):
            records.extend(one.read())
        entries.append(_entry(one, records[before:], time.perf_counter() - started, now))
    if not any(not isinstance(record, Gap | Effort) for record in records):
        raise NothingScanned(_nothing(project, records))
    progress("classifying fields")
    from lineage.policy.classification.samples import of_known_fields
    from lineage.policy.classification.statements import classifications

    records = [*of_known_fields(records), *classifications(records)]
    progress("building the graph")
    tables = with_held(build(records))
    origin = store.Origin(tool=tool_version(), org=project.org, bare=project.bare, sources=tuple(entries))
    written = store.write(project.store, tables, origin, now)
    progress(f"wrote {written.path}")
    return harvested_answer(written)


def revised(project: Project, export: str, answer: object) -> dict[str, str]:
    """Changed copies of the files of a project's sources, for an export, by path."""
    files: dict[str, str] = {}
    for one in _ready(project):
        reviser = one.connector.revisers.get(export)
        if reviser:
            files |= {path: text for path, text in reviser(one.settings, answer).items() if path not in files}
    return files


def _entry(one: _Ready, records: Iterable[Harvested], seconds: float, now: datetime) -> store.SourceEntry:
    efforts = [record for record in records if isinstance(record, Effort)]
    return store.SourceEntry(
        connector=one.connector.name,
        path=one.path,
        seconds=round(seconds, 3),
        calls=sum(effort.calls for effort in efforts),
        files=sum(effort.files for effort in efforts),
        unchanged=sum(effort.unchanged for effort in efforts),
        seen_at=now,
    )


def _nothing(project: Project, records: Iterable[Harvested]) -> str:
    where = ", ".join(str(source.settings.get("path", source.type)) for source in project.sources) or "the project"
    looked_for = "; ".join(
        f"{connector.name} looks for {connector.looks_for}" for connector in installed().values() if connector.looks_for
    )
    met = "".join(f" {gap.locator}: {gap.what}" for gap in list(records)[:3] if isinstance(gap, Gap))
    return f"There is nothing to read in {where}: {looked_for}.{met}"


def harvested_answer(written: store.Snapshot) -> HarvestAnswer:
    """What a snapshot's harvest brought."""
    graph = LineageGraph(written.tables)
    counts = {f"{kind.name.lower()}s": len(graph.rows_of_kind(kind)) for kind in Kind}
    counts["hops"] = written.tables.hops.num_rows
    by_subtype: dict[str, int] = {}
    for subtype in graph.tables.nodes.column("subtype").to_pylist():
        if subtype:
            by_subtype[subtype] = by_subtype.get(subtype, 0) + 1
    by_root: dict[str, dict[str, int]] = {}
    for row in written.tables["received"].to_pylist():
        (by_root.setdefault(row["root"], {}) if row["root"] else by_subtype)[row["subtype"]] = row["count"]
    return HarvestAnswer.model_validate(
        {
            "schema": "lineage/harvest@1",
            "snapshot": written.name,
            "counts": counts,
            "counts_by_subtype": dict(sorted(by_subtype.items())),
            "counts_by_root": by_root,
            "sources": [_line(entry) for entry in written.manifest.sources],
            "gaps": graph.gaps(),
        }
    )


def _line(entry: store.SourceEntry) -> SourceLine:
    return SourceLine(**{name: getattr(entry, name) for name in SourceLine.model_fields})
