"""Findings: what rules say, before anyone accepted anything."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from lineage.analysis.permitted import Permits
from lineage.graph.alike import Ints
from lineage.graph.lineage_graph import LineageGraph
from lineage.graph.source import FactRow, NodeRow
from lineage.model.ids import Id
from lineage.model.on_demand import OnDemand
from lineage.model.records import NOT_YET, Frozen, Gap
from lineage.model.review_answers import Review
from lineage.model.verdicts import Severity
from lineage.policy.applications import App, applications_of
from lineage.policy.arrived import Arrived, arrived
from lineage.policy.carried import Carriage
from lineage.policy.hop_evidence import HopEvidence
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import Bools, JudgedHops
from lineage.policy.people import People
from lineage.policy.privileges import Privileges
from lineage.policy.reading import Reading

Verdict: TypeAlias = Literal["violated", "unknown"]

Work: TypeAlias = Literal[
    "one command", "one setting", "one correction", "one grant", "a right on file", "code", "not possible yet"
]
"""How much work a remedy is; `not possible yet` where this version offers none."""

Role: TypeAlias = Literal["admin", "developer", "integration owner"]
"""Who puts it right: an administrator of the org, whoever writes its code, or whoever answers for the integration and its map."""


class Card(Frozen):
    """What a rule is about; the documentation is made from it."""

    id: str
    """Stable name, in lower case with hyphens."""
    title: str
    """What is wrong when it fires, in one sentence."""
    severity: str
    """How severe its findings are, in words."""
    why: str
    """Why it matters."""
    remedy: str
    """What to do; a finding may say it closer."""
    effort: Work
    """How much work the remedy is; a finding may say it closer."""
    role: Role
    """Whose work it is."""
    false_positives: str
    """When it fires although all is well."""
    reference: str
    """Where the requirement stands: a statute, or a section of the documents as a link."""
    missions: tuple[str, ...] = ()
    """Ids of the points of the mission that it answers."""


class Saying(NamedTuple):
    """What a rule says of a hop."""

    verdict: Verdict
    reason: str
    """What is wrong with it, in a few words without a full stop."""
    expires_since: date | None = None
    """The first day on which the verdict got worse, after the as-of day."""


class Sayings:
    """What a rule says of hops, each different saying once."""

    def __init__(self, all_: Iterable[Saying]) -> None:
        self.all = tuple(all_)

    @cached_property
    def violated(self) -> Bools:
        """Which of them say that the rule is violated."""
        return np.asarray([one.verdict == "violated" for one in self.all], np.bool_)


class Members(NamedTuple):
    """Hops of flows, and what a rule says of each, in columns."""

    at: Ints
    """Places among the hops of the view."""
    says: Ints
    """Number of what is said of each."""
    sayings: Sayings

    def take(self, some: Ints) -> "Members":
        """Some of them."""
        return Members(self.at[some], self.says[some], self.sayings)

    @property
    def violated(self) -> Bools:
        """Of which it is said that they violate the rule."""
        return self.sayings.violated[self.says]


@dataclass(frozen=True)
class Finding:
    """A rule's verdict on a subject; of a flow the members say the rest."""

    rule: str
    subject: str
    """What the fingerprint is of, in ids: all that stays the same when a hop joins or leaves a flow."""
    where: str
    """The subject as people call it."""
    ids: tuple[Id, ...] = ()
    """The ids that the subject names, where it is not an id itself: those that the platform numbers are known by that across renames."""
    verdict: Verdict = "unknown"
    severity: Severity = Severity.INFO
    detail: str = ""
    """What was found; empty where members say it."""
    members: Members | None = None
    """The hops of a flow, by source and target."""
    systems: tuple[Id, ...] = ()
    """Systems by which it can be accepted."""
    locators: Sequence[tuple[str, str]] = ()
    """(connector, locator) of what says so, where the subject is no flow."""
    proved_by: tuple[Id, ...] = ()
    """Nodes whose own evidence says so, where no locators do; the subject if empty."""
    remedy: str = ""
    """What to do; the card's remedy if empty."""
    effort: Work | None = None
    """How much work that is; the card's effort if none."""
    role: Role | None = None
    """Whose work it is; the card's role if none."""
    carries: tuple[str, ...] = ()
    """Elements that it touches; of a flow the members say it."""
    order: int = 0
    """Orders findings of one severity, the greater first; see `severity.Weight`. Of a flow the members say it."""

    @property
    def is_located(self) -> bool:
        """Whether places say so. Those that are looked up on demand are those of hops, of which something always tells."""
        return isinstance(self.locators, OnDemand) or bool(self.locators)


