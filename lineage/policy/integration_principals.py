"""Integration principals: users made for integrations, and those as whom applications run; and people outside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lineage.graph.actors import BOUND
from lineage.graph.by_node import numbers, rows_with
from lineage.graph.memberships import days
from lineage.model.ids import Id
from lineage.policy.applications import NEVER
from lineage.policy.findings import View

Ints = npt.NDArray[np.signedinteger]

_API_ONLY = "ApiUserOnly"
_INTEGRATION = ("salesforce integration", "salesforce api integration", "salesforceapiintegration")
"""What licenses of users who are no people begin with, folded: that of the user, and that of permission sets for them."""
_RUN_AS = "run-as"
_OUTSIDE = {"public": "visitors", "portal": "portal members"}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class IntegrationPrincipal:
    """A principal that is for integrations, whether or not an application is known to act as it; or people outside."""

    row: int
    id: Id
    sort: str
    """run-as user, integration user, visitors, portal members."""
    applications: tuple[Id, ...] = ()
    """The applications that act as it, in order."""
    last_used: date | None = None
    """When an application last did; none where nothing says."""
    target: Id | None = None
    """Of people outside, the System where they are."""


def made_for_integration(view: View, users: Ints) -> Ints:
    """Those of the users whose license or permissions keep people from logging in as them."""
    may = view.privileges.among(users, (_API_ONLY,))
    found = {user for user in may.tolist() if view.privileges.of(user, (_API_ONLY,))}
    member, container = view.reading.memberships.pairs
    found |= set(np.intersect1d(member[np.isin(container, _licensed(view))], users).tolist())
    return np.asarray(sorted(found), np.int64)


def containers_for_integration(view: View) -> Ints:
    """The containers that by themselves make whoever holds them such a user."""
    found: Ints = np.union1d(view.privileges.holders(_API_ONLY), np.asarray(_licensed(view), np.int64))
    return found


def _licensed(view: View) -> Sequence[int]:
    """Rows of the containers that come with a license for integrations."""
    rows = (view.graph.row(one.subject) for one in view.graph.facts_named("license") if _is_for_integration(one.value))
    return sorted(row for row in rows if row is not None)


def _is_for_integration(license: str) -> bool:
    return license.casefold().startswith(_INTEGRATION)


def integration_principals(view: View) -> Sequence[IntegrationPrincipal]:
    """Everybody of that kind, in order of id."""
    return sorted((*_acted_as(view), *_outside(view)), key=lambda one: one.id)


def _outside(view: View) -> Iterator[IntegrationPrincipal]:
    for one in view.reading.outsiders:
        sort = _OUTSIDE.get(view.inquiry.parties.of(one.target).kind, "people outside")
        yield IntegrationPrincipal(one.row, view.graph.id(one.row), sort, target=one.target)


def _acted_as(view: View) -> Iterator[IntegrationPrincipal]:
    acting = _Acting(view)
    run_as = np.unique(acting.principal[acting.is_run_as])
    made = set(run_as.tolist())
    users = view.people.users(run_as)
    for row in np.union1d(users, made_for_integration(view, view.people.everybody)).tolist():
        here = slice(*np.searchsorted(acting.principal, (row, row + 1)).tolist())
        day = int(acting.day[here].max(initial=NEVER))
        yield IntegrationPrincipal(
            row,
            view.graph.id(row),
            "run-as user" if row in made else "integration user",
            tuple(sorted(view.graph.id(one) for one in np.unique(acting.application[here]).tolist())),
            _EPOCH + timedelta(days=day) if day != NEVER else None,
        )


class _Acting:
    """Who acts as whom, in columns, by principal; what is only a bound is left out."""

    def __init__(self, view: View) -> None:
        self._table = view.graph.tables["tokens"]
        kept = np.ones(self._table.num_rows, np.bool_)
        kept[rows_with(self._table.column("how"), BOUND)] = False
        rows = np.flatnonzero(kept)
        self._kept = rows[np.argsort(numbers(self._table.column("principal"))[rows], kind="stable")]
        self.application, self.principal = (
            numbers(self._table.column(name))[self._kept] for name in ("application", "principal")
        )
        self.day = days(self._table, "last_used", NEVER)[self._kept]

    @cached_property
    def is_run_as(self) -> npt.NDArray[np.bool_]:
        """Whether an application runs as the principal, by itself."""
        found = np.zeros(self._table.num_rows, np.bool_)
        found[rows_with(self._table.column("how"), _RUN_AS)] = True
        return found[self._kept]
