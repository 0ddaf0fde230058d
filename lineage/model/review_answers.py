"""Access reviews: what is asked about each application and integration principal, and what somebody decided."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

from pydantic import Field as Attribute

from lineage.model.access_answers import PrincipalLine
from lineage.model.answers import Coverage
from lineage.model.handwritten import Day, Remark, Text
from lineage.model.privilege_answers import LeastPrivilegeAnswer, Surplus
from lineage.model.records import Frozen

DecisionWord = Literal["keep", "reduce", "remove", "ask"]
DECISIONS: tuple[str, ...] = get_args(DecisionWord)
"""keep it as it is; reduce it to what declared hops need; remove it; ask, for somebody else has to say."""


class ReviewDecision(Frozen):
    """What somebody decided about one subject."""

    subject: Text
    """Its id."""
    decision: DecisionWord
    """keep, reduce, remove or ask."""
    by: Text
    """Who decided."""
    note: Remark = ""
    """Why, or what remains to be asked."""
    next: Day
    """The last day until which it must be reviewed again."""


class Review(Frozen):
    """The decisions of one day on what one snapshot shows."""

    day: Day
    """When they were recorded."""
    snapshot: Text
    """The snapshot that was reviewed."""
    decisions: tuple[ReviewDecision, ...] = ()
    """By subject."""


class LastDecision(Frozen):
    """What was decided last about a subject."""

    day: date
    """When it was recorded."""
    decision: DecisionWord
    """keep, reduce, remove or ask."""
    by: str
    """Who decided; untrusted text."""
    note: str = ""
    """Why; untrusted text."""
    next: date
    """The last day until which it must be reviewed again."""


class ElementCount(Frozen):
    """How many fields hold an element."""

    element: str
    """The element; `unclassified` where nobody knows."""
    fields: int
    """So many."""
    sensitive: bool = False
    """Sensitive or a breach element, without ifs."""


class ReviewChange(Frozen):
    """What a subject can read now, against the review before."""

    state: Literal["first", "new", "same", "changed", "unknown"]
    """`first`: there is nothing to compare with; `new`: it was not there; `unknown`: then or now it is not told what it can read."""
    gained_fields: int = 0
    """Fields that it could not read then."""
    lost_fields: int = 0
    """Fields that it cannot read any more."""
    gained_elements: tuple[ElementCount, ...] = ()
    """Elements in the fields gained, the worst first."""
    lost_elements: tuple[ElementCount, ...] = ()
    """Elements in the fields lost."""
    gained_datasets: tuple[str, ...] = ()
    """Ids of datasets of which it could read nothing then."""
    lost_datasets: tuple[str, ...] = ()
    """Ids of datasets of which it can read nothing any more."""


class ReviewFinding(Frozen):
    """An open finding about a subject."""

    rule: str
    """Rule id."""
    severity: str
    """critical, high, medium, low or info."""
    fingerprint: str
    """Stable across harvests."""


class ReviewRow(Frozen):
    """One application or integration principal, to be decided about."""

    subject: str
    """Its id."""
    kind: str
    """connected app, installed package…; run-as user, integration user, visitors, portal members."""
    name: str
    """What it is called; untrusted text."""
    system: str = ""
    """How people call the System whose data it reads; untrusted text."""
    operator: str = ""
    """Who runs it, or the applications that act as it; empty where unknown."""
    acts_as: tuple[PrincipalLine, ...] = ()
    """Of an application, the first of those that it acts as; of a principal, the applications that act as it."""
    acting: int = 0
    """How many there are of these."""
    scopes: tuple[str, ...] = ()
    """What its tokens may be used for; empty where nothing says."""
    told: Literal["yes", "bound", "unknown"]
    """Whether what it can read is told; `bound`: at most this, as any user who authorizes it; `unknown`: what follows is empty."""
    fields: int = 0
    """Fields that it can read."""
    datasets: int = 0
    """Datasets of which it can read something."""
    elements: tuple[ElementCount, ...] = ()
    """Elements in these fields, the worst first."""
    last_used: date | None = None
    """When a token of it was last used; none where nothing says."""
    surplus: Surplus
    """Whether it can read more than declared hops need; `unknown` where no need is declared."""
    surplus_fields: int = 0
    """How many fields more."""
    findings: tuple[ReviewFinding, ...] = ()
    """Open findings about it, the worst first."""
    change: ReviewChange
    """What changed since the review before."""
    last: LastDecision | None = None
    """What was decided about it last; none where nothing was."""


class ReviewAnswer(Frozen):
    """Everything to be decided in an access review."""

    schema_: Literal["lineage/review@1"] = Attribute("lineage/review@1", alias="schema")
    snapshot: str
    """Name of the snapshot."""
    as_of: date
    """The day on which memberships are looked at."""
    since: str = ""
    """Name of the snapshot that changes are told against; empty where there is none."""
    note: str = ""
    """What must be said beside it, such as that the snapshot of the review before is gone."""
    rows: tuple[ReviewRow, ...] = ()
    """Applications, then integration principals; each in order of id."""
    gone: tuple[str, ...] = ()
    """Ids of subjects that were reviewed before and are no longer there."""
    not_seen: tuple[str, ...] = ()
    """Surfaces that could not be seen: who is not listed may be there all the same."""
    coverage: Coverage
    """What was read."""


class FilledRow(Frozen):
    """A row of a table that somebody filled in."""

    number: int
    """As spreadsheets number rows: the header is the first."""
    cells: Mapping[str, str]
    """Column, folded → what stands there."""


class FilledReview(Frozen):
    """A review that somebody filled in."""

    file: str
    """Where it was read."""
    columns: tuple[str, ...]
    """The header, folded."""
    rows: tuple[FilledRow, ...]
    """The rows that are not empty."""


class DecidedRemoval(Frozen):
    """What to take away from one subject, as it was decided."""

    subject: PrincipalLine
    """Who."""
    subtype: str = ""
    """Of an application: connected app, external client app…"""
    decision: DecisionWord
    """reduce or remove."""
    answers: tuple[LeastPrivilegeAnswer, ...] = ()
    """What it may do against what it needs; of a removed application, for each principal that only it acts as."""
    by_hand: str = ""
    """What no file does; empty where there is nothing."""


class DecidedRemovals(Frozen):
    """What to take away after a review."""

    snapshot: str
    """Name of the snapshot that rights are looked up in."""
    as_of: date
    """The day on which memberships are looked at."""
    removals: tuple[DecidedRemoval, ...]
    """By subject."""
