"""What to remove so that nothing of a kind can leave through the subject any more: the smallest set, and others that do as much."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

import numpy as np

from lineage.analysis.by_token import Bearer, ByToken
from lineage.analysis.distinct import marked, united, without
from lineage.analysis.exits import Exits, Leaving, by_effect
from lineage.analysis.onward import SUBJECT
from lineage.analysis.outlets import Outlets, stands
from lineage.analysis.readers import Reader, Readers
from lineage.analysis.removal import NOTHING, Flow, Found, Given, Held, Item, Items, Network, Token, sort_of
from lineage.analysis.states import Ints
from lineage.analysis.terrain import Terrain, downstream
from lineage.columns import Kind
from lineage.graph.access_sweep import Bools
from lineage.graph.field_sets import FieldSet
from lineage.model.blast_answers import Alternative, Containment, CutItem, Target
from lineage.model.ids import Id
from lineage.policy.blast.bounds import anybody_may_authorize
from lineage.policy.blast.evidence import Proof
from lineage.policy.blast.sight import Contents, Sight
from lineage.policy.blast.through import Through
from lineage.policy.blast.wording import at_once, flow_words, given_words, held_words, token_words

_MOST_LAID: Final = 100_000
"""Fields times tokens for which the whole network is searched: every token that bears a field makes some edges for it."""
_NAMED: Final = 3
"""Names in a sentence."""

_OTHER_WAYS: Final[Mapping[str, Sequence[str]]] = {
    "tokens": ("token",),
    "memberships": ("membership",),
    "grants": ("fields", "object", "all-fields", "system", "every-field"),
}
"""Sorts of removals that somebody may prefer to others."""


def containment(sight: Sight, found: Through, contents: Contents) -> Containment:
    """What to remove so that the worst of what leaves through the subject cannot any more."""
    leaving = contents.of(_leaving(sight, found, contents))
    tried = (_Containing(sight, found, leaving, contents.of(rows), target) for target, rows in _targets(leaving))
    last = next(tried)
    while not last.cuts_something and (following := next(tried, None)):
        last = following
    return last.answer()


def _leaving(sight: Sight, found: Through, contents: Contents) -> Ints:
    """Rows of what is not within reach anyway: what rests in a System that is lost does not have to come to it any more."""
    if found.kind != "system":
        return contents.holds.rows
    return without(len(sight.graph), contents.holds.rows, sight.rows_below(found.node.id))


def _targets(contents: Contents) -> Iterator[tuple[Target, Ints]]:
    """What to cut off, the worst first; what does not leave at all gives way to what does."""
    rows = contents.holds.rows
    if contents.sensitive.any():
        yield "sensitive", rows[contents.sensitive]
    if contents.personal.any():
        yield "personal", rows[contents.personal]
    yield "all", rows


class _Containing:
    """Finds what to remove; one use."""

    def __init__(self, sight: Sight, found: Through, leaving: Contents, wanted: Contents, target: Target) -> None:
        self._sight, self._found, self._target = sight, found, target
        self._leaving, self._wanted = leaving, wanted
        self._flows = found.flows()
        self._exits = self._ways_out(wanted.holds.rows)
        # What never left by any way does not have to be cut off.
        self._fields = int(np.count_nonzero(self._exits.open(NOTHING)))
        hops = {flow: [one.hop.number for one in departures] for flow, departures in self._flows.items()}
        self._proof = Proof(sight, hops)

    @property
    def cuts_something(self) -> bool:
        """Whether anything that is to be cut off leaves by a way that is known."""
        return self._fields > 0

    def answer(self) -> Containment:
        """The smallest set and others."""
        network = self._exits.network()
        smallest = network.cut() if self._fields else None
        at_least = self._at_least(smallest) if smallest else 0
        stays = self._stays(smallest.items if smallest else NOTHING)
        return Containment(
            target=self._target,
            fields=self._fields,
            possible=smallest is not None or not self._fields,
            size=smallest.cut.size if smallest else 0,
            at_least=at_least,
            items=tuple(self._items(smallest.items)) if smallest else (),
            alternatives=tuple(self._alternatives(network, smallest)) if smallest else (),
            stays=len(stays.holds.rows),
            stays_unclassified=int(np.count_nonzero(stays.unclassified)),
            notes=tuple(self._notes(smallest)),
        )

    def _at_least(self, found: Found) -> int:
        """How many removals it takes at least."""
        told = self._exits.at_least
        return found.cut.at_least if told is None else told

    def _ways_out(self, rows: Ints) -> Leaving:
        if self._found.home is not None:
            return self._outlets(rows)
        flows = {
            flow: np.flatnonzero(marked(len(self._sight.graph), [one.places for one in departures])[rows])
            for flow, departures in self._flows.items()
        }
        if self._found.kind != "principal" and not self._found.alone and len(rows) * len(self._found.tokens) > _MOST_LAID:
            return ByToken(len(rows), self._bearers(rows), flows)
        readers, read = self._readers(rows)
        return Exits(len(rows), readers, read, flows)

    def _bearers(self, rows: Ints) -> Iterator[Bearer]:
        """The tokens, those of principals that hold the same together, with what they read of some nodes."""
        sight = self._sight

        @cache
        def numbers() -> tuple[Ints, Bools]:
            number = np.minimum(np.searchsorted(sight.sweep.field_rows, rows), len(sight.sweep.field_rows) - 1)
            return number, sight.graph.kinds[rows] == Kind.FIELD

        of: dict[Id, list[Token]] = {}
        for one in self._found.tokens:
            of.setdefault(one.principal, []).append(Token(one.application, one.principal, one.how))
        for principals, givers, read in sight.kinds(of):
            tokens = tuple(sorted(token for one in principals for token in of[one]))
            yield Bearer(tokens, givers, partial(_has, read, numbers))

    def _readers(self, rows: Ints) -> tuple[Readers | None, Ints]:
        """Who reads some nodes by permission, and the positions of those that are read."""
        tokens = () if self._found.kind == "principal" else self._found.tokens
        acting = {Token(one.application, one.principal, one.how) for one in tokens}
        return self._readers_by(rows, acting, self._found.alone)

    def _readers_by(self, rows: Ints, tokens: Collection[Token], alone: Sequence[Id]) -> tuple[Readers | None, Ints]:
        sight = self._sight
        principals = {one.principal for one in tokens} | set(alone)
        number = np.searchsorted(sight.sweep.field_rows, rows)
        is_field = sight.graph.kinds[rows] == Kind.FIELD
        read = np.zeros(len(rows), np.bool_)
        if principals:
            read[is_field] = sight.readable(principals)[number[is_field]]
        if not read.any():
            return None, np.empty(0, np.int64)
        readers = list(_readers(sight, tokens, alone))
        return Readers(sight.graph, sight.sweep, readers, number[read].astype(np.int64)), np.flatnonzero(read)

    def _outlets(self, rows: Ints) -> Outlets:
        """The ways out of a field or dataset, over hops inside its System."""
        sight, origins = self._sight, [self._sight.graph.id(row) for row in rows.tolist()]
        hops, _ = downstream(sight.graph, SUBJECT, sight.inquiry.setting.options, start=origins) if origins else ([], [])
        terrain = Terrain(SUBJECT, hops)
        readers, read = self._readers(rows)
        inside = {}
        for stand in stands(terrain, origins):
            found = self._inside(stand) if stand not in origins and not stand.is_system else None
            if found is not None:
                inside[stand] = found
        return Outlets(origins, terrain, readers, read, inside)

    def _inside(self, stand: Id) -> Readers | None:
        """Who reads where a walk stands inside the System."""
        sight, home = self._sight, self._found.home
        hops = [hop for hop in sight.inquiry.permits.leaving([stand], SUBJECT) if hop.target != home]
        applications = {hop.application for hop in hops if hop.application}
        acting = sight.acting(applications=applications)
        tokens = {Token(one.application, one.principal, one.how) for one in acting if one.is_path}
        alone = sorted({hop.principal for hop in hops if hop.principal and not hop.application})
        return self._readers_by(sight.rows_below(stand) if not stand.is_field else _rows(sight, [stand]), tokens, alone)[0]

    def _stays(self, removed: Items) -> Contents:
        """What can still leave afterwards: nothing that was to be cut off, and of the rest what other grants give."""
        rows = without(len(self._sight.graph), self._leaving.holds.rows, self._wanted.holds.rows)
        kept = frozenset(item for item in removed if sort_of(item) != "fields")
        left = rows[self._ways_out(rows).open(kept)] if len(rows) else rows
        if self._found.kind != "system":
            return self._leaving.of(left)
        rests = self._found.rests
        return self._sight.contents(united(len(self._sight.graph), [left, rests]))

    def _items(self, items: Items) -> Iterator[CutItem]:
        for item, lost in by_effect(self._exits, items):
            yield self._item(item, lost)

    def _item(self, item: Item, lost: Ints) -> CutItem:
        fields = self._fields_of(item)
        what, holder, ids, removals = self._told(item, fields)
        return CutItem.model_validate(
            {
                "sort": sort_of(item),
                "what": what,
                "holder": holder,
                "ids": ids,
                "removals": removals,
                "fields": len(lost),
                "elements": self._wanted.elements(self._wanted.holds.rows[lost]),
                "evidence": self._proof.of(item, fields),
            }
        )

    def _fields_of(self, item: Item) -> Sequence[Id]:
        """The fields that are granted one by one."""
        if not isinstance(item, Given) or item.sort != "fields":
            return ()
        return self._exits.granted(item)

    def _told(self, item: Item, fields: Sequence[Id]) -> tuple[str, Id, Sequence[Id], int]:
        """What to do, who loses something, what, and how many removals that is."""
        match item:
            case Token():
                return token_words(self._sight, item), item.application, (item.principal,), 1
            case Held():
                return held_words(self._sight, item), item.member, (item.container,), 1
            case Given():
                return given_words(self._sight, item, fields), item.container, fields or (item.subject,), len(fields) or 1
            case Flow():
                departures = self._flows.get(item, ())
                sources = sorted({one.hop.source for one in departures})
                holder = item.job or item.channel or item.reader or item.source
                return flow_words(self._sight, item, len(departures)), holder, sources, 1

    def _alternatives(self, network: Network, smallest: Found) -> Iterator[Alternative]:
        """Other sets that cut off as much; the subject as a whole where it can be switched off."""
        words = at_once(self._found.node)
        if words and smallest.cut.size > 0:
            every = CutItem(
                sort="subject",
                what=words,
                holder=self._found.node.id,
                removals=1,
                fields=self._fields,
                elements=self._wanted.elements(),
            )
            yield Alternative(by="the subject as a whole", size=1, at_least=1, items=(every,))
        for name, sorts in _OTHER_WAYS.items():
            found = network.cut((*sorts, "flow")) if any(sort_of(one[0]) in sorts for one in network.items) else None
            if found is not None and found.items != smallest.items:
                beside = " and hops" if any(isinstance(item, Flow) for item in found.items) else ""
                yield Alternative(
                    by=f"{name}{beside}",
                    size=found.cut.size,
                    at_least=found.cut.at_least,
                    items=tuple(self._items(found.items)),
                )

    def _notes(self, smallest: Found | None) -> Iterator[str]:
        if smallest and self._at_least(smallest) < smallest.cut.size:
            yield f"A smaller set may exist: it takes at least {self._at_least(smallest):,} removals."
        partial = self._partial()
        if partial:
            yield f"Not all grants of {_some(partial)} were read: more may have to be removed."
        able = sorted({self._sight.name(one) for one in self._acting() if self._sight.access.administers(one)})
        if able:
            yield f"{_some(able)} may grant back what is taken away: revoke first what lets somebody act so."
        if self._found.kind == "application" and anybody_may_authorize(self._sight, self._found.node.id):
            yield "Users may authorize it again: block it, or admit it only for whom an administrator names."
        if self._found.kind == "system":
            yield "What rests in it already stays there."

    def _acting(self) -> set[Id]:
        """Principals by which something leaves."""
        return {one.principal for one in self._found.tokens} | set(self._found.alone)

    def _partial(self) -> list[str]:
        """Names of those whose grants were read in part, and of containers that they hold."""
        held = self._sight.with_containers(self._acting())
        return sorted({self._sight.name(one) for one in held if not self._sight.access.is_whole(one)})


def _has(read: FieldSet, numbers: Callable[[], tuple[Ints, Bools]]) -> Bools:
    """Which of some nodes are fields of a set; `numbers` gives the number of each, and whether it is one."""
    number, is_field = numbers()
    return read.has(number) & is_field


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _rows(sight: Sight, ids: Iterable[Id]) -> Ints:
    return np.asarray(sight.rows_of(ids), np.int64)


def _readers(sight: Sight, tokens: Collection[Token], alone: Sequence[Id]) -> Iterator[Reader]:
    """Who reads, those together that hold the same and have as many tokens."""
    for same in sight.alike(alone):
        yield Reader(same)
    of: dict[Id, list[Token]] = {}
    for token in sorted(tokens):
        if token.principal not in alone:
            of.setdefault(token.principal, []).append(token)
    for count in sorted({len(some) for some in of.values()}):
        for same in sight.alike(one for one, some in of.items() if len(some) == count):
            yield Reader(same, tuple(token for one in same.principals for token in of[one]))
