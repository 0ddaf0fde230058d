"""Rules about what could not be seen."""

import re
from collections.abc import Iterator

from lineage.model.ids import Id
from lineage.model.records import NOT_YET, Gap, is_command
from lineage.model.verdicts import Severity
from lineage.policy.describe import system_label
from lineage.policy.findings import Card, Finding, Rule, View, Work
from lineage.policy.inquiry import Inquiry

GAP = Card(
    id="gap",
    title="Something could not be seen",
    severity="info; medium where it concerns one node of the map",
    why="An answer without it may be too good: no path and could-not-look are different things.",
    remedy="Each gap says what would open it, or that this version does not read it yet.",
    effort="one command",
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
    false_positives="A surface that the organisation does not have.",
    reference="[What an answer means: unknown](meaning.md#unknown)",
    missions=("O1",),
)

_NUMBERS = re.compile(r"\d[\d,.]*")
_LINE = re.compile(r":\d+$")


def gaps(view: View) -> Iterator[Finding]:
    """A finding for each gap."""
    for gap in view.gaps:
        yield Finding(
            rule=GAP.id,
            severity=Severity.MEDIUM if gap.subject else Severity.INFO,
            subject=_subject(gap),
            where=_called(gap.subject, view.inquiry) if gap.subject else gap.surface,
            detail=said(gap),
            systems=(gap.subject.namespace,) if gap.subject else (),
            locators=((gap.connector, gap.locator),) if gap.locator else (),
            remedy=gap.remedy or "None known.",
            effort=_work(gap.remedy),
        )


def said(gap: Gap) -> str:
    """A gap in sentences, without its remedy.

    >>> said(Gap(surface="flow", what="A.flow was not read.", why="it is no XML", hides="what it sends"))
    'A.flow was not read. Why: it is no XML. May hide: what it sends.'
    """
    why = "" if gap.remedy.startswith(NOT_YET) else gap.why  # the remedy says it
    parts = ((gap.what, ""), (why, "Why: "), (gap.hides, "May hide: "))
    return " ".join(f"{lead}{text.rstrip('. ')}." for text, lead in parts if text.strip(". "))


def _subject(gap: Gap) -> str:
    """What stays the same of a gap when something else is counted, or a line moves."""
    about = gap.subject or _LINE.sub("", gap.locator)
    return " ".join(part for part in (f"{gap.surface}:", about, _NUMBERS.sub("N", gap.what)) if part)


def _called(node: Id, inquiry: Inquiry) -> str:
    """A node as people call it, behind its System."""
    if node.is_system:
        return system_label(inquiry, node)
    kinds = ("job", "channel", "application")
    name = f"{node.kind} {node.name}" if node.kind in kinds else node.shown
    return f"{system_label(inquiry, node.namespace)}: {name}"


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


RULES = (Rule(GAP, gaps), Rule(UNSEEN_SURFACE, unseen_surfaces))
