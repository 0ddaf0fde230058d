"""Access that somebody approved until a day, and what is still there after it, or stays in the org for longer."""

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from lineage.analysis.permitted import question_of
from lineage.columns import Kind
from lineage.graph.access import Access, Status
from lineage.graph.actors import BOUND
from lineage.graph.grant_source import MembershipRow
from lineage.graph.grant_table import GrantTable
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.nodes import kind_of
from lineage.model.ids import Id
from lineage.model.records import TimeBoundGrant
from lineage.model.verdicts import Active
from lineage.policy.findings import Verdict

_CONTAINERS = frozenset({"profile", "permission-set", "permission-set-group"})
_NO_END = frozenset({"profile"})
"""Containers that a user always holds one of, so that the org cannot end them on a day."""

_LOOK = "Export who holds what, and the tokens, and add the source `salesforce-exports`: docs/access-exports.md has the queries."

_NAMED = 3
"""Names that a sentence has at most."""


class Outliving(NamedTuple):
    """What is wrong with access that was approved for a while."""

    verdict: Verdict
    is_over: bool
    """Its last day is past; else the org keeps it for longer than that."""
    detail: str
    remedy: str = ""
    """What would tell, where nobody can."""


def outliving(graph: LineageGraph, grants: Iterable[TimeBoundGrant], day: date) -> Iterator[tuple[TimeBoundGrant, Outliving]]:
    """The grants with whose access something is wrong on a day."""
    looking = _Looking(graph, day)
    for grant in grants:
        found = looking.unheard_of(grant) or (looking.application(grant) if grant.application else looking.principal(grant))
        if found is not None:
            yield grant, found


class _Looking:
    """Looks up on one day what somebody holds."""

    def __init__(self, graph: LineageGraph, day: date) -> None:
        self._graph, self._day = graph, day
        self._access = Access(GrantTable(graph), day)

    def unheard_of(self, grant: TimeBoundGrant) -> Outliving | None:
        """A grant to somebody, or to something, of which nothing else tells: perhaps it is called something else."""
        if not self._tells(grant):
            return None
        named = [
            one for one in (grant.principal, grant.application, grant.to) if one is not None and self._graph.row(one) is None
        ]
        if not named:
            return None
        alike = [self._graph.id(row).name for row in self._graph.rows_of_kind(kind_of(named[0])).tolist()]
        near = get_close_matches(named[0].name, sorted(set(alike)), n=1)
        hint = f" Is {near[0]} meant?" if near else ""
        is_over = grant.until < self._day
        said = f"Nothing in this snapshot tells of {_called(named[0])}.{hint}"
        return Outliving("unknown", is_over, said, "Correct the name under `access` in the map, or take the entry out.")

    def _tells(self, grant: TimeBoundGrant) -> bool:
        """Whether some source tells who holds what, or which applications there are."""
        if grant.application:
            return bool(len(self._graph.rows_of_kind(Kind.APPLICATION)))
        return self._is_told(grant.principal or Id(""))

    def principal(self, grant: TimeBoundGrant) -> Outliving | None:
        holder, to = grant.principal or Id(""), grant.to
        is_over = grant.until < self._day
        if to is not None and to.kind not in _CONTAINERS:
            return self._reading(holder, to) if is_over else None
        rows = [row for row in self._held(holder, ()) if to in (None, row.container)]
        if not is_over:
            return _kept_longer(grant, rows)
        if rows:
            verdict: Verdict = "violated" if any(row.active == Active.YES for row in rows) else "unknown"
            return Outliving(verdict, True, f"It still holds {_some({row.container.name for row in rows})}.")
        return None if self._is_told(holder) else _cannot_tell("who holds what was not read")

    def _held(self, member: Id, above: tuple[Id, ...]) -> Iterator[MembershipRow]:
        """The memberships in force by which somebody holds containers, directly or in groups."""
        for row in self._access.memberships.get(member, ()):
            if row.container not in (member, *above):
                yield row
                yield from self._held(row.container, (*above, member))

    def _is_told(self, holder: Id) -> bool:
        """Whether some source tells who holds what where the principal is at home."""
        members = {row.member for row in GrantTable(self._graph).memberships()}
        return any(one.namespace == holder.namespace and one.kind == holder.kind for one in members)

    def _reading(self, holder: Id, to: Id) -> Outliving | None:
        if self._graph.row(to) is None or self._graph.row(holder) is None:
            missing = to.shown if self._graph.row(to) is None else holder.name
            return _cannot_tell(f"nothing in this snapshot tells of {missing}")
        answer = self._access.ask(question_of(self._graph.nodes([to, to.owner]), to))
        status = answer.status(holder)
        if status == Status.YES:
            return Outliving("violated", True, f"It can still read {to.shown}.")
        if status in (Status.POTENTIAL, Status.UNKNOWN) or not self._is_told(holder):
            return _cannot_tell(f"whether it can read {to.shown} is {status.word if status else 'not told'}")
        return None

    def application(self, grant: TimeBoundGrant) -> Outliving | None:
        if grant.until >= self._day:
            return None
        rows = [one for one in self._acting() if one[0] == grant.application and grant.to in (None, one[1])]
        paths = [one for one in rows if one[2] != BOUND]
        if paths:
            used = max((last for _, _, _, last in paths if last), default=None)
            principals = {principal.name for _, principal, _, _ in paths}
            last = f", last on {used}" if used else ""
            return Outliving("violated", True, f"It can still act as {_some(principals)}{last}.")
        if rows:
            return Outliving("unknown", True, "Users may still authorize it for themselves.")
        is_told = any(how == "token" for _, _, how, _ in self._acting())
        return None if is_told or self._is_disabled(grant.application) else _cannot_tell("its tokens were not read")

    def _acting(self) -> Iterator[tuple[Id, Id, str, date | None]]:
        for row in self._graph.tables["tokens"].to_pylist():
            yield self._graph.id(row["application"]), self._graph.id(row["principal"]), row["how"], row["last_used"]

    def _is_disabled(self, application: Id | None) -> bool:
        row = self._graph.row(application) if application else None
        return row is not None and any(name == "disabled" for name, _ in self._graph.facts_of(row))


def _kept_longer(grant: TimeBoundGrant, rows: Iterable[MembershipRow]) -> Outliving | None:
    """What the org keeps for longer than was approved; only what was approved by name, because the rest has other grounds."""
    longer = [row for row in rows if row.container.kind not in _NO_END and (row.until is None or row.until > grant.until)]
    if grant.to is None or not longer:
        return None
    until = max((row.until for row in longer if row.until), default=None)
    ends = "without end" if any(row.until is None for row in longer) else f"until {until}"
    return Outliving("violated", False, f"The org keeps it {ends}.")


def _called(id: Id) -> str:
    return f"{id.kind} {id.name}" if id.kind else id.shown


def _cannot_tell(why: str) -> Outliving:
    return Outliving("unknown", True, f"Whether it is gone cannot be told: {why}.", _LOOK)


def _some(names: Iterable[str]) -> str:
    found = sorted(names)
    rest = len(found) - _NAMED
    return ", ".join(found[:_NAMED]) + (f" and {rest:,} more" if rest > 0 else "")
