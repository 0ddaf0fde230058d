"""The only place where the parts meet: connectors, graph, store, analysis and policy."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from lineage.analysis.compare import compare, compare_gaps
from lineage.analysis.held import with_held
from lineage.analysis.permitted import Permits
from lineage.analysis.select import find_node
from lineage.analysis.terrain import ALL_BASES, NO_MORE, Options
from lineage.columns import Kind
from lineage.connector import Connector, Harvested, Settings, installed, named, writer
from lineage.errors import (
    ConfigurationError,
    NothingScanned,
    SnapshotError,
    UnreadableInput,
    UsageError,
    WrongSetting,
    setting_path,
)
from lineage.garbage import paused
from lineage.graph.build import build
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.access_answers import AnyAccess
from lineage.model.answers import CheckAnswer, DiffAnswer, ExposureAnswer, FlowAnswer, HarvestAnswer, SourceLine, TraceAnswer
from lineage.model.blast_answers import BlastAnswer
from lineage.model.elements import Element, load_elements
from lineage.model.ids import Id
from lineage.model.privilege_answers import LeastPrivilegeAnswer
from lineage.model.records import Effort, Gap
from lineage.model.verdicts import Basis
from lineage.policy.access import what_can_be_read, who_can_read
from lineage.policy.application_access import what_it_can_read
from lineage.policy.blast.answer import Window, blast_radius
from lineage.policy.blast.through import SUBJECTS
from lineage.policy.check import check as check_view
from lineage.policy.check import view
from lineage.policy.exposure import Narrowing
from lineage.policy.exposure import exposure as exposure_matrix
from lineage.policy.findings import View
from lineage.policy.flow import READABLE, flow_of_field, flow_of_map
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.instead import instead_of
from lineage.policy.judged_readers import judge_readers
from lineage.policy.least_privilege import least_privilege
from lineage.policy.trace import coverage, trace_upstream
from lineage.policy.trace import trace as trace_node
from lineage.project import Project, Source, name_apart, settings_of
from lineage.store import snapshot as store

Progress = Callable[[str], None]
"""Takes one line about what happens now."""

Manifest = store.Manifest
"""What a snapshot says of itself."""

DISTRIBUTION = "fieldwise-lineage"
CACHE = "cache"
"""The folder inside the store where connectors keep what they read."""

UNSEEN = {
    "permissions": "permissions: who can read which field",
    "memberships": "memberships: which users hold which permissions",
    "tokens": "tokens: which applications act as whom",
    "event logs": "event logs: what was really read, and when",
}
"""Surfaces that a snapshot may have nothing of; each is a finding then, so that no answer looks more complete than it is."""


def unseen(graph: LineageGraph) -> tuple[str, ...]:
    """Surfaces of which a snapshot has nothing; event logs are read by no connector yet."""
    users = (graph.id(row).kind == "user" for row in graph.tables["memberships"].column("member").unique().to_pylist())
    has = {
        "permissions": graph.tables["grants"].num_rows > 0,
        "memberships": any(users),
        "tokens": "token" in graph.tables["tokens"].column("how").unique().to_pylist(),
    }
    return tuple(says for surface, says in UNSEEN.items() if not has.get(surface, False))


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
        lines.append(f"{one.connector.name} {one.path}: {planned.files} files, {planned.calls} calls")
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
        progress(f"reading {one.path} with {one.connector.name}")
        before, started = len(records), time.perf_counter()
        records.extend(one.read())
        entries.append(_entry(one, records[before:], time.perf_counter() - started, now))
    if not any(not isinstance(record, Gap | Effort) for record in records):
        raise NothingScanned(_nothing(project, records))
    progress("building the graph")
    tables = with_held(build(records))
    origin = store.Origin(tool=tool_version(), org=project.org, bare=project.bare, sources=tuple(entries))
    written = store.write(project.store, tables, origin, now)
    progress(f"wrote {written.path}")
    return _harvested(written)


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
    looked_for = "; ".join(f"{connector.name} looks for {connector.looks_for}" for connector in installed().values())
    met = "".join(f" {gap.locator}: {gap.what}" for gap in list(records)[:3] if isinstance(gap, Gap))
    return f"There is nothing to read in {where}: {looked_for}.{met}"


def _harvested(written: store.Snapshot) -> HarvestAnswer:
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


@dataclass(frozen=True)
class Asked:
    """How a question is put."""

    as_of: date | None = None
    """The day on which rights are judged; the harvest's day if none."""
    today: date | None = None
    """Compared with the harvest's day where no day was asked for."""
    bases: Basis = ALL_BASES
    """Hops known in one of these ways are walked."""
    include_inactive: bool = False
    """Walk hops that are switched off as well."""


