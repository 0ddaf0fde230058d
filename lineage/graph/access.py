"""Effective access: what all the containers that somebody holds allow together. DESIGN §3.11 on neutral grants.

Two legs must hold: the object leg (read the dataset) and the field leg (read the field). A member that holds a container which takes away
holds the union of its other containers less that, and nobody else is touched by it. Legs are united first, each by itself, and then
put together.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

from lineage.graph.grant_source import GrantRow, GrantSource, MembershipRow
from lineage.graph.memberships import MembershipsByMember
from lineage.model.ids import Id
from lineage.model.verdicts import Leg, Operation

READS = Operation.READ | Operation.READ_ALL | Operation.EDIT_ALL
EDITS = Operation.EDIT | Operation.EDIT_ALL
_GRANTING = Operation.ADMINISTER | Operation.ASSIGN
_NOTHING = Operation(0)


class Held(IntEnum):
    """Whether a leg is held; the greater, the more may be read."""

    NO = 0
    UNKNOWN = 1
    YES = 2


class Status(IntEnum):
    """What somebody is to a field; the greater goes before the lesser. Only `YES` is a reader."""

    NONE = 0
    CONTRIBUTES = 1
    UNKNOWN = 2
    POTENTIAL = 3
    YES = 4

    @property
    def word(self) -> str:
        """The value as it is written in answers."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about: a field, or a dataset as a whole."""

    dataset: Id
    field: Id | None = None
    read_with_object: bool = False
    """The field has no permission of its own."""
    listed: bool = False
    """The source lists the dataset itself, and so has asked who may read it, not only who may read some of its fields."""

    @property
    def subjects(self) -> frozenset[Id]:
        """Everything that a grant for it may name."""
        return frozenset({self.dataset, self.dataset.namespace, *([self.field] if self.field else ())})

    @property
    def needs_field_leg(self) -> bool:
        """Whether the object leg alone does not do."""
        return self.field is not None and not self.read_with_object


@dataclass(frozen=True, slots=True)
class Given:
    """A grant that somebody holds, and through which containers; `operations` are what is left of it."""

    grant: GrantRow
    operations: Operation
    through: tuple[Id, ...] = ()
    muted_by: tuple[GrantRow, ...] = ()

    @property
    def administers(self) -> bool:
        """Whether its holder may grant itself more; so may who edits all data of a System."""
        granting = _GRANTING | (Operation.EDIT_ALL if self.grant.subject.is_system else _NOTHING)
        return self.grant.leg == Leg.OBJECT and bool(self.operations & granting)


@dataclass(frozen=True, slots=True)
class Holding:
    """All that somebody holds of what a question needs."""

    given: tuple[Given, ...] = ()
    unknown: frozenset[Leg] = frozenset()
    """Legs on which some container may lack grants that were not told."""

    def operations(self, leg: Leg) -> Operation:
        """What the grants of one leg allow together."""
        found = _NOTHING
        for one in self.given:
            if one.grant.leg == leg:
                found |= one.operations
        return found

    @property
    def administers(self) -> bool:
        """Whether whoever holds this may grant itself what it lacks."""
        return any(one.administers for one in self.given)

    def held(self, leg: Leg, wanted: Operation = READS) -> Held:
        """Whether one leg allows any of the operations wanted."""
        if self.operations(leg) & wanted:
            return Held.YES
        return Held.UNKNOWN if leg in self.unknown else Held.NO

    def legs(self, question: Question, wanted: Operation = READS) -> tuple[Held, Held]:
        """Whether the object leg and the field leg are held; a field without permission of its own goes with its object."""
        on_object = self.held(Leg.OBJECT, wanted)
        return on_object, self.held(Leg.FIELD, wanted) if question.needs_field_leg else on_object

    def status(self, question: Question) -> Status:
        """What whoever holds this is to the question who can read."""
        legs = self.legs(question)
        if min(legs) == Held.YES:
            return Status.YES
        if self.administers:
            return Status.POTENTIAL
        if min(legs) == Held.UNKNOWN:
            return Status.UNKNOWN
        return Status.CONTRIBUTES if max(legs) == Held.YES else Status.NONE

    def effective(self, question: Question) -> Operation:
        """Read and edit, as far as both legs allow them; editing takes reading."""
        if min(self.legs(question)) != Held.YES:
            return _NOTHING
        return Operation.READ | (Operation.EDIT if min(self.legs(question, EDITS)) == Held.YES else _NOTHING)


