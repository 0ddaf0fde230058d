"""What is no path but could become one: counted apart, and never with the rest."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import numpy as np

from lineage.analysis.distinct import without
from lineage.analysis.states import Ints
from lineage.graph.access_sweep import Bools
from lineage.graph.routes import holders
from lineage.model.blast_answers import BlastBound
from lineage.model.ids import Id
from lineage.policy.blast.sight import CONTAINERS, Acting, Sight
from lineage.policy.blast.through import Through

_NAMED: Final = 8
"""Principals that a bound names; of more only the count is told."""
_PACKAGE: Final = "installed package"


def bounds(sight: Sight, found: Through, rows: Ints) -> Iterator[BlastBound]:
    """What could come within reach besides `rows`, each with its reason."""
    if found.kind not in ("application", "principal"):
        return
    maker = _Bounds(sight, rows)
    if found.kind == "application":
        yield from _of_application(sight, found, maker)
    who = [found.node.id] if found.kind == "principal" else sorted({one.principal for one in found.tokens})
    yield from _administers(sight, maker, who)
    yield from _in_sessions(sight, maker, who)
    if found.kind == "principal" and found.node.id.kind in CONTAINERS:
        yield from maker.one("one-leg", _ONE_LEG, (), sight.sweep.one_leg(found.node.id))


_ONE_LEG: Final = (
    "It gives one of the two permissions that reading a field takes: who holds it and has the other reads these, too."
)


class _Bounds:
    """Makes bounds of what is not within reach anyway."""

    def __init__(self, sight: Sight, rows: Ints) -> None:
        self._sight, self._rows = sight, rows

    def one(self, sort: str, says: str, principals: Collection[Id], fields: Bools) -> Iterator[BlastBound]:
        """A bound on these fields, if it adds any."""
        rows = without(len(self._sight.graph), self._sight.sweep.field_rows[fields], self._rows)
        if len(rows):
            contents = self._sight.contents(rows)
            yield BlastBound.model_validate(
                {
                    "sort": sort,
                    "says": says,
                    "principals": sorted(principals) if len(principals) <= _NAMED else (),
                    "fields": len(rows),
                    "sensitive": int(np.count_nonzero(contents.sensitive)),
                    "elements": contents.elements(),
                }
            )


def _of_application(sight: Sight, found: Through, maker: _Bounds) -> Iterator[BlastBound]:
    home = found.node.id.namespace
    if not found.node.detail.get("reads", True):
        return
    anybody = {one.principal for one in sight.acting(applications=[found.node.id]) if not one.is_path}
    if anybody_may_authorize(sight, found.node.id):
        says = "Users may authorize it themselves: it could then read whatever any of them can."
        yield from maker.one("self-authorized", says, anybody, _at_most(sight, anybody) if anybody else sight.fields_of(home))
    yield from _of_holders(sight, found.tokens, maker)
    if found.node.subtype == _PACKAGE:
        says = "It is code of another publisher that runs inside: it may touch whatever lies there."
        yield from maker.one("package", says, (), sight.fields_of(home))


def _of_holders(sight: Sight, tokens: Sequence[Acting], maker: _Bounds) -> Iterator[BlastBound]:
    """Where it is admitted for a container, it acts as those who hold it, with all that they hold besides."""
    for admitted in sorted({one.principal for one in tokens if one.how == "admitted"}):
        known = set(holders(sight.access, admitted))
        people = {one for one in known if one.kind not in CONTAINERS}
        name = f"{admitted.kind.replace('-', ' ')} {sight.name(admitted)}"
        if people:
            says = f"It is admitted for holders of {name}, of which {len(people):,} are known, and reads what they hold besides."
            yield from maker.one("holders", says, people, sight.readable(people))
        else:
            says = f"It is admitted for holders of {name} and reads what they hold besides; who they are is not known."
            yield from maker.one("holders", says, (), sight.fields_of(admitted.namespace))


def _administers(sight: Sight, maker: _Bounds, who: Collection[Id]) -> Iterator[BlastBound]:
    able = {one for one in who if sight.access.administers(one)}
    for home in sorted({one.namespace for one in able}):
        says = "It administers: whoever acts as it can grant itself what it lacks."
        yield from maker.one("administers", says, {one for one in able if one.namespace == home}, sight.fields_of(home))


def anybody_may_authorize(sight: Sight, application: Id) -> bool:
    """Whether users may authorize an application for themselves."""
    row = sight.graph.row(application)
    is_said = row is not None and any(name == "self-authorized" for name, _ in sight.graph.facts_of(row))
    return is_said or any(not one.is_path for one in sight.acting(applications=[application]))


def _in_sessions(sight: Sight, maker: _Bounds, who: Collection[Id]) -> Iterator[BlastBound]:
    everything = sight.with_containers(who)
    if any(row.session_activated for one in everything for row in sight.access.memberships.get(one, ())):
        says = "It holds containers that count only in sessions that activate them."
        able = {one for one in who if _needs_session(sight, one)}
        yield from maker.one("session", says, able, _at_most(sight, able))


def _needs_session(sight: Sight, who: Id) -> bool:
    return any(row.session_activated for one in sight.with_containers([who]) for row in sight.access.memberships.get(one, ()))


def _at_most(sight: Sight, who: Collection[Id]) -> Bools:
    """What principals may read at most with all containers that they hold, mutes left out."""
    return sight.sweep.at_most(sorted(sight.with_containers(who)))