_ACTING = (Kind.PRINCIPAL, Kind.APPLICATION)
_ACCESS = (Kind.FIELD, Kind.DATASET, *_ACTING)

_NO_PROJECT = (
    "No finding is accepted: risks are accepted in the lineage.yaml of a project, and there is none here; --project names one."
)


_KEPT = 4
"""Ways to ask whose answers' makings are kept, because pages ask in the same way again and again."""


class Opened:
    """A snapshot that questions are asked of."""

    def __init__(self, project: Project, snapshot: store.Snapshot) -> None:
        self.project = project
        self.snapshot = snapshot
        self.graph = LineageGraph(snapshot.tables)
        self._question = lru_cache(_KEPT)(self._put)
        self._view = lru_cache(_KEPT)(self._look)

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Data elements by id."""
        return {**load_elements(), **{element.id: element for element in self.graph.elements()}}

    def inquiry(self, asked: Asked) -> Inquiry:
        """A question's view of the snapshot."""
        return self._question(asked)[1]

    def _put(self, asked: Asked) -> tuple[LineageGraph, Inquiry]:
        """The graph that a question walks, and the question's view of it."""
        manifest = self.snapshot.manifest
        harvested = max((entry.seen_at for entry in manifest.sources if entry.complete), default=manifest.created)
        options = Options(include_inactive=asked.include_inactive, bases=asked.bases)
        setting = Setting(
            as_of=asked.as_of or harvested.astimezone(UTC).date(),
            today=None if asked.as_of else asked.today,
            bare=manifest.bare,
            options=options,
            snapshot=self.snapshot.name,
            seen_at={entry.connector: f"{entry.seen_at:%Y-%m-%dT%H:%M:%SZ}" for entry in manifest.sources},
            sources=tuple(f"{entry.connector} {entry.path}".strip() for entry in manifest.sources),
        )
        graph = self._walked(options)
        permits = Permits(graph, setting.as_of) if options.bases & Basis.PERMITTED else NO_MORE
        return graph, Inquiry(graph, self.elements, setting, permits)

    def _walked(self, options: Options) -> LineageGraph:
        """The graph with what its nodes hold by these walks; the snapshot keeps it for the usual ones only."""
        return self.graph if options == Options() else LineageGraph(with_held(self.snapshot.tables, options))

    def find(self, name: str) -> Id:
        """The node that a person means."""
        return find_node(self.graph, name)

    def _found(self, name: str) -> Id:
        """The field, dataset or System that a person means; data is nowhere else."""
        node = self.find(name)
        (found,) = self.graph.nodes([node])
        if found.kind not in ("field", "dataset", "system"):
            raise UsageError(instead_of(name, found, self.graph))
        return node

    @paused()
    def trace(self, name: str, asked: Asked, *, upstream: bool = False, to: str = "") -> TraceAnswer:
        """Where a field goes, or where it comes from; `to` keeps the rows of one System."""
        node = self._found(name)
        answer = (trace_upstream if upstream else trace_node)(self.inquiry(asked), node)
        if not to:
            return answer
        system = self.find(f"system:{to}" if not to.startswith("system:") else to)
        if not system.is_system:
            raise UsageError(f"{to!r} is no System but lies in one; ask for {system.namespace.decoded}.")
        return answer.model_copy(update={"destinations": tuple(row for row in answer.destinations if row.system == system)})

    @paused()
    def access(self, name: str, asked: Asked) -> AnyAccess:
        """Who can read a field or dataset; or what a principal or an application can read."""
        inquiry = self.inquiry(asked)
        node = find_node(self.graph, name, _ACCESS)
        (found,) = self.graph.nodes([node])
        if found.kind == "principal":
            return what_can_be_read(inquiry, self.graph, node)
        if found.kind == "application":
            return what_it_can_read(inquiry, self.graph, node)
        if found.kind not in ("field", "dataset"):
            raise UsageError(f"{name!r} is a {found.kind}; ask for a field, a dataset or a principal.")
        return who_can_read(inquiry, GrantTable(self.graph), node)

    @paused()
    def least_privilege(self, name: str, asked: Asked) -> LeastPrivilegeAnswer:
        """What a principal or an application may do, against what declared hops need."""
        return least_privilege(self.inquiry(asked), self.graph, find_node(self.graph, name, _ACTING))

    @paused()
    def blast_radius(self, name: str, asked: Asked, window: Window | None = None) -> BlastAnswer:
        """What could leave through an application, principal, channel, job, System, dataset or field, and what to remove."""
        graph, inquiry = self._question(asked)
        return blast_radius(inquiry, graph, find_node(self.graph, name, SUBJECTS), window or Window())

    @paused()
    def exposure(self, asked: Asked, *, by: Literal["element", "field"] = "element", only: Narrowing = "") -> ExposureAnswer:
        """The matrix element or field × destination."""
        graph, inquiry = self._question(asked)
        return exposure_matrix(graph, inquiry, by=by, only=only)

    @paused()
    def view(self, asked: Asked) -> View:
        """What rules look at."""
        return self._view(asked)

    def _look(self, asked: Asked) -> View:
        channels = [self.graph.node(row) for row in self.graph.rows_of_kind(Kind.CHANNEL).tolist()]
        graph, inquiry = self._question(asked)
        permitted = judge_readers(inquiry, graph, inquiry.permits) if isinstance(inquiry.permits, Permits) else ()
        return view(inquiry, self.graph.hops(), channels, unseen(self.graph), permitted)

    @paused()
    def check(self, asked: Asked) -> CheckAnswer:
        """Everything that is wrong or unknown, worst first."""
        answer = check_view(self.view(asked), self.project.accept)
        return answer.model_copy(update={"note": _NO_PROJECT}) if self.project.bare else answer

    @paused()
    def flow(self, name: str, asked: Asked, *, upstream: bool = False, most: int = READABLE) -> FlowAnswer:
        """What a picture of one field's flow shows."""
        return flow_of_field(self.inquiry(asked), self._found(name), up=upstream, most=most)

    @paused()
    def map(self, asked: Asked, *, most: int = READABLE) -> FlowAnswer:
        """What a picture of the whole map shows."""
        looked_at = self.view(asked)
        return flow_of_map(looked_at.inquiry, looked_at.hops, most=most)

    def harvested(self) -> HarvestAnswer:
        """What the snapshot's harvest brought."""
        return _harvested(self.snapshot)