class Access:
    """Who holds what, on one day."""

    def __init__(self, source: GrantSource, as_of: date) -> None:
        self._source = source
        self._as_of = as_of
        self._on_systems: dict[Id, Answer] = {}
        self._whole: dict[Id, bool] = {}
        self._administering: dict[tuple[Id, Id, tuple[Id, ...]], bool] = {}

    @cached_property
    def memberships(self) -> Mapping[Id, tuple[MembershipRow, ...]]:
        """The memberships in force, by member."""
        return MembershipsByMember(self._source, lambda row: row.counts(self._as_of))

    @cached_property
    def containers(self) -> frozenset[Id]:
        """Everything that somebody holds."""
        return frozenset(row.container for rows in self.memberships.values() for row in rows)

    @cached_property
    def lapsed(self) -> Mapping[Id, tuple[MembershipRow, ...]]:
        """The memberships that do not count on this day, by member."""
        return MembershipsByMember(self._source, lambda row: not row.counts(self._as_of))

    def is_whole(self, principal: Id) -> bool:
        """Whether a principal is there and its grants are told whole; of few it is looked up, of many it is known by then."""
        if principal not in self._whole:
            self._whole[principal] = self._source.is_whole(principal)
        return self._whole[principal]

    @cached_property
    def principals(self) -> Mapping[Id, bool]:
        """Every principal, and whether its grants are told whole."""
        found = dict(self._source.principals())
        self._whole.update(found)
        return found

    def ask(self, question: Question) -> "Answer":
        """What everybody holds of what one question needs."""
        return Answer(self, question, self._granted(question.subjects), lambda: self._source.told_on(question.dataset))

    def administers(self, principal: Id) -> bool:
        """Whether a principal may grant itself what it lacks, be it in a session that activates more."""
        system = principal.namespace
        if system not in self._on_systems:
            self._on_systems[system] = Answer(self, Question(system), self._granted({system}), frozenset)
        answer = self._on_systems[system]
        held = tuple(row.container for row in self.memberships.get(principal, ()))
        # Those who hold the same are the same, unless they have grants of their own.
        key = system, Id("") if answer.gives_nothing(principal) else principal, held
        if key not in self._administering:
            self._administering[key] = answer.holding(principal, in_sessions=True).administers
        return self._administering[key]

    def _granted(self, subjects: frozenset[Id] | set[Id]) -> dict[Id, list[GrantRow]]:
        found: dict[Id, list[GrantRow]] = {}
        for row in self._source.grants_on(subjects):
            found.setdefault(row.principal, []).append(row)
        return found


