"""The access review: what each application and integration principal can read, and what changed since the review before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lineage.graph.field_sets import FieldSet
from lineage.model.access_answers import PrincipalLine
from lineage.model.answers import CheckAnswer
from lineage.model.ids import Id
from lineage.model.privilege_answers import Surplus
from lineage.model.review_answers import (
    LastDecision,
    Review,
    ReviewAnswer,
    ReviewChange,
    ReviewRow,
)
from lineage.policy.access import principal_line
from lineage.policy.applications import App
from lineage.policy.carried import Load
from lineage.policy.describe import system_label
from lineage.policy.findings import View
from lineage.policy.integration_principals import IntegrationPrincipal, integration_principals
from lineage.policy.last_decisions import last_decisions
from lineage.policy.need import Actor
from lineage.policy.review_changes import Changes, element_counts
from lineage.policy.review_findings import FindingsAbout
from lineage.policy.takes import Takes
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
    changes = Changes(view, before, subjects(before) if before is not None else ())
    last = {changes.called_now(one): decision for one, decision in last_decisions(reviews).items()}
    reading = _Rows(view, found, findings, last)
    readable = view.reading.sets([one.readers for one in found])
    rows = [
        reading.row(one, fields, changes.of(one.id, fields, told=one.told)) for one, fields in zip(found, readable, strict=True)
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

    def __init__(self, view: View, found: Sequence[Subject], findings: CheckAnswer, last: Mapping[Id, LastDecision]) -> None:
        self._view, self._last, self._about = view, last, FindingsAbout(view, found, findings)
        self._takes = Takes(view)
        self._applications = {one.id: one for one in view.applications}
        self._operators = {one.id: view.inquiry.parties.of(one.peer).operator for one in view.applications}
        self._counted: dict[int, int] = {}

    def row(self, subject: Subject, fields: FieldSet, change: ReviewChange) -> ReviewRow:
        load = self._view.reading.load(fields) if subject.told else Load()
        surplus, spare = self._surplus(subject, fields)
        said = self._said_of_app(subject.app) if subject.app else self._said_of_principal(subject.principal)
        return ReviewRow.model_validate(
            {
                "subject": subject.id,
                "system": system_label(self._view.inquiry, subject.id.namespace),
                "told": "unknown" if not subject.told else "bound" if subject.app and len(subject.app.bound) else "yes",
                "fields": load.fields,
                "datasets": self._datasets(fields) if subject.told else 0,
                "elements": element_counts(self._view, load),
                "surplus": surplus,
                "surplus_fields": spare,
                "findings": self._about.of(subject.id),
                "change": change,
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
            "operator": self._operators[app.id],
            "acts_as": self._lines(self._view.graph.id(row) for row in acting[:_NAMED].tolist()),
            "acting": len(acting),
            "scopes": app.scopes,
            "last_used": app.last_used,
        }

    def _said_of_principal(self, principal: IntegrationPrincipal | None) -> Mapping[str, object]:
        assert principal is not None  # noqa: S101 - as above
        running = {self._operators.get(one, "") for one in principal.applications}
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

    def _datasets(self, fields: FieldSet) -> int:
        """Of how many datasets a set has fields; each is looked at once, and kept with all that can be read."""
        if id(fields) not in self._counted:
            sweep = self._view.reading.sweep
            # The fields of a dataset stand together.
            begins = np.flatnonzero(np.diff(sweep.dataset_of, prepend=-1))
            held = np.logical_or.reduceat(fields.marks(), begins) if len(begins) else begins
            self._counted[id(fields)] = int(np.count_nonzero(held))
        return self._counted[id(fields)]

    def _surplus(self, subject: Subject, fields: FieldSet) -> tuple[Surplus, int]:
        """Whether it can read more than its declared hops take, and how many fields more."""
        actor = self._actor(subject)
        if actor is None or not subject.told:
            return "unknown", 0
        need = self._takes.need(actor)
        if not need.declared or need.everything:
            return "unknown", 0
        spare = int(np.count_nonzero(fields.marks() & ~need.read & ~self._takes.along(need)))
        return ("yes" if spare else "no"), spare

    def _actor(self, subject: Subject) -> Actor | None:
        """Whose need to look for; nobody where no declared hop can be of it."""
        home = subject.id.namespace
        if subject.app is not None:
            known = self._takes.something(subject.app)
            return Actor(home, None, frozenset({subject.id}), frozenset({subject.app.peer} - {home})) if known else None
        principal = subject.principal
        apps = [self._applications[one] for one in (principal.applications if principal else ()) if one in self._applications]
        systems = {app.peer for app in apps} | ({principal.target} if principal and principal.target else set())
        known = any(map(self._takes.something, apps)) or bool(principal and self._takes.names(principal.row, systems))
        return Actor(home, subject.id, frozenset(app.id for app in apps), frozenset(systems - {home})) if known else None