def permission_set(answer: LeastPrivilegeAnswer) -> Mapping[str, str]:
    """The permission set that is exactly enough, as the source's own files by their path."""
    return writer("permission-set")(answer)


def open_snapshot(project: Project, selector: str = "latest", folder: Path | None = None) -> Opened:
    """The snapshot that a selector means, in the project's store or another folder."""
    return Opened(project, store.open_snapshot(store.find(folder or project.store, selector)))


@paused()
def diff(before: Opened, after: Opened) -> DiffAnswer:
    """What changed between two snapshots."""
    came, went = compare_gaps(before.graph, after.graph)
    return DiffAnswer.model_validate(
        {
            "schema": "lineage/diff@1",
            "before": before.snapshot.name,
            "after": after.snapshot.name,
            "changes": compare(before.graph, after.graph),
            "gaps_came": came,
            "gaps_went": went,
            "coverage_before": coverage(before.inquiry(Asked())),
            "coverage_after": coverage(after.inquiry(Asked())),
        }
    )


def snapshots(project: Project, folder: Path | None = None) -> Iterator[tuple[str, Manifest | SnapshotError]]:
    """Names and manifests of the snapshots in a store, oldest first; in place of a manifest, why one cannot be opened."""
    return store.listed(folder or project.store)


def verify(project: Project, selector: str, folder: Path | None = None) -> dict[str, str]:
    """What is wrong with each file of a snapshot; empty where all is well."""
    return dict(store.verify(store.find(folder or project.store, selector)))


def prune(project: Project, keep: int, folder: Path | None = None) -> list[str]:
    """Remove all but the newest snapshots; gives the names removed."""
    return store.prune(folder or project.store, keep)
