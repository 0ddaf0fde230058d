"""Rules about what could not be seen."""

from collections.abc import Iterator

from lineage.model.verdicts import Severity
from lineage.policy.findings import Card, Finding, Rule, View

GAP = Card(
    id="gap",
    title="Something could not be seen",
    severity="info; medium where it concerns one node of the map",
    why="An answer without it may be too good: no path and could-not-look are different things.",
    remedy="Each gap says what would open it.",
    effort="one setting",
    false_positives="A surface that the org does not use.",
    reference="DESIGN: unknown is an answer",
    missions=("O1",),
)

UNSEEN_SURFACE = Card(
    id="unseen-surface",
    title="No source of this snapshot gives a whole surface",
    severity="info",
    why="What nobody harvested shows no findings.",
    remedy="Add a source that gives it.",
    effort="one setting",
    false_positives="A surface that the organisation does not have.",
    reference="DESIGN: unknown is an answer",
    missions=("O1",),
)


def gaps(view: View) -> Iterator[Finding]:
    """A finding for each gap."""
    for gap in view.gaps:
        yield Finding(
            rule=GAP.id,
            verdict="unknown",
            severity=Severity.MEDIUM if gap.subject else Severity.INFO,
            subject=gap.subject or f"{gap.surface}: {gap.locator or gap.what}",
            detail=f"{gap.what} {gap.why} {gap.hides} {gap.remedy}".strip(),
            locators=((gap.connector, gap.locator),) if gap.locator else (),
        )


def unseen_surfaces(view: View) -> Iterator[Finding]:
    """A finding for each surface that no source gives."""
    for surface in view.unseen:
        yield Finding(
            rule=UNSEEN_SURFACE.id,
            verdict="unknown",
            severity=Severity.INFO,
            subject=surface,
            detail=f"No source of this snapshot gives {surface}.",
        )


RULES = (Rule(GAP, gaps), Rule(UNSEEN_SURFACE, unseen_surfaces))
