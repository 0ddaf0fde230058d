"""Findings: what rules say, before anyone accepted anything."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lineage.graph.source import HopRow, NodeRow
from lineage.model.ids import Id
from lineage.model.records import Frozen, Gap
from lineage.model.verdicts import Severity
from lineage.policy.inquiry import Inquiry
from lineage.policy.judged import JudgedHop


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
    """What to do."""
    effort: Literal["one setting", "one grant", "a right on file", "code", "none"]
    """How much work the remedy is."""
    false_positives: str
    """When it fires although all is well."""
    reference: str
    """Where the requirement stands."""
    missions: tuple[str, ...] = ()
    """Ids of the points of the mission that it answers."""


@dataclass(frozen=True)
class Finding:
    """A rule's verdict on a subject."""

    rule: str
    verdict: Literal["violated", "unknown"]
    severity: Severity
    subject: str
    detail: str
    carries: tuple[str, ...] = ()
    hop: HopRow | None = None
    systems: tuple[Id, ...] = ()
    locators: tuple[tuple[str, str], ...] = ()
    """(connector, locator) of what says so, where the subject is no hop."""
    expires_since: date | None = None
    """The first day on which the verdict got worse, after the as-of day."""

    @property
    def fingerprint(self) -> str:
        """Stable across harvests: of the rule and the subject."""
        return hashlib.sha256(f"{self.rule}\n{self.subject}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class View:
    """What rules look at."""

    inquiry: Inquiry
    hops: Sequence[JudgedHop]
    channels: Sequence[NodeRow]
    """Channels that are switched on, or may be, and that no hop uses."""
    gaps: Sequence[Gap]
    unseen: Sequence[str]
    """Surfaces that no source of this snapshot gives, in words."""


@dataclass(frozen=True)
class Rule:
    """A card and the function that gives its findings."""

    card: Card
    find: Callable[[View], Iterable[Finding]]


def evaluate(rules: Iterable[Rule], view: View) -> Iterator[Finding]:
    """What all rules say."""
    for rule in rules:
        yield from rule.find(view)