class Unseen(NamedTuple):
    """A surface that no source of a snapshot gives."""

    surface: str
    leaves_open: str = ""
    """What nothing says without it; a clause."""
    remedy: str = NOT_YET
    """What would give it."""


@dataclass(frozen=True)
class View:
    """What rules look at."""

    graph: LineageGraph
    """Every node with its facts, and what else no hop tells."""
    inquiry: Inquiry
    hops: JudgedHops
    channels: Sequence[NodeRow]
    """Channels that are switched on, or may be, and that no hop uses."""
    gaps: Sequence[Gap]
    jobs: Sequence[NodeRow]
    """Every job."""
    unseen: Sequence[Unseen]
    """Surfaces that no source of this snapshot gives."""
    lost: Sequence[Unseen] = ()
    """Those that the older snapshot that this one is compared with had, and this one lacks."""
    reviews: Sequence[Review] = ()
    """The access reviews that were recorded."""

    @cached_property
    def evidence(self) -> HopEvidence:
        """What says so of hops."""
        return HopEvidence(self.graph, self.inquiry)

    @cached_property
    def carriage(self) -> Carriage:
        """What sets of fields carry."""
        return Carriage(self.graph, self.inquiry)

    @cached_property
    def arrived(self) -> Arrived:
        """What arrives in the clear at receivers."""
        return arrived(self.hops, self.inquiry)

    @cached_property
    def reading(self) -> Reading:
        """What principals can read."""
        known, as_of = self.inquiry.permits, self.inquiry.setting.as_of
        return Reading(self.graph, known if isinstance(known, Permits) else Permits(self.graph, as_of), self.carriage)

    @cached_property
    def people(self) -> People:
        """How many people hold what."""
        return People(self.graph, self.reading.memberships)

    @cached_property
    def privileges(self) -> Privileges:
        """Who holds permissions that reach beyond single objects and fields."""
        return Privileges(self.graph, self.reading.memberships)

    @cached_property
    def orgs(self) -> Sequence[Id]:
        """The Salesforce orgs, in order."""
        return [node.id for node in self.graph.systems() if node.detail.get("kind") == "salesforce"]

    @cached_property
    def settings(self) -> Mapping[Id, Mapping[str, tuple[FactRow, ...]]]:
        """What is said of each org as a whole, by name; several places may say it, and not the same."""
        found: dict[Id, dict[str, tuple[FactRow, ...]]] = {}
        for fact in self.graph.facts_named("org-setting"):
            name, _, value = fact.value.partition("=")
            of_org = found.setdefault(fact.subject, {})
            of_org[name] = (*of_org.get(name, ()), FactRow(fact.subject, value, fact.evidence))
        return found

    @cached_property
    def applications(self) -> Sequence[App]:
        """The applications, with what they may do and read."""
        return applications_of(self.graph, self.reading, self.carriage)


@dataclass(frozen=True)
class Rule:
    """A card and the function that gives its findings."""

    card: Card
    find: Callable[[View], Iterable[Finding]]


def evaluate(rules: Iterable[Rule], view: View) -> Iterator[Finding]:
    """What all rules say."""
    for rule in rules:
        yield from rule.find(view)
