"""Rules about what could not be seen."""

import re
from collections.abc import Iterator

from lineage.analysis.holdings import NOTHING
from lineage.model.records import NOT_YET, Gap, is_command
from lineage.model.verdicts import Severity
from lineage.policy.describe import node_label
from lineage.policy.findings import Card, Finding, Rule, View, Work
from lineage.policy.judged import severity_of
from lineage.policy.severity import Reach, weigh

GAP = Card(
    id="gap",
    title="Something could not be seen",
    severity="info; of one node of the map: high where it carries or holds sensitive or breach elements, low where nothing personal, "
    "else medium, because it may",
    why="An answer without it may be too good: no path and could-not-look are different things.",
    remedy="Each gap says what would open it, or that this version does not read it yet.",
    effort="one command",
    role="admin",
    false_positives="A surface that the org does not use.",
    reference="[What an answer means: coverage](meaning.md#coverage)",
    missions=("O1",),
)

UNSEEN_SURFACE = Card(
    id="unseen-surface",
    title="No source of this snapshot gives a whole surface",
    severity="info",
    why="What nobody harvested shows no findings.",
    remedy="Each finding says what would give the surface, or that this version does not read it yet.",
    effort="one command",
    role="admin",
    false_positives="A surface that the organisation does not have.",
    reference="[What an answer means: unknown](meaning.md#unknown)",
    missions=("O1",),
)

LOST_SURFACE = Card(
    id="lost-surface",
    title="The older snapshot had a surface that this one lacks",
    severity="high",
    why="A check finds nothing where nothing was read: what is gone from the input would pass as mended.",
    remedy="Harvest with the same sources as the older snapshot, or compare with one that was made like this one.",
    effort="one command",
    role="admin",
    false_positives="The source was given up on purpose: compare with a snapshot that was made since.",
    reference="[What an answer means: the gate](meaning.md#the-gate)",
    missions=("O1",),
)

_MOVERS = ("job", "channel", "application", "user", "profile", "permission-set", "permission-set-group", "guest")
_COUNTS = re.compile(r"(?<![\w.,/:#'-])\d+(?:[,.]\d+)*(?![\w/#'-]|\.\w)")
"""Numbers that stand alone, and not in a name such as `A2` or `app-3`."""
_LINE = re.compile(r":\d+$")


def gaps(view: View) -> Iterator[Finding]:
    """A finding for each gap."""
    for gap in view.gaps:
        yield Finding(
            rule=GAP.id,
            severity=_severity(gap, view),
            subject=_subject(gap),
            where=node_label(view.inquiry, gap.subject) if gap.subject else gap.surface,
            detail=said(gap),
            systems=(gap.subject.namespace,) if gap.subject else (),
            locators=((gap.connector, gap.locator),) if gap.locator else (),
            remedy=gap.remedy or "None known.",
            effort=_work(gap.remedy),
        )


def _severity(gap: Gap, view: View) -> Severity:
    """By what its subject is known to carry or hold; a whole System, and what carries nothing that is known, may hold anything."""
    if gap.subject is None:
        return Severity.INFO
    moved = view.hops.moved_by(gap.subject)
    if moved is not None:
        weight = weigh(moved, Reach.OUT).severity
    elif gap.subject.is_system or gap.subject.kind in _MOVERS:
        return Severity.MEDIUM
    else:
        part = view.inquiry.holdings.start(gap.subject)
        held = {item.element: item.form for item in part if item.element != NOTHING}
        weight = severity_of(held, view.inquiry.elements) if held else Severity.LOW
    return {Severity.CRITICAL: Severity.HIGH, Severity.HIGH: Severity.MEDIUM}.get(weight, Severity.LOW)


def said(gap: Gap) -> str:
    """A gap in sentences, without its remedy.

    >>> said(Gap(surface="flow", what="A.flow was not read.", why="it is no XML", hides="what it sends"))
    'A.flow was not read. Why: it is no XML. May hide: what it sends.'
    """
    why = "" if gap.remedy.startswith(NOT_YET) else gap.why  # the remedy says it
    parts = ((gap.what, ""), (why, "Why: "), (gap.hides, "May hide: "))
    return " ".join(f"{lead}{text.rstrip('. ')}." for text, lead in parts if text.strip(". "))


def _subject(gap: Gap) -> str:
    """What stays the same of a gap when something else is counted, or a line moves; names keep their digits.

    >>> _subject(Gap(surface="flow", what="1,200 steps of A2.flow, and 3 of B-4.", why="", hides="", locator="flows/A2.flow:7"))
    'flow: flows/A2.flow N steps of A2.flow, and N of B-4.'
    """
    about = gap.subject or _LINE.sub("", gap.locator)
    return " ".join(part for part in (f"{gap.surface}:", about, _COUNTS.sub("N", gap.what)) if part)


def _work(remedy: str) -> Work:
    """How much work the remedy of something unseen is."""
    if not remedy or remedy.startswith(NOT_YET):
        return "not possible yet"
    return "one command" if is_command(remedy) else "one correction"


def unseen_surfaces(view: View) -> Iterator[Finding]:
    """A finding for each surface that no source gives."""
    for one in view.unseen:
        yield Finding(
            rule=UNSEEN_SURFACE.id,
            subject=one.surface,
            where=one.surface,
            detail=f"Nothing in this snapshot says {one.leaves_open or 'it'}.",
            remedy=one.remedy,
            effort=_work(one.remedy),
        )


def lost_surfaces(view: View) -> Iterator[Finding]:
    """A finding for each surface that the snapshot before had, where a check compares with one."""
    for one in view.lost:
        yield Finding(
            rule=LOST_SURFACE.id,
            severity=Severity.HIGH,
            subject=one.surface,
            where=one.surface,
            detail=f"The older snapshot says {one.leaves_open}; nothing in this one does.",
        )


RULES = (Rule(GAP, gaps), Rule(UNSEEN_SURFACE, unseen_surfaces), Rule(LOST_SURFACE, lost_surfaces))