class Answer:
    """What everybody holds of what one question needs."""

    def __init__(
        self,
        access: Access,
        question: Question,
        grants: Mapping[Id, list[GrantRow]],
        told: Callable[[], Collection[tuple[Id, Leg]]],
    ) -> None:
        """`told` gives who is told to have anything of the dataset, on which leg; it is asked only where something is not known."""
        self._access = access
        self.question = question
        self._grants = grants
        self._tell = told

    @cached_property
    def _told(self) -> frozenset[tuple[Id, Leg]]:
        return frozenset(self._tell())

    @cached_property
    def _on_object(self) -> frozenset[Id]:
        return frozenset(principal for principal, leg in self._told if leg == Leg.OBJECT)

    @property
    def _from_elsewhere(self) -> bool:
        """Nobody at all is told to have the object, and somebody has fields of it: the right to it is given in another way."""
        return bool(self._told) and not self._on_object

    @cached_property
    def _asked_for_object(self) -> bool:
        """Whoever is told only in part was asked about the object: it is listed, and another such principal has it."""
        return self.question.listed and any(not self._access.is_whole(one) for one in self._on_object)

    def gives_nothing(self, principal: Id) -> bool:
        """Whether a principal has no grants of its own that the question is about."""
        return principal not in self._grants

    def given(self, principal: Id) -> Holding:
        """What a principal is known to hold; what it may hold besides is left open."""
        given, _ = self._gather(principal, (), in_sessions=False)
        return Holding(tuple(given))

    def holding(self, principal: Id, *, in_sessions: bool = False) -> Holding:
        """What a principal holds; with `in_sessions`, also what counts only in sessions that activate it."""
        given, unknown = self._gather(principal, (), in_sessions=in_sessions)
        if self._from_elsewhere and principal in self._access.memberships:
            # A single container gives no more than it says; what a member gets with it is another matter.
            unknown.add(Leg.OBJECT)
        return Holding(tuple(given), frozenset(unknown))

    def status(self, principal: Id) -> Status:
        """What a principal is to the question; what it could read in a session that activates more is potential."""
        plain = self.holding(principal).status(self.question)
        if plain == Status.YES or not self._needs_session(principal, ()):
            return plain
        more = self.holding(principal, in_sessions=True).status(self.question)
        return max(plain, min(more, Status.POTENTIAL))

    def statuses(self) -> Iterator[tuple[Id, Status]]:
        """Every principal that is anything to the question, in order of id; those that hold the same are judged once."""
        judged: dict[tuple[bool, frozenset[tuple[Id, bool]]], Status] = {}
        for principal, is_whole in sorted(self._access.principals.items()):
            rows = self._access.memberships.get(principal, ())
            key = is_whole, frozenset((row.container, row.session_activated) for row in rows)
            if not rows or principal in self._grants:
                status = self.status(principal)
            else:
                status = judged[key] if key in judged else judged.setdefault(key, self.status(principal))
            if status and not takes_away(principal):
                yield principal, status

    def _needs_session(self, member: Id, above: tuple[Id, ...]) -> bool:
        rows = self._access.memberships.get(member, ()) if member not in above else ()
        return any(row.session_activated or self._needs_session(row.container, (*above, member)) for row in rows)

    def _gather(self, member: Id, above: tuple[Id, ...], *, in_sessions: bool) -> tuple[list[Given], set[Leg]]:
        """What a member holds itself and through its containers, less what containers of its own take away."""
        given = [Given(row, row.operations, above) for row in self._grants.get(member, ()) if not row.removes]
        unknown = set(self._unknown(member))
        removed: list[GrantRow] = []
        for row in self._access.memberships.get(member, ()):
            if row.container in (*above, member) or (row.session_activated and not in_sessions):
                continue
            if takes_away(row.container):
                removed += [one for one in self._grants.get(row.container, ()) if one.removes]
                continue
            held, not_told = self._gather(row.container, (*above, member), in_sessions=in_sessions)
            given += held
            unknown |= not_told
        return [muted(one, removed) for one in given] if removed else given, unknown

    def _unknown(self, principal: Id) -> Iterator[Leg]:
        """The legs on which grants may be there that were not told."""
        if self._access.is_whole(principal):
            return
        rows = self._grants.get(principal, ())
        on_object = any(row.leg == Leg.OBJECT and row.subject == self.question.dataset for row in rows)
        asked = self._asked_for_object and any((principal, leg) in self._told for leg in Leg)
        if not on_object and not asked:
            yield Leg.OBJECT
        # What is told of other fields tells nothing of this one: it may have come into the folder by another call.
        if not any(row.leg == Leg.FIELD and row.subject != self.question.dataset.namespace for row in rows):
            yield Leg.FIELD


def takes_away(container: Id) -> bool:
    """Whether a container only takes away, inside what holds it; that it was not read hides nothing that could be given."""
    return container.kind.startswith("muting")


def muted(one: Given, removed: Iterable[GrantRow]) -> Given:
    """What is left of a grant; whoever may not read may do nothing else."""
    by = tuple(row for row in removed if (row.leg, row.subject) == (one.grant.leg, one.grant.subject))
    left = one.operations
    for row in by:
        left = _NOTHING if row.operations & Operation.READ else left & ~row.operations
    return Given(one.grant, left, one.through, (*one.muted_by, *by))
