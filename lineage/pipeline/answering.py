"""From a snapshot to answers: what a question walks, and who answers it."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from lineage.analysis.compare import compare, compare_gaps
from lineage.analysis.held import with_held
from lineage.analysis.permitted import Permits
from lineage.analysis.select import find_node
from lineage.analysis.terrain import ALL_BASES, NO_MORE, Options
from lineage.columns import Kind
from lineage.connector import writer
from lineage.errors import (
    SnapshotError,
    UsageError,
)
from lineage.garbage import paused
from lineage.graph.by_node import numbers
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.model.access_answers import AnyAccess
from lineage.model.answers import CheckAnswer, DiffAnswer, ExposureAnswer, FlowAnswer, HarvestAnswer, TraceAnswer
from lineage.model.blast_answers import BlastAnswer
from lineage.model.elements import Element, load_elements
from lineage.model.ids import Id
from lineage.model.privilege_answers import LeastPrivilegeAnswer
from lineage.model.verdicts import Basis
from lineage.pipeline.harvesting import harvested_answer
from lineage.policy.access import what_can_be_read, who_can_read
from lineage.policy.application_access import what_it_can_read
from lineage.policy.blast.window import ALWAYS, Window
from lineage.policy.check import check as check_view
from lineage.policy.check import only_new, view
from lineage.policy.exposure import Narrowing
from lineage.policy.exposure import exposure as exposure_matrix
from lineage.policy.findings import Unseen, View
from lineage.policy.flow import READABLE, flow_of_field, flow_of_map
from lineage.policy.inquiry import Inquiry, Setting
from lineage.policy.instead import instead_of
from lineage.policy.judged import no_hops
from lineage.policy.judged_readers import judge_readers
from lineage.policy.least_privilege import least_privilege
from lineage.policy.trace import coverage, trace_upstream
from lineage.policy.trace import trace as trace_node
from lineage.project import Project
from lineage.store import snapshot as store

if TYPE_CHECKING:
    from lineage.model.classification_answers import SuggestedClassificationAnswer
    from lineage.model.review_answers import ReviewAnswer

Manifest = store.Manifest
"""What a snapshot says of itself."""

_EXPORTED = "with the commands of docs/access-exports.md, and add the folder as a source `salesforce-exports`."
UNSEEN = (
    Unseen(
        "permissions",
        "who can read which field",
        "sf project retrieve start --metadata Profile PermissionSet PermissionSetGroup MutingPermissionSet CustomObject",
    ),
    Unseen("memberships", "which users hold which permissions", f"Export users and what they are assigned {_EXPORTED}"),
    Unseen("tokens", "which applications act as whom", f"Export the tokens {_EXPORTED}"),
    Unseen("event logs", "what was really read, and when"),
)
"""Surfaces that a snapshot may have nothing of; each is a finding then, so that no answer looks more complete than it is."""


def unseen(graph: LineageGraph) -> tuple[Unseen, ...]:
    """Surfaces of which a snapshot has nothing; event logs are read by no connector yet."""
    users = (graph.id(row).kind == "user" for row in graph.tables["memberships"].column("member").unique().to_pylist())
    has = {
        "permissions": graph.tables["grants"].num_rows > 0,
        "memberships": any(users),
        "tokens": "token" in graph.tables["tokens"].column("how").unique().to_pylist(),
    }
    return tuple(one for one in UNSEEN if not has.get(one.surface, False))


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
ACCESS_SUBJECTS = (Kind.FIELD, Kind.DATASET, *_ACTING)
"""Kinds of nodes that can be asked about who reads what."""

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

    def under(self, project: Project) -> "Opened":
        """The same snapshot, looked at already, under another state of its project: with other risks accepted."""
        other = copy(self)
        other.project = project
        return other

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Data elements by id."""
        return {**load_elements(), **{element.id: element for element in self.graph.elements()}}

    @cached_property
    def unseen(self) -> tuple[Unseen, ...]:
        """Surfaces of which the snapshot has nothing."""
        return unseen(self.graph)

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
        node = find_node(self.graph, name, ACCESS_SUBJECTS)
        (found,) = self.graph.nodes([node])
        if found.kind == "principal":
            return what_can_be_read(inquiry, self.graph, node)
        if found.kind == "application":
            return what_it_can_read(inquiry, self.graph, node)
        if found.kind not in ("field", "dataset"):
            raise UsageError(f"{name!r} is a {found.kind}; ask for a field, a dataset or a principal.")
        return who_can_read(inquiry, GrantTable(self.graph), node)

    @paused()
    def least_privilege(self, name: str, asked: Asked, *, remove: bool = False) -> LeastPrivilegeAnswer:
        """What a principal or an application may do, against what declared hops need; one to be removed needs nothing."""
        return least_privilege(self.inquiry(asked), self.graph, find_node(self.graph, name, _ACTING), remove=remove)

    @paused()
    def blast_radius(self, name: str, asked: Asked, window: Window = ALWAYS) -> BlastAnswer:
        """What could leave through an application, principal, channel, job, System, dataset or field, and what to remove."""
        graph, inquiry = self._question(asked)
        from lineage.policy.blast.answer import blast_radius
        from lineage.policy.blast.through import SUBJECTS

        return blast_radius(inquiry, graph, find_node(self.graph, name, SUBJECTS), window)

    @paused()
    def exposure(self, asked: Asked, *, by: Literal["element", "field"] = "element", only: Narrowing = "") -> ExposureAnswer:
        """The matrix element or field × destination."""
        graph, inquiry = self._question(asked)
        return exposure_matrix(graph, inquiry, by=by, only=only)

    @paused()
    def suggested_classification(self, asked: Asked) -> "SuggestedClassificationAnswer":
        """What the platforms' own classification of their fields lacks."""
        from lineage.policy.suggested_classification import suggested_classification

        graph, inquiry = self._question(asked)
        return suggested_classification(graph, inquiry)

    @paused()
    def view(self, asked: Asked) -> View:
        """What rules look at."""
        return self._view(asked)

    def _look(self, asked: Asked) -> View:
        graph, inquiry = self._question(asked)
        permitted = judge_readers(inquiry, graph, inquiry.permits) if isinstance(inquiry.permits, Permits) else ()
        return replace(view(graph, inquiry, self.unseen, permitted), reviews=self.project.reviews)

    def _rights(self, asked: Asked) -> View:
        """A view of who can read what: no hop is judged, and nothing else is looked at."""
        graph, inquiry = self._question(asked)
        return View(graph, inquiry, hops=no_hops(graph), channels=(), gaps=(), jobs=(), unseen=())

    @paused()
    def check(self, asked: Asked, since: "Opened | None" = None) -> CheckAnswer:
        """Everything that is wrong or unknown, worst first; `since` keeps what an older snapshot does not have, and what this one lacks."""
        looked_at = self.view(asked)
        if since is not None:
            looked_at = replace(looked_at, lost=lost(since, self))
        answer = check_view(looked_at, self.project.accept)
        if since is not None:
            answer = only_new(answer, since.check(asked))
        return answer.model_copy(update={"note": _NO_PROJECT}) if self.project.bare else answer

    @paused()
    def review(self, asked: Asked, before: "Opened | None" = None) -> "ReviewAnswer":
        """Everything to be decided in an access review; changes are told against an older snapshot."""
        from lineage.policy.review import review

        then = before._rights(replace(asked, as_of=None)) if before is not None else None
        return review(self.view(asked), self.check(asked), self.project.reviews, then)

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
        return harvested_answer(self.snapshot)


def lost(before: Opened, after: Opened) -> tuple[Unseen, ...]:
    """What a snapshot had, and a later one lacks: surfaces, kinds of sources, and Systems of which metadata or logs told something."""
    now_unseen = set(unseen(after.graph)) - set(unseen(before.graph))
    sources = {entry.connector for entry in before.snapshot.manifest.sources} - {
        entry.connector for entry in after.snapshot.manifest.sources
    }
    systems = _told(before.graph) - _told(after.graph)
    return (
        *sorted(now_unseen),
        *(Unseen(f"source {name}", f"what {name} read") for name in sorted(sources)),
        *(Unseen(system.decoded, "what its metadata or logs tell") for system in sorted(systems)),
    )


def _told(graph: LineageGraph) -> set[Id]:
    """Systems with datasets that their metadata or logs tell of."""
    bases = numbers(graph.tables.nodes.column("bases"))
    told = graph.system_of[(graph.kinds == Kind.DATASET) & (bases & int(Basis.CONFIGURED | Basis.OBSERVED) != 0)]
    return {graph.id(row) for row in set(told.tolist())}


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
