"""The access review: what each application and integration principal can read, and what changed since the review before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lineage.graph.access_sweep import Bools
from lineage.model.access_answers import PrincipalLine
from lineage.model.answers import CheckAnswer, FindingAnswer
from lineage.model.ids import Id
from lineage.model.privilege_answers import Surplus
from lineage.model.review_answers import (
    LastDecision,
    Review,
    ReviewAnswer,
    ReviewFinding,
    ReviewRow,
)
from lineage.policy.access import principal_line
from lineage.policy.applications import App
from lineage.policy.carried import Load
from lineage.policy.describe import system_label
from lineage.policy.findings import View
from lineage.policy.integration_principals import IntegrationPrincipal, integration_principals
from lineage.policy.last_decisions import last_decisions
from lineage.policy.need import Actor, need_of
from lineage.policy.review_changes import Changes, element_counts
from lineage.policy.takes import Takes, along
from lineage.policy.trace import coverage

Ints = npt.NDArray[np.signedinteger]

_NAMED = 3
"""Principals of an application, and applications of a principal, that are named."""


@dataclass(frozen=True)
class Subject:
    """Somebody to be reviewed, and whose reading counts as what it can read."""

    id: Id
    readers: Ints
    """Rows of those as whom it reads."""
    told: bool
    """Whether anything says what these hold."""
    app: App | None = None
    principal: IntegrationPrincipal | None = None


def subjects(view: View) -> Sequence[Subject]:
    """Everybody to be reviewed: applications, then integration principals."""
    return [*_applications(view), *_principals(view)]


def _applications(view: View) -> Iterator[Subject]:
    for app in view.applications:
        readers = app.bound if len(app.bound) else app.principals
        told = app.is_known or not (app.reads or "installed-package" in app.facts)
        yield Subject(app.id, readers if app.reads else readers[:0], told, app=app)


def _principals(view: View) -> Iterator[Subject]:
    for one in integration_principals(view):
        row = np.asarray([one.row], np.int64)
        yield Subject(one.id, row, bool(len(view.people.told(row)) and len(view.reading.memberships.of(one.row))), principal=one)


def review(view: View, findings: CheckAnswer, reviews: Sequence[Review], before: View | None = None) -> ReviewAnswer:
    """A row for everybody to be reviewed; `before` is what the review before looked at."""
    found = subjects(view)
    last = last_decisions(reviews)
    reading = _Rows(view, findings, last)
    readable = view.reading.readable([one.readers for one in found])
    changes = Changes(view, before, subjects(before) if before is not None else ())
    rows = [
        reading.row(one, marks).model_copy(update={"change": changes.of(one.id, marks, told=one.told)})
        for one, marks in zip(found, readable, strict=True)
    ]
    there = {one.id for one in found}
    known = {*last, *(changes.subjects if before is not None else ())}
    return ReviewAnswer.model_validate(
        {
            "schema": "lineage/review@1",
            "snapshot": view.inquiry.setting.snapshot,
            "as_of": view.inquiry.setting.as_of,
            "since": before.inquiry.setting.snapshot if before is not None else "",
            "rows": rows,
            "gone": sorted(known - there),
            "not_seen": findings.not_seen,
            "coverage": coverage(view.inquiry),
        }
    )


class _Rows:
    """Makes rows; what many of them need is looked up once."""

    def __init__(self, view: View, findings: CheckAnswer, last: Mapping[Id, LastDecision]) -> None:
        self._view, self._last = view, last
        self._findings = [one for one in findings.findings if not one.accepted]
        self._takes = Takes(view)

    @cached_property
    def _by_subject(self) -> Mapping[str, Sequence[FindingAnswer]]:
        """Open findings by the application or principal that they, or hops of theirs, name."""
        found: dict[str, dict[str, FindingAnswer]] = {}
        for one in self._findings:
            named = {one.subject, *(id for member in one.members for id in (member.hop.application, member.hop.principal))}
            for id in named:
                found.setdefault(id, {})[one.fingerprint] = one
        return {id: list(some.values()) for id, some in found.items()}

    @cached_property
    def _of_containers(self) -> Sequence[tuple[FindingAnswer, npt.NDArray[np.bool_]]]:
        """Open findings about containers of rights, each with the nodes that come to it."""
        rows = ((one, self._view.graph.row(Id(one.subject))) for one in self._findings if Id(one.subject).kind)
        containers = [(one, row) for one, row in rows if row is not None]
        member, container = self._view.reading.memberships.pairs
        return [(one, _leading(len(self._view.graph), member, container, row)) for one, row in containers]

    def row(self, subject: Subject, marks: Bools) -> ReviewRow:
        load = self._view.carriage.marked(marks) if subject.told else Load()
        surplus, spare = self._surplus(subject, marks)
        said = self._said_of_app(subject.app) if subject.app else self._said_of_principal(subject.principal)
        return ReviewRow.model_validate(
            {
                "subject": subject.id,
                "system": system_label(self._view.inquiry, subject.id.namespace),
                "told": "unknown" if not subject.told else "bound" if subject.app and len(subject.app.bound) else "yes",
                "fields": load.fields,
                "datasets": self._datasets(marks) if subject.told else 0,
                "elements": element_counts(self._view, load),
                "surplus": surplus,
                "surplus_fields": spare,
                "findings": self._found(subject),
                "change": {"state": "first"},
                "last": self._last.get(subject.id),
                **said,
            }
        )

    def _said_of_app(self, app: App | None) -> Mapping[str, object]:
        assert app is not None  # noqa: S101 - a subject is one or the other
        acting = app.principals if len(app.principals) else app.bound
        return {
            "kind": app.node.subtype or "application",
            "name": app.node.label or app.id.name,
            "operator": self._view.inquiry.parties.of(app.peer).operator,
            "acts_as": self._lines(self._view.graph.id(row) for row in acting[:_NAMED].tolist()),
            "acting": len(acting),
            "scopes": app.scopes,
            "last_used": app.last_used,
        }

    def _said_of_principal(self, principal: IntegrationPrincipal | None) -> Mapping[str, object]:
        assert principal is not None  # noqa: S101 - as above
        parties = self._view.inquiry.parties
        peers = {app.id: app.peer for app in self._view.applications}
        running = {parties.of(peers[one]).operator for one in principal.applications if one in peers}
        at = system_label(self._view.inquiry, principal.target) if principal.target else ""
        (node,) = self._view.graph.nodes([principal.id])
        return {
            "kind": principal.sort,
            "name": node.label or principal.id.name,
            "operator": at or ", ".join(sorted(filter(None, running))),
            "acts_as": self._lines(principal.applications[:_NAMED]),
            "acting": len(principal.applications),
            "scopes": (),
            "last_used": principal.last_used,
        }

    def _lines(self, ids: Iterable[Id]) -> Sequence[PrincipalLine]:
        return [principal_line(node) for node in self._view.graph.nodes(list(ids))]

    def _datasets(self, marks: Bools) -> int:
        return len(np.unique(self._view.reading.sweep.dataset_of[marks]))

    def _surplus(self, subject: Subject, marks: Bools) -> tuple[Surplus, int]:
        """Whether it can read more than its declared hops take, and how many fields more."""
        actor = self._actor(subject)
        if actor is None or not subject.told:
            return "unknown", 0
        need = need_of(self._view.graph, self._view.reading.sweep, actor)
        if not need.declared or need.everything:
            return "unknown", 0
        spare = int(np.count_nonzero(marks & ~need.read & ~along(self._view, need)))
        return ("yes" if spare else "no"), spare

    def _actor(self, subject: Subject) -> Actor | None:
        """Whose need to look for; nobody where no declared hop can be of it."""
        home = subject.id.namespace
        if subject.app is not None:
            known = self._takes.something(subject.app)
            return Actor(home, None, frozenset({subject.id}), frozenset({subject.app.peer} - {home})) if known else None
        principal = subject.principal
        apps = [app for app in self._view.applications if principal and app.id in principal.applications]
        systems = {app.peer for app in apps} | ({principal.target} if principal and principal.target else set())
        known = any(map(self._takes.something, apps)) or bool(principal and self._takes.names(principal.row, systems))
        return Actor(home, subject.id, frozenset(app.id for app in apps), frozenset(systems - {home})) if known else None

    def _found(self, subject: Subject) -> Sequence[ReviewFinding]:
        """Open findings about a subject, and about what it holds; in the order of the check, the worst first."""
        holders = subject.app.principals if subject.app else subject.readers
        about = {one.fingerprint for one in self._by_subject.get(subject.id, ())}
        about |= {one.fingerprint for one, leads in self._of_containers if leads[holders].any()}
        return [
            ReviewFinding(rule=one.rule, severity=one.severity, fingerprint=one.fingerprint)
            for one in self._findings
            if one.fingerprint in about
        ]


def _leading(size: int, member: Ints, container: Ints, row: int) -> npt.NDArray[np.bool_]:
    """Of each node, whether it is a container or comes to it."""
    found = np.zeros(size, np.bool_)
    fresh: Ints = np.asarray([row], np.int64)
    while len(fresh):
        found[fresh] = True
        above = np.unique(member[np.isin(container, fresh)])
        fresh = above[~found[above]]
    return found
