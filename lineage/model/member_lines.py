"""The hops of findings, and their evidence, in short: what lists of many of them show of each."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from lineage.model.answers import EvidenceLine, FindingMember
from lineage.model.verdicts import Severity


class MemberLine(NamedTuple):
    """One hop of a flow; see `FindingMember` and `HopAnswer`."""

    source: str
    target: str
    carries: tuple[str, ...]
    severity: str
    verdict: str
    reason: str
    accepted: str
    lapsed: str
    fingerprint: str
    also: str
    locators: tuple[str, ...]
    """Of its evidence."""


@runtime_checkable
class HasLines(Protocol):
    """Members that know their lines without making each of them."""

    def lines(self) -> Sequence[MemberLine]:
        """A line for each."""
        ...

    def worst_lines(self, most: int) -> Sequence[MemberLine]:
        """The worst, violated before unknown ones, in order of severity."""
        ...


def lines_of(members: Sequence[FindingMember]) -> Sequence[MemberLine]:
    """A line for each member."""
    return members.lines() if isinstance(members, HasLines) else list(map(_line, members))


def worst_lines_of(members: Sequence[FindingMember], most: int) -> Sequence[MemberLine]:
    """The worst members, violated before unknown ones, in order of severity."""
    if isinstance(members, HasLines):
        return members.worst_lines(most)
    return sorted(map(_line, members), key=lambda one: (one.verdict != "violated", -Severity(one.severity).rank))[:most]


def _line(one: FindingMember) -> MemberLine:
    return MemberLine(
        source=one.hop.source,
        target=one.hop.target,
        carries=one.carries,
        severity=one.severity,
        verdict=one.verdict,
        reason=one.reason,
        accepted=one.accepted,
        lapsed=one.lapsed,
        fingerprint=one.fingerprint,
        also=one.also,
        locators=locators_of(one.hop.evidence),
    )


@runtime_checkable
class HasLocators(Protocol):
    """Evidence that knows its locators without making each line."""

    def locators(self, most: int | None = None) -> tuple[str, ...]:
        """The locator of each line, or of the first lines."""
        ...


def locators_of(evidence: Sequence[EvidenceLine], most: int | None = None) -> tuple[str, ...]:
    """The locator of each line of evidence, or of the first lines."""
    return evidence.locators(most) if isinstance(evidence, HasLocators) else tuple(line.locator for line in evidence[:most])
